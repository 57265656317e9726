"""Growth of search times with the archive: `python -m tests.bench.growth SMALL LARGE [--json]`.

Both are folders that `search_speed --articles N --keep FOLDER` has left, of 100,000 and 1,000,000
articles, say. Each query is run on both by turns, so that whatever else the machine does falls
on both alike; what is compared are the best times. `times` are those of the larger archive in those
of the smaller: the median and the worst of an operation's queries, and that query.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import make_scratch_archive, print_report
from tests.bench.search_speed import OPERATIONS, bind_call, draw_queries

LONGEST = 0.4  # seconds for one query, about
FEWEST, MOST = 5, 40  # turns


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("small", type=Path, help="where the smaller index is kept")
    parser.add_argument("large", type=Path, help="where the larger index is kept")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    options = parser.parse_args()
    make_scratch_archive()

    from tests.bench.systems import Cuttings

    small, large = (Cuttings(folder) for folder in (options.small, options.large))
    sizes = [_count_articles(folder) for folder in (options.small, options.large)]
    queries, rows = draw_queries(min(sizes)), []
    for operation in OPERATIONS:
        growths = []
        for query in queries[operation]:
            calls = [bind_call(system, operation, query) for system in (small, large)]
            growths.append((_measure_growth(*calls), str(query)))
        rows.append(
            {
                "system": Cuttings.name,
                "operation": operation,
                "median_times": round(statistics.median(times for times, _ in growths), 2),
                "worst_times": round(max(growths)[0], 2),
                "query": max(growths)[1],
            }
        )
    print_report(rows, articles=max(sizes), as_json=options.json)


def _count_articles(folder: Path) -> int:
    return json.loads((folder / "cuttings.json").read_text())[0]


def _measure_growth(small: Callable[[], object], large: Callable[[], object]) -> float:
    """The best time of `large` in the best of `small`, asked by turns."""
    small(), large()
    best, started = [float("inf")] * 2, time.perf_counter()
    for turn in range(MOST):
        if turn >= FEWEST and time.perf_counter() - started > LONGEST:
            break
        for number, call in ((0, small), (0, small), (1, large)):
            start = time.perf_counter()
            call()
            best[number] = min(best[number], time.perf_counter() - start)
    return best[1] / best[0]


if __name__ == "__main__":
    main()
