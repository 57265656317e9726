"""Printings of one text among the hits: folded under the earliest, on whatever page it would be."""

import pytest

from archive.duplicates import folding, update
from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.web.harbour_articles import get_search_page
from tests.web.pages import get_links, get_texts

pytestmark = pytest.mark.django_db

TEXT = " ".join(f"The harbour was word{n} closed" for n in range(40))


def create_reprints(reprints: int) -> None:
    """Thirty articles of their own, then one text in several outlets, the latest first."""
    for number in range(30):
        body = " ".join(f"Of harbour {number} thing{number}x{n}" for n in range(12))
        factories.article(f"Own {number}", body=body, published="2024-01-10")
    rows = [
        factories.article(f"Printing {n}", body=TEXT, outlet=factories.outlet(), published=f"2024-02-{28 - n:02}")
        for n in range(reprints)
    ]
    update.compare_articles(row.pk for row in rows)
    apply_queue()


def get_headlines(page) -> list[str]:
    return get_texts(page, ".card .headline")


def test_a_reprint_folds_under_the_earliest_though_that_stands_on_another_page(client):
    create_reprints(3)
    pages = [get_search_page(client, "harbour", sort="newest", page=n) for n in (1, 2)]
    result = [title for page in pages for title in get_headlines(page)]

    assert get_texts(pages[0], "h1") == ["33 articles in 3 outlets"]
    assert len(result) == 31
    assert [title for title in result if "Printing" in title] == ["Printing 2"]
    assert get_texts(pages[0], ".reprints summary") == ["2 more articles with the same text"]
    assert get_texts(pages[0], ".reprints li a[dir]") == ["Printing 1", "Printing 0"]
    for page in pages:
        assert "2 of these 33 articles have the same text as an earlier one" in get_texts(page, ".search-results")[0]


def test_printings_stand_apart_where_a_reader_wants_it(client):
    create_reprints(3)
    folded = get_search_page(client, "harbour")
    (apart,) = [row for row in get_links(folded, ".search-results .muted a") if "printings=apart" in row]
    pages = [get_search_page(client, "harbour", printings="apart", page=n) for n in (1, 2)]

    assert "printings=apart" in apart
    assert len([title for page in pages for title in get_headlines(page)]) == 33
    assert get_texts(pages[0], ".reprints") == []
    assert "Articles with the same text are shown separately" in get_texts(pages[0], ".search-results")[0]


def test_a_reprint_alone_in_its_outlet_stands_for_itself(client):
    create_reprints(2)
    outlets = [row for row in get_links(get_search_page(client, "printing"), ".facets a") if "outlet=" in row]
    for address in outlets:
        page = get_search_page(client, "printing", outlet=address.rpartition("outlet=")[2])
        assert get_texts(page, "h1") == ["1 article in 1 outlet"]
        assert len(get_headlines(page)) == 1


def test_of_very_many_printings_the_first_are_shown_and_the_others_counted(client):
    create_reprints(16)
    page = get_search_page(client, "harbour", sort="newest")

    assert get_texts(page, ".reprints summary") == ["15 more articles with the same text"]
    assert len(get_texts(page, ".reprints li")) == 12
    assert "The first 12 of 15" in get_texts(page, ".reprints .muted")[0]


def test_an_archive_with_too_many_pairs_says_that_nothing_folds(client, monkeypatch):
    create_reprints(3)
    monkeypatch.setattr(folding, "MAX_PAIRS", 2)
    page = get_search_page(client, "printing")

    assert len(get_headlines(page)) == 3
    assert "too many near-duplicates" in get_texts(page, ".search-results")[0]


def test_folding_costs_two_questions_however_many_printings_there_are(client, django_assert_max_num_queries):
    create_reprints(12)
    get_search_page(client, "harbour")
    with django_assert_max_num_queries(2):  # the stamp of the pairs; whether an article waits
        assert len(folding.load_reprint_groups().groups) == 1
    with django_assert_max_num_queries(12):
        get_search_page(client, "harbour")
