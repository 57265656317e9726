"""How much longer a larger archive takes: `python -m tests.bench.growth SMALL LARGE [--json]`.

Both are folders that `search_speed --articles N --keep FOLDER` has left, of 100,000 and 1,000,000
articles, say. Each question is asked of both by turns, so that whatever else the machine does falls
on both alike; what is compared are the best times. `times` are those of the larger archive in those
of the smaller: the median and the worst of an operation's questions, and the question it is.
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

from tests.bench.common import report, scratch_archive
from tests.bench.search_speed import OPERATIONS, asked_of, call_of

LONGEST = 0.4  # seconds for one question, about
FEWEST, MOST = 5, 40  # turns


def main() -> None:
    """Ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("small", type=Path, help="where the smaller index is kept")
    parser.add_argument("large", type=Path, help="where the larger index is kept")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    given = parser.parse_args()
    scratch_archive()

    from tests.bench.systems import Cuttings

    small, large = (Cuttings(folder) for folder in (given.small, given.large))
    sizes = [_articles(folder) for folder in (given.small, given.large)]
    questions, rows = asked_of(min(sizes)), []
    for operation in OPERATIONS:
        grown = []
        for one in questions[operation]:
            calls = [call_of(system, operation, one) for system in (small, large)]
            grown.append((_growth(*calls), str(one)))
        rows.append(
            {
                "system": Cuttings.name,
                "operation": operation,
                "median_times": round(statistics.median(times for times, _ in grown), 2),
                "worst_times": round(max(grown)[0], 2),
                "question": max(grown)[1],
            }
        )
    report(rows, articles=max(sizes), as_json=given.json)


def _articles(folder: Path) -> int:
    return json.loads((folder / "cuttings.json").read_text())[0]


def _growth(small: Callable[[], object], large: Callable[[], object]) -> float:
    """The best time of `large` in the best of `small`, asked by turns."""
    small(), large()
    best, began = [float("inf")] * 2, time.perf_counter()
    for turn in range(MOST):
        if turn >= FEWEST and time.perf_counter() - began > LONGEST:
            break
        for number, call in ((0, small), (0, small), (1, large)):
            start = time.perf_counter()
            call()
            best[number] = min(best[number], time.perf_counter() - start)
    return best[1] / best[0]


if __name__ == "__main__":
    main()
