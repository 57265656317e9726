"""Ways to narrow, counted: a facet's own ticks never change its own counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.contract import FACET_VALUES, Step, Value
from archive.search.engines.whoosh.arrays.columns import SEVERAL, UNDATED, Coded, Columns
from archive.search.engines.whoosh.arrays.sentinels import NO_END, NO_START, NOBODY
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.fields.filters import ByAuthors, FromOutlets, InLanguages, Mask
from archive.search.request import UNCERTAIN, FacetName

Counted = tuple[tuple[Value, int], ...]


def chosen(columns: Columns, facet: FacetName, values: frozenset[Value]) -> Mask:
    """Which articles (by number) have any of `values` in `facet`."""
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
    """The most frequent values of `facet` among `docs`, and all that are ticked."""
    if facet is FacetName.AUTHOR:
        counts = _authors(columns, docs)
        return _most(counts[1:], columns.authors.kinds, [(None, int(counts[0]))], ticked)
    table = _table(columns, facet)
    counts, buckets = _tally(table.codes[docs], len(table.kinds)), []
    for kind, value in _MEANINGS[facet].items():
        if kind in table.kinds:
            code = table.kinds.index(kind)
            buckets.append((value, int(counts[code])))
            counts[code] = 0
    return _most(counts, table.kinds, buckets, ticked)


def calendar(
    columns: Columns, docs: Docs, step: Step | None
) -> tuple[tuple[tuple[date, int], ...], int, int]:
    """(first day, count) of each step; undated; dated but of no single step."""
    if step is None:
        return (), 0, 0
    if step is Step.DAY:
        return _daily(columns, docs)
    table = columns.by_year if step is Step.YEAR else columns.by_month
    counts = _tally(table.codes[docs], len(table.kinds))
    having = np.flatnonzero(counts[2:]) + 2
    if not len(having):
        return (), int(counts[0]), int(counts[1])
    first, last = int(having[0]), int(having[-1]) + 1
    begins = _year_begins if step is Step.YEAR else _month_begins
    days = map(begins, table.kinds[first:last])
    found = tuple(zip(days, counts[first:last].tolist(), strict=True))
    return found, int(counts[0]), int(counts[1])


def _daily(columns: Columns, docs: Docs) -> tuple[tuple[tuple[date, int], ...], int, int]:
    first, last = columns.earliest[docs], columns.latest[docs]
    undated = int(np.count_nonzero((first == NO_START) & (last == NO_END)))
    days, counts = np.unique(first[first == last], return_counts=True)
    found = tuple(
        (date.fromordinal(day), count)
        for day, count in zip(days.tolist(), counts.tolist(), strict=True)
    )
    return found, undated, len(docs) - undated - int(counts.sum())


@cache
def _year_begins(year: int) -> date:
    return date(year, 1, 1)


@cache
def _month_begins(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


_MEANINGS: Mapping[FacetName, Mapping[Any, Value]] = {
    FacetName.OUTLET: {NOBODY: None},
    FacetName.LANGUAGE: {"": None},
    FacetName.YEAR: {UNDATED: None, SEVERAL: UNCERTAIN},
}
"""Values of columns that stand for what is not known: they are counted apart, as buckets."""


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


def _tally(codes: NDArray[Any], kinds: int) -> NDArray[np.intp]:
    return np.bincount(codes, minlength=kinds)


def _authors(columns: Columns, docs: Docs) -> NDArray[np.intp]:
    """Nobody, then each author: the first of an article, and those of the few that have more."""
    counts = np.bincount(columns.leads[docs], minlength=len(columns.authors.kinds) + 1)
    if len(columns.further):
        wanted = np.zeros(len(columns), bool)
        wanted[docs] = True
        more = columns.authors.codes[columns.further[wanted[columns.credited[columns.further]]]]
        counts += np.bincount(more + np.int32(1), minlength=len(counts))
    return counts


def _most(
    counts: NDArray[np.intp],
    kinds: Sequence[Any],
    buckets: Sequence[tuple[Value, int]],
    ticked: frozenset[Value],
) -> Counted:
    """The most frequent, then the ticked ones, then the buckets; equal counts in their order."""
    having = counts.nonzero()[0]
    if len(having) > 4 * FACET_VALUES:
        least = np.partition(counts, -FACET_VALUES)[-FACET_VALUES]
        having = having[counts[having] >= least]
    ranked = having[np.argsort(-counts[having], kind="stable")][:FACET_VALUES]
    known = [
        (kinds[code], n) for code, n in zip(ranked.tolist(), counts[ranked].tolist(), strict=True)
    ]
    held = sorted((pair for pair in buckets if pair[1]), key=lambda pair: -pair[1])
    rest = _of(counts, kinds, ticked - {value for value, _ in (*known, *held)}) if ticked else ()
    return (
        *known, *(pair for pair in rest if pair[1]),
        *held, *(pair for pair in rest if not pair[1]),
    )  # fmt: skip


def _of(
    counts: NDArray[np.intp], kinds: Sequence[Any], values: frozenset[Value]
) -> list[tuple[Value, int]]:
    """Just these values, the most frequent first."""
    places = {kind: code for code, kind in enumerate(kinds)}
    found = [(value, int(counts[places[value]]) if value in places else 0) for value in values]
    return sorted(found, key=lambda pair: (-pair[1], str(pair[0])))
