"""Counts of what the archive holds, for pages that browse it: by span of days, by outlet or author, by month."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.base import CountedArticles, DateSpan, RecordCount, RecordCounts
from archive.search.engines.whoosh.execution.facets import count_codes
from archive.search.engines.whoosh.storage.columns import (
    NO_END,
    NO_START,
    UNKNOWN_KEY,
    ArticleColumns,
    Mask,
    match_authors,
    match_keys,
    match_outlets,
    match_period,
)
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.request import FacetName

_DAY_BITS: Final = np.int64(32)
_NO_DAY: Final = 0


def count_spans(snapshot: Snapshot, articles: CountedArticles) -> tuple[DateSpan, ...]:
    """Return the number of articles of each pair of earliest and latest day."""
    columns = snapshot.columns
    chosen = _select(snapshot, articles)
    earliest, latest = columns.earliest[chosen], columns.latest[chosen]
    is_certain = earliest == latest
    wide = earliest[~is_certain].astype(np.int64) << _DAY_BITS | latest[~is_certain]
    wide_spans, counts = np.unique(wide, return_counts=True)
    return (
        *((day, day, count) for day, count in _count_days(earliest[is_certain])),
        *(
            (_to_day(span >> 32), _to_day(span & NO_END), count)
            for span, count in zip(wide_spans.tolist(), counts.tolist(), strict=True)
        ),
    )


def _count_days(days: NDArray[np.int32]) -> list[tuple[date, int]]:
    if not len(days):
        return []
    first = days.min()
    day_counts = count_codes(days - first, int(days.max() - first) + 1)
    codes, counts = day_counts.codes.tolist(), day_counts.counts.tolist()
    return [(date.fromordinal(int(first) + code), count) for code, count in zip(codes, counts, strict=True)]


def count_records(snapshot: Snapshot, facet: FacetName, articles: CountedArticles) -> RecordCounts:
    """Return count, first and last certain day of every outlet or author, and of articles without one."""
    columns = snapshot.columns
    chosen = _select(snapshot, articles)
    if facet is FacetName.OUTLET:
        return _summarise(columns, chosen, columns.outlets.codes[chosen], columns.outlets.categories)
    is_chosen = np.zeros(len(columns), bool)
    is_chosen[chosen] = True
    pairs = np.flatnonzero(is_chosen[columns.credited])
    is_chosen[columns.credited] = False
    counts = dict(
        _summarise(columns, columns.credited[pairs], columns.authors.codes[pairs], columns.authors.categories)
    )
    unsigned = np.flatnonzero(is_chosen)
    if len(unsigned):
        counts |= _summarise(columns, unsigned, np.zeros(len(unsigned), np.int32), (UNKNOWN_KEY,))
    return counts


def find_author_outlets(
    snapshot: Snapshot, authors: Collection[int], articles: CountedArticles
) -> frozenset[tuple[int, int]]:
    """Return (author, outlet) of these authors for each outlet that has an article by them."""
    columns = snapshot.columns
    is_chosen = np.zeros(len(columns), bool)
    is_chosen[_select(snapshot, articles)] = True
    pairs = np.flatnonzero(columns.authors.isin(authors) & is_chosen[columns.credited])
    outlets, width = columns.outlets, len(columns.outlets.categories)
    cells = columns.authors.codes[pairs] * np.int64(width) + outlets.codes[columns.credited[pairs]]
    found = (
        (columns.authors.categories[cell // width], outlets.categories[cell % width]) for cell in set(cells.tolist())
    )
    return frozenset((author, outlet) for author, outlet in found if outlet != UNKNOWN_KEY)


def count_outlet_months(snapshot: Snapshot, articles: CountedArticles) -> tuple[tuple[int | None, date, int], ...]:
    """Return the number of articles dated to the day by outlet and month."""
    columns = snapshot.columns
    chosen = _select(snapshot, articles)
    chosen = chosen[columns.earliest[chosen] == columns.latest[chosen]]
    if not len(chosen):
        return ()
    months = columns.months[chosen].astype(np.int64)
    first_month = int(months.min())
    width = int(months.max()) - first_month + 1
    cells = columns.outlets.codes[chosen] * np.int64(width) + (months - first_month)
    cell_counts = count_codes(cells, width * len(columns.outlets.categories))
    outlets = columns.outlets.categories
    first_days = [date(month // 12, month % 12 + 1, 1) for month in range(first_month, first_month + width)]
    return tuple(
        (outlets[cell // width] or None, first_days[cell % width], count)
        for cell, count in zip(cell_counts.codes.tolist(), cell_counts.counts.tolist(), strict=True)
    )


def _select(snapshot: Snapshot, articles: CountedArticles) -> NDArray[np.intp]:
    """Return the numbers of the articles to count."""
    columns = snapshot.columns
    mask: Mask = snapshot.alive.copy()
    if articles.outlet is not None:
        mask &= match_outlets(columns, (articles.outlet,))
    if articles.author is not None:
        mask &= match_authors(columns, (articles.author,))
    if articles.first is not None or articles.last is not None:
        first, last = (day.toordinal() if day else None for day in (articles.first, articles.last))
        mask &= match_period(columns, first, last)
    if articles.hidden_keys:
        mask &= ~match_keys(columns, tuple(articles.hidden_keys))
    return np.flatnonzero(mask)


def _summarise(
    columns: ArticleColumns, docs: NDArray[Any], codes: NDArray[np.int32], categories: tuple[int, ...]
) -> RecordCounts:
    """Summarise articles by code: the n-th of `docs` counts for the record of the n-th of `codes`."""
    size = len(categories)
    counts = np.bincount(codes, minlength=size)
    earliest, latest = columns.earliest[docs], columns.latest[docs]
    is_certain = earliest == latest
    first, last = np.full(size, NO_END, np.int32), np.full(size, _NO_DAY, np.int32)
    np.minimum.at(first, codes[is_certain], earliest[is_certain])
    np.maximum.at(last, codes[is_certain], earliest[is_certain])
    found = np.flatnonzero(counts)
    return {
        categories[code] or None: RecordCount(count, _to_day(first_day), _to_day(last_day))
        for code, count, first_day, last_day in zip(
            found.tolist(), counts[found].tolist(), first[found].tolist(), last[found].tolist(), strict=True
        )
    }


def _to_day(ordinal: int) -> date | None:
    return None if ordinal in (NO_START, NO_END) else date.fromordinal(ordinal)
