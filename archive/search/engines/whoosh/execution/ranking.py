"""Ranking of matches: the page of a sort order, reprints collapsed, words that stand close together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.base import K1, EngineQuery, Hit, SortKey
from archive.search.engines.whoosh.execution.plans import QueryPlan
from archive.search.engines.whoosh.execution.scoring import Scores
from archive.search.engines.whoosh.execution.spelling_plans import iter_text_terms
from archive.search.engines.whoosh.storage.columns import NO_END, NO_START, UNKNOWN_KEY, ArticleColumns
from archive.search.engines.whoosh.storage.doc_sets import DOC_SHIFT, DocNumbers
from archive.search.engines.whoosh.storage.segment import SegmentReader, TermKey
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.request import ReprintGroups, SortOrder

RERANK_COUNT: Final = 100
"""Number of articles reranked, the best by term scores."""
_MAX_TERMS: Final = 32
_TERM_BITS: Final = 6
_TERM_MASK: Final = (1 << _TERM_BITS) - 1
_DOC_SHIFT: Final = _TERM_BITS + DOC_SHIFT
"""In a 64-bit key the term is lowest, then the position, the article highest."""
_MIN_IDF: Final = 0.2
"""Terms in more than four of five articles are left out."""

KeyArray = NDArray[Any]
KeyFunction = Callable[[DocNumbers, Any], KeyArray]
"""(documents, their rows in the result) → sort keys; the highest come first."""
GroupNumbers = NDArray[np.int64]
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

    def get_oldest_keys(docs: DocNumbers, _: Any) -> KeyArray:
        days = columns.earliest[docs]
        return -np.where(days == NO_START, NO_END, days)

    def get_outlet_keys(docs: DocNumbers, _: Any) -> KeyArray:
        codes = columns.outlets.codes[docs]
        unknown_code = len(columns.outlets.categories) if UNKNOWN_KEY in columns.outlets.categories else 0
        return -np.where(codes == 0, unknown_code, codes) if unknown_code else -codes

    key_functions: dict[SortKey, KeyFunction] = {
        SortKey.RELEVANCE: lambda _, rows: scores[rows],
        SortKey.NEWEST: lambda docs, _: columns.earliest[docs],
        SortKey.OLDEST: get_oldest_keys,
        SortKey.OUTLET: get_outlet_keys,
        SortKey.ADDED: lambda docs, _: columns.added[docs],
    }
    by_key: KeyFunction = lambda docs, _: -columns.pks[docs]  # noqa: E731
    return [*(key_functions[order] for order in orders), by_key]


def sort_rows(docs: DocNumbers, rows: NDArray[np.intp], key_functions: Sequence[KeyFunction]) -> NDArray[np.intp]:
    """Sort rows."""
    row_docs = docs[rows]
    return rows[np.lexsort([-key_function(row_docs, rows) for key_function in reversed(key_functions)])]


def select_candidates(docs: DocNumbers, key_functions: Sequence[KeyFunction], wanted: int) -> NDArray[np.intp]:
    """Return some rows that include the best `wanted`, without sorting the rest."""
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

    chosen = select_candidates(docs[equal], list(map(restrict, key_functions[1:])), wanted - len(higher))
    return np.concatenate([higher, equal[chosen]])


@dataclass(frozen=True, slots=True)
class ReprintCollapse:
    """Matches after reprints are collapsed: the first match of a group stands for the others.

    The rows that stay (None: all), the number of collapsed matches, and the collapsed documents by
    the number of the document they are under.
    """

    leading_rows: NDArray[np.intp] | None = None
    count: int = 0
    reprints_by_leader: Mapping[int, list[int]] = field(default_factory=dict)


def collapse_reprints(snapshot: Snapshot, docs: DocNumbers, reprints: ReprintGroups | None) -> ReprintCollapse:
    """Collapse the reprints among the matching documents."""
    if reprints is None or not reprints.groups:
        return ReprintCollapse()
    group, rank = _get_groups(snapshot, reprints)
    rows = np.flatnonzero(group[docs] >= 0)
    rows = rows[np.lexsort((rank[docs[rows]], group[docs[rows]]))]
    groups = group[docs[rows]]
    is_collapsed = np.concatenate(([False], groups[1:] == groups[:-1]))[: len(rows)]
    if not is_collapsed.any():
        return ReprintCollapse()
    is_leading = np.ones(len(docs), bool)
    is_leading[rows[is_collapsed]] = False
    first = rows[np.maximum.accumulate(np.where(is_collapsed, 0, np.arange(len(rows))))]
    reprints_by_leader: dict[int, list[int]] = {}
    for leader, other in zip(docs[first[is_collapsed]].tolist(), docs[rows[is_collapsed]].tolist(), strict=True):
        reprints_by_leader.setdefault(leader, []).append(other)
    return ReprintCollapse(np.flatnonzero(is_leading), int(is_collapsed.sum()), reprints_by_leader)


def _get_groups(snapshot: Snapshot, reprints: ReprintGroups) -> tuple[GroupNumbers, GroupNumbers]:
    """Return group (-1: none) and rank of each document; cached in the snapshot."""
    cached = snapshot.reprint_cache
    if cached is not None and cached[0] is reprints:
        return cached[1], cached[2]
    sizes = np.array([len(group) for group in reprints.groups])
    keys = np.array([pk for group in reprints.groups for pk in group], dtype=np.int64)
    group = np.repeat(np.arange(len(sizes)), sizes)
    rank = np.arange(len(keys)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    order = np.argsort(keys, kind="stable")
    pks = snapshot.columns.pks
    row = order[np.minimum(np.searchsorted(keys, pks, sorter=order), len(keys) - 1)]
    is_known = keys[row] == pks
    groups, ranks = np.where(is_known, group[row], -1), np.where(is_known, rank[row], 0)
    snapshot.reprint_cache = reprints, groups, ranks
    return groups, ranks


def build_page(
    snapshot: Snapshot,
    terms: Sequence[TermKey],
    docs: DocNumbers,
    scores: Scores,
    query: EngineQuery,
    collapse: ReprintCollapse,
) -> tuple[Hit, ...]:
    """Return the page of the query, the best first, with the reprints of each hit.

    By relevance, the best rows are sorted again with their proximity scores added.
    """
    if collapse.leading_rows is not None:
        docs, scores = docs[collapse.leading_rows], scores[collapse.leading_rows]
    orders = resolve_orders(query.sort)
    last = min(query.offset + query.limit, len(docs))
    if query.offset >= last:
        return ()
    key_functions = build_key_functions(orders, snapshot.columns, scores)
    rows = select_candidates(docs, key_functions, max(last, RERANK_COUNT))
    rows = sort_rows(docs, rows, key_functions)[: max(last, RERANK_COUNT)]
    page_scores = scores[rows]
    if query.use_proximity and orders[0] is SortKey.RELEVANCE and len(terms) > 1:
        best = np.argsort(rows[:RERANK_COUNT])
        page_scores[best] += compute_proximity(snapshot, terms, docs[rows[best]])
        order = np.argsort(-page_scores, kind="stable")
        page_scores, rows = page_scores[order], rows[order]
    page, pks = slice(query.offset, last), snapshot.columns.pks
    page_docs = docs[rows[page]]
    hits = map(Hit, pks[page_docs].tolist(), page_scores[page].tolist())
    if not collapse.reprints_by_leader:
        return tuple(hits)
    return tuple(
        replace(hit, reprints=tuple(pks[collapse.reprints_by_leader.get(doc, [])].tolist()))
        for hit, doc in zip(hits, page_docs.tolist(), strict=True)
    )


def collect_terms(plan: QueryPlan) -> tuple[TermKey, ...]:
    """Return the distinct terms of `text` that a plan is scored by."""
    return tuple(dict.fromkeys(iter_text_terms(plan)))[:_MAX_TERMS]


def compute_proximity(snapshot: Snapshot, terms: Sequence[TermKey], docs: DocNumbers) -> NDArray[np.float64]:
    """Return the proximity score of each article (ascending numbers of the whole index)."""
    scores = np.zeros(len(docs))
    rare_terms = [term for term in terms if snapshot.get_idf("text", term) > _MIN_IDF]
    if len(rare_terms) < 2:
        return scores
    if len(snapshot.segments) == 1:
        return _score_segment(snapshot, snapshot.segments[0], rare_terms, docs.astype(np.int32))
    bounds = [*docs.searchsorted(snapshot.offsets).tolist(), len(docs)]
    for number, (segment, offset) in enumerate(zip(snapshot.segments, snapshot.offsets, strict=True)):
        first, last = bounds[number], bounds[number + 1]
        if first < last:
            segment_docs = (docs[first:last] - offset).astype(np.int32)
            scores[first:last] = _score_segment(snapshot, segment, rare_terms, segment_docs)
    return scores


def _score_segment(
    snapshot: Snapshot, segment: SegmentReader, terms: Sequence[TermKey], docs: DocNumbers
) -> NDArray[np.float64]:
    """Return the proximity score of articles of one segment.

    Where occurrences of two terms are next to each other, `gap` words apart, each term gains idf(other) / gap² in that
    article. The score is the sum over the terms of min(1, idf) * (K1 + 1) * gain / (gain + norm), the norm as in BM25.
    """
    keys = _list_occurrences(segment, terms, docs)
    term_numbers = keys & _TERM_MASK
    positions = keys >> _TERM_BITS
    gaps = positions[1:] - positions[:-1]
    is_in_one_article = gaps < 1 << DOC_SHIFT - 1
    is_pair = (term_numbers[1:] != term_numbers[:-1]) & (gaps > 0) & is_in_one_article
    lefts = is_pair.nonzero()[0]
    left_terms = term_numbers[lefts]
    right_terms = term_numbers[lefts + 1]
    squares = np.square(gaps[lefts], dtype=np.float64)
    idf = np.array([snapshot.get_idf("text", term) for term in terms])

    row_starts = (keys[lefts] >> _DOC_SHIFT) * len(terms)  # a row of gains for each article
    cells = np.concatenate([row_starts + left_terms, row_starts + right_terms])
    cell_gains = np.concatenate([idf[right_terms] / squares, idf[left_terms] / squares])
    gains = np.bincount(cells, cell_gains, len(docs) * len(terms)).reshape(len(docs), len(terms))
    norms = snapshot.get_norms("text")[segment.file.get_length_codes("text")[docs]][:, None]
    return gains / (gains + norms) @ (np.minimum(idf, 1) * (K1 + 1))


def _list_occurrences(segment: SegmentReader, terms: Sequence[TermKey], docs: DocNumbers) -> NDArray[np.int64]:
    """Return one key (article, position, term) for every occurrence; ascending.

    An article is its index in `docs`, a term its index in `terms`.
    """
    doc_keys, batches = np.arange(len(docs)) << _DOC_SHIFT, []
    for number, term in enumerate(terms):
        rows, positions = segment.find_rows("text", term, docs), segment.get_positions("text", term)
        starts = positions.starts[rows]  # row -1, without the term: beyond the end
        counts = np.maximum(positions.starts[rows + 1] - starts, 0)
        keys = (doc_keys + number).repeat(counts)
        rows_flat = (starts - (counts.cumsum() - counts)).repeat(counts)
        rows_flat += np.arange(len(rows_flat))
        keys += np.left_shift(positions.flat[rows_flat], _TERM_BITS, dtype=np.int64)
        batches.append(keys)
    keys = np.concatenate(batches)
    keys.sort()
    return keys
