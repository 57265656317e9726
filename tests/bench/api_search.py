"""Speed of a search through the API beside the engine's own time: `python -m tests.bench.api_search [--articles N]`.

A generated archive of so many articles, made once and kept in `--folder`. In one process, each query in turn: the
engine alone (facets and histogram, as the search page asks), the search service, and the whole request. It prints the
medians, and the limit: 1.2 times the engine and 5 ms.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from tests.bench.common import print_report
from tests.bench.generated_archive import open_archive

ROUNDS = 15


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "cuttings-generated")
    parser.add_argument("--walk", type=int, default=0, help="hits to walk through afterwards, 1,000 a page")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    options = parser.parse_args()
    open_archive(options.folder, options.articles)
    rows = measure_searches() + ([measure_walk(options.walk)] if options.walk else [])
    print_report(rows, articles=options.articles, as_json=options.json)


def measure_searches() -> list[dict[str, object]]:
    """Medians in milliseconds of the processor by query, and over all of them."""
    from django.conf import settings
    from django.test import Client

    from archive.duplicates.folding import load_reprint_groups
    from archive.search.indexing.change_queue import get_engine
    from archive.search.prepared_query import prepare_query
    from archive.search.service import search
    from archive.web.search_params import SearchParams
    from tests.bench import zipf

    settings.ALLOWED_HOSTS, settings.API_RATE = ["*"], 0
    client, rows = Client(), []
    ranked = zipf.words()
    words = [ranked[number] for number in (5, 20, 60, 200, 500, 1_000, 3_000)]
    for text in [*words, f"{words[0]} {words[2]}", f"{words[1]} OR {words[3]}", f'"{words[0]} {words[1]}"', ""]:
        params = SearchParams(text=text)
        request = params.build_search_request(params.parse_query().node, load_reprint_groups())
        query = prepare_query(request, frozenset()).engine_query
        address = f"/api/v1/search?{urlencode({'q': text})}"
        steps: dict[str, Callable[[], object]] = {
            "engine": lambda query=query: get_engine().find(query),
            "service": lambda request=request: search(request),
            "request": lambda address=address: client.get(address),
        }
        times = {f"{name}_ms": time_call(step) for name, step in steps.items()}
        rows.append({"system": "cuttings", "operation": text[:40], **times})
    medians = {f"{name}_ms": statistics.median(row[f"{name}_ms"] for row in rows) for name in steps}
    limits = {"limit_ms": round(1.2 * medians["engine_ms"] + 5, 2)}
    return [*rows, {"system": "cuttings", "operation": "median", **medians, **limits}]


def time_call(call: Callable[[], object]) -> float:
    """Median milliseconds of the processor for a call, after one that warms up: others may use the machine, too."""
    call()
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        call()
        times.append((time.process_time() - start) * 1_000)
    return round(statistics.median(times), 2)


def measure_walk(hits: int) -> dict[str, object]:
    """Milliseconds of the first and the last page of a walk through so many hits, and whether each came once."""
    from django.test import Client

    client, address, seen, times = Client(), "/api/v1/search?limit=1000&fields=identifier&printings=apart", set(), []
    count = 0
    while address and count < hits:
        start = time.perf_counter()
        page = json.loads(client.get(address).content)
        times.append(round((time.perf_counter() - start) * 1_000, 1))
        count += len(page["items"])
        seen |= {item["identifier"] for item in page["items"]}
        address = (page["next"] or "").removeprefix("http://testserver")
    figures = {"first_ms": times[0], "last_ms": times[-1], "walked": count, "different": len(seen)}
    return {"system": "cuttings", "operation": "walk", **figures}


if __name__ == "__main__":
    main()
