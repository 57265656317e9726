"""Speed on an OpenSearch cluster beside the engine of one machine: `python -m tests.bench.cluster_speed URL`.

The articles, queries and operations of `search_speed`; URL as in SEARCH_URL. `chain`: three common words, each at most
ten from the next; `sentence`: two in one sentence. The index is removed afterwards.
"""

import argparse
import time
from itertools import pairwise
from pathlib import Path

from tests.bench.common import make_scratch_archive, print_report, rate_row, time_calls, timing_row


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="opensearch://host:9200/name")
    parser.add_argument("--articles", type=int, help="generated ones, so many; default: Reuters")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    options = parser.parse_args()
    home = make_scratch_archive()

    from archive.search.engines.opensearch.address import parse_address
    from archive.search.engines.opensearch.engine import OpenSearchEngine
    from tests.bench.search_speed import draw_queries, entries
    from tests.bench.systems import Cuttings

    class CuttingsOnCluster(Cuttings):
        """The same queries, answered by the cluster."""

        name = "opensearch"

        def __init__(self, _: Path) -> None:
            self.engine = OpenSearchEngine(parse_address(options.url))

    queries, rows = draw_queries(options.articles), []
    for system in (Cuttings(home), CuttingsOnCluster(home)):
        started, count = time.perf_counter(), 0
        system.index(entries(options.articles))
        spent = time.perf_counter() - started
        count = system.engine.read_state()["documents"]
        rows.append(rate_row(system.name, "index", count, spent))
        for operation, calls in list_calls(system, queries):
            rows.append(timing_row(system.name, operation, time_calls(calls, rounds=2)))
    cluster = system.engine.cluster
    stats = cluster.client.indices.stats(index=cluster.alias, metric="store")
    rows.append(
        {"system": "opensearch", "operation": "size", "mb": stats["_all"]["total"]["store"]["size_in_bytes"] / 1e6}
    )
    cluster.client.indices.delete(index=f"{cluster.counter_index},{cluster.resolve(cluster.alias)}")
    print_report(rows, articles=count, as_json=options.json)


def list_calls(system, queries):
    """Each operation with its calls."""
    from archive.search.engines.base import EngineQuery, HistogramInterval
    from archive.search.query.nodes import Near, SameUnit, Term, TextUnit
    from archive.search.query.request import FacetName, SortOrder

    def find(node):
        query = EngineQuery(query=node, limit=10, facets=tuple(FacetName), interval=HistogramInterval.MONTH)
        return lambda: system.engine.find(query)

    for operation, listed in queries.items():
        method = getattr(system, operation.removeprefix("any "))
        yield operation, [lambda one=one, method=method: method(one) for one in listed]
    common = queries["proximity"][:12]
    triples = [tuple(map(Term, (*first, second[0]))) for first, second in pairwise(common)]
    yield "chain", [find(Near(triple, 10)) for triple in triples]
    yield "sentence", [find(SameUnit(triple[:2], TextUnit.SENTENCE)) for triple in triples]
    first_day = EngineQuery(sort=SortOrder.NEWEST, limit=20)
    yield "everything", [lambda: system.engine.find(first_day)]


if __name__ == "__main__":
    main()
