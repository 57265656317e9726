"""Haystack backend of the Whoosh engine.

The search service asks its `engine`. Haystack's own API (`SearchQuerySet`, `update_object`, …) works too, on the same
index and executor, with Whoosh's queries planned like those of the archive, or left to Whoosh; what the index does not
support raises an error.
"""

# ruff: noqa: ARG002, D102, FBT001, FBT002 -- Haystack's signatures

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from haystack.backends import log_query
from haystack.backends.whoosh_backend import WhooshEngine as StockEngine
from haystack.backends.whoosh_backend import WhooshSearchBackend
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct
from numpy.typing import NDArray
from whoosh import query as whoosh
from whoosh.qparser import QueryParser
from whoosh.query import qcore

from archive.search.engines.whoosh.engine import WhooshSearchEngine, get_engine
from archive.search.engines.whoosh.execution import plans
from archive.search.engines.whoosh.execution.facets import count_facet
from archive.search.engines.whoosh.execution.plans import Matches, QueryPlan
from archive.search.engines.whoosh.execution.scoring import ScoredDocs
from archive.search.engines.whoosh.storage.columns import CategoricalColumn
from archive.search.engines.whoosh.storage.schema import FilterQuery, create_schema
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.request import FacetName

_DEFAULT_CACHE_BYTES = 256_000_000
_MODEL = "archive.article"
_FACETS: Mapping[str, FacetName] = {
    "outlet": FacetName.OUTLET,
    "authors": FacetName.AUTHOR,
    "language": FacetName.LANGUAGE,
}
_SORT_COLUMNS: Mapping[str, str] = {
    "id": "pks",
    "pk": "pks",
    "django_id": "pks",
    "earliest": "earliest",
    "latest": "latest",
    "outlet": "outlets",
}


class WhooshBackend(WhooshSearchBackend):
    """One backend per thread, one engine per process."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.engine: WhooshSearchEngine = get_engine(Path(self.path), options.get("CACHE_BYTES", _DEFAULT_CACHE_BYTES))

    def setup(self) -> None:
        """Prepare the parser; the index is opened when it is first needed."""
        self.content_field_name, self.schema = "text", create_schema()
        self.parser = QueryParser(self.content_field_name, schema=self.schema)
        self.setup_complete = True

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Index rows, replacing older documents."""
        self.engine.write(index.iter_documents(row.pk for row in iterable))

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Remove one row, or what `archive.article.7` names."""
        self.engine.write((), [int(get_identifier(obj_or_string).rpartition(".")[2])])

    def clear(self, models: Iterable[Any] | None = None, commit: bool = True) -> None:
        if models is None or _MODEL in map(get_model_ct, models):
            self.engine.clear()

    def delete_index(self) -> None:
        self.engine.clear()

    def optimize(self) -> None:
        self.engine.optimize()

    @log_query
    def search(self, query_string: str, **params: Any) -> dict[str, Any]:
        """Run a SearchQuerySet's query; results in Haystack's form."""
        for name in ("highlight", "date_facets", "query_facets", "within", "dwithin"):
            if params.get(name):
                raise SearchBackendError(f"This index offers no {name}. archive.search.service does: ask there.")
        if not self.setup_complete:
            self.setup()
        models = params.get("models")
        if not query_string or (models and _MODEL not in map(get_model_ct, models)):
            return {"results": [], "hits": 0}
        # Whoosh's normal form turns `everything AND x` into everything
        queries = [
            whoosh.Every() if text in ("*", "*:*") else self.parser.parse(text, normalize=False)
            for text in [query_string, *(params.get("narrow_queries") or ())]
        ]
        snapshot = self.engine.get_snapshot()
        matches = Matches(snapshot, plan_whoosh_query(whoosh.And(queries) if len(queries) > 1 else queries[0]))
        results = self._build_results(snapshot, matches, params)
        facet_counts = self._count_facets(snapshot, matches, params.get("facets") or {})
        return {
            "results": results,
            "hits": len(matches.docs),
            "facets": {"fields": facet_counts, "dates": {}, "queries": {}},
            "spelling_suggestion": None,
        }

    def more_like_this(self, *args: Any, **options: Any) -> dict[str, Any]:
        raise SearchBackendError("This index keeps no texts to compare. It offers no ‘more like this’.")

    def create_spelling_suggestion(self, query_string: str) -> None:
        """Not supported."""

    def _build_results(self, snapshot: Snapshot, matches: Matches, params: Mapping[str, Any]) -> list[SearchResult]:
        scores, columns = matches.scores, snapshot.columns
        keys: list[NDArray[Any]] = [columns.pks[matches.docs]]
        for name in reversed(params.get("sort_by") or ["-score"]):
            values = scores if name == "-score" else _get_sort_values(columns, name.lstrip("-"))[matches.docs]
            keys.append(-values.astype(np.float64) if name.startswith("-") else values)
        rows = np.lexsort(keys)[params.get("start_offset") or 0 : params.get("end_offset")]
        result_class = params.get("result_class") or SearchResult
        app, model = _MODEL.split(".")
        return [
            result_class(app, model, str(pk), score)
            for pk, score in zip(columns.pks[matches.docs[rows]].tolist(), scores[rows].tolist(), strict=True)
        ]

    def _count_facets(self, snapshot: Snapshot, matches: Matches, names: Iterable[str]) -> dict[str, list[Any]]:
        if unknown := set(names) - set(_FACETS):
            raise SearchBackendError(f"There is no facet {', '.join(sorted(unknown))}. There are {', '.join(_FACETS)}.")
        return {name: list(count_facet(snapshot.columns, _FACETS[name], matches.docs, frozenset())) for name in names}


class WhooshEngine(StockEngine):
    """The engine that HAYSTACK_CONNECTIONS names."""

    backend = WhooshBackend


def _get_sort_values(columns: Any, name: str) -> Any:
    if name not in _SORT_COLUMNS:
        raise SearchBackendError(f"Nothing can be ordered by {name}. There are {', '.join(_SORT_COLUMNS)}.")
    column = getattr(columns, _SORT_COLUMNS[name])
    return column.codes if isinstance(column, CategoricalColumn) else column


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
            wanted, bonus = plan_whoosh_query(query.a), plan_whoosh_query(query.b)
            match wanted, bonus:
                case plans.TermPlan("text", key), plans.TermPlan("title", title_key) if key == title_key:
                    return plans.TitledTermPlan(key)
            return plans.AndMaybePlan(wanted, bonus)
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
