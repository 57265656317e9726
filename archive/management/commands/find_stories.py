"""`manage.py find_stories`: assign articles of several outlets to stories."""

from argparse import ArgumentParser
from typing import Any

from archive.management.archive_command import ArchiveCommand
from archive.management.long_runs import show_steps
from archive.stories import update


class Command(ArchiveCommand):
    help = (
        "Let new and changed articles join or found stories. Stopped, it goes on where it was; "
        "run again, it changes nothing. What editors decided stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        anew_help = "place every article again by what the archive knows now; identifiers stay"
        parser.add_argument("--anew", action="store_true", help=anew_help)

    def handle(self, *, anew: bool, **_: Any) -> None:
        if anew:
            update.reset_assignments()
        ids = update.find_unassigned_articles()
        with show_steps(write=self.print_remark) as report_step:
            members = update.assign_articles(ids, report_step)
        self.stdout.write(
            f"{len(ids):,} articles read, {members:,} of them stand in a story; "
            f"{update.count_stories():,} stories in the archive."
        )
