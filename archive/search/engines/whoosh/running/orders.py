"""Top-k selection: the first articles of a sort order without sorting the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.contract import Order
from archive.search.engines.whoosh.arrays.columns import Columns
from archive.search.engines.whoosh.arrays.sentinels import NO_END, NO_START, NOBODY
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.request import Sort

Keys = NDArray[Any]
Maker = Callable[[Docs, Any], Keys]
"""(documents, their rows in the result) → sort keys; the highest come first."""
_ALL = slice(None)
_ENOUGH = 4
"""Up to this many times the wanted number are sorted outright."""
_ORDERS = {
    Sort.RELEVANCE: (Order.RELEVANCE, Order.NEWEST),
    Sort.NEWEST: (Order.NEWEST,),
    Sort.OLDEST: (Order.OLDEST,),
}


def orders_of(sort: Sort | tuple[Order, ...]) -> tuple[Order, ...]:
    """Return the sort keys of a reader's sort order."""
    return sort if isinstance(sort, tuple) else _ORDERS[sort]


def keys_of(orders: Sequence[Order], columns: Columns, scores: Keys) -> list[Maker]:
    """Return a key function for each sort key; the highest keys come first."""

    def newest(docs: Docs, _: Any) -> Keys:
        return columns.earliest[docs]

    def oldest(docs: Docs, _: Any) -> Keys:
        days = columns.earliest[docs]
        return -np.where(days == NO_START, NO_END, days)

    def outlet(docs: Docs, _: Any) -> Keys:
        codes = columns.outlets.codes[docs]
        nobody = len(columns.outlets.kinds) if NOBODY in columns.outlets.kinds else 0
        return -np.where(codes == 0, nobody, codes) if nobody else -codes

    makers: dict[Order, Maker] = {
        Order.RELEVANCE: lambda _, rows: scores[rows],
        Order.NEWEST: newest,
        Order.OLDEST: oldest,
        Order.OUTLET: outlet,
        Order.ADDED: lambda docs, _: columns.added[docs],
    }
    by_key: Maker = lambda docs, _: -columns.pks[docs]  # noqa: E731
    return [*(makers[order] for order in orders), by_key]


def best(docs: Docs, makers: Sequence[Maker], first: int, last: int) -> NDArray[np.intp]:
    """Return the rows from `first` to `last` in order; ties by the next key."""
    last = min(last, len(docs))
    if first >= last:
        return np.empty(0, np.intp)
    return in_order(docs, candidates(docs, makers, last), makers)[first:last]


def in_order(docs: Docs, rows: NDArray[np.intp], makers: Sequence[Maker]) -> NDArray[np.intp]:
    """Sort rows."""
    here = docs[rows]
    return rows[np.lexsort([-make(here, rows) for make in reversed(makers)])]


def candidates(docs: Docs, makers: Sequence[Maker], wanted: int) -> NDArray[np.intp]:
    """Return some rows that include the best `wanted`."""
    if len(docs) <= _ENOUGH * wanted:
        return np.arange(len(docs))
    keys = makers[0](docs, _ALL)
    limit = np.partition(keys, len(keys) - wanted)[len(keys) - wanted]
    rows = np.flatnonzero(keys >= limit)
    if len(rows) <= _ENOUGH * wanted or len(makers) == 1:
        return rows
    level = keys[rows] == limit
    above, level = rows[~level], rows[level]

    def narrowed(make: Maker) -> Maker:
        return lambda some, places: make(some, level[places])

    left = candidates(docs[level], [narrowed(make) for make in makers[1:]], wanted - len(above))
    return np.concatenate([above, level[left]])
