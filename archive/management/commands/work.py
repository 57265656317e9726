"""`manage.py work`: takes in what editors upload, one run after the other."""

import os
import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from archive.errors import SearchError
from archive.ingest import working
from archive.models import Batch
from archive.search import indexing

PAUSE = 1.5  # seconds between two looks


class Command(BaseCommand):
    help = (
        "Take in the files that editors upload, as they come; Ctrl-C ends it. What is cut off is"
        " gone on with by the next worker. `serve` and `demo` start one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing waits")
        parser.add_argument(
            "--beside", type=int, metavar="PID", help="end when this parent process has ended"
        )

    def handle(self, *, once: bool, beside: int | None, **options) -> None:
        try:
            while beside is None or os.getppid() == beside:
                batch = working.next_waiting()
                if batch is not None:
                    self._take_in(batch)
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
