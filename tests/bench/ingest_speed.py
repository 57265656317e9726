"""How fast articles come in and are indexed: `python -m tests.bench.ingest_speed [--json]`.

Reuters through the whole road of `ingest`: read, extract, keep the bytes, write the rows and index
(operation `ingest+index`); quotations, near copies and stories of it (`compare`, with its pauses
for others who write); all of it again as a second run that adds nothing (`again`); and the index
alone (`index`). Beside it SQLite FTS5 indexing the same texts from memory.
"""

import sqlite3
import sys
import time
from contextlib import suppress
from io import StringIO
from pathlib import Path

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import arguments, rate, report, reuters_file, scratch_archive


def main() -> None:
    """Measure, print."""
    given = arguments(__doc__)
    home = scratch_archive()
    path = reuters_file(home, given.articles)
    rows = []

    from django.core.management import call_command

    from archive.management.long_runs import compare_pending
    from archive.models import Article
    from archive.search.indexing.maintenance import rebuild_index

    def ingest() -> None:
        with suppress(SystemExit):  # some articles of Reuters have no text and are refused
            call_command("ingest", str(path), no_comparing=True, stdout=StringIO(), stderr=StringIO())

    spent = _seconds(ingest)
    count = Article.objects.count()
    rows.append(rate("cuttings", "ingest+index", count, spent))
    rows.append(rate("cuttings", "compare", count, _seconds(compare_pending)))
    rows.append(rate("cuttings", "again", count, _seconds(ingest)))
    rows.append(rate("cuttings", "index", count, _seconds(rebuild_index)))
    texts = list(Article.objects.values_list("title", "body"))
    rows.append(rate("sqlite-fts5", "index", count, _seconds(lambda: _fts5(home / "fts5", texts))))
    report(rows, articles=count, as_json=given.json)


def _fts5(path, texts) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIRTUAL TABLE words USING fts5(title, body, tokenize='porter')")
        database.executemany("INSERT INTO words VALUES (?, ?)", texts)


def _seconds(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
