"""How fast a question is answered: `python -m tests.bench.search_speed [--articles N] [--json]`.

On the Reuters articles, or on N generated ones of about 420 words (see `zipf`): the same questions,
engine call against engine call (see `systems`, `questions`) to Cuttings, Tantivy and SQLite FTS5,
and on 2,000 articles to Haystack on Whoosh as they come. `relevance`: the first ten and the total;
`facets`: with counts by outlet, author and month; `newest`: the same by date; `phrase`: two common
words that follow each other; `any phrase`: two words, mostly rare ones, that do; `proximity`: two
common words at most five apart, either order; `cold`: `facets`
in a new process, each question once, the index opened and nothing cached; `open`: opening it.
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

from tests.bench.common import REUTERS, first_timings, rate, report, row, scratch_archive, size, timings
from tests.bench.questions import Words, common_neighbours, common_pairs, neighbours, questions

STOCK_ARTICLES = 2_000
_SAMPLE = 5_000  # articles from which the questions are drawn
OPERATIONS = ("relevance", "facets", "newest", "phrase", "any phrase", "proximity")


def main() -> None:
    """Measure, print."""
    given = _arguments()
    home = given.keep or scratch_archive()
    home.mkdir(parents=True, exist_ok=True)
    scratch = home if given.keep is None else scratch_archive()

    from tests.bench.systems import Cuttings, Fts5, Stock, Tantivy

    asked, count, rows = asked_of(given.articles), 0, []
    for kind in (Cuttings, Tantivy, Fts5):
        if kind.name not in given.without:
            count = _indexed(kind, home, given.articles, rows)
            rows += _measured(kind(home), asked)
            rows += _in_a_new_process(kind, home, asked) if kind is not Fts5 else []
    if Stock.name not in given.without:
        rows += _measured(_stock(scratch, given.articles, rows), asked_of(given.articles, 20))
    report(rows, articles=count, as_json=given.json)


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


def asked_of(articles: int | None, fewer: int = 1) -> dict[str, list]:
    """What is asked in each operation."""
    bodies = [one.text for _, one in zip(range(_SAMPLE), entries(articles), strict=False)]
    words = questions(bodies)[::fewer]
    pairs = (common_neighbours(bodies), neighbours(bodies), common_pairs(bodies))
    lists = (words, words, words, *(one[::fewer] for one in pairs))
    return dict(zip(OPERATIONS, lists, strict=True))


def _indexed(kind, home: Path, articles: int | None, rows: list) -> int:
    """Index, unless it is kept from before; how many articles."""
    mark, system = home / f"{kind.name}.json", kind(home)
    if mark.exists():
        count, spent = json.loads(mark.read_text())
    else:
        held = list(entries(articles))
        count, started = len(held), time.perf_counter()
        system.index(held)
        spent = time.perf_counter() - started
        mark.write_text(json.dumps([count, spent]))
    rows += [rate(kind.name, "index", count, spent), size(kind.name, system.folder)]
    return count


def _measured(system, asked: dict[str, list]) -> list:
    return [
        row(
            system.name,
            operation,
            timings([call_of(system, operation, one) for one in asked[operation]]),
        )
        for operation in OPERATIONS
    ]


def call_of(system, operation: str, one):
    """A call that asks one question of a system."""
    method = getattr(system, operation.removeprefix("any "))
    return lambda: method(one)


def _stock(home: Path, articles: int | None, rows: list):
    from tests.bench.systems import Stock

    system = Stock(home)
    held = [one for _, one in zip(range(STOCK_ARTICLES), entries(articles), strict=False)]
    started = time.perf_counter()
    system.index(held)
    rows.append(rate(system.name, "index", len(held), time.perf_counter() - started))
    return system


def _in_a_new_process(kind, home: Path, asked: dict[str, list]) -> list:
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_cold, (kind, home, asked))


def _cold(kind, home: Path, asked: dict[str, list]) -> list:
    """Opening, each question once, and what memory all of it took."""
    before, started = _private(), time.perf_counter()
    system = kind(home)
    system.relevance(Words(("nothing",)))
    opened = (time.perf_counter() - started) * 1000
    first = first_timings([call_of(system, "facets", one) for one in asked["facets"]])
    for operation in OPERATIONS:
        timings([call_of(system, operation, one) for one in asked[operation]], rounds=1)
    memory = {
        "system": kind.name,
        "operation": "memory",
        "mb": round((_private() - before) / 1e6, 1),
    }
    return [row(kind.name, "open", [opened]), row(kind.name, "cold", first), memory]


def _private() -> int:
    """Bytes of memory that belong to this process alone."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
