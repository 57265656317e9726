"""Whoosh's own queries, as Haystack asks them: planned like those of the archive, or left to Whoosh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh import query as whoosh
from whoosh.query import qcore

from archive.search.engines.whoosh.execution.plans import (
    ALL_UNSCORED,
    AllPlan,
    AndMaybePlan,
    AndNotPlan,
    AndPlan,
    FilterPlan,
    OrPlan,
    QueryPlan,
    SegmentExecutor,
    StemPhrasePlan,
    TermPlan,
    TitledTermPlan,
    UnscoredPlan,
)
from archive.search.engines.whoosh.execution.scores import ScoredDocs
from archive.search.engines.whoosh.storage.schema import FilterQuery


def plan_whoosh_query(query: Any) -> QueryPlan:
    """Plan a Whoosh query; the scores equal those of Whoosh's matchers (BM25F)."""
    plan, boost = _plan_unboosted(query), query.boost
    if boost == 1.0:
        return plan
    return BoostPlan(plan, boost) if boost else UnscoredPlan(plan)


def _plan_unboosted(query: Any) -> QueryPlan:
    match type(query):
        case whoosh.And:
            return _plan_and(list(query))
        case whoosh.Or if not query.scale and not query.minmatch:
            return OrPlan(tuple(map(plan_whoosh_query, query)))
        case whoosh.Not:
            return AndNotPlan(ALL_UNSCORED, plan_whoosh_query(query.query))
        case whoosh.AndNot:
            return AndNotPlan(plan_whoosh_query(query.a), plan_whoosh_query(query.b))
        case whoosh.AndMaybe:
            return _plan_and_maybe(plan_whoosh_query(query.a), plan_whoosh_query(query.b))
        case whoosh.Require:
            wanted, condition = plan_whoosh_query(query.a), plan_whoosh_query(query.b)
            return AndPlan((wanted, condition if isinstance(condition, FilterPlan) else UnscoredPlan(condition)))
    return _plan_leaf(query)


def _plan_leaf(query: Any) -> QueryPlan:
    match type(query):
        case whoosh.Term:
            return TermPlan(query.fieldname, _to_bytes(query.text))
        case whoosh.Phrase if query.slop == 1:
            keys = tuple(map(_to_bytes, query.words))
            return StemPhrasePlan(query.fieldname, keys) if keys else OrPlan(())
        case whoosh.Every if query.fieldname is None:
            return AllPlan()
        case qcore._NullQuery:
            return OrPlan(())
    return FilterPlan(query.compute_mask) if isinstance(query, FilterQuery) else MatcherPlan(query)


def _plan_and(parts: list[Any]) -> QueryPlan:
    wanted = tuple(plan_whoosh_query(part) for part in parts if type(part) is not whoosh.Not)
    unwanted = [plan_whoosh_query(part.query) for part in parts if type(part) is whoosh.Not]
    if not unwanted:
        return AndPlan(wanted)
    return AndNotPlan(AndPlan(wanted) if wanted else ALL_UNSCORED, OrPlan(tuple(unwanted)))


def _plan_and_maybe(wanted: QueryPlan, bonus: QueryPlan) -> QueryPlan:
    """Plan AND MAYBE; a term of the text and of the title is planned as one."""
    match wanted, bonus:
        case TermPlan("text", key), TermPlan("title", title_key) if key == title_key:
            return TitledTermPlan(key)
    return AndMaybePlan(wanted, bonus)


def _to_bytes(term: str | bytes) -> bytes:
    return term if isinstance(term, bytes) else term.encode()


@dataclass(frozen=True, slots=True)
class BoostPlan(QueryPlan):
    """A part whose scores count more, or less."""

    part: QueryPlan
    boost: float

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        """Multiply the scores."""
        matches = executor.execute(self.part)
        if matches.scores is None:
            return matches
        return ScoredDocs(matches.docs, matches.scores * np.float32(self.boost))


@dataclass(frozen=True, slots=True)
class MatcherPlan(QueryPlan):
    """A query of a rare kind, executed by Whoosh's own matchers, article by article."""

    query: Any

    def execute(self, executor: SegmentExecutor) -> ScoredDocs:
        """Step through the matches."""
        searcher, _ = executor.snapshot.searcher.leaf_searchers()[executor.number]
        matcher = self.query.matcher(searcher, searcher.context(needs_current=True))
        docs, scores = [], []
        while matcher.is_active():
            docs.append(matcher.id())
            scores.append(matcher.score() / (self.query.boost or 1.0))
            matcher.next()
        return ScoredDocs(np.array(docs, np.int32), np.array(scores, np.float32))
