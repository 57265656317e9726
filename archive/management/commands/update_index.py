"""`manage.py update_index`: bring the index up to date by whatever it takes."""

from typing import Any

from archive.management.archive_command import ArchiveCommand
from archive.search.indexing import maintenance


class Command(ArchiveCommand):
    help = (
        "Apply the changes that wait in the queue; build the index anew where it is missing,"
        " damaged, incomplete or of another version. May be run at any time, by a timer too."
    )

    def handle(self, **_: Any) -> None:
        status_before = maintenance.get_index_status()
        if not status_before.is_complete:
            self.stderr.write(f"{status_before.message} It is built anew now.")
        count = maintenance.catch_up()
        unit = "changes applied" if status_before.is_complete else "articles indexed"
        self.stdout.write(f"{count:,} {unit}. {maintenance.get_index_status().message}")
