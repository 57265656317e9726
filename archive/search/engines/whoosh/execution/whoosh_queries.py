"""Whoosh's own queries, as Haystack asks them: planned like those of the archive, or left to Whoosh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh import query as whoosh
from whoosh.query import qcore

from archive.search.engines.whoosh.execution import plans
from archive.search.engines.whoosh.execution.plans import QueryPlan
from archive.search.engines.whoosh.execution.scoring import ScoredDocs
from archive.search.engines.whoosh.storage.schema import FilterQuery


def plan_whoosh_query(query: Any) -> QueryPlan:
    """Plan a Whoosh query; the scores equal those of Whoosh's matchers (BM25F)."""
    plan, boost = _plan_unboosted(query), query.boost
    if boost == 1.0:
        return plan
    return BoostPlan(plan, boost) if boost else plans.UnscoredPlan(plan)


def _plan_unboosted(query: Any) -> QueryPlan:
    match type(query):
        case whoosh.And:
            return _plan_and(list(query))
        case whoosh.Or if not query.scale and not query.minmatch:
            return plans.OrPlan(tuple(map(plan_whoosh_query, query)))
        case whoosh.Not:
            return plans.AndNotPlan(plans.ALL_UNSCORED, plan_whoosh_query(query.query))
        case whoosh.AndNot:
            return plans.AndNotPlan(plan_whoosh_query(query.a), plan_whoosh_query(query.b))
        case whoosh.AndMaybe:
            return _plan_and_maybe(plan_whoosh_query(query.a), plan_whoosh_query(query.b))
        case whoosh.Require:
            wanted, condition = plan_whoosh_query(query.a), plan_whoosh_query(query.b)
            return plans.AndPlan(
                (wanted, condition if isinstance(condition, plans.FilterPlan) else plans.UnscoredPlan(condition))
            )
    return _plan_leaf(query)


def _plan_leaf(query: Any) -> QueryPlan:
    match type(query):
        case whoosh.Term:
            return plans.TermPlan(query.fieldname, _to_bytes(query.text))
        case whoosh.Phrase if query.slop == 1:
            keys = tuple(map(_to_bytes, query.words))
            return plans.StemPhrasePlan(query.fieldname, keys) if keys else plans.OrPlan(())
        case whoosh.Every if query.fieldname is None:
            return plans.AllPlan()
        case qcore._NullQuery:
            return plans.OrPlan(())
    return plans.FilterPlan(query.compute_mask) if isinstance(query, FilterQuery) else MatcherPlan(query)


def _plan_and(parts: list[Any]) -> QueryPlan:
    wanted = tuple(plan_whoosh_query(part) for part in parts if type(part) is not whoosh.Not)
    unwanted = [plan_whoosh_query(part.query) for part in parts if type(part) is whoosh.Not]
    if not unwanted:
        return plans.AndPlan(wanted)
    return plans.AndNotPlan(plans.AndPlan(wanted) if wanted else plans.ALL_UNSCORED, plans.OrPlan(tuple(unwanted)))


def _plan_and_maybe(wanted: QueryPlan, bonus: QueryPlan) -> QueryPlan:
    """Plan AND MAYBE; a term of the text and of the title is planned as one."""
    match wanted, bonus:
        case plans.TermPlan("text", key), plans.TermPlan("title", title_key) if key == title_key:
            return plans.TitledTermPlan(key)
    return plans.AndMaybePlan(wanted, bonus)


def _to_bytes(term: str | bytes) -> bytes:
    return term if isinstance(term, bytes) else term.encode()


@dataclass(frozen=True, slots=True)
class BoostPlan(QueryPlan):
    """A part whose scores count more, or less."""

    part: QueryPlan
    boost: float

    def execute(self, executor: plans.SegmentExecutor) -> ScoredDocs:
        """Multiply the scores."""
        matches = executor.execute(self.part)
        if matches.scores is None:
            return matches
        return ScoredDocs(matches.docs, matches.scores * np.float32(self.boost))


@dataclass(frozen=True, slots=True)
class MatcherPlan(QueryPlan):
    """A query of a rare kind, executed by Whoosh's own matchers, article by article."""

    query: Any

    def execute(self, executor: plans.SegmentExecutor) -> ScoredDocs:
        """Step through the matches."""
        searcher, _ = executor.snapshot.searcher.leaf_searchers()[executor.number]
        matcher = self.query.matcher(searcher, searcher.context(needs_current=True))
        docs, scores = [], []
        while matcher.is_active():
            docs.append(matcher.id())
            scores.append(matcher.score() / (self.query.boost or 1.0))
            matcher.next()
        return ScoredDocs(np.array(docs, np.int32), np.array(scores, np.float32))
