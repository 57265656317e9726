"""`manage.py work`: ingest uploads, do tasks, send alerts and webhooks, compare articles, count once a day."""

import time
from argparse import ArgumentParser
from datetime import date

from django.db import close_old_connections
from django.db.models import Count, Max
from django.utils import timezone

from archive.curation import quality, tasks
from archive.curation.claims import claim_work, delete_lost_processes, show_doing, show_process
from archive.curation.purge import purge_deletions
from archive.db.statistics import renew_statistics
from archive.errors import SearchError
from archive.ingest import uploads
from archive.management.archive_command import ArchiveCommand
from archive.management.long_runs import compare_pending
from archive.management.worker_end import prepare_end
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
        self._compared_state: object = None
        self._worked_on: date | None = None
        if not once:
            prepare_end(beside)
        try:
            with show_process("work") as self._process:
                while True:
                    if self._work_once():
                        continue
                    if once:
                        return
                    show_doing(self._process, "")
                    close_old_connections()
                    time.sleep(POLL_INTERVAL)
        except KeyboardInterrupt:
            return

    def _work_once(self) -> bool:
        """Do what is next; return False where nothing waits."""
        delete_lost_processes()
        batch = uploads.claim_next_batch()
        if batch is not None:
            show_doing(self._process, f"import {batch.pk}")
            self._process_batch(batch)
            return True
        return (
            self._run_task()
            or alert_runs.run_next_alert()
            or webhooks.run_next_message()
            or self._compare()
            or self._do_daily_work()
        )

    def _run_task(self) -> bool:
        with claim_work(self._process, "tasks") as is_claimed:
            return is_claimed and tasks.run_next_task()

    def _compare(self) -> bool:
        """Compare new and changed articles with the others, unless another worker does."""
        current_state = Article.objects.aggregate(Max("changed_at"), Count("pk"))
        if current_state == self._compared_state:
            return False
        with claim_work(self._process, "comparing") as is_claimed:
            if is_claimed:
                show_doing(self._process, "comparing")
                compare_pending()
                self._compared_state = current_state
        return is_claimed

    def _do_daily_work(self) -> bool:
        today = timezone.localdate()
        if today == self._worked_on:
            return False
        with claim_work(self._process, "daily work") as is_claimed:
            if is_claimed:
                purge_deletions()
                quality.save_snapshot()
                self._worked_on = today
        return is_claimed

    def _process_batch(self, batch: Batch) -> None:
        with change_queue.defer_indexing():
            report = uploads.process_upload(batch)
        self.stdout.write(f"{batch.source}: {report}")
        renew_statistics(report.added)
        try:
            change_queue.apply_queue()
        except SearchError as error:
            self.stderr.write(f"The articles are in; the index is not up to date: {error}")
