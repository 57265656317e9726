"""Spellings of one word or name: found by any of them, and weighed as one word.

    score = max over the spellings (score of the spelling × idf of all / sum of the idf of its words)
    idf of all: that of a word in as many articles as have any of the spellings

So a spelling that few articles print weighs no more than the word it spells.
"""

# ruff: noqa: D102 -- `QueryPlan` says what the methods of plans do

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from archive.search.engines.whoosh.execution import plans
from archive.search.engines.whoosh.execution.plans import QueryPlan, SegmentExecutor
from archive.search.engines.whoosh.execution.scoring import ScoredDocs
from archive.search.engines.whoosh.storage import doc_sets
from archive.search.engines.whoosh.storage.doc_sets import DocNumbers
from archive.search.engines.whoosh.storage.segment import TermKey
from archive.search.engines.whoosh.storage.snapshot import Snapshot, compute_idf


@dataclass(frozen=True, slots=True)
class SpellingsPlan(QueryPlan):
    """Articles that have any spelling, the first as typed; scored by the best."""

    parts: tuple[QueryPlan, ...]

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        matches = [executor.execute(part) for part in self.parts]
        docs = self._unite(matches, executor)
        if not executor.scored:
            return ScoredDocs(docs)
        scores = np.zeros(len(docs), np.float32)
        for part, factor in zip(matches, self._compute_factors(executor, docs), strict=True):
            if part.scores is not None:
                rows = np.searchsorted(docs, part.docs)
                scores[rows] = np.maximum(scores[rows], part.scores * np.float32(factor))
        return ScoredDocs(docs, scores)

    def find_best_part(self, executor: SegmentExecutor, doc: int) -> tuple[QueryPlan, float]:
        """Return the spelling that scores most in a matching article, and the factor of its score."""
        matches = [executor.execute(part) for part in self.parts]
        factors = self._compute_factors(executor, self._unite(matches, executor))
        scores = []
        for part, factor in zip(matches, factors, strict=True):
            row = int(np.searchsorted(part.docs, doc))
            is_match = row < len(part.docs) and part.docs[row] == doc
            scores.append(float(part.scores[row]) * factor if is_match and part.scores is not None else -1.0)
        best = scores.index(max(scores))
        return self.parts[best], factors[best]

    def iter_nearness_terms(self) -> Iterator[TermKey]:
        """Yield the terms that may stand near other words: those of spellings of one word, or of the first one."""
        terms_by_part = [list(iter_text_terms(part)) for part in self.parts]
        single_terms = [terms[0] for terms in terms_by_part if len(terms) == 1]
        yield from single_terms or terms_by_part[0]

    def _unite(self, matches: list[ScoredDocs], executor: SegmentExecutor) -> DocNumbers:
        return doc_sets.union_docs([part.docs for part in matches], executor.size)

    def _compute_factors(self, executor: SegmentExecutor, docs: DocNumbers) -> list[float]:
        """Return by what the score of each spelling is multiplied; `docs` are the matches in this segment."""
        snapshot = executor.snapshot
        doc_count = len(docs)
        if len(snapshot.segments) > 1:
            doc_count = snapshot.get_cached(("spellings", self), lambda: self._count_docs(snapshot))
        idf = compute_idf(snapshot.size, doc_count)
        return [idf / weight if (weight := measure_weight(snapshot, part)) else 0.0 for part in self.parts]

    def _count_docs(self, snapshot: Snapshot) -> int:
        executors = [SegmentExecutor(snapshot, number, scored=False) for number in range(len(snapshot.segments))]
        return sum(len(executor.execute(self).docs) for executor in executors)


def measure_weight(snapshot: Snapshot, plan: QueryPlan) -> float:
    """Return the sum of the idf of the words that a plan is scored by; of alternatives, the highest."""
    weights = [measure_weight(snapshot, part) for part in plans.get_scored_parts(plan)]
    match plan:
        case plans.OrPlan():
            return max(weights, default=0.0)
        case plans.AndMaybePlan():
            return weights[0]
    terms = [(field, snapshot.get_idf(field, key)) for field, key, _ in plan.iter_terms()]
    is_titled = any(field == "text" for field, _ in terms)  # its words score by the title as well
    return sum(weights) + sum(idf for field, idf in terms if field == "text" or not is_titled)


def iter_text_terms(plan: QueryPlan) -> Iterator[TermKey]:
    """Yield the terms of `text` that a plan is scored by, and which may stand near each other."""
    if isinstance(plan, SpellingsPlan):
        yield from plan.iter_nearness_terms()
    yield from (key for field, key, _ in plan.iter_terms() if field == "text")
    for part in plans.get_scored_parts(plan):
        yield from iter_text_terms(part)
