"""Run a query: hits, total, facets and calendar from the same matches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.base import (
    EngineQuery,
    EngineResult,
    FacetKey,
    Hit,
    ScoreExplanation,
    SortKey,
    TermExpansion,
)
from archive.search.engines.whoosh.execution.compile import compile_query, relax_periods
from archive.search.engines.whoosh.execution.explain import (
    RERANK_COUNT,
    collect_terms,
    compute_proximity,
    explain_score,
)
from archive.search.engines.whoosh.execution.facets import FacetCounts, build_selection_mask, count_by_date, count_facet
from archive.search.engines.whoosh.execution.hits import (
    build_key_functions,
    resolve_orders,
    select_candidates,
    sort_rows,
)
from archive.search.engines.whoosh.execution.lexicon import expand_pattern
from archive.search.engines.whoosh.execution.plans import Matches, QueryPlan
from archive.search.engines.whoosh.execution.scores import Scores
from archive.search.engines.whoosh.segments.columns import Mask
from archive.search.engines.whoosh.segments.doc_sets import DocNumbers
from archive.search.engines.whoosh.segments.segment import TermKey
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.nodes import (
    And,
    AtLeast,
    Fuzzy,
    InQuotation,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    SameUnit,
    Wildcard,
)
from archive.search.query.request import FacetName, ReprintGroups

# Collapsing of reprints: the first match of a group stands for the others.

GroupNumbers = NDArray[np.int64]
_NONE: Final[Mapping[int, list[int]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ReprintCollapse:
    """Matches after reprints are collapsed.

    The rows that stay (None: all), the number of collapsed matches, and the collapsed documents by
    the number of the document they are under.
    """

    leading_rows: NDArray[np.intp] | None = None
    count: int = 0
    reprints_by_leader: Mapping[int, list[int]] = field(default_factory=lambda: _NONE)


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
    pairs = zip(docs[first[is_collapsed]].tolist(), docs[rows[is_collapsed]].tolist(), strict=True)
    for leader, other in pairs:
        reprints_by_leader.setdefault(leader, []).append(other)
    return ReprintCollapse(np.flatnonzero(is_leading), int(is_collapsed.sum()), reprints_by_leader)


def _get_groups(snapshot: Snapshot, reprints: ReprintGroups) -> tuple[GroupNumbers, GroupNumbers]:
    """Return group (-1: none) and rank of each document; cached in the snapshot."""
    cached = snapshot.reprint_cache
    if cached is None or cached[0] is not reprints:
        cached = snapshot.reprint_cache = (reprints, *_compute_groups(snapshot, reprints))
    return cached[1], cached[2]


def _compute_groups(snapshot: Snapshot, reprints: ReprintGroups) -> tuple[GroupNumbers, GroupNumbers]:
    sizes = np.array([len(group) for group in reprints.groups])
    keys = np.array([pk for group in reprints.groups for pk in group], dtype=np.int64)
    group = np.repeat(np.arange(len(sizes)), sizes)
    rank = np.arange(len(keys)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    order = np.argsort(keys, kind="stable")
    pks = snapshot.columns.pks
    row = order[np.minimum(np.searchsorted(keys, pks, sorter=order), len(keys) - 1)]
    is_known = keys[row] == pks
    return np.where(is_known, group[row], -1), np.where(is_known, rank[row], 0)


SelectionMasks = Mapping[FacetName, Mask]


def run_query(snapshot: Snapshot, query: EngineQuery) -> EngineResult:
    """Run `query` on a snapshot."""
    compiled = _compile_with_cache(snapshot, query)
    orders = resolve_orders(query.sort)
    matches = Matches(snapshot, compiled.plan, scored=SortKey.RELEVANCE in orders)
    docs, scores = _drop_hidden(snapshot, matches, query.hidden_keys)
    masks = _build_selection_masks(snapshot, query)
    rows = _select_rows(docs, masks)
    selected, scores = (docs, scores) if rows is None else (docs[rows], scores[rows])
    months, undated, imprecise = count_by_date(snapshot.columns, selected, query.interval)
    collapse = collapse_reprints(snapshot, selected, query.reprints)
    return EngineResult(
        hits=_build_page(snapshot, compiled.terms, selected, scores, query, collapse),
        total=len(selected),
        facets=_count_facets(snapshot, docs, selected, masks, query),
        months=months,
        undated=undated,
        imprecise=imprecise,
        possible=0 if compiled.relaxed is None else _count_plan(snapshot, compiled.relaxed, query) - len(selected),
        documents=snapshot.doc_count,
        expansions=compiled.expansions,
        collapsed_count=collapse.count,
    )


def count_matches(snapshot: Snapshot, query: EngineQuery) -> int:
    """Count the articles `query` finds."""
    return _count_plan(snapshot, compile_query(query.query, query.name_keys, snapshot), query)


def explain_match(snapshot: Snapshot, query: EngineQuery, pk: int) -> ScoreExplanation | None:
    """Explain the score of the article with this key; None where the query does not find it."""
    rows = np.flatnonzero((snapshot.columns.pks == pk) & snapshot.alive)
    if not len(rows):
        return None
    plan = compile_query(query.query, query.name_keys, snapshot)
    return explain_score(snapshot, plan, int(rows[0]), near=query.use_proximity)


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """A compiled query.

    `relaxed` also finds articles only possibly of its periods (None: no more); `expansions` are
    those of its wildcards and misspellings.
    """

    plan: QueryPlan
    terms: tuple[TermKey, ...]
    relaxed: QueryPlan | None
    expansions: Mapping[Wildcard | Fuzzy, TermExpansion]


def _compile_with_cache(snapshot: Snapshot, query: EngineQuery) -> CompiledQuery:
    node, names = query.query, query.name_keys

    def compile_node() -> CompiledQuery:
        plan, relaxed_node = compile_query(node, names, snapshot), relax_periods(node)
        return CompiledQuery(
            plan,
            collect_terms(plan),
            None if relaxed_node == node else compile_query(relaxed_node, names, snapshot),
            dict(_iter_expansions(snapshot, node)),
        )

    return snapshot.get_cached((node, frozenset(names.items())), compile_node)


def _count_plan(snapshot: Snapshot, plan: QueryPlan, query: EngineQuery) -> int:
    docs, _ = _drop_hidden(snapshot, Matches(snapshot, plan, scored=False), query.hidden_keys)
    rows = _select_rows(docs, _build_selection_masks(snapshot, query))
    return len(docs) if rows is None else int(np.count_nonzero(rows))


def _drop_hidden(snapshot: Snapshot, matches: Matches, hidden: frozenset[int]) -> tuple[DocNumbers, Scores]:
    if not hidden:
        return matches.docs, matches.scores
    is_visible = ~np.isin(snapshot.columns.pks[matches.docs], list(hidden))
    return matches.docs[is_visible], matches.scores[is_visible]


def _build_selection_masks(snapshot: Snapshot, query: EngineQuery) -> SelectionMasks:
    return {facet: build_selection_mask(snapshot.columns, facet, values) for facet, values in query.selected.items()}


def _select_rows(docs: DocNumbers, selection: SelectionMasks, excluded: FacetName | None = None) -> Mask | None:
    """Return a mask of the articles selected in all facets but `excluded`; None where all are."""
    masks = [mask[docs] for facet, mask in selection.items() if facet is not excluded]
    return np.logical_and.reduce(masks) if masks else None


def _count_facets(
    snapshot: Snapshot,
    docs: DocNumbers,
    selected: DocNumbers,
    selection: SelectionMasks,
    query: EngineQuery,
) -> dict[FacetName, FacetCounts]:
    no_values: frozenset[FacetKey] = frozenset()
    counts = {}
    for facet in query.facets:
        counted_docs = selected
        if facet in selection:
            rows = _select_rows(docs, selection, excluded=facet)
            counted_docs = docs if rows is None else docs[rows]
        selected_values = query.selected.get(facet, no_values)
        counts[facet] = count_facet(snapshot.columns, facet, counted_docs, selected_values)
    return counts


def _build_page(
    snapshot: Snapshot,
    terms: Sequence[TermKey],
    docs: DocNumbers,
    scores: Scores,
    query: EngineQuery,
    collapse: ReprintCollapse,
) -> tuple[Hit, ...]:
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
        page_scores, rows = _rerank_by_proximity(snapshot, terms, docs, page_scores, rows)
    page, pks = slice(query.offset, last), snapshot.columns.pks
    page_docs = docs[rows[page]]
    hits = map(Hit, pks[page_docs].tolist(), page_scores[page].tolist())
    if not collapse.reprints_by_leader:
        return tuple(hits)
    return tuple(
        replace(hit, reprints=tuple(pks[collapse.reprints_by_leader.get(doc, [])].tolist()))
        for hit, doc in zip(hits, page_docs.tolist(), strict=True)
    )


def _rerank_by_proximity(
    snapshot: Snapshot,
    terms: Sequence[TermKey],
    docs: DocNumbers,
    page_scores: Scores,
    rows: NDArray[np.intp],
) -> tuple[Scores, NDArray[np.intp]]:
    """Add proximity scores to the best rows and sort again."""
    best = np.argsort(rows[:RERANK_COUNT])
    page_scores = page_scores.copy()
    page_scores[best] += compute_proximity(snapshot, terms, docs[rows[best]])
    order = np.argsort(-page_scores, kind="stable")
    return page_scores[order], rows[order]


def _iter_expansions(snapshot: Snapshot, node: Node | None) -> Iterator[tuple[Wildcard | Fuzzy, TermExpansion]]:
    match node:
        case Wildcard() | Fuzzy():
            yield node, expand_pattern(snapshot, node)[1]
        case And(parts) | Or(parts) | Near(parts) | SameUnit(parts):
            for part in parts:
                yield from _iter_expansions(snapshot, part)
        case Not(part) | AtLeast(part) | InQuotation(part):
            yield from _iter_expansions(snapshot, part)
        case NotNear(wanted, unwanted):
            yield from _iter_expansions(snapshot, wanted)
            yield from _iter_expansions(snapshot, unwanted)
