"""The engine of one archive on a cluster: searches without state, one writer."""

# ruff: noqa: D102 -- `base.Engine` says what its methods do

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from time import monotonic
from typing import Final

from archive.search.engines import base
from archive.search.engines.base import EngineQuery
from archive.search.engines.opensearch import held_counts, printed_forms
from archive.search.engines.opensearch.address import ClusterAddress
from archive.search.engines.opensearch.cluster import Cluster, MissingIndex
from archive.search.engines.opensearch.compile_nodes import EVERYTHING, Filter
from archive.search.engines.opensearch.searching import IndexFacts, IndexSearcher, read_facts
from archive.search.engines.opensearch.writing import IndexWriter
from archive.search.query.nodes import Fuzzy, Wildcard
from archive.search.query.request import FacetName

_FACTS_SECONDS: Final = 0.1


class OpenSearchEngine:
    """Find, write, rebuild. Safe to share between threads, and between hosts."""

    def __init__(self, address: ClusterAddress) -> None:
        self.cluster = Cluster(address)
        self._writer = IndexWriter(self.cluster)
        self._facts: tuple[float, IndexFacts] | None = None

    def find(self, query: EngineQuery) -> base.EngineResult:
        return self._get_searcher().find(query)

    def count(self, queries: Sequence[EngineQuery]) -> tuple[int, ...]:
        return self._get_searcher().count(queries) if queries else ()

    def compile(self, query: EngineQuery) -> Filter:
        """Compile the node of a query to a filter."""
        return self._get_searcher().compile(query)

    def count_spans(self, articles: base.CountedArticles) -> tuple[base.DateSpan, ...]:
        self._read_facts()
        return held_counts.count_spans(self.cluster, articles)

    def count_records(self, facet: FacetName, articles: base.CountedArticles) -> base.RecordCounts:
        self._read_facts()
        return held_counts.count_records(self.cluster, facet, articles)

    def find_author_outlets(
        self, authors: Collection[int], articles: base.CountedArticles
    ) -> frozenset[tuple[int, int]]:
        self._read_facts()
        return held_counts.find_author_outlets(self.cluster, authors, articles)

    def count_outlet_months(self, articles: base.CountedArticles) -> tuple[tuple[int | None, date, int], ...]:
        self._read_facts()
        return held_counts.count_outlet_months(self.cluster, articles)

    def explain(self, query: EngineQuery, pk: int) -> base.ScoreExplanation | None:
        return self._get_searcher().explain(query, pk)

    def expand(self, node: Wildcard | Fuzzy) -> base.TermExpansion:
        return self._get_searcher().expand(node)

    def count_documents(self, words: Sequence[str]) -> tuple[int, ...]:
        return printed_forms.count_words(self.cluster, words, self._list_algorithms()) if words else ()

    def find_compound_forms(self, words: Sequence[str]) -> tuple[base.CompoundForms, ...]:
        return printed_forms.find_compound_forms(self.cluster, words, self._list_algorithms()) if words else ()

    def find_similar_words(self, word: str, limit: int) -> tuple[tuple[str, int], ...]:
        self._read_facts()
        return printed_forms.find_similar_forms(self.cluster, word, limit)

    def complete_prefix(self, prefix: str, field: str, limit: int) -> tuple[tuple[str, int], ...]:
        self._read_facts()
        return printed_forms.complete_prefix(self.cluster, prefix, field, limit)

    def _read_facts(self, *, newest: bool = False) -> IndexFacts:
        """Read the state of the live index, once for the requests of a page; an empty index is created if none was."""
        known = self._facts
        if known is not None and not newest and monotonic() - known[0] < _FACTS_SECONDS:
            return known[1]
        read_at = monotonic()
        try:
            facts = read_facts(self.cluster)
        except MissingIndex:
            self.cluster.ensure_live_index()
            facts = read_facts(self.cluster)
        self._facts = read_at, facts
        return facts

    def _get_searcher(self) -> IndexSearcher:
        return IndexSearcher(self.cluster, self._read_facts())

    def _list_algorithms(self) -> tuple[str, ...]:
        return self._read_facts().algorithms or ("english",)

    def write(self, documents: Iterable[base.IndexDocument], deleted: Iterable[int] = ()) -> int:
        try:
            return self._writer.write(documents, deleted)
        finally:
            self._facts = None

    def rebuild(self, documents: Iterable[base.IndexDocument], load_changes: base.ChangeLoader) -> int:
        try:
            return self._writer.rebuild(documents, load_changes)
        finally:
            self._facts = None

    def clear(self) -> None:
        self.rebuild((), lambda _: ((), ()))

    def read_state(self) -> dict[str, int] | None:
        try:
            facts = read_facts(self.cluster)
        except MissingIndex:
            return None
        return {"documents": facts.documents}

    def read_generation(self) -> str:
        return self._read_facts(newest=True).generation

    def read_fingerprints(self) -> dict[int, int]:
        self._read_facts()
        hits = self.cluster.iter_hits(EVERYTHING, docvalue_fields=["fingerprint"])
        return {int(hit["_id"]): hit["fields"]["fingerprint"][0] for hit in hits}

    def find_damaged_files(self) -> list[str]:
        """Return the shards that are not in order; their files are checked by the cluster itself as it reads them."""
        with self.cluster.convert_errors():
            health = self.cluster.client.cluster.health(index=self.cluster.alias, params={"level": "shards"})
        return [
            f"shard {number} of {name}"
            for name, index in health["indices"].items()
            for number, shard in index["shards"].items()
            if not shard["primary_active"]
        ]


@lru_cache(8)
def get_engine(address: ClusterAddress) -> OpenSearchEngine:
    """Return this process's engine for a cluster; Haystack asks once for each thread."""
    return OpenSearchEngine(address)
