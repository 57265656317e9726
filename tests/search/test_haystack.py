"""Haystack's own API on this index: results, facets, filters, models."""

import pytest
from django.core.management import get_commands
from haystack import connections
from haystack.exceptions import SearchBackendError
from haystack.query import SearchQuerySet

from archive.models import Article
from archive.search.indexing.change_queue import get_engine
from archive.search.indexing.maintenance import rebuild_index
from archive.search.query.parser import parse_query
from archive.search.query.request import SearchRequest
from archive.search.service import search
from archive.search_indexes import ArticleSearchIndex
from tests import factories

pytestmark = pytest.mark.django_db


def get_ids(results):
    return [int(result.pk) for result in results]


def count_hits(text):
    return search(SearchRequest(query=parse_query(text).node)).total


@pytest.fixture
def articles():
    """Two outlets whose names share a word, two authors whose names have commas."""
    guardian, weekly = factories.outlet("The Guardian"), factories.outlet("Guardian Weekly")
    auken, doe = factories.author("Van Auken, Bill"), factories.author("Doe, Jane")
    rows = [
        factories.article("US will talk", by=(auken,), outlet=guardian, published="2016-02-04", body="US in May"),
        factories.article("Second", by=(auken, doe), outlet=weekly, published="2015-02-04", body="A talk in May."),
        factories.article("Third", outlet=guardian, published="2014-02-04", body="Nothing."),
    ]
    rebuild_index()
    return rows


def test_the_unified_index_is_ours():
    (index,) = connections["default"].get_unified_index().collect_indexes()

    assert isinstance(index, ArticleSearchIndex)


def test_our_commands_win_over_those_of_the_same_name():
    assert {get_commands()[name] for name in ("rebuild_index", "update_index")} == {"archive"}


def test_failures_are_never_silent():
    assert connections["default"].get_backend().silently_fail is False


def test_a_query_set_finds_rows(articles):
    found = SearchQuerySet().filter(content="talk")

    assert sorted(get_ids(found)) == [articles[0].pk, articles[1].pk]
    assert {result.object.title for result in found} == {"US will talk", "Second"}


def test_stop_words_are_words(articles):
    for word in ("US", "will", "May"):
        assert count_hits(word) >= 1, word
        assert SearchQuerySet().filter(content=word).count() >= 1


def test_a_minus_excludes(articles):
    assert count_hits("talk -US") == 1


def test_facets_are_numbers_and_are_never_stemmed_or_split(articles):
    counts = SearchQuerySet().facet("outlet").facet("authors").facet_counts()["fields"]

    assert dict(counts["outlet"]) == {articles[0].outlet_id: 2, articles[1].outlet_id: 1}
    assert sorted(dict(counts["authors"]).values()) == [1, 1, 2]


def test_narrowing_keeps_exactly_what_was_counted(articles):
    found = SearchQuerySet().narrow(f"outlet:{articles[0].outlet_id}")

    assert sorted(get_ids(found)) == [articles[0].pk, articles[2].pk]
    assert get_ids(SearchQuerySet().filter(authors=articles[1].bylines.last().author_id)) == [articles[1].pk]


def test_any_slice_is_the_slice_asked_for(articles):
    rows = [factories.article(f"More {number}") for number in range(10)]
    rebuild_index()
    whole = get_ids(SearchQuerySet().order_by("pk"))

    assert whole == sorted([row.pk for row in rows] + [row.pk for row in articles])
    for first, last in ((1, 4), (3, 10), (5, 7), (0, 13), (12, 20)):
        assert get_ids(SearchQuerySet().order_by("pk")[first:last]) == whole[first:last]


def test_orders_may_mix_directions(articles):
    found = SearchQuerySet().order_by("outlet", "-earliest")

    assert get_ids(found) == [articles[0].pk, articles[2].pk, articles[1].pk]


def test_days_are_found_in_ranges(articles):
    from datetime import date

    assert get_ids(SearchQuerySet().filter(earliest__gte=date(2016, 1, 1))) == [articles[0].pk]
    assert SearchQuerySet().filter(latest__lt=date(2015, 2, 4)).count() == 1


def test_no_hits_are_an_ordinary_answer(articles):
    found = SearchQuerySet().filter(content="absent").facet("outlet")

    assert (len(found), found.facet_counts()["fields"]["outlet"]) == (0, [])


def test_a_one_letter_word_is_a_word(articles):
    assert SearchQuerySet().filter(content="A").count() == 1
    assert count_hits("A") == 1


def test_single_rows_go_in_and_out(articles):
    index = ArticleSearchIndex()
    article = Article.objects.get(pk=articles[2].pk)
    Article.objects.filter(pk=article.pk).update(body="Quite another talk.")

    index.update_object(article)
    assert SearchQuerySet().filter(content="talk").count() == 3

    index.remove_object(article)
    assert SearchQuerySet().count() == 2
    connections["default"].get_backend().remove(f"archive.article.{articles[1].pk}")
    assert get_ids(SearchQuerySet().all()) == [articles[0].pk]


def test_clearing_and_filling(articles):
    index = ArticleSearchIndex()

    index.clear()
    assert SearchQuerySet().count() == 0

    index.update()
    assert SearchQuerySet().count() == 3
    index.reindex()
    assert get_engine().read_state()["documents"] == 3


def test_what_is_not_offered_is_refused_in_words(articles):
    for call in (
        lambda: list(SearchQuerySet().highlight().filter(content="talk")),
        lambda: list(SearchQuerySet().order_by("title")),
        lambda: SearchQuerySet().facet("title").facet_counts(),
        lambda: list(SearchQuerySet().more_like_this(articles[0])),
    ):
        with pytest.raises(SearchBackendError):
            call()


@pytest.mark.parametrize("text", ["ANDNOT ANDMAYBE", '"', "(", "title:", "outlet:x", "a~", "[a TO"])
def test_strange_text_is_harmless(articles, text):
    assert len(SearchQuerySet().raw_search(text)) >= 0
