"""Plans of whole queries, executed on the arrays of a segment: matching articles and their scores."""

# ruff: noqa: D102 -- `QueryPlan` says what the methods of plans do

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from archive.search.engines.whoosh.execution import scoring
from archive.search.engines.whoosh.execution.scoring import NO_MATCHES, ScoredDocs, Scores
from archive.search.engines.whoosh.execution.span_plans import PhrasePlan, SpanPlan
from archive.search.engines.whoosh.storage import doc_sets
from archive.search.engines.whoosh.storage.columns import ArticleColumns, Mask
from archive.search.engines.whoosh.storage.doc_sets import DocNumbers
from archive.search.engines.whoosh.storage.segment import TermKey
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.budget import allow_work, check_time

_MIN_WORK = 2_000_000
"""Positions that a search may compare in any archive; in a larger one as many as it has words."""
ScoringTerm = tuple[str, TermKey, frozenset[str] | None]
"""Field and term that add to scores, and in articles of which languages (None: of all)."""


class Matches:
    """Matches of a plan: `docs` ascending over all segments, without deleted ones."""

    def __init__(self, snapshot: Snapshot, plan: QueryPlan, *, scored: bool = True) -> None:
        allow_work(max(_MIN_WORK, snapshot.count_words("text")))
        segment_matches = [
            SegmentExecutor(snapshot, number, scored=scored).execute(plan) for number in range(len(snapshot.segments))
        ]
        parts = [
            matches.docs + np.int32(offset) if offset else matches.docs
            for matches, offset in zip(segment_matches, snapshot.offsets, strict=True)
        ]
        docs = (scoring.concatenate(parts) if parts else doc_sets.NO_DOCS).astype(np.intp)
        scores = (
            scoring.concatenate([scoring.get_scores(matches) for matches in segment_matches])
            if scored and segment_matches
            else None
        )
        if snapshot.doc_count < snapshot.size:
            is_alive = snapshot.alive[docs]
            docs, scores = docs[is_alive], None if scores is None else scores[is_alive]
        self.docs: DocNumbers = docs
        self.scores: Scores = np.zeros(len(docs), np.float32) if scores is None else scores


class SegmentExecutor:
    """Executor of plans on one segment; `scored`: whether to compute scores."""

    def __init__(self, snapshot: Snapshot, number: int, *, scored: bool) -> None:
        self.snapshot = snapshot
        self.number = number
        self.scored = scored
        self.segment = snapshot.segments[number]
        self.size = self.segment.size

    def execute(self, plan: QueryPlan) -> ScoredDocs:
        """Execute a plan; deleted articles may be among the result."""
        check_time()
        return plan.execute(self)

    def execute_unscored(self, plan: QueryPlan) -> ScoredDocs:
        """Execute a plan without computing scores."""
        executor = SegmentExecutor(self.snapshot, self.number, scored=False) if self.scored else self
        return ScoredDocs(executor.execute(plan).docs)


class QueryPlan:
    """Plan of a query, or of a part of one."""

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        """Return the matching articles, and their scores if the executor wants them."""
        raise NotImplementedError

    def iter_terms(self) -> Iterator[ScoringTerm]:
        """Yield the terms it is itself scored by."""
        return iter(())


@dataclass(frozen=True, slots=True)
class AllPlan(QueryPlan):
    """Every article, with a score of one."""

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        scores = np.ones(executor.size, np.float32) if executor.scored else None
        return ScoredDocs(np.arange(executor.size, dtype=np.int32), scores)


@dataclass(frozen=True, slots=True)
class FilterPlan(QueryPlan):
    """Articles by their columns."""

    compute_mask: Callable[[ArticleColumns], Mask]

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        return _list_selected([self.compute_mask(executor.segment.columns)])


@dataclass(frozen=True, slots=True)
class EmptyFieldPlan(QueryPlan):
    """Articles in which a text field is empty."""

    field: str

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        return _list_selected([executor.segment.file.get_length_codes(self.field) == 0])


@dataclass(frozen=True, slots=True)
class TermPlan(QueryPlan):
    """Articles that have a term of a field; a group of forms is scored as one term."""

    field: str
    key: TermKey

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        segment = executor.segment
        docs = segment.get_postings(self.field, self.key).docs
        if not executor.scored:
            return ScoredDocs(docs)
        return ScoredDocs(docs, scoring.compute_scores(executor.snapshot, segment, self.field, self.key))

    def iter_terms(self) -> Iterator[ScoringTerm]:
        yield self.field, self.key, None


@dataclass(frozen=True, slots=True)
class TitledTermPlan(QueryPlan):
    """Articles that have a term of `text`, scored by the title as well (cached as one)."""

    key: TermKey

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        if not executor.scored:
            return ScoredDocs(executor.segment.get_postings("text", self.key).docs)
        return scoring.get_titled_scores(executor.snapshot, executor.segment, self.key)

    def iter_terms(self) -> Iterator[ScoringTerm]:
        return ((field, self.key, None) for field in list_scored_fields("text"))


@dataclass(frozen=True, slots=True)
class StemPhrasePlan(QueryPlan):
    """Articles that have a phrase of stems in a field, scored by each of its words."""

    field: str
    keys: tuple[TermKey, ...]

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        docs = PhrasePlan(self.field, self.keys).find_docs(executor.segment)
        if not executor.scored:
            return ScoredDocs(docs)
        scores = np.zeros(len(docs), np.float32)
        for key in self.keys:
            scores += scoring.compute_scores_in(executor.snapshot, executor.segment, self.field, key, docs)
        return ScoredDocs(docs, scores)

    def iter_terms(self) -> Iterator[ScoringTerm]:
        return ((self.field, key, None) for key in self.keys)


@dataclass(frozen=True, slots=True)
class SpansPlan(QueryPlan):
    """Articles in which a plan finds spans, scored by its terms."""

    plan: SpanPlan

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        """Find the articles; the score of a term is that of all its fields together."""
        segment, docs = executor.segment, self.plan.find_docs(executor.segment)
        if not executor.scored:
            return ScoredDocs(docs)
        scores = np.zeros(len(docs), np.float32)
        for (field, key), tags in self.plan.collect_scoring_terms().items():
            term_scores = np.zeros(len(docs), np.float32)
            for scored_field in list_scored_fields(field):
                term_scores += scoring.compute_scores_in(executor.snapshot, segment, scored_field, key, docs)
            if tags is not None:
                term_scores *= segment.columns.languages.isin(tags)[docs]
            scores += term_scores
        return ScoredDocs(docs, scores)

    def iter_terms(self) -> Iterator[ScoringTerm]:
        for (field, key), tags in self.plan.collect_scoring_terms().items():
            yield from ((scored_field, key, tags) for scored_field in list_scored_fields(field))


def list_scored_fields(field: str) -> tuple[str, ...]:
    """Return the fields by which terms of a field are scored: those of `text` by the title as well."""
    return ("text", "title") if field == "text" else (field,)


@dataclass(frozen=True, slots=True)
class AndPlan(QueryPlan):
    """Articles that all parts match; none if there are no parts."""

    parts: tuple[QueryPlan, ...]

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        """Intersect the parts, the rarest first; filters are only looked up."""
        columns = executor.segment.columns
        masks = [part.compute_mask(columns) for part in self.parts if isinstance(part, FilterPlan)]
        parts = sorted(
            (executor.execute(part) for part in self.parts if not isinstance(part, FilterPlan)),
            key=lambda matches: len(matches.docs),
        )
        if not parts:
            return _list_selected(masks) if masks else NO_MATCHES
        matches = reduce(lambda first, second: scoring.intersect(first, second, executor.size), parts)
        for mask in masks:
            matches = scoring.select_rows(matches, mask[matches.docs])
        return matches


@dataclass(frozen=True, slots=True)
class OrPlan(QueryPlan):
    """Articles that any part matches."""

    parts: tuple[QueryPlan, ...]

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        parts = [executor.execute(part) for part in self.parts]
        if len(parts) < 2:
            return parts[0] if parts else NO_MATCHES
        if not executor.scored:
            return ScoredDocs(doc_sets.union_docs([part.docs for part in parts], executor.size))
        if sum(len(part.docs) for part in parts) * scoring.SPARSE_RATIO < executor.size:
            return scoring.union_sparse(parts)
        return scoring.union_dense(parts, executor.size)


@dataclass(frozen=True, slots=True)
class AndNotPlan(QueryPlan):
    """Articles that one part matches and another does not."""

    wanted: QueryPlan
    unwanted: QueryPlan

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        wanted, unwanted = executor.execute(self.wanted), executor.execute_unscored(self.unwanted)
        return scoring.select_rows(wanted, ~doc_sets.isin_docs(unwanted.docs, wanted.docs, executor.size))


@dataclass(frozen=True, slots=True)
class AndMaybePlan(QueryPlan):
    """Articles that one part matches; another adds to their scores."""

    wanted: QueryPlan
    bonus: QueryPlan

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        matches = executor.execute(self.wanted)
        if not executor.scored:
            return ScoredDocs(matches.docs)
        return ScoredDocs(matches.docs, scoring.add_scores(matches, executor.execute(self.bonus), executor.size))


@dataclass(frozen=True, slots=True)
class UnscoredPlan(QueryPlan):
    """The articles of a part, with a score of zero."""

    part: QueryPlan

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        return executor.execute_unscored(self.part)


def get_scored_parts(plan: QueryPlan) -> tuple[QueryPlan, ...]:
    """Return the parts whose scores add up to that of a plan."""
    match plan:
        case AndPlan(parts) | OrPlan(parts):
            return parts
        case AndNotPlan(wanted):
            return (wanted,)
        case AndMaybePlan(wanted, bonus):
            return (wanted, bonus)
    return ()


ALL_UNSCORED = UnscoredPlan(AllPlan())


def _list_selected(masks: Sequence[Mask]) -> ScoredDocs:
    return ScoredDocs(np.flatnonzero(np.logical_and.reduce(masks)).astype(np.int32))
