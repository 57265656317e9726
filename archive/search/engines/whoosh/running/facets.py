"""Ways to narrow, counted: a facet's own ticks never change its own counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
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
_CALENDARS = 16


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
    counts, buckets = _tally(table, docs), []
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
    counts = _tally(table, docs)
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
    """The first day of so many years or months, from this one on; those of an index, as a rule."""
    units = range(first, first + many)
    if step is Step.YEAR:
        return tuple(date(year, 1, 1) for year in units)
    return tuple(date(month // 12, month % 12 + 1, 1) for month in units)


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


def _tally(table: Coded, docs: Docs) -> NDArray[np.intp]:
    return np.bincount(table.codes.take(docs), minlength=len(table.kinds))


def _authors(columns: Columns, docs: Docs) -> NDArray[np.intp]:
    """Nobody, then each author: the first of an article, and those of the few that have more."""
    counts = np.bincount(columns.leads.take(docs), minlength=len(columns.authors.kinds) + 1)
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
    codes = _highest(counts)
    known = list(zip(map(kinds.__getitem__, codes.tolist()), counts[codes].tolist(), strict=True))
    held = sorted((pair for pair in buckets if pair[1]), key=lambda pair: -pair[1])
    rest = _of(counts, kinds, ticked - {value for value, _ in (*known, *held)}) if ticked else ()
    return (
        *known, *(pair for pair in rest if pair[1]),
        *held, *(pair for pair in rest if not pair[1]),
    )  # fmt: skip


def _highest(counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """The places of the highest counts, as many as are shown; equal ones in their order."""
    least = int(np.sort(counts)[-FACET_VALUES]) if len(counts) > FACET_VALUES else 0
    places = (counts > least).nonzero()[0]
    if least and len(places) < FACET_VALUES:
        level = (counts == least).nonzero()[0]
        places = np.concatenate([places, level[: FACET_VALUES - len(places)]])
    return places[(-counts[places]).argsort(kind="stable")]


def _of(
    counts: NDArray[np.intp], kinds: Sequence[Any], values: frozenset[Value]
) -> list[tuple[Value, int]]:
    """Just these values, the most frequent first."""
    places = {kind: code for code, kind in enumerate(kinds)}
    found = [(value, int(counts[places[value]]) if value in places else 0) for value in values]
    return sorted(found, key=lambda pair: (-pair[1], str(pair[0])))
