"""Counts of what the archive holds are those of its rows, whatever the index has read of them."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Article
from archive.search import holdings
from archive.search.engines.base import CountedArticles
from archive.search.indexing.change_queue import apply_queue
from archive.search.query.request import FacetName
from tests import factories

pytestmark = pytest.mark.django_db
DATES = ("2016-02-04", "2016-02-04", "2016-02", "2016", "", "2015-12-31", "../2016-02-01")


def create_articles():
    """Articles of two outlets and none, two authors and none, and dates of every kind; two of them withdrawn."""
    outlets, authors = [factories.outlet(), factories.outlet(), None], [factories.author(), factories.author()]
    rows = [
        factories.article(outlet=outlets[n % 3], by=tuple(authors[: n % 4 % 3]), published=published)
        for n, published in enumerate(DATES * 2)
    ]
    for row in rows[4:6]:
        Article.objects.filter(pk=row.pk).update(withdrawn_at=datetime(2025, 1, 2, tzinfo=UTC))
        row.refresh_from_db()
        row.save()
    return rows, outlets, authors


def count_plainly(chosen):
    """The same counts, from the rows one by one."""
    spans, outlets, authors, months = Counter(), {}, {}, Counter()
    for row in Article.objects.filter(withdrawn_at=None):
        written_by = [byline.author_id for byline in row.bylines.all()]
        is_within = chosen.first is None or (
            row.earliest and row.latest and chosen.first <= row.earliest and row.latest <= chosen.last
        )
        of_author = chosen.author is None or chosen.author in written_by
        if not is_within or not of_author or chosen.outlet not in (None, row.outlet_id):
            continue
        day = row.earliest if row.earliest == row.latest else None
        spans[row.earliest, row.latest] += 1
        outlets.setdefault(row.outlet_id, []).append(day)
        for author in written_by or [None]:
            authors.setdefault(author, []).append(day)
        if day:
            months[row.outlet_id, day.replace(day=1)] += 1
    return dict(spans), *(summarise(days) for days in (outlets, authors)), dict(months)


def summarise(days_by_key):
    days = {key: sorted(filter(None, days)) for key, days in days_by_key.items()}
    return {
        key: (len(days_by_key[key]), certain[0] if certain else None, certain[-1] if certain else None)
        for key, certain in days.items()
    }


def count_as_pages_do(chosen):
    return (
        {(first, last): count for first, last, count in holdings.count_spans(chosen)},
        *(dict(holdings.count_records(facet, chosen)) for facet in (FacetName.OUTLET, FacetName.AUTHOR)),
        {(outlet, month): count for outlet, month, count in holdings.count_outlet_months()},
    )


@pytest.mark.parametrize("indexed", ["nothing", "all", "all but the last changes", "less than there is"])
def test_holdings_are_those_of_the_rows_whatever_the_index_has_read(indexed):
    rows, outlets, authors = create_articles()
    if indexed != "nothing":
        apply_queue()
    if indexed == "all but the last changes":
        rows[0].delete()
        rows[1].published = "2014-01-01"
        rows[1].outlet = outlets[1]
        rows[1].save()
        factories.article(outlet=outlets[0], by=(authors[1],), published="2016-02-05")
    if indexed == "less than there is":
        Article.objects.bulk_create([Article(title="Unseen", identifier="2345wxyz")])

    for chosen in (
        CountedArticles(),
        CountedArticles(outlet=outlets[0].pk),
        CountedArticles(author=authors[0].pk),
        CountedArticles(first=date(2016, 1, 1), last=date(2016, 2, 29)),
    ):
        *counts, months = count_as_pages_do(chosen)
        *expected, expected_months = count_plainly(chosen)
        assert counts == expected, chosen
        assert months == (expected_months if chosen == CountedArticles() else count_plainly(CountedArticles())[3])


def test_an_index_that_holds_everything_is_asked_and_no_row_is_read():
    create_articles()
    apply_queue()
    holdings.count_spans()

    with CaptureQueriesContext(connection) as captured:
        holdings.count_spans()
        holdings.count_records(FacetName.AUTHOR)
    assert {query["sql"].split(" FROM ")[1].split()[0] for query in captured} == {'"archive_indexchange"'}
