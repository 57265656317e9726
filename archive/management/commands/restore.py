"""`manage.py restore FILE`: restore a backup into an empty CUTTINGS_HOME."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from archive.backup.restore import check_backup, reset_restored_batches, restore_backup
from archive.errors import SearchError
from archive.management.archive_command import ArchiveCommand, ArchiveState, format_count
from archive.management.long_runs import show_progress
from archive.models import Article
from archive.search.indexing import maintenance


class Command(ArchiveCommand):
    help = (
        "Make the archive of a backup in an empty CUTTINGS_HOME: every file is compared with its"
        " checksum before anything is put in place, then the index is built. Overwrites nothing."
    )
    accepted_states = frozenset(ArchiveState)  # restore_backup reports what is in its way

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="FILE", help="what `backup` wrote")
        parser.add_argument(
            "--check", action="store_true", help="compare all of it with its checksums, restore nothing"
        )

    def handle(self, *, path: str, check: bool, **_: Any) -> None:
        if check:
            with show_progress("Originals") as report_progress:
                facts = check_backup(Path(path), report_progress)
            self.stdout.write(f"{path} is whole: the archive of {facts.made_at}, originals: {facts.originals:,}.")
            return
        try:
            with show_progress("Originals") as report_progress:
                facts = restore_backup(Path(path), report_progress)
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Nothing of it is left.") from None
        call_command("migrate", verbosity=0, interactive=False)
        reset_restored_batches(facts)
        try:
            with show_progress("Indexing") as report_progress:
                maintenance.rebuild_index(lambda done: report_progress(done, Article.objects.listed().count()))
        except SearchError as error:
            raise CommandError(f"The archive is restored, but its index is not: {error}") from error
        self.stdout.write(
            f"The archive of {facts.made_at} is back in {settings.CUTTINGS_HOME}, with"
            f" {format_count(Article.objects.count(), 'article')} and {format_count(facts.originals, 'original')}."
        )
