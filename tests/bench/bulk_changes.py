"""Speed and memory of bulk changes and their undo: `python -m tests.bench.bulk_changes [--articles N] [--json]`.

Reuters is taken in and compared; then the outlet of all articles is set as one recorded change (operation `change`),
undone (`undo`), and all of them deleted (`delete`) and restored (`restore`): each with the index, in articles a second.
`memory_mb` is by how much the process grew meanwhile.
"""

import resource
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

    from django.contrib.auth.models import User
    from django.core.management import call_command

    from archive.curation.bulk_edit import delete_articles, set_outlet
    from archive.curation.changes import record_change
    from archive.curation.undo import undo_change
    from archive.models import Article, Outlet
    from archive.search.indexing.change_queue import queue_changes

    with suppress(SystemExit):  # some articles of Reuters have no text and are refused
        call_command("ingest", str(path), stdout=StringIO(), stderr=StringIO())
    user = User.objects.create_user("editor")
    outlet = Outlet.objects.create(name="Another outlet")
    count = Article.objects.count()
    rows = []

    def measure(operation: str, call):
        memory, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
        change = call()
        row = rate_row("cuttings", operation, count, time.perf_counter() - start)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
        rows.append(row | {"seconds": round(time.perf_counter() - start, 1), "memory_mb": round(grown)})
        return change

    def record(action: str, call):
        with record_change(action, user=user) as details:
            call()
        return details.change

    change = measure(
        "change",
        lambda: record("bulk edit", lambda: queue_changes(set_outlet(Article.objects.all(), outlet, user=user))),
    )
    measure("undo", lambda: undo_change(change, user=user))
    deletion = measure("delete", lambda: record("delete", lambda: delete_articles(Article.objects.all())))
    measure("restore", lambda: undo_change(deletion, user=user))
    print_report(rows, articles=count, as_json=options.json)


if __name__ == "__main__":
    main()
