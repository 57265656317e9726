"""Execution of a Whoosh query tree on arrays: matching articles and their scores.

Every query node gives `ScoredDocs` of a segment: ascending articles, and scores where asked for.
The numbers equal those of Whoosh's own matchers (BM25F), which execute any kind of query that is
not in the table below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from whoosh import query as whoosh
from whoosh.query.qcore import _NullQuery

from archive.search.engines.whoosh.execution import plans
from archive.search.engines.whoosh.execution.hits import (
    NO_MATCHES,
    SPARSE_RATIO,
    ScoredDocs,
    add_scores,
    concatenate,
    difference,
    get_scores,
    intersect,
    select_rows,
    union_dense,
    union_sparse,
)
from archive.search.engines.whoosh.execution.plans import FormsQuery, MissingTermQuery, SpanQuery
from archive.search.engines.whoosh.execution.scores import (
    Scores,
    compute_scores,
    compute_scores_in,
    get_scored_postings,
)
from archive.search.engines.whoosh.segments import doc_sets
from archive.search.engines.whoosh.segments.doc_sets import DocNumbers
from archive.search.engines.whoosh.segments.segment import TermKey
from archive.search.engines.whoosh.storage.filters import ColumnFilter, EmptyFieldQuery, Mask
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.budget import check_time


class Matches:
    """Matches of a query: `docs` ascending over all segments, without deleted ones."""

    def __init__(self, snapshot: Snapshot, query: whoosh.Query, *, scored: bool = True) -> None:
        segment_matches = [
            SegmentExecutor(snapshot, number, scored=scored).execute(query) for number in range(len(snapshot.segments))
        ]
        parts = [
            matches.docs + np.int32(offset) if offset else matches.docs
            for matches, offset in zip(segment_matches, snapshot.offsets, strict=True)
        ]
        docs = (concatenate(parts) if parts else doc_sets.NO_DOCS).astype(np.intp)
        scores = (
            concatenate([get_scores(matches) for matches in segment_matches]) if scored and segment_matches else None
        )
        if snapshot.doc_count < snapshot.size:
            is_alive = snapshot.alive[docs]
            docs, scores = docs[is_alive], None if scores is None else scores[is_alive]
        self.docs: DocNumbers = docs
        self.scores: Scores = np.zeros(len(docs), np.float32) if scores is None else scores


class SegmentExecutor:
    """Executor of a query on one segment; `scored`: whether to compute scores."""

    def __init__(self, snapshot: Snapshot, number: int, *, scored: bool) -> None:
        self.snapshot = snapshot
        self.number = number
        self.segment = snapshot.segments[number]
        self.size = self.segment.size
        self.scored = scored

    def execute(self, query: whoosh.Query) -> ScoredDocs:
        """Execute `query`; deleted articles may be among the result."""
        check_time()
        if isinstance(query, ColumnFilter):
            return ScoredDocs(np.flatnonzero(query.compute_mask(self.segment.columns)).astype(np.int32))
        boost = getattr(query, "boost", 1.0)
        if boost == 0.0 and self.scored:
            return SegmentExecutor(self.snapshot, self.number, scored=False).execute(query)
        matches = _EXECUTORS.get(type(query), SegmentExecutor._execute_with_whoosh)(self, query)
        if boost == 1.0 or matches.scores is None:
            return matches
        return ScoredDocs(matches.docs, matches.scores * np.float32(boost))

    def get_language(self, doc: int) -> str:
        """Return the language of an article."""
        languages = self.segment.columns.languages
        return languages.categories[languages.codes[doc]]

    # Terms and phrases

    def _execute_term(self, query: whoosh.Term) -> ScoredDocs:
        return self._score_term(query.fieldname, _to_bytes(query.text))

    def _execute_forms(self, query: FormsQuery) -> ScoredDocs:
        return self._score_term(*query.args)

    def _score_term(self, field: str, key: TermKey) -> ScoredDocs:
        docs = self.segment.get_postings(field, key).docs
        return ScoredDocs(docs, compute_scores(self.snapshot, self.segment, field, key) if self.scored else None)

    def _execute_and_maybe(self, query: whoosh.AndMaybe) -> ScoredDocs:
        """Execute AND MAYBE; text terms with their title scores are cached as one."""
        if (key := _find_titled_term(query)) is not None:
            return self._execute_titled_term(key)
        first = self.execute(query.a)
        if not self.scored:
            return ScoredDocs(first.docs)
        return ScoredDocs(first.docs, add_scores(first, [self.execute(query.b)], self.size))

    def _execute_titled_term(self, key: TermKey) -> ScoredDocs:
        if not self.scored:
            return ScoredDocs(self.segment.get_postings("text", key).docs)
        term_scores = get_scored_postings(self.snapshot, self.segment, "text", key)
        return ScoredDocs(term_scores.docs, term_scores.scores, term_scores.table)

    def _execute_phrase(self, query: whoosh.Phrase) -> ScoredDocs:
        if query.slop != 1:
            return self._execute_with_whoosh(query)
        if not query.words:
            return NO_MATCHES
        plan = plans.PhrasePlan(query.fieldname, tuple(_to_bytes(word) for word in query.words))
        return self._score_terms(plan.find_docs(self.segment), [(query.fieldname, k) for k in plan.keys])

    def _execute_spans(self, query: SpanQuery) -> ScoredDocs:
        docs = query.plan.find_docs(self.segment)
        if not self.scored:
            return ScoredDocs(docs)
        scores = np.zeros(len(docs), np.float32)
        for (field, key), tags in query.plan.collect_scoring_terms().items():
            term_gain = self._compute_scores(docs, ("text", "title") if field == "text" else (field,), key)
            if tags is not None:
                term_gain *= self.segment.columns.languages.isin(tags)[docs]
            scores += term_gain
        return ScoredDocs(docs, scores)

    def _score_terms(self, docs: DocNumbers, terms: Sequence[tuple[str, TermKey]]) -> ScoredDocs:
        if not self.scored:
            return ScoredDocs(docs)
        scores = np.zeros(len(docs), np.float32)
        for field, key in terms:
            scores += self._compute_scores(docs, (field,), key)
        return ScoredDocs(docs, scores)

    def _compute_scores(self, docs: DocNumbers, fields: Sequence[str], key: TermKey) -> Scores:
        scores = np.zeros(len(docs), np.float32)
        for field in fields:
            scores += compute_scores_in(self.snapshot, self.segment, field, key, docs)
        return scores

    # Combinations

    def _execute_and(self, query: whoosh.And) -> ScoredDocs:
        parts = list(query)
        masks = [part.compute_mask(self.segment.columns) for part in parts if isinstance(part, ColumnFilter)]
        wanted = sorted(
            (self.execute(part) for part in parts if not isinstance(part, (ColumnFilter, whoosh.Not))),
            key=lambda matches_of_part: len(matches_of_part.docs),
        )
        if not wanted:
            matches = self._execute_masks(masks) if parts else NO_MATCHES
        else:
            matches = wanted[0]
            for next_matches in wanted[1:]:
                matches = intersect(matches, next_matches, self.size)
            for mask in masks:
                matches = select_rows(matches, mask[matches.docs])
        for part in parts:
            if isinstance(part, whoosh.Not):
                matches = difference(matches, self.execute(part.query), self.size)
        return matches

    def _execute_masks(self, masks: list[Mask]) -> ScoredDocs:
        if not masks:
            return ScoredDocs(doc_sets.build_all_docs(self.size))
        return ScoredDocs(np.flatnonzero(np.logical_and.reduce(masks)).astype(np.int32))

    def _execute_or(self, query: whoosh.Or) -> ScoredDocs:
        if query.scale or query.minmatch or not len(query):
            return self._execute_with_whoosh(query)
        parts = [self.execute(part) for part in query]
        if len(parts) == 1:
            return parts[0]
        if not self.scored:
            return ScoredDocs(doc_sets.union_docs([part.docs for part in parts], self.size))
        if sum(len(part.docs) for part in parts) * SPARSE_RATIO < self.size:
            return union_sparse(parts)
        return union_dense(parts, self.size)

    def _execute_not(self, query: whoosh.Not) -> ScoredDocs:
        return difference(ScoredDocs(doc_sets.build_all_docs(self.size)), self.execute(query.query), self.size)

    def _execute_and_not(self, query: whoosh.AndNot) -> ScoredDocs:
        return difference(self.execute(query.a), self.execute(query.b), self.size)

    def _execute_require(self, query: whoosh.Require) -> ScoredDocs:
        first = self.execute(query.a)
        if isinstance(query.b, ColumnFilter):
            return select_rows(first, query.b.compute_mask(self.segment.columns)[first.docs])
        return intersect(first, ScoredDocs(self.execute(query.b).docs), self.size)

    def _execute_every(self, query: whoosh.Every) -> ScoredDocs:
        if query.fieldname is not None:
            return self._execute_with_whoosh(query)
        return ScoredDocs(doc_sets.build_all_docs(self.size), np.ones(self.size, np.float32))

    def _execute_nothing(self, _: whoosh.Query) -> ScoredDocs:
        return NO_MATCHES

    def _execute_empty_field(self, query: EmptyFieldQuery) -> ScoredDocs:
        empty = self.segment.get_length_codes(query.args[0]) == 0
        return ScoredDocs(np.flatnonzero(empty).astype(np.int32))

    def _execute_missing_term(self, query: MissingTermQuery) -> ScoredDocs:
        everything = ScoredDocs(doc_sets.build_all_docs(self.size))
        return difference(everything, ScoredDocs(self.segment.get_postings(*query.args).docs), self.size)

    def _execute_with_whoosh(self, query: Any) -> ScoredDocs:
        """Execute with Whoosh's own matchers, article by article."""
        searcher, _ = self.snapshot.searcher.leaf_searchers()[self.number]
        matcher = query.matcher(searcher, searcher.context(needs_current=True))
        docs, scores = [], []
        while matcher.is_active():
            docs.append(matcher.id())
            scores.append(matcher.score() / query.boost)
            matcher.next()
        return ScoredDocs(np.array(docs, np.int32), np.array(scores, np.float32))


def _find_titled_term(query: whoosh.AndMaybe) -> TermKey | None:
    """Return the term if the query looks for the same one in text and title, else None."""
    a: Any = query.a
    b: Any = query.b
    if type(a) is not type(b) or query.boost != 1.0 or a.boost != 1.0 or b.boost != 1.0:
        return None
    if type(a) is whoosh.Term:
        is_same = a.fieldname == "text" and b.fieldname == "title" and a.text == b.text
        return _to_bytes(a.text) if is_same else None
    if type(a) is FormsQuery and a.args[0] == "text" and b.args == ("title", a.args[1]):
        return a.args[1]
    return None


def _to_bytes(term: str | bytes) -> bytes:
    return term if isinstance(term, bytes) else term.encode()


_EXECUTORS: dict[type, Callable[..., ScoredDocs]] = {
    whoosh.Term: SegmentExecutor._execute_term,
    whoosh.Phrase: SegmentExecutor._execute_phrase,
    whoosh.And: SegmentExecutor._execute_and,
    whoosh.Or: SegmentExecutor._execute_or,
    whoosh.Not: SegmentExecutor._execute_not,
    whoosh.AndNot: SegmentExecutor._execute_and_not,
    whoosh.AndMaybe: SegmentExecutor._execute_and_maybe,
    whoosh.Require: SegmentExecutor._execute_require,
    whoosh.Every: SegmentExecutor._execute_every,
    _NullQuery: SegmentExecutor._execute_nothing,
    FormsQuery: SegmentExecutor._execute_forms,
    SpanQuery: SegmentExecutor._execute_spans,
    MissingTermQuery: SegmentExecutor._execute_missing_term,
    EmptyFieldQuery: SegmentExecutor._execute_empty_field,
}
