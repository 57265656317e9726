"""Facet counts and date histograms; selecting values of a facet does not change its counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.base import MAX_FACET_VALUES, FacetCounts, FacetKey, HistogramInterval
from archive.search.engines.whoosh.storage import doc_sets
from archive.search.engines.whoosh.storage.columns import (
    IMPRECISE,
    NO_END,
    NO_START,
    UNDATED,
    UNKNOWN_KEY,
    ArticleColumns,
    CategoricalColumn,
    Mask,
    match_authors,
)
from archive.search.engines.whoosh.storage.doc_sets import DocNumbers
from archive.search.query.request import UNCERTAIN, FacetName

_CACHED_CALENDARS = 16
_SPARSE_RATIO = 4
"""Below one article per this many categories, sorting codes beats counting all."""


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """The column of a facet, and its buckets: by facet key the category of articles whose value is not known."""

    name: str
    buckets: Mapping[FacetKey, Any]


_FACET_COLUMNS: Final[Mapping[FacetName, FacetColumn]] = {
    FacetName.OUTLET: FacetColumn("outlets", {None: UNKNOWN_KEY}),
    FacetName.AUTHOR: FacetColumn("first_authors", {None: UNKNOWN_KEY}),
    FacetName.LANGUAGE: FacetColumn("languages", {None: ""}),
    FacetName.YEAR: FacetColumn("by_year", {None: UNDATED, UNCERTAIN: IMPRECISE}),
}


@dataclass(frozen=True, slots=True)
class CodeCounts:
    """Distinct codes, ascending, and the count of each."""

    codes: NDArray[np.signedinteger[Any]]
    counts: NDArray[np.intp]

    def get(self, code: int) -> int:
        """Return the count of a code."""
        row = int(self.codes.searchsorted(code))
        return int(self.counts[row]) if row < len(self.codes) and self.codes[row] == code else 0

    def pop(self, code: int) -> int:
        """Return the count of a code, and set it to zero."""
        count = self.get(code)
        if count:
            self.counts[self.codes.searchsorted(code)] = 0
        return count


def build_selection_mask(columns: ArticleColumns, facet: FacetName, values: frozenset[FacetKey]) -> Mask:
    """Return a mask of the articles (by number) that have any of `values` in `facet`."""
    facet_column = _FACET_COLUMNS[facet]
    wanted = [facet_column.buckets.get(value, value) for value in values]
    if facet is FacetName.AUTHOR:
        return match_authors(columns, wanted)
    return getattr(columns, facet_column.name).isin(wanted)


def count_facet(
    columns: ArticleColumns, facet: FacetName, docs: DocNumbers, selected: frozenset[FacetKey]
) -> FacetCounts:
    """Return the most frequent values of `facet` among `docs`, and all selected ones."""
    facet_column = _FACET_COLUMNS[facet]
    column: CategoricalColumn = getattr(columns, facet_column.name)
    codes = column.codes.take(docs)
    if facet is FacetName.AUTHOR and len(columns.coauthor_rows):
        is_found = doc_sets.isin_docs(docs, columns.credited[columns.coauthor_rows], len(columns))
        codes = np.concatenate([codes, columns.authors.codes[columns.coauthor_rows[is_found]] + np.int32(1)])
    code_counts = count_codes(codes, len(column.categories))
    return _rank_values(code_counts, column.categories, facet_column.buckets, selected)


def count_by_date(
    columns: ArticleColumns, docs: DocNumbers, step: HistogramInterval | None
) -> tuple[tuple[tuple[date, int], ...], int, int]:
    """Return (first day, count) of each interval; undated; dated but of no single interval."""
    if step is None:
        return (), 0, 0
    if step is HistogramInterval.DAY:
        return _count_by_day(columns, docs)
    column = columns.by_year if step is HistogramInterval.YEAR else columns.by_month
    counts = np.bincount(column.codes.take(docs), minlength=len(column.categories))
    undated, imprecise = counts[:2].tolist()
    nonempty = (counts[2:] > 0).nonzero()[0]
    if not len(nonempty):
        return (), undated, imprecise
    first, last = nonempty[[0, -1]].tolist()
    days = _list_first_days(step, column.categories[2], len(column.categories) - 2)[first : last + 1]
    return tuple(zip(days, counts[first + 2 : last + 3].tolist(), strict=True)), undated, imprecise


def _count_by_day(columns: ArticleColumns, docs: DocNumbers) -> tuple[tuple[tuple[date, int], ...], int, int]:
    first, last = columns.earliest[docs], columns.latest[docs]
    undated = int(np.count_nonzero((first == NO_START) & (last == NO_END)))
    days, counts = np.unique(first[first == last], return_counts=True)
    days_and_counts = tuple(
        (date.fromordinal(day), count) for day, count in zip(days.tolist(), counts.tolist(), strict=True)
    )
    return days_and_counts, undated, len(docs) - undated - int(counts.sum())


@lru_cache(_CACHED_CALENDARS)
def _list_first_days(step: HistogramInterval, first: int, count: int) -> tuple[date, ...]:
    """Return the first days of `count` years or months from `first` on (cached)."""
    units = range(first, first + count)
    if step is HistogramInterval.YEAR:
        return tuple(date(year, 1, 1) for year in units)
    return tuple(date(month // 12, month % 12 + 1, 1) for month in units)


def count_codes(codes: NDArray[Any], category_count: int) -> CodeCounts:
    """Count the occurrences of each code."""
    if len(codes) * _SPARSE_RATIO > category_count:
        counts = np.bincount(codes, minlength=category_count)
        nonempty = (counts > 0).nonzero()[0]
        return CodeCounts(nonempty, counts[nonempty])
    codes = np.sort(codes)
    starts = doc_sets.mask_run_starts(codes).nonzero()[0]
    return CodeCounts(codes[starts], np.diff(starts, append=len(codes)))


def _rank_values(
    code_counts: CodeCounts,
    categories: Sequence[Any],
    bucket_categories: Mapping[FacetKey, Any],
    selected: frozenset[FacetKey],
) -> FacetCounts:
    """Return the most frequent values, then selected ones, then buckets; ties in category order."""
    buckets = [
        (value, code_counts.pop(categories.index(category)))
        for value, category in bucket_categories.items()
        if category in categories
    ]
    rows = _find_highest(code_counts.counts)
    codes, counts = code_counts.codes[rows].tolist(), code_counts.counts[rows].tolist()
    ranked = [(categories[code], count) for code, count in zip(codes, counts, strict=True) if count]
    nonempty_buckets = sorted((pair for pair in buckets if pair[1]), key=lambda pair: -pair[1])
    if not selected:
        return (*ranked, *nonempty_buckets)
    listed = {value for value, _ in (*ranked, *nonempty_buckets)}
    unlisted = _count_values(code_counts, categories, selected - listed)
    with_articles = [pair for pair in unlisted if pair[1]]
    without_articles = [pair for pair in unlisted if not pair[1]]
    return (*ranked, *with_articles, *nonempty_buckets, *without_articles)


def _find_highest(counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the indexes of the highest counts, as many as are shown; ties in order."""
    if len(counts) <= 4 * MAX_FACET_VALUES:
        return (-counts).argsort(kind="stable")[:MAX_FACET_VALUES]
    lowest = np.sort(counts)[-MAX_FACET_VALUES]
    higher, equal = (counts > lowest).nonzero()[0], (counts == lowest).nonzero()[0]
    higher = higher[(-counts[higher]).argsort(kind="stable")]
    return np.concatenate([higher, equal[: MAX_FACET_VALUES - len(higher)]])


def _count_values(
    code_counts: CodeCounts, categories: Sequence[Any], values: frozenset[FacetKey]
) -> list[tuple[FacetKey, int]]:
    """Count just these values, the most frequent first."""
    codes = {category: code for code, category in enumerate(categories)}
    values_and_counts = [(value, code_counts.get(codes[value]) if value in codes else 0) for value in values]
    return sorted(values_and_counts, key=lambda pair: (-pair[1], str(pair[0])))
