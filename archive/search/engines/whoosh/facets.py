"""Ways to narrow, counted: a facet's own ticks never change its own counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.contract import FACET_VALUES, Step, Value
from archive.search.engines.whoosh.columns import SEVERAL, UNDATED, Columns
from archive.search.engines.whoosh.filters import ByAuthors, FromOutlets, InLanguages, Mask
from archive.search.engines.whoosh.sentinels import NO_END, NO_START, NOBODY
from archive.search.engines.whoosh.sets import Docs
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
            return np.isin(columns.years, [_year(value) for value in values])


def counted(columns: Columns, facet: FacetName, docs: Docs, ticked: frozenset[Value]) -> Counted:
    """The most frequent values of `facet` among `docs`, and all that are ticked."""
    found: list[tuple[Value, int]]
    match facet:
        case FacetName.OUTLET:
            kinds = columns.outlets.kinds
            found = [(_known(kinds[at]), n) for at, n in _tally(columns.outlets.codes[docs])]
        case FacetName.AUTHOR:
            found = _authors(columns, docs)
        case FacetName.LANGUAGE:
            tags = columns.languages.kinds
            found = [(tags[at] or None, n) for at, n in _tally(columns.languages.codes[docs])]
        case FacetName.YEAR:
            found = [(_YEARS.get(at, at), count) for at, count in _tally(columns.years[docs])]
    return _most(found, ticked)


def calendar(
    columns: Columns, docs: Docs, step: Step | None
) -> tuple[tuple[tuple[date, int], ...], int, int]:
    """(first day, count) of each step; undated; dated but of no single step."""
    if step is None:
        return (), 0, 0
    if step is Step.DAY:
        return _daily(columns, docs)
    units = (columns.years if step is Step.YEAR else columns.months)[docs]
    counts = np.bincount(units + np.int32(2), minlength=2)
    dated = counts[2:]
    having = np.flatnonzero(dated)
    if not len(having):
        return (), int(counts[0]), int(counts[1])
    first = int(having[0])
    found = dated[first : int(having[-1]) + 1].tolist()
    begins = _year_begins if step is Step.YEAR else _month_begins
    return (
        tuple((begins(first + number), count) for number, count in enumerate(found)),
        int(counts[0]), int(counts[1]),
    )  # fmt: skip


def _daily(columns: Columns, docs: Docs) -> tuple[tuple[tuple[date, int], ...], int, int]:
    first, last = columns.earliest[docs], columns.latest[docs]
    undated = int(np.count_nonzero((first == NO_START) & (last == NO_END)))
    days, counts = np.unique(first[first == last], return_counts=True)
    found = tuple(
        (date.fromordinal(day), count)
        for day, count in zip(days.tolist(), counts.tolist(), strict=True)
    )
    return found, undated, len(docs) - undated - int(counts.sum())


def _year_begins(year: int) -> date:
    return date(year, 1, 1)


def _month_begins(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


_TABLED = 1_000_000
_BUCKETS = (None, UNCERTAIN)
_YEARS: Mapping[int, Value] = {UNDATED: None, SEVERAL: UNCERTAIN}


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


def _known(number: int) -> Value:
    return None if number == NOBODY else number


def _authors(columns: Columns, docs: Docs) -> list[tuple[Value, int]]:
    wanted = np.zeros(len(columns), bool)
    wanted[docs] = True
    picked = wanted[columns.credited]
    credited = np.zeros(len(columns), bool)
    credited[columns.credited[picked]] = True
    nobody = len(docs) - int(np.count_nonzero(credited))
    tally = _tally(columns.authors.codes[picked])
    found: list[tuple[Value, int]] = [(columns.authors.kinds[at], n) for at, n in tally]
    return [*found, (None, nobody)] if nobody else found


def _tally(values: NDArray[Any]) -> list[tuple[int, int]]:
    """Each value that occurs, and how often; by table where the numbers are small."""
    if len(values) and int(values.max()) < _TABLED:
        table = np.bincount(values + np.int32(2))  # the lowest is -2
        places = np.flatnonzero(table)
        return list(zip((places - 2).tolist(), table[places].tolist(), strict=True))
    kinds, counts = np.unique(values, return_counts=True)
    return list(zip(kinds.tolist(), counts.tolist(), strict=True))


def _most(found: list[tuple[Value, int]], ticked: frozenset[Value]) -> Counted:
    known = [pair for pair in found if pair[0] not in _BUCKETS]
    buckets = [pair for pair in found if pair[0] in _BUCKETS]
    known.sort(key=lambda pair: (-pair[1], str(pair[0])))
    kept = known[:FACET_VALUES] + [pair for pair in known[FACET_VALUES:] if pair[0] in ticked]
    shown = {value for value, _ in kept + buckets}
    return (*kept, *buckets, *((value, 0) for value in sorted(ticked - shown, key=str)))
