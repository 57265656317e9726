"""Times of every kind of page on generated archives of two sizes, the first time in a process and warm.

Called by `pages`. Each kind is asked in a process of its own, forked from one that has loaded the code and nothing
else: one request of a page that reads nothing, the first one of the kind, then some more of which the median counts.
CPU time stands beside that on the clock: on a busy machine it is the one to compare.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import print_report
from tests.bench.generated_archive import open_archive

WARM_REQUESTS = 7
_MEASURES = ("first_ms", "first_cpu", "warm_ms", "warm_cpu", "queries")
_FIXED = {
    "home": "/",
    "search": "/search/?q={common}+{middle}",
    "search for a phrase": "/search/?q=%22{common}+{second}%22",
    "search for all": "/search/",
    "search for nothing": "/search/?q=zzyzx{middle}",
    "search by date": "/search/?q={middle}&sort=newest",
    "completions": "/search/suggestions.json?q={letters}",
    "completions of outlets": "/search/suggestions.json?q=outlet:{letters}",
    "suggestions": "/search/suggestions/?q={letters}",
    "outlets": "/outlets/",
    "outlets by articles": "/outlets/?sort=articles",
    "authors": "/authors/",
    "authors by articles": "/authors/?sort=articles",
    "authors by name": "/authors/?name={letters}",
    "dates": "/dates/",
    "year": "/dates/2010/",
    "month": "/dates/2010/05/",
    "month, page 2": "/dates/2010/05/?page=2",
    "day": "/dates/2010/05/05/",
    "undated": "/dates/undated/",
    "approximate": "/dates/undated/?shelf=approximate",
    "new": "/new/",
    "new, page 900": "/new/?page=900",
    "collections": "/collections/",
    "collection": "/collections/every-hundredth/",
    "stories": "/stories/",
    "stories of any": "/stories/?outlets=any",
    "quotations": "/quotations/",
    "quotations by day": "/quotations/?sort=newest",
    "quotations with a word": "/quotations/?q={middle}",
    "speakers": "/speakers/",
    "feed": "/new.atom",
    "feed of a month": "/dates/2010/05.atom",
    "feed of the undated": "/dates/undated.atom",
    "feed of a search": "/search.atom?q={middle}",
    "feed of stories": "/stories.atom",
    "feed of quotations": "/quotations.atom",
    "sitemap": "/sitemap.xml",
    "sitemap of articles": "/sitemap-articles.xml",
    "sitemap of stories": "/sitemap-stories.xml",
    "health": "/healthz",
}


def measure_growth(folder: Path, sizes: list[int], kinds: str = "") -> list[dict[str, Any]]:
    """Measure every kind of page (or those whose name matches `kinds`) on archives of these sizes in turn."""
    rows = []
    for size in sizes:
        command = [sys.executable, str(Path(__file__).resolve()), str(folder), str(size), kinds]
        process = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
        rows += json.loads(process.stdout.splitlines()[-1])["rows"]
    return rows


def print_growth(rows: list[dict[str, Any]], sizes: list[int]) -> None:
    """Print one line a kind: first and warm at each size, and how warm time grew from the first size to the last."""
    print(f"load {os.getloadavg()[0]:.1f}; milliseconds on the clock (and of CPU), the first time and warm; queries")
    by_kind: dict[str, dict[int, dict[str, Any]]] = {}
    for row in rows:
        by_kind.setdefault(row["kind"], {})[row["articles"]] = row
    print(f"{'':<24}" + "".join(f"{size:>36,}" for size in sizes))
    for kind, measured in by_kind.items():
        cells = [_format_cell(measured.get(size)) for size in sizes]
        growth = _compute_growth(measured, sizes)
        print(f"{kind:<24}{''.join(cells)}{f'{growth:>8.1f} ×' if growth else ''}")


def _format_cell(row: dict[str, Any] | None) -> str:
    if row is None:
        return f"{'–':>36}"
    first = f"{row['first_ms']:>8.0f} ({row['first_cpu']:.0f})"
    return f"{first:>15}{row['warm_ms']:>8.1f} ({row['warm_cpu']:.1f}){row['queries']:>4}".rjust(36)


def _compute_growth(measured: dict[int, dict[str, Any]], sizes: list[int]) -> float:
    small, large = measured.get(sizes[0]), measured.get(sizes[-1])
    if len(sizes) < 2 or not small or not large:
        return 0
    return float(large["warm_cpu"] / max(small["warm_cpu"], 0.1))


def _measure_archive(folder: Path, articles: int, kinds: str) -> list[dict[str, Any]]:
    open_archive(folder, articles)
    found = _run_apart(_find_addresses)
    addresses = {kind: address for kind, address in found.items() if re.search(kinds, kind)}
    rows = []
    for kind, address in addresses.items():
        row = _run_apart(lambda address=address: _measure_page(address))
        rows.append({"kind": kind, "articles": articles, "address": address, **row})
        print(f"{kind} {row}", file=sys.stderr)
    return rows


def _run_apart(call: Callable[[], Any]) -> Any:
    """Return what a forked process computes, as JSON."""
    from django.db import connections

    connections.close_all()
    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        with os.fdopen(write_end, "w") as stream:
            json.dump(call(), stream)
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as stream:
        text = stream.read()
    os.waitpid(child, 0)
    return json.loads(text)


def _find_addresses() -> dict[str, str]:
    from archive.models import Outlet
    from tests.bench import zipf

    words = zipf.words()
    letters = Outlet.objects.get(pk=1).name[:2].casefold()
    values = {"common": words[70], "second": words[90], "middle": words[900], "letters": letters}
    fixed = {kind: path.format(**values) for kind, path in _FIXED.items()}
    return fixed | dict(_find_records())


def _find_records() -> Iterator[tuple[str, str]]:
    from archive.models import Article, Author, Outlet, Quotation, Speaker, Story

    for kind, model in {
        "outlet": Outlet,
        "author": Author,
        "speaker": Speaker,
        "story": Story,
        "quotation": Quotation,
    }.items():
        address = model.objects.get(pk=1).get_absolute_url()  # the first is the one with the most
        yield kind, address
        if kind == "outlet":
            yield "outlet, a section", f"{address}?section=World"
            yield "outlet, page 40", f"{address}?page=40"
        if kind in ("outlet", "author"):
            yield f"feed of an {kind}", f"{address.rstrip('/')}.atom"
    for pk in (1_000, 1_002):  # one with a reprint, one without
        yield f"article {pk}", Article.objects.get(pk=pk).get_absolute_url()


def _measure_page(address: str) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.get("/help/dates/")
    first = _time_request(client, address)
    statements: list[str] = []

    def note_statement(execute: Any, sql: str, *arguments: Any) -> Any:
        statements.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(note_statement):
        client.get(address)
    warm = [_time_request(client, address) for _ in range(WARM_REQUESTS)]
    warm_ms, warm_cpu = (statistics.median(column) for column in zip(*warm, strict=True))
    return dict(zip(_MEASURES, (*first, warm_ms, warm_cpu, len(statements)), strict=True))


def _time_request(client: Any, address: str) -> tuple[float, float]:
    start, cpu_start = time.perf_counter(), time.process_time()
    response = client.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    spent = (time.perf_counter() - start) * 1000, (time.process_time() - cpu_start) * 1000
    if response.status_code != 200 or not content:
        sys.exit(f"{address} answered {response.status_code}")
    return spent


if __name__ == "__main__":
    size = int(sys.argv[2])
    print_report(_measure_archive(Path(sys.argv[1]), size, sys.argv[3]), articles=size, as_json=True)
