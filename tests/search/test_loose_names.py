"""Names of outlets and authors as people type them without the signs and letters of their languages, and misspelt."""

import pytest

from archive.search.indexing.change_queue import apply_queue
from archive.search.query.parser import parse_query
from archive.search.query.request import SearchRequest
from archive.search.service import search
from tests import factories

pytestmark = pytest.mark.django_db
NAMES = [
    "Anna Müller-Lüdenscheidt", "Jean d'Ormesson", "Sinéad O’Connor", "Bashar al-Assad", "Bill Van Auken",
    "Søren Ærø", "Lech Wałęsa", "Hans Mueller", "Ann Smith", "Joachim Löw", "Jon Thorsson",
]  # fmt: skip


@pytest.fixture(autouse=True)
def articles():
    for name in NAMES:
        factories.article(name, by=(factories.author(name),))
    factories.article("Zürich", outlet=factories.outlet("Neue Zürcher Zeitung"))
    apply_queue()


def find_page(text):
    return search(SearchRequest(query=parse_query(text).node, text=text))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("author:mueller", ["Anna Müller-Lüdenscheidt", "Hans Mueller"]),
        ("author:müller", ["Anna Müller-Lüdenscheidt", "Hans Mueller"]),
        ('author:"anna mueller"', ["Anna Müller-Lüdenscheidt"]),
        ("author:ludenscheidt", ["Anna Müller-Lüdenscheidt"]),
        ("author:luedenscheidt", ["Anna Müller-Lüdenscheidt"]),
        ("author:müller-lüdenscheidt", ["Anna Müller-Lüdenscheidt"]),
        ('author:"hans müller"', ["Hans Mueller"]),
        ("author:loew", ["Joachim Löw"]),
        ("author:ormesson", ["Jean d'Ormesson"]),
        ("author:d'ormesson", ["Jean d'Ormesson"]),
        ("author:oconnor", ["Sinéad O’Connor"]),
        ("author:o'connor", ["Sinéad O’Connor"]),
        ("author:connor", ["Sinéad O’Connor"]),
        ("author:al-assad", ["Bashar al-Assad"]),
        ("author:assad", ["Bashar al-Assad"]),
        ('author:"van auken"', ["Bill Van Auken"]),
        ("author:(van auken)", ["Bill Van Auken"]),
        ("author:soren", ["Søren Ærø"]),
        ("author:walesa", ["Lech Wałęsa"]),
        ("author:Þórsson", ["Jon Thorsson"]),
        ("outlet:zuercher", ["Zürich"]),
        ("author:wong", []),
    ],
)
def test_a_name_is_found_by_the_letters_that_people_type(query, found):
    page = find_page(query)

    assert sorted(hit.article.title for hit in page.hits) == found
    assert page.notes


@pytest.mark.parametrize(
    ("query", "proposed"),
    [
        ("author:smiht", 'author:"Ann Smith"'),
        ("author:ludenschiedt", 'author:"Anna Müller-Lüdenscheidt"'),
        ('outlet:"Neue Zurcher Zietung"', 'outlet:"Neue Zürcher Zeitung"'),
    ],
)
def test_a_misspelt_name_is_told_the_nearest_ones(query, proposed):
    page = find_page(query)

    assert page.total == 0
    assert any(f"Did you mean {proposed}?" in note for note in page.notes)
    assert find_page(proposed).total == 1
    assert not any("Did you mean" in note for note in find_page("author:xylophone").notes)


def test_a_name_of_two_words_without_quotation_marks_is_said_to_be_one():
    assert any('write author:"van auken"' in note for note in find_page("author:van auken").notes)
    assert not any("write author:" in note for note in find_page("author:van harbour").notes)
