"""Counts of what the archive holds, equal to its rows at any moment, without reading them.

The engine counts its articles in one run. While changes wait to be indexed, it leaves those articles out and the
database counts them: both parts together are every listed article once. Without an index that holds the rest, the
database counts all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from time import monotonic
from typing import Final, TypeVar

from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import TruncMonth

from archive.db.bulk import select_keys
from archive.errors import SearchError
from archive.models import Article, Byline
from archive.models.articles import ArticleQuerySet
from archive.search.engines.base import CountedArticles, DateSpan, Engine, EngineQuery, RecordCount, RecordCounts
from archive.search.indexing.change_queue import get_engine, list_waiting_articles
from archive.search.query.request import FacetName

ALL_ARTICLES: Final = CountedArticles()
OutletMonths = tuple[tuple[int | None, date, int], ...]
_TRUSTED_SECONDS: Final = 600.0
"""For so long an index that held every article is taken to do so: each change of a row is queued."""
_IS_CERTAIN: Final = Q(earliest=F("latest"))
Counts = TypeVar("Counts")

_trusted_until: dict[str, float] = {}


def count_spans(articles: CountedArticles = ALL_ARTICLES) -> tuple[DateSpan, ...]:
    """Return the number of articles of each pair of earliest and latest day."""

    def add(*parts: tuple[DateSpan, ...]) -> tuple[DateSpan, ...]:
        return tuple((*days, count) for days, count in _add_up((span[:2], span[2]) for part in parts for span in part))

    return _count(articles, lambda engine, chosen: engine.count_spans(chosen), _read_spans, add)


def count_records(facet: FacetName, articles: CountedArticles = ALL_ARTICLES) -> RecordCounts:
    """Return the number of articles and the first and last certain day of every outlet or author that has any."""
    read = _read_authors if facet is FacetName.AUTHOR else _read_outlets
    return _count(articles, lambda engine, chosen: engine.count_records(facet, chosen), read, _merge_records)


def find_author_outlets(authors: Collection[int]) -> frozenset[tuple[int, int]]:
    """Return (author, outlet) of these authors for each outlet that has a listed article by them."""
    return _count(
        ALL_ARTICLES,
        lambda engine, chosen: engine.find_author_outlets(authors, chosen),
        lambda rows: _read_author_outlets(rows, authors),
        frozenset.union,
    )


def count_outlet_months() -> OutletMonths:
    """Return the number of articles dated to the day by outlet and month."""

    def add(*parts: OutletMonths) -> OutletMonths:
        return tuple((*key, count) for key, count in _add_up((row[:2], row[2]) for part in parts for row in part))

    return _count(ALL_ARTICLES, lambda engine, chosen: engine.count_outlet_months(chosen), _read_outlet_months, add)


def _count(
    articles: CountedArticles,
    ask_engine: Callable[[Engine, CountedArticles], Counts],
    read_rows: Callable[[ArticleQuerySet], Counts],
    add: Callable[[Counts, Counts], Counts],
) -> Counts:
    """Count `articles` by the engine, those that wait for it and without an index all by the database."""
    rows = _select_rows(articles)
    waiting = list_waiting_articles()
    try:
        engine = get_engine()
        if not _is_complete(engine, waiting):
            return read_rows(rows)
        counts = ask_engine(engine, replace(articles, hidden_keys=waiting))
    except SearchError:
        return read_rows(rows)
    return add(counts, read_rows(rows.filter(pk__in=select_keys(sorted(waiting))))) if waiting else counts


def _is_complete(engine: Engine, waiting: frozenset[int]) -> bool:
    """Return whether every listed article is in the index or waits for it; counted now and then."""
    index = engine.read_generation().rpartition(":")[0]  # another one after a rebuild
    if _trusted_until.get(index, 0) > monotonic():
        return True
    (indexed,) = engine.count([EngineQuery(hidden_keys=waiting, facets=(), interval=None)])
    listed = Article.objects.listed()
    expected = listed.count() - (listed.filter(pk__in=select_keys(sorted(waiting))).count() if waiting else 0)
    if indexed == expected:
        _trusted_until.clear()
        _trusted_until[index] = monotonic() + _TRUSTED_SECONDS
    return indexed == expected


def _select_rows(articles: CountedArticles) -> ArticleQuerySet:
    rows = Article.objects.listed().order_by()
    if articles.outlet is not None:
        rows = rows.filter(outlet=articles.outlet)
    if articles.author is not None:
        rows = rows.filter(pk__in=Byline.objects.filter(author=articles.author).values("article_id"))
    if articles.first is not None and articles.last is not None:
        rows = rows.of_period(articles.first, articles.last)
    return rows


def _read_spans(rows: ArticleQuerySet) -> tuple[DateSpan, ...]:
    return tuple(rows.values_list("earliest", "latest").annotate(n=Count("pk")))


def _read_outlets(rows: ArticleQuerySet) -> RecordCounts:
    days = {"first": Min("earliest", filter=_IS_CERTAIN), "last": Max("earliest", filter=_IS_CERTAIN)}
    counted = rows.values_list("outlet").annotate(n=Count("pk"), **days)
    return {outlet: RecordCount(*values) for outlet, *values in counted}


def _read_authors(rows: ArticleQuerySet) -> RecordCounts:
    is_certain = Q(article__earliest=F("article__latest"))
    counted = Byline.objects.filter(article__in=rows).order_by().values_list("author").annotate(
        n=Count("article", distinct=True),
        first=Min("article__earliest", filter=is_certain),
        last=Max("article__earliest", filter=is_certain),
    )  # fmt: skip
    counts: dict[int | None, RecordCount] = {author: RecordCount(*values) for author, *values in counted}
    days = {"first": Min("earliest", filter=_IS_CERTAIN), "last": Max("earliest", filter=_IS_CERTAIN)}
    unsigned = RecordCount(*rows.filter(bylines=None).aggregate(n=Count("pk"), **days).values())
    return counts | ({None: unsigned} if unsigned.articles else {})


def _read_author_outlets(rows: ArticleQuerySet, authors: Collection[int]) -> frozenset[tuple[int, int]]:
    bylines = Byline.objects.filter(author__in=authors, article__in=rows).exclude(article__outlet=None)
    return frozenset(bylines.order_by().values_list("author", "article__outlet").distinct())


def _read_outlet_months(rows: ArticleQuerySet) -> OutletMonths:
    months = rows.filter(_IS_CERTAIN).annotate(month=TruncMonth("earliest"))
    return tuple(months.values_list("outlet", "month").annotate(n=Count("pk")))


def _add_up(pairs: Iterable[tuple[tuple, int]]) -> Iterable[tuple[tuple, int]]:
    counts: Counter[tuple] = Counter()
    for key, count in pairs:
        counts[key] += count
    return counts.items()


def _merge_records(counts: RecordCounts, more: RecordCounts) -> RecordCounts:
    """Add the counts of other articles, and widen the days."""
    merged = dict(counts)
    for key, other in more.items():
        known = merged.get(key, RecordCount())
        firsts, lasts = (list(filter(None, days)) for days in ((known.first, other.first), (known.last, other.last)))
        merged[key] = RecordCount(known.articles + other.articles, min(firsts, default=None), max(lasts, default=None))
    return merged
