"""Speed of searches: `python -m tests.bench.search_speed [--articles N] [--json]`.

On the Reuters articles, or on N generated ones of about 420 words (see `zipf`): the same queries,
engine call against engine call (see `systems`, `queries`) to Cuttings, Tantivy and SQLite FTS5,
and on 2,000 articles to Haystack on Whoosh as they come. `relevance`: the first ten and the total;
`facets`: with counts by outlet, author and month; `newest`: the same by date; `phrase`: two common
words that follow each other; `any phrase`: two words, mostly rare ones, that do; `proximity`: two
common words at most five apart, either order; `cold`: `facets`
in a new process, each query once, the index opened and nothing cached; `open`: opening it.
`index`: from texts to an index that answers; `size` on the disk (Tantivy and FTS5 store the texts);
`memory`: private memory of that new process, beyond an empty one's. `--keep FOLDER` keeps the
indexes there and uses them again.
"""

import argparse
import gzip
import json
import sys
import time
from datetime import date
from multiprocessing import get_context
from pathlib import Path

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import (
    REUTERS,
    make_scratch_archive,
    measure_size,
    print_report,
    rate_row,
    time_calls,
    time_first_calls,
    timing_row,
)
from tests.bench.queries import (
    Words,
    draw_adjacent_pairs,
    draw_common_adjacent_pairs,
    draw_common_pairs,
    draw_word_queries,
)

STOCK_ARTICLES = 2_000
_SAMPLE = 5_000  # articles from which the queries are drawn
OPERATIONS = ("relevance", "facets", "newest", "phrase", "any phrase", "proximity")


def main() -> None:
    """Measure, print."""
    options = _arguments()
    home = options.keep or make_scratch_archive()
    home.mkdir(parents=True, exist_ok=True)
    scratch = home if options.keep is None else make_scratch_archive()

    from tests.bench.systems import Cuttings, Fts5, Stock, Tantivy

    queries, count, rows = draw_queries(options.articles), 0, []
    for kind in (Cuttings, Tantivy, Fts5):
        if kind.name not in options.without:
            count = _build_index(kind, home, options.articles, rows)
            rows += _measure(kind(home), queries)
            rows += _measure_in_new_process(kind, home, queries) if kind is not Fts5 else []
    if Stock.name not in options.without:
        rows += _measure(_index_stock(scratch, options.articles, rows), draw_queries(options.articles, 20))
    print_report(rows, articles=count, as_json=options.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, help="generated ones, so many; default: Reuters")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    parser.add_argument("--keep", type=Path, help="where indexes are kept and looked for")
    parser.add_argument("--without", nargs="*", default=[], help="systems to leave out")
    return parser.parse_args()


def entries(articles: int | None):
    """The articles: generated ones, or Reuters."""
    if articles is not None:
        from tests.bench.zipf import articles as generated

        yield from generated(articles)
        return
    from archive.search.analysis.analyzer import PART_SEPARATOR
    from archive.search.engines.base import IndexDocument

    authors: dict[str, int] = {}
    with gzip.open(REUTERS, "rt", encoding="utf-8") as lines:
        for pk, line in enumerate(lines, start=1):
            one = json.loads(line)
            day = date.fromisoformat(one["date"][:10]).toordinal()
            by = (authors.setdefault(one["author"], len(authors) + 1),) if one["author"] else ()
            text = f"{one['title'] or ''}{PART_SEPARATOR}{PART_SEPARATOR}{one['body'] or ''}"
            yield IndexDocument(pk, one["title"] or "", text, "en", 1, by, day, day)


def draw_queries(articles: int | None, fewer: int = 1) -> dict[str, list]:
    """The queries of each operation."""
    bodies = [one.text for _, one in zip(range(_SAMPLE), entries(articles), strict=False)]
    words = draw_word_queries(bodies)[::fewer]
    pairs = (draw_common_adjacent_pairs(bodies), draw_adjacent_pairs(bodies), draw_common_pairs(bodies))
    lists = (words, words, words, *(one[::fewer] for one in pairs))
    return dict(zip(OPERATIONS, lists, strict=True))


def _build_index(kind, home: Path, articles: int | None, rows: list) -> int:
    """Index, unless the folder has an index of before; the number of articles."""
    mark, system = home / f"{kind.name}.json", kind(home)
    if mark.exists():
        count, spent = json.loads(mark.read_text())
    else:
        documents = list(entries(articles))
        count, started = len(documents), time.perf_counter()
        system.index(documents)
        spent = time.perf_counter() - started
        mark.write_text(json.dumps([count, spent]))
    rows += [rate_row(kind.name, "index", count, spent), measure_size(kind.name, system.folder)]
    return count


def _measure(system, queries: dict[str, list]) -> list:
    return [
        timing_row(
            system.name,
            operation,
            time_calls([bind_call(system, operation, one) for one in queries[operation]]),
        )
        for operation in OPERATIONS
    ]


def bind_call(system, operation: str, one):
    """A call of a system with one query."""
    method = getattr(system, operation.removeprefix("any "))
    return lambda: method(one)


def _index_stock(home: Path, articles: int | None, rows: list):
    from tests.bench.systems import Stock

    system = Stock(home)
    documents = [one for _, one in zip(range(STOCK_ARTICLES), entries(articles), strict=False)]
    started = time.perf_counter()
    system.index(documents)
    rows.append(rate_row(system.name, "index", len(documents), time.perf_counter() - started))
    return system


def _measure_in_new_process(kind, home: Path, queries: dict[str, list]) -> list:
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure_cold, (kind, home, queries))


def _measure_cold(kind, home: Path, queries: dict[str, list]) -> list:
    """Opening, each query once, and the memory of all of it."""
    before, started = _read_private_memory(), time.perf_counter()
    system = kind(home)
    system.relevance(Words(("nothing",)))
    opened = (time.perf_counter() - started) * 1000
    first = time_first_calls([bind_call(system, "facets", one) for one in queries["facets"]])
    for operation in OPERATIONS:
        time_calls([bind_call(system, operation, one) for one in queries[operation]], rounds=1)
    memory = {
        "system": kind.name,
        "operation": "memory",
        "mb": round((_read_private_memory() - before) / 1e6, 1),
    }
    return [timing_row(kind.name, "open", [opened]), timing_row(kind.name, "cold", first), memory]


def _read_private_memory() -> int:
    """Bytes of memory that belong to this process alone."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
