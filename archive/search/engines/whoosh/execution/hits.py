"""Matching documents of a segment with their scores, and operations to combine them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.base import SortKey
from archive.search.engines.whoosh.execution.scores import Scores
from archive.search.engines.whoosh.segments import doc_sets
from archive.search.engines.whoosh.segments.columns import NO_END, NO_START, UNKNOWN_KEY, ArticleColumns
from archive.search.engines.whoosh.segments.doc_sets import DocNumbers
from archive.search.query.request import SortOrder

SPARSE_RATIO: Final = 16
"""Below one article in this many, sorting beats a table of all."""


@dataclass(frozen=True, slots=True)
class ScoredDocs:
    """Documents, ascending; their scores, or None; for common terms a table of all scores."""

    docs: DocNumbers
    scores: Scores | None = None
    table: Scores | None = None


NO_MATCHES: Final = ScoredDocs(doc_sets.NO_DOCS)


def get_scores(matches: ScoredDocs) -> Scores:
    """Return the scores; zeros where there are none."""
    return np.zeros(len(matches.docs), np.float32) if matches.scores is None else matches.scores


def select_rows(matches: ScoredDocs, selection: NDArray[Any]) -> ScoredDocs:
    """Select rows by a mask or indexes."""
    return ScoredDocs(matches.docs[selection], None if matches.scores is None else matches.scores[selection])


def concatenate(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Concatenate arrays, without a copy of a single one."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def intersect(first: ScoredDocs, second: ScoredDocs, size: int) -> ScoredDocs:
    """Intersect two results, adding scores."""
    if len(first.docs) > len(second.docs):
        first, second = second, first
    if second.table is not None:
        scores = second.table.take(first.docs)
        matched_rows = (scores > 0).nonzero()[0]
        return ScoredDocs(first.docs[matched_rows], get_scores(first)[matched_rows] + scores[matched_rows])
    rows = doc_sets.find_rows(second.docs, first.docs, size)
    matched_rows = (rows >= 0).nonzero()[0]
    if first.scores is None and second.scores is None:
        return ScoredDocs(first.docs[matched_rows])
    return ScoredDocs(
        first.docs[matched_rows],
        get_scores(first)[matched_rows] + get_scores(second)[rows[matched_rows]],
    )


def difference(first: ScoredDocs, second: ScoredDocs, size: int) -> ScoredDocs:
    """Return the documents of the first that are not in the second."""
    return select_rows(first, ~doc_sets.isin_docs(second.docs, first.docs, size))


def union_sparse(parts: Sequence[ScoredDocs]) -> ScoredDocs:
    """Unite a few rare parts by sorting, adding scores."""
    docs = np.concatenate([part.docs for part in parts])
    scores = np.concatenate([get_scores(part) for part in parts])
    order = docs.argsort(kind="stable")
    docs, scores = docs[order], scores[order]
    is_new = np.ones(len(docs), bool)
    np.not_equal(docs[1:], docs[:-1], out=is_new[1:])
    firsts = is_new.nonzero()[0]
    return ScoredDocs(docs[firsts], np.add.reduceat(scores, firsts) if len(firsts) else scores)


def union_dense(parts: Sequence[ScoredDocs], size: int) -> ScoredDocs:
    """Unite parts by a table of all documents, adding scores."""
    tables = [part.table for part in parts if part.table is not None]
    scores = tables[0].copy() if tables else np.zeros(size, np.float32)
    for table in tables[1:]:
        scores += table
    untabled = [part for part in parts if part.table is None]
    for part in untabled:
        if part.scores is not None:
            scores[part.docs.astype(np.intp)] += part.scores
    is_found = scores > 0
    for part in untabled:
        is_found[part.docs] = True
    docs = is_found.nonzero()[0]
    return ScoredDocs(docs.astype(np.int32), scores[docs])


def add_scores(first: ScoredDocs, second: ScoredDocs, size: int) -> Scores:
    """Return the scores of the first, with those the second adds to its documents."""
    docs, scores = first.docs, get_scores(first).copy()
    if second.scores is None or not len(second.docs):
        return scores
    if second.table is not None:
        scores += second.table.take(docs)
    elif len(second.docs) <= len(docs):
        rows = doc_sets.find_rows(docs, second.docs, size)
        is_found = rows >= 0
        scores[rows[is_found]] += second.scores[is_found]
    else:
        rows = doc_sets.find_rows(second.docs, docs, size)
        scores += np.where(rows >= 0, second.scores[rows], np.float32(0))
    return scores


# Top-k selection: the first articles of a sort order without sorting the rest.

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


def build_key_functions(orders: Sequence[SortKey], columns: ArticleColumns, scores: KeyArray) -> list[KeyFunction]:
    """Return a key function for each sort key; the highest keys come first."""

    def get_newest_keys(docs: DocNumbers, _: Any) -> KeyArray:
        return columns.earliest[docs]

    def get_oldest_keys(docs: DocNumbers, _: Any) -> KeyArray:
        days = columns.earliest[docs]
        return -np.where(days == NO_START, NO_END, days)

    def get_outlet_keys(docs: DocNumbers, _: Any) -> KeyArray:
        codes = columns.outlets.codes[docs]
        unknown_code = len(columns.outlets.categories) if UNKNOWN_KEY in columns.outlets.categories else 0
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


def select_best(docs: DocNumbers, key_functions: Sequence[KeyFunction], first: int, last: int) -> NDArray[np.intp]:
    """Return the rows from `first` to `last` in order; ties by the next key."""
    last = min(last, len(docs))
    if first >= last:
        return np.empty(0, np.intp)
    return sort_rows(docs, select_candidates(docs, key_functions, last), key_functions)[first:last]


def sort_rows(docs: DocNumbers, rows: NDArray[np.intp], key_functions: Sequence[KeyFunction]) -> NDArray[np.intp]:
    """Sort rows."""
    row_docs = docs[rows]
    return rows[np.lexsort([-key_function(row_docs, rows) for key_function in reversed(key_functions)])]


def select_candidates(docs: DocNumbers, key_functions: Sequence[KeyFunction], wanted: int) -> NDArray[np.intp]:
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
