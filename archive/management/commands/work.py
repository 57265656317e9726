"""`manage.py work`: ingest uploads, do tasks, send alerts and webhooks, compare articles, count once a day."""

import os
import time
from argparse import ArgumentParser
from datetime import date

from django.db import close_old_connections
from django.db.models import Count, Max
from django.utils import timezone

from archive.curation import quality, tasks
from archive.curation.purge import purge_deletions
from archive.errors import SearchError
from archive.ingest import uploads
from archive.management.archive_command import ArchiveCommand
from archive.management.long_runs import compare_pending
from archive.models import Article, Batch
from archive.saved import alert_runs
from archive.search.indexing import change_queue
from archive.webhooks import services as webhooks

POLL_INTERVAL = 1.5  # seconds between two polls of the queue


class Command(ArchiveCommand):
    help = (
        "Take in the files that editors upload, as they come, do the tasks that they ask for, send the alerts of"
        " readers by mail and the messages of webhooks, and compare what came in or changed with the other"
        " articles; Ctrl-C ends it. What is cut off is gone on with by the next worker."
        " `serve` and `demo` start one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing waits")
        parser.add_argument("--beside", type=int, metavar="PID", help="end when this parent process has ended")

    def handle(self, *, once: bool, beside: int | None, **options) -> None:
        compared_state: object = None
        worked_on: date | None = None
        try:
            while beside is None or os.getppid() == beside:
                batch = uploads.claim_next_batch()
                if batch is not None:
                    self._process_batch(batch)
                elif tasks.run_next_task() or alert_runs.run_next_alert() or webhooks.run_next_message():
                    pass
                elif (current_state := Article.objects.aggregate(Max("changed_at"), Count("pk"))) != compared_state:
                    compare_pending()
                    compared_state = current_state
                elif (today := timezone.localdate()) != worked_on:
                    purge_deletions()
                    quality.save_snapshot()
                    worked_on = today
                elif once:
                    return
                else:
                    close_old_connections()
                    time.sleep(POLL_INTERVAL)
        except KeyboardInterrupt:
            return

    def _process_batch(self, batch: Batch) -> None:
        with change_queue.defer_indexing():
            report = uploads.process_upload(batch)
        self.stdout.write(f"{batch.source}: {report}")
        try:
            change_queue.apply_queue()
        except SearchError as error:
            self.stderr.write(f"The articles are in; the index is not up to date: {error}")
