"""Top-k selection: the first articles of a sort order without sorting the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.contract import SortKey
from archive.search.engines.whoosh.arrays.columns import ArticleColumns
from archive.search.engines.whoosh.arrays.sentinels import NO_END, NO_START, UNKNOWN_KEY
from archive.search.engines.whoosh.arrays.sets import DocNumbers
from archive.search.request import SortOrder

KeyArray = NDArray[Any]
KeyFunction = Callable[[DocNumbers, Any], KeyArray]
"""(documents, their rows in the result) → sort keys; the highest come first."""
_ALL = slice(None)
_SORT_RATIO = 4
"""Up to this many times the wanted number are sorted outright."""
_ORDERS_OF_SORT = {
    SortOrder.RELEVANCE: (SortKey.RELEVANCE, SortKey.NEWEST),
    SortOrder.NEWEST: (SortKey.NEWEST,),
    SortOrder.OLDEST: (SortKey.OLDEST,),
}


def resolve_orders(sort: SortOrder | tuple[SortKey, ...]) -> tuple[SortKey, ...]:
    """Return the sort keys of a reader's sort order."""
    return sort if isinstance(sort, tuple) else _ORDERS_OF_SORT[sort]


def build_key_functions(
    orders: Sequence[SortKey], columns: ArticleColumns, scores: KeyArray
) -> list[KeyFunction]:
    """Return a key function for each sort key; the highest keys come first."""

    def get_newest_keys(docs: DocNumbers, _: Any) -> KeyArray:
        return columns.earliest[docs]

    def get_oldest_keys(docs: DocNumbers, _: Any) -> KeyArray:
        days = columns.earliest[docs]
        return -np.where(days == NO_START, NO_END, days)

    def get_outlet_keys(docs: DocNumbers, _: Any) -> KeyArray:
        codes = columns.outlets.codes[docs]
        unknown_code = (
            len(columns.outlets.categories) if UNKNOWN_KEY in columns.outlets.categories else 0
        )
        return -np.where(codes == 0, unknown_code, codes) if unknown_code else -codes

    key_functions: dict[SortKey, KeyFunction] = {
        SortKey.RELEVANCE: lambda _, rows: scores[rows],
        SortKey.NEWEST: get_newest_keys,
        SortKey.OLDEST: get_oldest_keys,
        SortKey.OUTLET: get_outlet_keys,
        SortKey.ADDED: lambda docs, _: columns.added[docs],
    }
    by_key: KeyFunction = lambda docs, _: -columns.pks[docs]  # noqa: E731
    return [*(key_functions[order] for order in orders), by_key]


def select_best(
    docs: DocNumbers, key_functions: Sequence[KeyFunction], first: int, last: int
) -> NDArray[np.intp]:
    """Return the rows from `first` to `last` in order; ties by the next key."""
    last = min(last, len(docs))
    if first >= last:
        return np.empty(0, np.intp)
    return sort_rows(docs, select_candidates(docs, key_functions, last), key_functions)[first:last]


def sort_rows(
    docs: DocNumbers, rows: NDArray[np.intp], key_functions: Sequence[KeyFunction]
) -> NDArray[np.intp]:
    """Sort rows."""
    row_docs = docs[rows]
    return rows[
        np.lexsort([-key_function(row_docs, rows) for key_function in reversed(key_functions)])
    ]


def select_candidates(
    docs: DocNumbers, key_functions: Sequence[KeyFunction], wanted: int
) -> NDArray[np.intp]:
    """Return some rows that include the best `wanted`."""
    if len(docs) <= _SORT_RATIO * wanted:
        return np.arange(len(docs))
    keys = key_functions[0](docs, _ALL)
    limit = np.partition(keys, len(keys) - wanted)[len(keys) - wanted]
    rows = np.flatnonzero(keys >= limit)
    if len(rows) <= _SORT_RATIO * wanted or len(key_functions) == 1:
        return rows
    equal = keys[rows] == limit
    higher, equal = rows[~equal], rows[equal]

    def restrict(key_function: KeyFunction) -> KeyFunction:
        return lambda docs_subset, rows_subset: key_function(docs_subset, equal[rows_subset])

    chosen = select_candidates(
        docs[equal],
        [restrict(key_function) for key_function in key_functions[1:]],
        wanted - len(higher),
    )
    return np.concatenate([higher, equal[chosen]])
