"""What the commands of an archive share: there is one, and it is kept from other accounts."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from archive.home import close_home, keep_private
from archive.management.archive_state import IN_MEMORY, ArchiveState, find_state

USABLE: Final = frozenset({ArchiveState.READY})
MIGRATED: Final = frozenset({ArchiveState.READY, ArchiveState.MISSING, ArchiveState.OLDER})
"""What `migrate` turns into an archive of this version."""


class ArchiveCommand(BaseCommand):
    """A command that needs an archive; where there is none it says so in a line, and makes none."""

    accepted: Collection[ArchiveState] = USABLE

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run, unless the archive is not one that this command takes."""
        keep_private()
        state, problem = find_state()
        if state is not ArchiveState.MISSING and settings.CUTTINGS_HOME.is_dir():
            close_home()
        if state is ArchiveState.MISSING and state in self.accepted:
            self.make_archive(options)
        elif state not in self.accepted:
            raise CommandError(problem)
        return super().execute(*args, **options)

    def make_archive(self, options: Mapping[str, Any]) -> None:
        """Make what this command needs where there is nothing yet."""


def make_archive(*, in_memory: bool = False) -> None:
    """Make an empty archive; `in_memory` for a run that must write nothing."""
    if in_memory and connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = IN_MEMORY  # nothing was opened before
    call_command("migrate", verbosity=0, interactive=False)
