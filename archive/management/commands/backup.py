"""`manage.py backup [PATH]`: write the whole archive to one file, while it is used."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from archive.backup.write import write_backup
from archive.management.archive_command import USABLE_STATES, ArchiveCommand, ArchiveState
from archive.management.long_runs import show_progress

_MAX_SHOWN = 5


class Command(ArchiveCommand):
    help = (
        "Write database, originals, uploads and the secret of a local archive into one tar file,"
        " while the archive is used. `restore` makes an archive of it. Exit status 1 if the"
        " archive had lost an original or found one changed."
    )
    accepted_states = USABLE_STATES | {ArchiveState.OLDER, ArchiveState.NEWER}

    def add_arguments(self, parser: ArgumentParser) -> None:
        path_help = "the file to write, or a folder for it; default: this folder"
        parser.add_argument("path", nargs="?", default=".", metavar="PATH", help=path_help)
        parser.add_argument(
            "--incremental",
            action="store_true",
            help="keep the originals in the folder `originals` beside the backups, where each is written once",
        )

    def handle(self, *, path: str, incremental: bool, **_: Any) -> None:
        target = Path(path)
        if path.endswith("/") and not target.is_dir():
            raise CommandError(f"There is no folder {path}.")
        if target.is_dir():
            target /= f"cuttings-{datetime.now():%Y%m%d-%H%M%S}.tar"  # noqa: DTZ005 -- local time
        try:
            with show_progress("Originals") as report_progress:
                report = write_backup(target, report_progress, is_incremental=incremental)
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Nothing of it is left.") from None
        size = target.stat().st_size / 1_000_000
        self.stdout.write(
            f"{settings.CUTTINGS_HOME} is backed up in {target}, {size:,.1f} MB: the database, and"
            f" originals: {report.originals:,}."
        )
        for problem, digests in (("lost", report.lost), ("changed", report.changed)):
            for digest in digests[:_MAX_SHOWN]:
                self.stderr.write(f"{problem}: {digest}")
        if report.lost or report.changed:
            raise CommandError(
                f"The backup holds all there is, but the archive itself had lost"
                f" {len(report.lost):,} originals and {len(report.changed):,} were changed. Bring"
                " them back from an earlier backup; `check_payloads` names them all."
            )
