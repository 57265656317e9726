"""Searches: hits, total, facets and calendar from one request, and what must be asked before and after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from archive.search.engines import base
from archive.search.engines.base import EngineQuery, EngineResult, Hit, SortKey
from archive.search.engines.opensearch import printed_forms, scored_words
from archive.search.engines.opensearch.cluster import Cluster
from archive.search.engines.opensearch.compile_nodes import (
    Filter,
    NodeCompiler,
    all_of,
    match_keys,
    none_of,
)
from archive.search.engines.opensearch.facet_counts import (
    ALL_VALUES,
    are_counts_certain,
    build_aggregations,
    read_calendar,
    read_facet,
    select_all,
)
from archive.search.engines.opensearch.index_body import MAX_PAGE
from archive.search.engines.opensearch.verification import CandidateVerifier
from archive.search.query.nodes import And, DateClause, Fuzzy, Node, Or, Wildcard, map_children, walk_nodes
from archive.search.query.request import SortOrder

_ORDERS_OF_SORT: Final = {
    SortOrder.RELEVANCE: (SortKey.RELEVANCE, SortKey.NEWEST),
    SortOrder.NEWEST: (SortKey.NEWEST,),
    SortOrder.OLDEST: (SortKey.OLDEST,),
}
_SORTS: Final[Mapping[SortKey, dict[str, Any]]] = {
    SortKey.RELEVANCE: {"_score": {"order": "desc"}},
    SortKey.NEWEST: {"earliest": {"order": "desc"}},
    SortKey.OLDEST: {"oldest": {"order": "asc"}},
    SortKey.OUTLET: {"outlet": {"order": "asc", "missing": "_last"}},
    SortKey.ADDED: {"added": {"order": "desc", "missing": "_last"}},
}


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """The searchable state of the live index: its newest version, its articles, and how they are stemmed."""

    generation: str
    documents: int
    algorithms: tuple[str, ...]


def resolve_orders(sort: SortOrder | tuple[SortKey, ...]) -> tuple[SortKey, ...]:
    """Return the sort keys of a reader's sort order."""
    return sort if isinstance(sort, tuple) else _ORDERS_OF_SORT[sort]


def relax_periods(node: Node) -> Node:
    """Let periods in a node match articles that are only possibly of them."""
    match node:
        case DateClause(first, last):
            return DateClause(first, last, possible=True)
        case And() | Or():
            return map_children(node, relax_periods)
    return node


class IndexSearcher:
    """Searcher of one state of the index; it asks for the forms of each pattern once."""

    def __init__(self, cluster: Cluster, facts: IndexFacts) -> None:
        self._cluster = cluster
        self.facts = facts
        self._verifier = CandidateVerifier(cluster, self._list_forms)
        self._expanded: dict[Wildcard | Fuzzy, tuple[tuple[str, ...], base.TermExpansion]] = {}

    def expand(self, node: Wildcard | Fuzzy) -> base.TermExpansion:
        """Return the forms that match a pattern."""
        return self._expand(node)[1]

    def _expand(self, node: Wildcard | Fuzzy) -> tuple[tuple[str, ...], base.TermExpansion]:
        if node not in self._expanded:
            self._expanded[node] = printed_forms.expand_pattern(self._cluster, node)
        return self._expanded[node]

    def _list_forms(self, node: Wildcard | Fuzzy) -> Sequence[str]:
        return self._expand(node)[0]

    def _create_compiler(self, query: EngineQuery) -> NodeCompiler:
        return NodeCompiler(query.name_keys, self.facts.algorithms, self._list_forms, self._verifier.verify)

    def compile(self, query: EngineQuery) -> Filter:
        """Compile the node of a query to a filter."""
        return self._create_compiler(query).compile(query.query)

    # Searches

    def find(self, query: EngineQuery) -> EngineResult:
        """Run a search."""
        compiler = self._create_compiler(query)
        matching = _restrict(compiler.compile(query.query), query)
        collapsed = self._collapse(matching, query)
        answer = self._count_and_find(matching, compiler, query, collapsed)
        aggregations = answer["aggregations"]
        total = aggregations["shown"]["doc_count"]
        months, undated, imprecise = read_calendar(aggregations["shown"], query.interval)
        return EngineResult(
            hits=tuple(replace(hit, reprints=collapsed.reprints.get(hit.pk, ())) for hit in answer["page"]),
            total=total,
            facets={
                facet: read_facet(facet, aggregations[facet.value], query.selected.get(facet, frozenset()))
                for facet in query.facets
            },
            months=months,
            undated=undated,
            imprecise=imprecise,
            possible=self._count_possible(query, total),
            documents=self.facts.documents,
            expansions={
                part: self.expand(part) for part in walk_nodes(query.query) if isinstance(part, Wildcard | Fuzzy)
            },
            collapsed_count=len(collapsed.keys),
        )

    def count(self, queries: Sequence[EngineQuery]) -> tuple[int, ...]:
        """Count the articles that match each query."""
        filters = [
            all_of([_restrict(self._create_compiler(query).compile(query.query), query), select_all(query)])
            for query in queries
        ]
        bodies = [{"size": 0, "track_total_hits": True, "query": one} for one in filters]
        return tuple(answer["hits"]["total"]["value"] for answer in self._cluster.search_all(bodies))

    def _count_possible(self, query: EngineQuery, total: int) -> int:
        relaxed = query.query and relax_periods(query.query)
        if relaxed == query.query:
            return 0
        (possible,) = self.count([replace(query, query=relaxed)])
        return possible - total

    def _count_and_find(
        self, matching: Filter, compiler: NodeCompiler, query: EngineQuery, collapsed: "CollapsedReprints"
    ) -> dict[str, Any]:
        """Return the aggregations, and as `page` the hits."""
        orders = resolve_orders(query.sort)
        is_ranked = SortKey.RELEVANCE in orders
        scores = scored_words.build_scores(query.query, compiler, self._list_forms) if is_ranked else []
        body: dict[str, Any] = {
            "query": {"bool": {"filter": [matching], "should": scores}},
            "post_filter": all_of([select_all(query), collapsed.filter]),
            "sort": [*(_SORTS[order] for order in orders), {"pk": {"order": "asc"}}],
            "track_total_hits": True,
            "_source": False,
        }
        if query.query is None and is_ranked:
            body["query"] = {"bool": {"must": [{"match_all": {}}], "filter": [matching]}}
        words = scored_words.list_close_words(scores) if query.use_proximity and orders[0] is SortKey.RELEVANCE else ()
        last = query.offset + query.limit
        wanted = max(last, scored_words.RERANK_COUNT) if len(words) > 1 and query.limit else last
        first_page = {**body, "size": min(wanted, MAX_PAGE) if query.limit else 0}
        answer = self._aggregate(first_page, query)
        hits = _read_hits(answer)
        if len(words) > 1 and hits:
            hits = self._rerank(hits, words)
        if wanted > MAX_PAGE and len(hits) == MAX_PAGE:
            hits += self._walk_on(body, answer["hits"]["hits"][-1]["sort"], wanted - MAX_PAGE)
        return {"aggregations": answer["aggregations"], "page": hits[query.offset : last]}

    def _aggregate(self, body: dict[str, Any], query: EngineQuery) -> dict[str, Any]:
        """Search with all counts; again with every value counted where a shard may have left one out."""
        params = {"search_type": "dfs_query_then_fetch"}
        answer = self._cluster.search({**body, "aggs": build_aggregations(query)}, **params)
        if not are_counts_certain(answer["aggregations"], query):
            answer = self._cluster.search({**body, "aggs": build_aggregations(query, ALL_VALUES)}, **params)
        return answer

    def _rerank(self, hits: list[Hit], words: Sequence[str]) -> list[Hit]:
        """Add to the scores of the best hits those of words that stand close together."""
        best = hits[: scored_words.RERANK_COUNT]
        added = self._score_proximity(words, [hit.pk for hit in best])
        best = [replace(hit, score=hit.score + added.get(hit.pk, 0.0)) for hit in best]
        return sorted(best, key=lambda hit: -hit.score) + hits[scored_words.RERANK_COUNT :]

    def _score_proximity(self, words: Sequence[str], keys: Sequence[int]) -> dict[int, float]:
        body = scored_words.build_proximity(words, keys)
        answer = self._cluster.search(body, search_type="dfs_query_then_fetch")
        return {int(hit["_id"]): hit["_score"] for hit in answer["hits"]["hits"]}

    def explain(self, query: EngineQuery, pk: int) -> base.ScoreExplanation | None:
        """Explain the score of an article; None if the query does not match it."""
        compiler = self._create_compiler(query)
        matching = all_of([compiler.compile(query.query), {"term": {"pk": pk}}])
        scores = scored_words.build_scores(query.query, compiler, self._list_forms)
        body = {
            "size": 1,
            "explain": True,
            "_source": False,
            "query": {"bool": {"filter": [matching], "should": scores}},
        }
        hits = self._cluster.search(body, search_type="dfs_query_then_fetch")["hits"]["hits"]
        if not hits:
            return None
        terms = tuple(scored_words.read_term_scores(hits[0]["_explanation"]))
        words = scored_words.list_close_words(scores)
        proximity = self._score_proximity(words, [pk]).get(pk, 0.0) if query.use_proximity and len(words) > 1 else 0.0
        score = hits[0]["_score"]
        return base.ScoreExplanation(terms, proximity, score - sum(term.score for term in terms), score + proximity)

    # Walks over many hits

    def _walk_on(self, body: dict[str, Any], after: Sequence[Any], count: int) -> list[Hit]:
        """Return the hits after a place in the order."""
        hits: list[Hit] = []
        while count > 0:
            page = {**body, "size": min(count, MAX_PAGE), "search_after": after, "track_total_hits": False}
            answer = self._cluster.search(page, search_type="dfs_query_then_fetch")
            hits += _read_hits(answer)
            if len(answer["hits"]["hits"]) < page["size"]:
                break
            after = answer["hits"]["hits"][-1]["sort"]
            count -= page["size"]
        return hits

    def list_keys(self, matching: Filter) -> list[int]:
        """Return the primary keys of all articles that match, ascending."""
        return [int(hit["_id"]) for hit in self._cluster.iter_hits(matching)]

    def _collapse(self, matching: Filter, query: EngineQuery) -> "CollapsedReprints":
        """Find which matches are listed under another reprint of their text."""
        groups = query.reprints.groups if query.reprints else ()
        if not groups:
            return CollapsedReprints({})
        members = match_keys("pk", {pk for group in groups for pk in group})
        found = set(self.list_keys(all_of([matching, select_all(query), members])))
        reprints = {}
        for group in groups:
            matching_keys = [pk for pk in dict.fromkeys(group) if pk in found]
            if len(matching_keys) > 1:
                reprints[matching_keys[0]] = tuple(matching_keys[1:])
        return CollapsedReprints(reprints)


class CollapsedReprints:
    """Matches that are listed under another one: by the primary key of the first of their group."""

    def __init__(self, reprints: Mapping[int, tuple[int, ...]]) -> None:
        self.reprints = reprints
        self.keys = frozenset(pk for others in reprints.values() for pk in others)

    @property
    def filter(self) -> Filter:
        """A filter that leaves them out of the hits."""
        return none_of([match_keys("pk", self.keys)]) if self.keys else {"match_all": {}}


def _restrict(matching: Filter, query: EngineQuery) -> Filter:
    """Leave out hidden articles, and those that are not searched."""
    parts = [matching]
    if query.within_keys is not None:
        parts.append(match_keys("pk", query.within_keys))
    if query.hidden_keys:
        parts.append(none_of([match_keys("pk", query.hidden_keys)]))
    return all_of(parts)


def _read_hits(answer: Mapping[str, Any]) -> list[Hit]:
    return [Hit(int(hit["_id"]), hit.get("_score") or 0.0) for hit in answer["hits"]["hits"]]


def read_facts(cluster: Cluster) -> IndexFacts:
    """Read the searchable state of the live index; the server keeps the answer until it changes."""
    body = {
        "size": 0,
        "track_total_hits": True,
        "aggs": {
            "version": {"max": {"field": "version"}},
            "algorithms": {"terms": {"field": "algorithm", "size": 100}},
            "index": {"terms": {"field": "_index", "size": 10}},
        },
    }
    answer = cluster.search(body, request_cache="true")
    found = answer["aggregations"]
    documents = answer["hits"]["total"]["value"]
    index = next((bucket["key"] for bucket in found["index"]["buckets"]), "")
    version = int(found["version"]["value"] or 0)
    algorithms = sorted(bucket["key"] for bucket in found["algorithms"]["buckets"])
    return IndexFacts(f"{index}:{documents}-{version}", documents, tuple(algorithms))
