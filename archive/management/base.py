"""Base of the management commands: state check, and file modes that keep other accounts out."""

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
"""States that `migrate` brings to this version."""


class ArchiveCommand(BaseCommand):
    """Command that needs an archive in an accepted state; else it ends with one line."""

    accepted: Collection[ArchiveState] = USABLE

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run, unless the archive is in a state that this command does not accept."""
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
        """Create what this command needs where there is no archive yet."""


def make_archive(*, in_memory: bool = False) -> None:
    """Create an empty archive; with `in_memory`, write nothing to disk."""
    if in_memory and connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = IN_MEMORY  # nothing was opened before
    call_command("migrate", verbosity=0, interactive=False)
