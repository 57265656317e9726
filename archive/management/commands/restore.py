"""`manage.py restore FILE`: restore a backup into an empty CUTTINGS_HOME."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from archive.backup.restore import restore_backup, resume_runs
from archive.errors import BackupError, SearchError
from archive.management.archive_state import ArchiveState
from archive.management.base import ArchiveCommand
from archive.management.progress import progress_bar
from archive.models import Article
from archive.search import indexing


class Command(ArchiveCommand):
    help = (
        "Make the archive of a backup in an empty CUTTINGS_HOME: every file is compared with its"
        " checksum before anything is put in place, then the index is built. Overwrites nothing."
    )
    accepted = frozenset(ArchiveState)  # restore_backup reports what is in its way

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="FILE", help="what `backup` wrote")

    def handle(self, *, path: str, **_: Any) -> None:
        try:
            with progress_bar("Originals") as told:
                facts = restore_backup(Path(path), told)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Nothing of it is left.") from None
        call_command("migrate", verbosity=0, interactive=False)
        resume_runs(facts)
        try:
            with progress_bar("Indexing") as told:
                indexing.rebuild(lambda done: told(done, Article.objects.listed().count()))
        except SearchError as error:
            raise CommandError(f"The archive is restored, but its index is not: {error}") from error
        self.stdout.write(
            f"The archive of {facts.made_at} is back in {settings.CUTTINGS_HOME}, with"
            f" {_counted(Article.objects.count(), 'article')} and"
            f" {_counted(facts.originals, 'original')}."
        )


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
