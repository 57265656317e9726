"""`manage.py work`: ingest uploads, and compare new and changed articles with the others."""

import os
import time
from argparse import ArgumentParser

from django.db import close_old_connections
from django.db.models import Count, Max

from archive.errors import SearchError
from archive.ingest import working
from archive.management.base import ArchiveCommand
from archive.management.comparing import compare_what_waits
from archive.models import Article, Batch
from archive.search import indexing

PAUSE = 1.5  # seconds between two polls of the queue


class Command(ArchiveCommand):
    help = (
        "Take in the files that editors upload, as they come, and compare what came in or changed"
        " with the other articles; Ctrl-C ends it. What is cut off is gone on with by the next"
        " worker. `serve` and `demo` start one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing waits")
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="end when this parent process has ended"
        )

    def handle(self, *, once: bool, beside: int | None, **options) -> None:
        changed: object = None
        try:
            while beside is None or os.getppid() == beside:
                batch = working.next_waiting()
                if batch is not None:
                    self._take_in(batch)
                elif (now := _last_change()) != changed:
                    compare_what_waits()
                    changed = now
                elif once:
                    return
                else:
                    close_old_connections()
                    time.sleep(PAUSE)
        except KeyboardInterrupt:
            return

    def _take_in(self, batch: Batch) -> None:
        with indexing.held_back():
            report = working.take_in(batch)
        self.stdout.write(f"{batch.source}: {report}")
        try:
            indexing.apply_queue()
        except SearchError as error:
            self.stderr.write(f"The articles are in; the index is not up to date: {error}")


def _last_change() -> object:
    """Return a value that differs after any article was added, changed or deleted."""
    return Article.objects.aggregate(Max("changed_at"), Count("pk"))
