"""Speed of ingest and indexing: `python -m tests.bench.ingest_speed [--json]`.

Reuters through the whole pipeline of `ingest`: read, extract, store the bytes, write the rows and index
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

from tests.bench.common import make_scratch_archive, parse_arguments, print_report, rate_row, write_reuters_file


def main() -> None:
    """Measure, print."""
    options = parse_arguments(__doc__)
    home = make_scratch_archive()
    path = write_reuters_file(home, options.articles)
    rows = []

    from django.core.management import call_command

    from archive.management.long_runs import compare_pending
    from archive.models import Article
    from archive.search.indexing.maintenance import rebuild_index

    def ingest() -> None:
        with suppress(SystemExit):  # some articles of Reuters have no text and are refused
            call_command("ingest", str(path), no_comparing=True, stdout=StringIO(), stderr=StringIO())

    spent = _time_call(ingest)
    count = Article.objects.count()
    rows.append(rate_row("cuttings", "ingest+index", count, spent))
    rows.append(rate_row("cuttings", "compare", count, _time_call(compare_pending)))
    rows.append(rate_row("cuttings", "again", count, _time_call(ingest)))
    rows.append(rate_row("cuttings", "index", count, _time_call(rebuild_index)))
    texts = list(Article.objects.values_list("title", "body"))
    rows.append(rate_row("sqlite-fts5", "index", count, _time_call(lambda: _index_fts5(home / "fts5", texts))))
    print_report(rows, articles=count, as_json=options.json)


def _index_fts5(path, texts) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIRTUAL TABLE words USING fts5(title, body, tokenize='porter')")
        database.executemany("INSERT INTO words VALUES (?, ?)", texts)


def _time_call(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
