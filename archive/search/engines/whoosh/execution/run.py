"""Run a query: hits, total, facets and calendar from the same matches."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from archive.search.engines import base
from archive.search.engines.base import EngineQuery, EngineResult, FacetCounts
from archive.search.engines.whoosh.execution import ranking
from archive.search.engines.whoosh.execution.compile import compile_query, relax_periods
from archive.search.engines.whoosh.execution.facets import build_selection_mask, count_by_date, count_facet
from archive.search.engines.whoosh.execution.lexicon import expand_pattern
from archive.search.engines.whoosh.execution.plans import Matches, QueryPlan, SegmentExecutor, get_scored_parts
from archive.search.engines.whoosh.execution.scoring import Scores, compute_bm25
from archive.search.engines.whoosh.execution.spelling_plans import SpellingsPlan
from archive.search.engines.whoosh.storage.columns import Mask
from archive.search.engines.whoosh.storage.doc_sets import DocNumbers
from archive.search.engines.whoosh.storage.segment import LENGTH_BY_CODE, TermKey
from archive.search.engines.whoosh.storage.snapshot import Snapshot, get_idf_field
from archive.search.query.nodes import Fuzzy, Wildcard, walk_nodes
from archive.search.query.request import FacetName

SelectionMasks = Mapping[FacetName, Mask]
"""By facet which of the matches are selected in it."""


def run_query(snapshot: Snapshot, query: EngineQuery) -> EngineResult:
    """Run `query` on a snapshot."""
    compiled = _compile_with_cache(snapshot, query)
    scored = base.SortKey.RELEVANCE in ranking.resolve_orders(query.sort)
    docs, scores, masks = _find_matches(snapshot, compiled.plan, query, scored=scored)
    rows = _combine_masks(masks.values())
    selected, scores = docs[rows], scores[rows]
    months, undated, imprecise = count_by_date(snapshot.columns, selected, query.interval)
    collapse = ranking.collapse_reprints(snapshot, selected, query.reprints)
    return EngineResult(
        hits=ranking.build_page(snapshot, compiled.terms, selected, scores, query, collapse),
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


@dataclass(frozen=True, slots=True)
class PlannedQuery:
    """A compiled query.

    `relaxed` also finds articles only possibly of its periods (None: no more); `expansions` are
    those of its wildcards and misspellings.
    """

    plan: QueryPlan
    terms: tuple[TermKey, ...]
    relaxed: QueryPlan | None
    expansions: Mapping[Wildcard | Fuzzy, base.TermExpansion]


def _compile_with_cache(snapshot: Snapshot, query: EngineQuery) -> PlannedQuery:
    node, names = query.query, query.name_keys

    def compile_node() -> PlannedQuery:
        plan, relaxed_node = compile_query(node, names, snapshot), node and relax_periods(node)
        return PlannedQuery(
            plan,
            ranking.collect_terms(plan),
            None if relaxed_node == node else compile_query(relaxed_node, names, snapshot),
            {
                part: expand_pattern(snapshot, part)[1]
                for part in walk_nodes(node)
                if isinstance(part, Wildcard | Fuzzy)
            },
        )

    return snapshot.get_cached((node, frozenset(names.items())), compile_node)


def _find_matches(
    snapshot: Snapshot, plan: QueryPlan, query: EngineQuery, *, scored: bool
) -> tuple[DocNumbers, Scores, SelectionMasks]:
    """Return the articles of a plan without hidden ones, their scores, and those selected in each facet."""
    matches = Matches(snapshot, plan, scored=scored)
    docs, scores = matches.docs, matches.scores
    if query.hidden_keys:
        is_visible = ~np.isin(snapshot.columns.pks[docs], list(query.hidden_keys))
        docs, scores = docs[is_visible], scores[is_visible]
    if query.within_keys is not None:
        is_within = np.isin(snapshot.columns.pks[docs], np.fromiter(query.within_keys, np.int64))
        docs, scores = docs[is_within], scores[is_within]
    masks = {
        facet: build_selection_mask(snapshot.columns, facet, values)[docs] for facet, values in query.selected.items()
    }
    return docs, scores, masks


def _combine_masks(masks: Collection[Mask]) -> Mask | slice:
    """Return what selects the articles of all masks."""
    return np.logical_and.reduce(list(masks)) if masks else slice(None)


def _count_plan(snapshot: Snapshot, plan: QueryPlan, query: EngineQuery) -> int:
    docs, _, masks = _find_matches(snapshot, plan, query, scored=False)
    rows = _combine_masks(masks.values())
    return len(docs) if isinstance(rows, slice) else int(np.count_nonzero(rows))


def _count_facets(
    snapshot: Snapshot, docs: DocNumbers, selected: DocNumbers, masks: SelectionMasks, query: EngineQuery
) -> dict[FacetName, FacetCounts]:
    counts = {}
    for facet in query.facets:
        counted_docs = selected
        if facet in masks:
            counted_docs = docs[_combine_masks([mask for other, mask in masks.items() if other is not facet])]
        counts[facet] = count_facet(snapshot.columns, facet, counted_docs, query.selected.get(facet, frozenset()))
    return counts


def explain_match(snapshot: Snapshot, query: EngineQuery, pk: int) -> base.ScoreExplanation | None:
    """Explain the score of the article with this key; None where the query does not find it."""
    docs = np.flatnonzero((snapshot.columns.pks == pk) & snapshot.alive)
    if not len(docs):
        return None
    plan = compile_query(query.query, query.name_keys, snapshot)
    number = int(np.searchsorted(snapshot.offsets, docs[0], "right")) - 1
    executor, doc = SegmentExecutor(snapshot, number, scored=True), int(docs[0]) - snapshot.offsets[number]
    matches = executor.execute(plan)
    row = _find_row(matches.docs, doc)
    if row is None:
        return None
    term_scores = tuple(
        term_score
        for field, key, factor in _iter_scoring_terms(executor, plan, doc)
        if (term_score := _explain_term(executor, field, key, doc, factor)) is not None
    )
    score = 0.0 if matches.scores is None else float(matches.scores[row])
    proximity = 0.0
    if query.use_proximity:
        terms = ranking.collect_terms(plan)
        proximity = float(ranking.compute_proximity(snapshot, terms, docs[:1].astype(np.int32))[0])
    other = score - sum(term_score.score for term_score in term_scores)
    return base.ScoreExplanation(term_scores, proximity, other, score + proximity)


def _explain_term(
    executor: SegmentExecutor, field: str, key: TermKey, doc: int, factor: float
) -> base.TermScore | None:
    snapshot, segment = executor.snapshot, executor.segment
    postings = segment.get_postings(field, key)
    row = _find_row(postings.docs, doc)
    if row is None:
        return None
    length = segment.file.get_length_codes(field)[doc]
    freqs, norms = postings.freqs[row : row + 1], snapshot.get_norms(field)[length]
    return base.TermScore(
        term=key.decode() if isinstance(key, bytes) else "|".join(map(bytes.decode, key.forms)),
        field=field,
        count=int(freqs[0]),
        document_frequency=snapshot.get_doc_frequency(get_idf_field(field), key),
        idf=snapshot.get_idf(field, key) * factor,
        field_length=int(LENGTH_BY_CODE[length]),
        average_length=snapshot.get_average_length(field),
        score=float(compute_bm25(snapshot, field, key, freqs, norms)[0]) * factor,
    )


def _iter_scoring_terms(
    executor: SegmentExecutor, plan: QueryPlan, doc: int, factor: float = 1.0
) -> Iterator[tuple[str, TermKey, float]]:
    """Yield the terms that add to the score of this article, and by what they are multiplied."""
    if _find_row(executor.execute(plan).docs, doc) is None:
        return
    if isinstance(plan, SpellingsPlan):
        part, part_factor = plan.find_best_part(executor, doc)
        yield from _iter_scoring_terms(executor, part, doc, factor * part_factor)
    languages = executor.segment.columns.languages
    language = languages.categories[languages.codes[doc]]
    yield from ((field, key, factor) for field, key, tags in plan.iter_terms() if tags is None or language in tags)
    for part in get_scored_parts(plan):
        yield from _iter_scoring_terms(executor, part, doc, factor)


def _find_row(docs: DocNumbers, doc: int) -> int | None:
    row = int(np.searchsorted(docs, doc))
    return row if row < len(docs) and docs[row] == doc else None
