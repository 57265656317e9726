"""Facet counts and date histograms; selecting values of a facet does not change its counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.contract import FACET_VALUES, Step, Value
from archive.search.engines.whoosh.arrays import sets
from archive.search.engines.whoosh.arrays.columns import SEVERAL, UNDATED, Coded, Columns
from archive.search.engines.whoosh.arrays.sentinels import NO_END, NO_START, NOBODY
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.fields.filters import ByAuthors, FromOutlets, InLanguages, Mask
from archive.search.request import UNCERTAIN, FacetName

Counted = tuple[tuple[Value, int], ...]
_CALENDARS = 16
_SPARSE = 4
"""Below one article per this many categories, sorting codes beats counting all."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Distinct codes, ascending, and the count of each."""

    codes: NDArray[np.signedinteger[Any]]
    counts: NDArray[np.intp]

    def of(self, code: int) -> int:
        """Return the count of a code."""
        at = int(self.codes.searchsorted(code))
        return int(self.counts[at]) if at < len(self.codes) and self.codes[at] == code else 0

    def taken(self, code: int) -> int:
        """Return the count of a code, and set it to zero."""
        count = self.of(code)
        if count:
            self.counts[self.codes.searchsorted(code)] = 0
        return count


def chosen(columns: Columns, facet: FacetName, values: frozenset[Value]) -> Mask:
    """Return a mask of the articles (by number) that have any of `values` in `facet`."""
    match facet:
        case FacetName.OUTLET:
            return FromOutlets(_numbers(values)).mask(columns)
        case FacetName.AUTHOR:
            return ByAuthors(_numbers(values)).mask(columns)
        case FacetName.LANGUAGE:
            return InLanguages("" if value is None else str(value) for value in values).mask(
                columns
            )
        case FacetName.YEAR:
            return columns.by_year.among(_year(value) for value in values)


def counted(columns: Columns, facet: FacetName, docs: Docs, ticked: frozenset[Value]) -> Counted:
    """Return the most frequent values of `facet` among `docs`, and all selected ones."""
    if facet is FacetName.AUTHOR:
        table, codes = columns.leads, _authors(columns, docs)
    else:
        table = _table(columns, facet)
        codes = table.codes.take(docs)
    return _most(_tallied(codes, len(table.kinds)), table.kinds, _MEANINGS[facet], ticked)


def calendar(
    columns: Columns, docs: Docs, step: Step | None
) -> tuple[tuple[tuple[date, int], ...], int, int]:
    """Return (first day, count) of each interval; undated; dated but of no single interval."""
    if step is None:
        return (), 0, 0
    if step is Step.DAY:
        return _daily(columns, docs)
    table = columns.by_year if step is Step.YEAR else columns.by_month
    counts = np.bincount(table.codes.take(docs), minlength=len(table.kinds))
    undated, imprecise = counts[:2].tolist()
    having = (counts[2:] > 0).nonzero()[0]
    if not len(having):
        return (), undated, imprecise
    first, last = having[[0, -1]].tolist()
    days = _beginnings(step, table.kinds[2], len(table.kinds) - 2)[first : last + 1]
    return tuple(zip(days, counts[first + 2 : last + 3].tolist(), strict=True)), undated, imprecise


def _daily(columns: Columns, docs: Docs) -> tuple[tuple[tuple[date, int], ...], int, int]:
    first, last = columns.earliest[docs], columns.latest[docs]
    undated = int(np.count_nonzero((first == NO_START) & (last == NO_END)))
    days, counts = np.unique(first[first == last], return_counts=True)
    found = tuple(
        (date.fromordinal(day), count)
        for day, count in zip(days.tolist(), counts.tolist(), strict=True)
    )
    return found, undated, len(docs) - undated - int(counts.sum())


@lru_cache(_CALENDARS)
def _beginnings(step: Step, first: int, many: int) -> tuple[date, ...]:
    """Return the first days of `count` years or months from `first` on (cached)."""
    units = range(first, first + many)
    if step is Step.YEAR:
        return tuple(date(year, 1, 1) for year in units)
    return tuple(date(month // 12, month % 12 + 1, 1) for month in units)


_MEANINGS: Mapping[FacetName, Mapping[Any, Value]] = {
    FacetName.OUTLET: {NOBODY: None},
    FacetName.AUTHOR: {None: None},
    FacetName.LANGUAGE: {"": None},
    FacetName.YEAR: {UNDATED: None, SEVERAL: UNCERTAIN},
}
"""Column values that stand for the unknown: they are counted separately, as buckets."""


def _year(value: Value) -> int:
    if value is None:
        return UNDATED
    return value if isinstance(value, int) else SEVERAL


def _numbers(values: frozenset[Value]) -> list[int]:
    return [
        NOBODY if value is None else value
        for value in values
        if value is None or isinstance(value, int)
    ]


def _table(columns: Columns, facet: FacetName) -> Coded:
    if facet is FacetName.OUTLET:
        return columns.outlets
    return columns.languages if facet is FacetName.LANGUAGE else columns.by_year


def _authors(columns: Columns, docs: Docs) -> NDArray[np.signedinteger[Any]]:
    """Return the first author of each article (unknown: 0), then all coauthors."""
    leads = columns.leads.codes.take(docs)
    if not len(columns.further):
        return leads
    theirs = sets.contains(docs, columns.credited[columns.further], len(columns))
    return np.concatenate([leads, columns.authors.codes[columns.further[theirs]] + np.int32(1)])


def _tallied(codes: NDArray[Any], kinds: int) -> Tally:
    """Count the occurrences of each code."""
    if len(codes) * _SPARSE > kinds:
        counts = np.bincount(codes, minlength=kinds)
        having = (counts > 0).nonzero()[0]
        return Tally(having, counts[having])
    codes = np.sort(codes)
    fresh = np.ones(len(codes) + 1, bool)
    np.not_equal(codes[1:], codes[:-1], out=fresh[1:-1])
    borders = fresh.nonzero()[0]
    return Tally(codes[borders[:-1]], borders[1:] - borders[:-1])


def _most(
    tally: Tally, kinds: Sequence[Any], meanings: Mapping[Any, Value], ticked: frozenset[Value]
) -> Counted:
    """Return the most frequent values, then selected ones, then buckets; ties in category order."""
    buckets = [
        (value, tally.taken(kinds.index(kind))) for kind, value in meanings.items() if kind in kinds
    ]
    rows = _highest(tally.counts)
    codes, counts = tally.codes[rows].tolist(), tally.counts[rows].tolist()
    known = [(kinds[code], count) for code, count in zip(codes, counts, strict=True) if count]
    held = sorted((pair for pair in buckets if pair[1]), key=lambda pair: -pair[1])
    if not ticked:
        return (*known, *held)
    rest = _of(tally, kinds, ticked - {value for value, _ in (*known, *held)})
    return (
        *known, *(pair for pair in rest if pair[1]),
        *held, *(pair for pair in rest if not pair[1]),
    )  # fmt: skip


def _highest(counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the indexes of the highest counts, as many as are shown; ties in order."""
    if len(counts) <= 4 * FACET_VALUES:
        return (-counts).argsort(kind="stable")[:FACET_VALUES]
    least = np.sort(counts)[-FACET_VALUES]
    above, level = (counts > least).nonzero()[0], (counts == least).nonzero()[0]
    above = above[(-counts[above]).argsort(kind="stable")]
    return np.concatenate([above, level[: FACET_VALUES - len(above)]])


def _of(tally: Tally, kinds: Sequence[Any], values: frozenset[Value]) -> list[tuple[Value, int]]:
    """Count just these values, the most frequent first."""
    places = {kind: code for code, kind in enumerate(kinds)}
    found = [(value, tally.of(places[value]) if value in places else 0) for value in values]
    return sorted(found, key=lambda pair: (-pair[1], str(pair[0])))
