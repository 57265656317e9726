"""Shared parts of the benches: a scratch archive, the Reuters articles, timing and printing."""

import argparse
import atexit
import gzip
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path

REUTERS = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "reuters21578" / "reuters21578.jsonl.gz"


def parse_arguments(description: str) -> argparse.Namespace:
    """The options every bench takes: `--articles N` of Reuters, `--json`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--articles", type=int, help="how many; default: all 21,578")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    options = parser.parse_args()
    if not REUTERS.exists():
        sys.exit(f"{REUTERS} is not on this machine: the bench measures on these articles.")
    return options


def make_scratch_archive() -> Path:
    """A fresh archive in a temporary folder, migrated; Django is set up on it."""
    home = Path(tempfile.mkdtemp(prefix="cuttings-bench-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    set_up_django(home)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return home


def set_up_django(home: Path) -> None:
    """Set Django up on the archive in `home`, as on one's own machine."""
    os.environ |= {
        "CUTTINGS_HOME": str(home.resolve()),
        "CUTTINGS_MODE": "local",
        "CUTTINGS_HASHED_STATIC": "false",
        "DJANGO_SETTINGS_MODULE": "archive.settings",
    }
    import django

    django.setup()


def ingest_reuters(home: Path, articles: int | None) -> None:
    """Ingest the first `articles` of Reuters (all of them) into the archive in `home`, not compared."""
    if not REUTERS.exists():
        sys.exit(f"{REUTERS} is not on this machine: the bench measures on these articles.")
    from django.core.management import call_command

    arguments = ["ingest", str(write_reuters_file(home, articles)), "--no-comparing"]
    with suppress(SystemExit):  # some articles of Reuters have no text and are refused
        call_command(*arguments, stdout=StringIO(), stderr=StringIO())


def write_reuters_file(folder: Path, articles: int | None) -> Path:
    """The Reuters articles as one JSON Lines file, cut to the first `articles`."""
    if articles is None:
        return REUTERS
    path = folder / "reuters.jsonl"
    with gzip.open(REUTERS, "rt", encoding="utf-8") as lines, path.open("w") as out:
        for _, line in zip(range(articles), lines, strict=False):
            out.write(line)
    return path


def read_json_lines(path: Path) -> list[dict]:
    """The objects of a JSON Lines file, compressed or not."""
    open_file = gzip.open if path.suffix == ".gz" else open
    with open_file(path, "rt", encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def delete_articles() -> None:
    """Empty all tables of the archive."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection, transaction

    from archive.models import Article

    models = [model for model in apps.get_app_config("archive").get_models() if model._meta.managed]
    names = [model._meta.db_table for model in (*models, Article.collections.through)]
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), names, reset_sequences=False, allow_cascade=False):
            cursor.execute(statement)


def time_calls(calls: Iterable[Callable[[], object]], *, rounds: int = 3) -> list[float]:
    """Milliseconds of each call, the best of `rounds` after one call that is not counted."""
    spent = []
    for call in calls:
        call()
        spent.append(min(_milliseconds(call) for _ in range(rounds)))
    return spent


def time_first_calls(calls: Iterable[Callable[[], object]]) -> list[float]:
    """Milliseconds of each call's first run."""
    return [_milliseconds(call) for call in calls]


def timing_row(system: str, operation: str, spent: Sequence[float]) -> dict[str, object]:
    """Median, 90th percentile and worst of these milliseconds."""
    ordered = sorted(spent)
    return {
        "system": system,
        "operation": operation,
        "median_ms": round(statistics.median(ordered), 3),
        "p90_ms": round(compute_percentile(ordered, 90), 3),
        "worst_ms": round(ordered[-1], 3),
    }


def compute_percentile(values: Sequence[float], percent: int) -> float:
    """The value below which so many percent of them lie, interpolated between neighbours."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def rate_row(system: str, operation: str, count: int, seconds: float) -> dict[str, object]:
    """So many a second."""
    return {"system": system, "operation": operation, "per_s": round(count / seconds, 1)}


def measure_size(system: str, folder: Path) -> dict[str, object]:
    """Return the bytes that a folder takes on disk."""
    taken = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"system": system, "operation": "size", "mb": round(taken / 1e6, 1)}


def print_report(rows: list[dict[str, object]], *, articles: int, as_json: bool) -> None:
    """Print the rows with the machine and the number of articles they were measured on."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    if as_json:
        print(json.dumps({"machine": machine, "articles": articles, "rows": rows}))
        return
    print(f"{articles} articles; {machine}")
    for line in rows:
        figures = "  ".join(
            f"{k} {v:>10}" for k, v in line.items() if k.endswith(("_ms", "_times", "per_s", "mb", "ndcg"))
        )
        print(f"{line['system']:>14}  {line['operation']:<12}  {figures}")
    for line in compute_ratios(rows):
        print(line)


def compute_ratios(rows: list[dict[str, object]]) -> list[str]:
    """Each peer's figure over ours, for the operations both ran."""
    ours = {r["operation"]: r for r in rows if r["system"] == "cuttings"}
    lines = []
    for peer in rows:
        mine = ours.get(peer["operation"])
        if peer["system"] == "cuttings" or mine is None:
            continue
        key = next(key for key in ("per_s", "mb", "median_ms") if key in peer)
        share = mine[key] / peer[key] if peer[key] else float("nan")
        lines.append(f"{peer['operation']}: cuttings is {share:.2f} × {peer['system']} ({key})")
    return lines


def _milliseconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000
