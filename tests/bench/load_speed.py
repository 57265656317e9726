"""Searches a second with several readers at once: `python -m tests.bench.load_speed [--articles N] [--json]`.

Reuters served by gunicorn as in production, with as many workers as by default. Each reader asks one search after the
other over one connection and reads the whole page; every search has words of its own, so that no cache helps.
The readers run on the same machine, in one process of their own: what they use of it is missing to the server.
"""

import argparse
import http.client
import itertools
import os
import random
import re
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import (
    compute_percentile,
    ingest_reuters,
    make_scratch_archive,
    print_report,
    set_up_django,
)
from tests.bench.server import Server

READERS = 4
SECONDS = 30
WARM = 200  # searches before the clock runs


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, help="how many of Reuters; default: all")
    parser.add_argument("--home", type=Path, help="an archive that is there, in place of Reuters")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    options = parser.parse_args()
    if options.home:
        set_up_django(options.home)
    else:
        ingest_reuters(make_scratch_archive(), options.articles)
    from archive.models import Article

    paths = itertools.cycle(_build_paths(Article.objects.order_by("pk").values_list("title", "body")[:5_000]))
    with Server(workers=(os.cpu_count() or 1) + 1) as server:
        ask_for(server.port, paths, searches=WARM)
        spent, seconds = ask_for(server.port, paths, seconds=SECONDS)
    ordered = sorted(spent)
    row = {
        "system": "cuttings",
        "operation": f"{READERS} readers",
        "searches_per_s": round(len(ordered) / seconds, 1),
        "median_ms": round(compute_percentile(ordered, 50), 1),
        "p99_ms": round(compute_percentile(ordered, 99), 1),
        "worst_ms": round(ordered[-1], 1),
    }
    print_report([row], articles=Article.objects.count(), as_json=options.json)


def _build_paths(texts) -> list[str]:
    """Searches of one, two and three words that stand in one article, in an order drawn with a fixed seed."""
    draws = random.Random(21578)
    queries = set()
    for title, body in texts:
        words = sorted(set(re.findall(r"[a-z]{4,}", f"{title} {body}".lower())))
        if len(words) > 3:
            queries.add(" ".join(draws.sample(words, draws.randint(1, 3))))
    ordered = sorted(queries)
    draws.shuffle(ordered)
    return [f"/search/?{urlencode({'q': query})}" for query in ordered]


def ask_for(port: int, paths, *, searches: int = 0, seconds: float = 0.0) -> tuple[list[float], float]:
    """Ask with all readers until so many searches are answered or so much time is over; milliseconds of each."""
    lock, spent, start = threading.Lock(), [], time.perf_counter()

    def is_over() -> bool:
        return len(spent) >= searches if searches else time.perf_counter() - start >= seconds

    def read() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while not is_over():
            with lock:
                path = next(paths)
            began = time.perf_counter()
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                sys.exit(f"{path} answered {answer.status}")
            spent.append((time.perf_counter() - began) * 1000)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return spent, time.perf_counter() - start


if __name__ == "__main__":
    main()
