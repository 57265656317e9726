"""How fast pages are served: `python -m tests.bench.pages [--articles N] [--json]`.

Reuters in a scratch archive (taken in, not compared), served by gunicorn with one worker and hashed
static files as in production; one client on the same machine, one request at a time, whole answers
read. Operations: `search` (thirty questions, relevance, with facets and histogram), `browse`
(outlet, days, months, authors), `article` (thirty articles). Beside it in the same run Datasette
over FTS5 on the same articles: the same questions with facets, eight days, the same articles.
"""

import re
import sys
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from urllib.parse import urlencode

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench import datasette_server
from tests.bench.common import arguments, report, reuters_file, row, scratch_archive, timings
from tests.bench.questions import draw
from tests.bench.server import Server


def main() -> None:
    """Measure, print."""
    given = arguments(__doc__)
    home = scratch_archive()

    from django.core.management import call_command

    from archive.models import Article

    taken_in = ["ingest", str(reuters_file(home, given.articles)), "--no-comparing"]
    with suppress(SystemExit):  # some articles of Reuters have no text and are refused
        call_command(*taken_in, stdout=StringIO(), stderr=StringIO())
    texts = list(Article.objects.values_list("pk", "title", "body", "earliest"))
    drawn = [" ".join(question) for question in draw(texts)[::2]]
    questions = [f"/search/?{urlencode({'q': question})}" for question in drawn]
    articles = [row.get_absolute_url() for row in Article.objects.order_by("identifier")[:30]]
    with Server() as server:
        lists = _browse_pages(server)
        rows = [
            row("cuttings", operation, timings([server.getter(path) for path in paths]))
            for operation, paths in (
                ("search", questions),
                ("browse", lists),
                ("article", articles),
            )
        ]
    rows += _datasette(home, drawn, [address.split("/")[2] for address in articles])
    report(rows, articles=len(texts), as_json=given.json)


def _datasette(home: Path, questions: list[str], articles: list[str]) -> list[dict[str, object]]:
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
            "search": map(datasette_server.search, questions),
            "browse": map(datasette_server.browse, days),
            "article": [f"{datasette_server.TABLE}/{identifier}" for identifier in articles],
        }
        return [
            row("datasette", name, timings([partial(peer.get, path) for path in paths]))
            for name, paths in operations.items()
        ]


def _browse_pages(server: Server) -> list[str]:
    starts = ["/", "/outlets/", "/authors/", "/dates/", "/dates/undated/", "/outlets/reuters/"]
    years = sorted(set(re.findall(r'"(/dates/\d{4}/)"', server.get("/dates/"))))
    months = sorted(set(re.findall(r'"(/dates/\d{4}/\d\d/)"', server.get(years[0]))))
    days = sorted(set(re.findall(r'"(/dates/\d{4}/\d\d/\d\d/)"', server.get(months[1]))))
    return [*starts, *years, *months, *days[:8]]


if __name__ == "__main__":
    main()
