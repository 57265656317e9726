"""Speed of pages: `python -m tests.bench.pages [--articles N [--beside M]] [--json]`.

With `--articles`: every kind of page a reader opens, on a generated archive of so many articles (and on one of M, to
see what grows), the first time in a process and warm; see `page_growth`. The archives are made once and kept in
`--folder`: two hundred thousand articles take ten minutes and 1.6 GB. `--kinds` chooses by a regular expression.

Without it: Reuters in a scratch archive (ingested, not compared), served by gunicorn with one worker and hashed
static files as in production; one client on the same machine, one request at a time, whole answers
read. Operations: `search` (thirty queries, relevance, with facets and histogram), `browse`
(outlet, days, months, authors), `article` (thirty articles). Beside it in the same run Datasette
over FTS5 on the same articles: the same queries with facets, eight days, the same articles.
"""

import argparse
import re
import sys
import tempfile
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench import datasette_server
from tests.bench.common import (
    ingest_reuters,
    make_scratch_archive,
    print_report,
    time_calls,
    timing_row,
)
from tests.bench.page_growth import measure_growth, print_growth
from tests.bench.queries import draw_words
from tests.bench.server import Server


def main() -> None:
    """Measure, print."""
    options = _parse_options()
    if options.articles:
        _measure_generated(options)
    else:
        _measure_reuters(options)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, help="how many generated ones; without it Reuters is measured")
    parser.add_argument("--beside", type=int, help="how many in another archive, measured before")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir(), "cuttings-generated"))
    parser.add_argument("--kinds", default="", help="a regular expression of the kinds of pages")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    return parser.parse_args()


def _measure_generated(options: argparse.Namespace) -> None:
    sizes = [size for size in (options.beside, options.articles) if size]
    rows = measure_growth(options.folder, sizes, options.kinds)
    if options.json:
        print_report(rows, articles=options.articles, as_json=True)
    else:
        print_growth(rows, sizes)


def _measure_reuters(options: argparse.Namespace) -> None:
    home = make_scratch_archive()
    ingest_reuters(home, None)
    from archive.models import Article

    texts = list(Article.objects.values_list("pk", "title", "body", "earliest"))
    queries = [" ".join(words) for words in draw_words(texts)[::2]]
    searches = [f"/search/?{urlencode({'q': query})}" for query in queries]
    articles = [row.get_absolute_url() for row in Article.objects.order_by("identifier")[:30]]
    with Server() as server:
        lists = _find_browse_pages(server)
        rows = [
            timing_row("cuttings", operation, time_calls([server.getter(path) for path in paths]))
            for operation, paths in (
                ("search", searches),
                ("browse", lists),
                ("article", articles),
            )
        ]
    rows += _measure_datasette(home, queries, [address.split("/")[2] for address in articles])
    print_report(rows, articles=len(texts), as_json=options.json)


def _measure_datasette(home: Path, queries: list[str], articles: list[str]) -> list[dict[str, object]]:
    """The same asked of Datasette; nothing where it is not installed."""
    if find_spec("datasette") is None:
        return []
    from archive.models import Article

    rows = [
        (
            row.identifier,
            row.title,
            row.body,
            str(row.outlet or ""),
            ", ".join(str(byline.author) for byline in row.bylines.all()),
            row.published,
            row.published[:4],
            row.language,
        )
        for row in Article.objects.for_cards()
    ]
    path = home / "archive.db"
    datasette_server.write(path, rows)
    days = sorted({row[5] for row in rows if len(row[5]) == 10})[:8]
    with datasette_server.Datasette(path) as peer:
        operations = {
            "search": map(datasette_server.search, queries),
            "browse": map(datasette_server.browse, days),
            "article": [f"{datasette_server.TABLE}/{identifier}" for identifier in articles],
        }
        return [
            timing_row("datasette", name, time_calls([partial(peer.get, path) for path in paths]))
            for name, paths in operations.items()
        ]


def _find_browse_pages(server: Server) -> list[str]:
    starts = ["/", "/outlets/", "/authors/", "/dates/", "/dates/undated/", "/outlets/reuters/"]
    years = sorted(set(re.findall(r'"(/dates/\d{4}/)"', server.get("/dates/"))))
    months = sorted(set(re.findall(r'"(/dates/\d{4}/\d\d/)"', server.get(years[0]))))
    days = sorted(set(re.findall(r'"(/dates/\d{4}/\d\d/\d\d/)"', server.get(months[1]))))
    return [*starts, *years, *months, *days[:8]]


if __name__ == "__main__":
    main()
