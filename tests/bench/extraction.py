"""Quality of reading pages: body, title, day and authors, by set, beside the plain library.

`python -m tests.bench.extraction [--pages FILE.jsonl.xz] [--json] [--misses FIELD]`. Each line
of the file is a page with `id`, `set`, `url`, `html` and `gold` (any of `body`, `title`, `date`,
`body_normalised_text`, `body_must_contain`, `body_must_not_contain`, `body_start`, `authors`,
`byline`); a key that `gold` lacks is not measure_page.
"""

import argparse
import json
import logging
import lzma
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trafilatura import bare_extraction

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from archive.errors import UnreadableDocument
from archive.extraction.html.article import read_html
from archive.formats.documents import ExtractionOptions, SourceDocument
from tests.bench.common import print_report
from tests.bench.scoring import FIELDS, score_page

PAGES = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "pages" / "pages.jsonl.xz"
NOW = datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class PageFields:
    """Fields of a page as one reader reads them."""

    body: str = ""
    standfirst: str = ""  # as far as it was set apart from the text of the page
    title: str = ""
    day: str = ""
    authors: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)


def read_as_archive(page: dict) -> PageFields:
    """As the archive reads it."""
    document = SourceDocument(
        content=page["html"].encode("utf-8", "surrogatepass"),
        media_type="text/html",
        source=page["id"],
        captured_at=NOW,
        url="" if page.get("url_is_guess") else page["url"],
    )
    try:
        article = read_html(document, ExtractionOptions(today=(NOW + timedelta(days=1)).date()))
    except UnreadableDocument:
        return PageFields()
    people = [credit.name for credit in article.authors if credit.role == "author"]
    credited = [one.value for one in article.findings if one.field == "credit"]
    shown = [one.value for one in article.findings if one.field == "standfirst" and one.rule == "shown above the text"]
    return PageFields(article.body, "\n".join(shown), article.title, article.published, people, credited)


def read_as_library(page: dict) -> PageFields:
    """As the library reads it, asked for precision as its own documentation advises for news."""
    url = None if page.get("url_is_guess") else page["url"]
    found = bare_extraction(page["html"], url=url, with_metadata=True, include_comments=False)
    if found is None:
        return PageFields()
    names = (found.author or "").split(";")
    people = [name.strip() for name in names if name.strip()]
    return PageFields(found.text or "", "", found.title or "", found.date or "", people)


READERS: dict[str, Callable[[dict], PageFields]] = {"cuttings": read_as_archive, "plain": read_as_library}


def read_page(name: str, page: dict) -> PageFields:
    """Fields of one page by the reader of this name."""
    logging.disable(logging.CRITICAL)
    return READERS[name](page)


def measure_page(name: str, page: dict) -> tuple[dict[str, float], PageFields]:
    """Fields of one page, with their scores."""
    found = read_page(name, page)
    return score_page(asdict(found), page["gold"]), found


def main() -> None:
    """Read every page both ways and print the table."""
    options = _arguments()
    with lzma.open(options.pages, "rt", encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    pages = [page for page in pages if _is_in_half(page, options)]
    results = {name: _score_sets(name, pages, options) for name in _readers(options)}
    speed = {} if options.no_speed else _measure_speed(pages)
    if options.json:
        print_report(_as_rows(results, speed), articles=len(pages), as_json=True)
        return
    _print_table(results)
    for name, value in speed.items():
        print(f"{name}: {value:.1f} pages/s")
    if speed:
        print(f"ratio {speed['cuttings, all cores'] / speed['plain, one core']:.2f} (wanted: 1.6)")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, default=PAGES, help="another file of the same form")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    parser.add_argument(
        "--half",
        choices=("odd", "even", "last"),
        help="half, a quarter, the last quarter of the domains",
    )
    parser.add_argument("--misses", choices=FIELDS, help="list the pages that miss this field")
    parser.add_argument("--only", choices=tuple(READERS), help="one way of reading, not both")
    parser.add_argument("--no-speed", action="store_true", help="measure the quality only")
    options = parser.parse_args()
    if not options.pages.exists():
        sys.exit(f"{options.pages} is not on this machine. Name a file of pages with --pages.")
    return options


def _readers(options: argparse.Namespace) -> Iterable[str]:
    return (options.only,) if options.only else READERS


def _is_in_half(page: dict, options: argparse.Namespace) -> bool:
    """The domains of a half: by their letters, so that a site is in one half only."""
    quarter = sum(page.get("domain", page["id"]).encode()) % 4
    held = {None: {0, 1, 2, 3}, "odd": {1, 3}, "even": {2}, "last": {0}}
    return quarter in held[options.half]


def _score_sets(name: str, pages: list[dict], options: argparse.Namespace) -> dict[str, dict]:
    """Mean scores by set, over all cores."""
    by_set: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        answers = pool.map(measure_page, [name] * len(pages), pages, chunksize=4)
        for page, (found, what) in zip(pages, answers, strict=True):
            _show_miss(name, page, found, what, options)
            for one in (page["set"], "all"):
                for key, value in found.items():
                    by_set[one][key].append(value)
    return {
        one: {key: round(statistics.fmean(values), 4) for key, values in found.items()}
        | {"pages": max(map(len, found.values()))}
        for one, found in by_set.items()
    }


def _show_miss(name: str, page: dict, found: dict, read: PageFields, options: argparse.Namespace) -> None:
    field_ = options.misses
    bad = {"invented", "spurious"}
    wrong = found.get(field_, 1.0) > 0 if field_ in bad else found.get(field_, 1.0) < 0.95
    if field_ and name == "cuttings" and field_ in found and wrong:
        gold = {key: str(value)[:150] for key, value in page["gold"].items() if "body" not in key}
        printed = {
            "title": read.title,
            "day": read.day,
            "authors": read.authors,
            "credits": read.credits,
        }
        print(f"{page['id']} {found[field_]:.2f}\n   gold {gold}\n   said {printed}")


def _measure_speed(pages: list[dict]) -> dict[str, float]:
    """Pages per second: the library on one core, the archive on all of them.

    Both have read four pages before; of three rounds, by turns, the best of each.
    """
    some = pages[:: max(1, len(pages) // 100)]
    names = ["cuttings"] * len(some)
    alone, together = [], []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(read_page, names[:4], some[:4]))
        for page in some[:4]:
            read_page("plain", page)
        for _ in range(3):
            began = time.perf_counter()
            for page in some:
                read_page("plain", page)
            alone.append(len(some) / (time.perf_counter() - began))
            began = time.perf_counter()
            list(pool.map(read_page, names, some, chunksize=4))
            together.append(len(some) / (time.perf_counter() - began))
    return {"plain, one core": max(alone), "cuttings, all cores": max(together)}


def _as_rows(results: dict[str, dict], speed: dict[str, float]) -> list[dict[str, object]]:
    """A row a set and way of reading, with its scores; then how many pages a second."""
    scored = [{"system": name, "operation": one, **results[name][one]} for one, name in _rows(results, list(results))]
    paced = []
    for label, value in speed.items():
        name, _, cores = label.partition(", ")
        paced.append({"system": name, "operation": f"read, {cores}", "per_s": round(value, 1)})
    return scored + paced


def _print_table(results: dict[str, dict]) -> None:
    names = list(results)
    print(f"{'':32} {'pages':>5} " + " ".join(f"{key:>9}" for key in FIELDS))
    for one, name in _rows(results, names):
        found = results[name][one]
        cells = " ".join(f"{found[key]:9.3f}" if key in found else f"{'':9}" for key in FIELDS)
        print(f"{one[:22]:22} {name:9} {found['pages']:5} {cells}")


def _rows(results: dict[str, dict], names: list[str]) -> Iterator[tuple[str, str]]:
    for one in results[names[0]]:
        for name in names:
            yield one, name


if __name__ == "__main__":
    main()
