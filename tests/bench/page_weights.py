"""Weight and cost of each kind of page: `python -m tests.bench.page_weights [--home FOLDER]`.

The archive is the one in FOLDER; without it the demonstration archive, in a scratch folder. Of each
kind one page, the fullest: bytes over the wire (gzip), the same with the styles and scripts it
names, queries of the second request (Django's test client), and the median time of ten requests through
gunicorn with one worker, compressed as for a browser. `--json` prints one JSON object.
"""

import argparse
import gzip
import re
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import make_scratch_archive, print_report, set_up_django, time_first_calls, timing_row
from tests.bench.server import Server

REQUESTS = 10
FIXED = {
    "home": "/",
    "everything": "/search/",
    "search": "/search/?q={word}",
    "suggestions": "/search/suggestions.json?q={letters}",
    "outlets": "/outlets/",
    "authors": "/authors/",
    "dates": "/dates/",
    "undated": "/dates/undated/",
    "collections": "/collections/",
    "new": "/new/",
    "stories": "/stories/",
    "quotations": "/quotations/",
    "speakers": "/speakers/",
    "help": "/help/",
    "help-search": "/help/search/",
    "help-dates": "/help/dates/",
    "help-quotations": "/help/quotations/",
    "choices": "/choices/",
    "login": "/login/",
    "404": "/nowhere/",
}


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    _open_archive(options.home)
    with Server() as server:
        rows = [measure_page(server, kind, address) for kind, address in find_addresses().items()]
    if options.json:
        print_report(rows, articles=_count_articles(), as_json=True)
        return
    print(f"{'page':<18}{'bytes':>9}{'with all':>10}{'queries':>9}{'ms':>8}  address")
    for line in rows:
        figures = f"{line['bytes']:>9,}{line['with_all']:>10,}{line['queries']:>9}"
        print(f"{line['operation']:<18}{figures}{line['median_ms']:>8.1f}  {line['address']}")


def _open_archive(home: Path | None) -> None:
    if home is None:
        make_scratch_archive()
        from django.core.management import call_command

        call_command("demo", no_serve=True, stdout=StringIO(), stderr=StringIO())
        return
    set_up_django(home)


def find_addresses() -> dict[str, str]:
    """One address of each kind; of records the one with the most on it."""
    words = dict(_find_words())
    return {kind: path.format(**words) for kind, path in FIXED.items()} | dict(_find_records())


def _find_words() -> Iterator[tuple[str, str]]:
    from archive.search.indexing.change_queue import get_engine

    ((word, _),) = get_engine().complete_prefix("ha", "text", 1)
    yield "word", word
    yield "letters", word[:3]


def _find_records() -> Iterator[tuple[str, str]]:
    from django.db.models import Count

    from archive.models import (
        Article,
        Author,
        Capture,
        Collection,
        Outlet,
        Quotation,
        Speaker,
        Story,
    )

    articles = Article.objects.listed()
    fullest = {
        "outlet": Outlet.objects.annotate(n=Count("articles")),
        "author": Author.objects.annotate(n=Count("bylines")),
        "collection": Collection.objects.annotate(n=Count("articles")),
        "article": articles.annotate(n=Count("captures")),
        "quotation": Quotation.objects.multi_outlet().annotate(n=Count("printings")),
        "speaker": Speaker.objects.annotate(n=Count("passages")),
        "story": Story.objects.annotate(n=Count("memberships")),
    }
    for kind, rows in fullest.items():
        if fullest_row := rows.order_by("-n", "pk").first():
            yield kind, fullest_row.get_absolute_url()
    if dated := articles.exclude(earliest=None).order_by("-earliest", "pk").first():
        day = f"/dates/{dated.earliest.isoformat().replace('-', '/')}/"
        yield from (("day", day), ("month", day[:-3]), ("year", day[:-6]))
    if capture := Capture.objects.order_by("pk").first():
        yield "beside", f"/captures/{capture.pk}/"
        yield "edits", f"/captures/{capture.pk}/text/"
    if len(pair := articles.order_by("pk").values_list("identifier", flat=True)[:2]) == 2:
        yield "compare", f"/compare/{pair[0]}/{pair[1]}/"


def measure_page(server: Server, kind: str, address: str) -> dict[str, Any]:
    """One row of the table."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        content = client.get(address).content
    compressed = {"Accept-Encoding": "gzip"}
    _, wire = server.answer(address, **compressed)
    calls = [lambda: server.answer(address, **compressed)] * REQUESTS
    return timing_row("cuttings", kind, time_first_calls(calls)) | {
        "bytes": len(wire),
        "with_all": len(wire) + _weigh_assets(content.decode(errors="replace")),
        "queries": len(captured),
        "address": address,
    }


def _count_articles() -> int:
    from archive.models import Article

    return Article.objects.count()


def _weigh_assets(page: str) -> int:
    """Bytes of the styles and scripts a page names, compressed."""
    from django.conf import settings

    named = set(re.findall(r'/static/([^"]+\.(?:css|js|svg))"', page))
    return sum(len(gzip.compress((settings.BASE_DIR / "static" / name).read_bytes())) for name in named)


if __name__ == "__main__":
    main()
