"""What each kind of page weighs and costs: `python -m tests.bench.page_weights [--home FOLDER]`.

The archive is the one in FOLDER; without it the demonstration archive, in a scratch folder. Of each
kind one page, the fullest: bytes over the wire (gzip), the same with the styles and scripts it
names, queries of the second look, and the processor time of ten looks through Django's test client
(no server, no network: `tests.bench.pages` measures those). `--json` prints one object, as every
bench does, with `bytes`, `with_all`, `queries` and `address` in each row.
"""

import argparse
import gzip
import os
import re
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import report, row, scratch_archive

LOOKS = 10
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
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    given = parser.parse_args()
    _open(given.home)
    rows = [measured(kind, address) for kind, address in addresses().items()]
    if given.json:
        from archive.models import Article

        report(rows, articles=Article.objects.count(), as_json=True)
        return
    print(f"{'page':<18}{'bytes':>9}{'with all':>10}{'queries':>9}{'ms':>8}  address")
    for one in rows:
        sizes = f"{one['bytes']:>9,}{one['with_all']:>10,}{one['queries']:>9}"
        print(f"{one['operation']:<18}{sizes}{one['median_ms']:>8.1f}  {one['address']}")


def _open(home: Path | None) -> None:
    if home is None:
        scratch_archive()
        from django.core.management import call_command

        call_command("demo", no_serve=True, stdout=StringIO(), stderr=StringIO())
        return
    os.environ |= {
        "CUTTINGS_HOME": str(home.resolve()),
        "CUTTINGS_MODE": "local",
        "CUTTINGS_HASHED_STATIC": "false",
        "DJANGO_SETTINGS_MODULE": "archive.settings",
    }
    import django

    django.setup()


def addresses() -> dict[str, str]:
    """One address of each kind; of records the one with the most on it."""
    words = dict(_words())
    return {kind: path.format(**words) for kind, path in FIXED.items()} | dict(_records())


def _words() -> Iterator[tuple[str, str]]:
    from archive.search.queue import engine

    ((word, _),) = engine().beginning("ha", "text", 1)
    yield "word", word
    yield "letters", word[:3]


def _records() -> Iterator[tuple[str, str]]:
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
        "quotation": Quotation.objects.shown().annotate(n=Count("printings")),
        "speaker": Speaker.objects.annotate(n=Count("passages")),
        "story": Story.objects.annotate(n=Count("memberships")),
    }
    for kind, rows in fullest.items():
        if row := rows.order_by("-n", "pk").first():
            yield kind, row.get_absolute_url()
    if dated := articles.exclude(earliest=None).order_by("-earliest", "pk").first():
        day = f"/dates/{dated.earliest.isoformat().replace('-', '/')}/"
        yield from (("day", day), ("month", day[:-3]), ("year", day[:-6]))
    if capture := Capture.objects.order_by("pk").first():
        yield "beside", f"/captures/{capture.pk}/"
        yield "edits", f"/captures/{capture.pk}/text/"
    if len(pair := articles.order_by("pk").values_list("identifier", flat=True)[:2]) == 2:
        yield "compare", f"/compare/{pair[0]}/{pair[1]}/"


def measured(kind: str, address: str) -> dict[str, object]:
    """One row of the table."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        content = client.get(address).content
    queries = len(captured)  # before the next look: each begins a new list of them
    wire = len(gzip.compress(content, 6))
    return row("cuttings", kind, [_milliseconds(client, address) for _ in range(LOOKS)]) | {
        "bytes": wire,
        "with_all": wire + _furniture(content.decode(errors="replace")),
        "queries": queries,
        "address": address,
    }


def _furniture(page: str) -> int:
    """Bytes of the styles and scripts a page names, compressed."""
    from django.conf import settings

    named = set(re.findall(r'/static/([^"]+\.(?:css|js|svg))"', page))
    return sum(
        len(gzip.compress((settings.BASE_DIR / "static" / name).read_bytes())) for name in named
    )


def _milliseconds(client: object, address: str) -> float:
    start = time.process_time()
    client.get(address)
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
