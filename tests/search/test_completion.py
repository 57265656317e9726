"""Completions of an unfinished query."""

import pytest

from archive.models import VariantGroup
from archive.search.completion import MAX_COMPLETIONS, CompletionKind, suggest_completions
from archive.search.indexing.change_queue import apply_queue
from archive.search.query.fields import FIELDS
from archive.search.query.parser import MAX_QUERY_LENGTH, parse_query
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def archive():
    gazette = factories.outlet("Harbour Gazette", slug="gazette")
    gazette.aliases.create(name="The Quayside Paper")
    factories.outlet("Harbour Echo", slug="echo")  # has no article
    ellery = factories.author("Maud Ellery", slug="ellery")
    ellery.aliases.create(name="M. Hartog")
    harris = factories.author("Harris", slug="harris")
    by = {"by": (ellery,), "outlet": gazette, "published": "2023-05-04", "language": "fr"}
    factories.article("Harbours closed", body="Harbours close in Kiev. Ellery waits.", **by)
    by |= {"published": "2024-05-04", "language": "en"}
    factories.article("Harbour closed", body="The harbour closed.", **by)
    by |= {"by": (ellery, harris), "published": "2024"}
    factories.article("Trams", body="Closed, and the harbour too.", **by)
    apply_queue()


def list_offers(typed):
    return [(completion.kind, completion.text, completion.articles) for completion in suggest_completions(typed)]


@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        ("author:", [("author", 'author:"Maud Ellery"', 3), ("author", "author:Harris", 1)]),
        ("by:har", [("author", 'by:"Maud Ellery"', 3), ("author", "by:Harris", 1)]),
        ("outlet:qu", [("outlet", 'outlet:"Harbour Gazette"', 3)]),
        ('-outlet:"harbour g', [("outlet", '-outlet:"Harbour Gazette"', 3)]),
        ("lang:", [("value", "lang:en", 2), ("value", "lang:fr", 1)]),
        ("lang:Fre", [("value", "lang:fr", 1)]),
        ("year:", [("value", "year:2024", 2), ("value", "year:2023", 1)]),
        ("date:2022..2023", []),
        ("status:q", [("value", "status:queried", 0)]),
        ("no:da", [("value", "no:date", 0)]),
        ("has:da", [("value", "has:date", 3)]),
        ("title:(trams OR clo", [("word", "title:(trams OR closed", 2)]),
        ('"the harb', [("word", '"the harbour', 2), ("word", '"the harbours', 1)]),
        ("quote:clo", [("word", "quote:closed", 3), ("word", "quote:close", 1)]),
        (
            "h",
            [
                ("field", "has:", None),
                ("field", "title:", None),
                ("outlet", 'outlet:"Harbour Gazette"', 3),
                ("author", 'author:"Maud Ellery"', 3),
                ("author", "author:Harris", 1),
            ],
        ),
        ("id:a", []),
        ("zzyzx", []),
    ],
)
def test_offers(typed, offers):
    assert list_offers(typed) == offers


def test_words_are_told_as_printed_with_the_articles_that_print_them_so():
    words = [row for row in list_offers("flood clo") if row[0] == CompletionKind.WORD]

    assert words == [("word", "flood closed", 3), ("word", "flood close", 1)]


def test_another_name_says_which_of_the_names_was_met():
    assert [completion.alternatives for completion in suggest_completions("outlet:quay")] == [("The Quayside Paper",)]
    assert [completion.alternatives for completion in suggest_completions("outlet:harb")] == [()]


def test_a_name_with_several_spellings_is_offered_where_an_article_has_one():
    VariantGroup.objects.all().delete()
    for spellings in (("Kyiv", "Kiev"), ("Kyoto", "Kioto")):
        group = VariantGroup.objects.create(name=spellings[0])
        for spelling in spellings:
            group.variants.create(spelling=spelling)

    (kyiv,) = suggest_completions("ky")

    assert (kyiv.kind, kyiv.text, kyiv.articles, kyiv.alternatives) == (
        "spelling",
        "Kyiv",
        1,
        ("Kiev",),
    )


def test_every_field_can_be_completed_and_what_is_offered_can_be_read():
    for field in FIELDS:
        assert f"{field.name}:" in [completion.text for completion in suggest_completions(field.name[:-1])], field.name
        for letters in ("", "h", "ha", "2"):
            for completion in suggest_completions(f"{field.name}:{letters}"):
                parse_query(completion.text)


def test_a_name_of_signs_is_offered_in_a_way_that_can_be_read():
    row = factories.article("Odd", by=(factories.author('Ann "Nan" O’Dea', slug="nan"),))
    apply_queue()

    (completion,) = suggest_completions("author:nan")

    assert completion.text == 'author:"Ann Nan O’Dea"'
    assert parse_query(completion.text).node.name == "Ann Nan O’Dea"
    assert row.bylines.count() == 1


def test_however_much_there_is_no_more_than_ten_are_offered_and_nothing_for_a_whole_page():
    author = factories.author("Someone", slug="someone")
    body = " ".join(f"harb{number}" for number in range(40))
    factories.article("Many", body=body, by=(author,))
    apply_queue()

    assert len(suggest_completions("harb")) == MAX_COMPLETIONS
    assert suggest_completions("a" * (MAX_QUERY_LENGTH + 1)) == ()
