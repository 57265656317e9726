"""Base of the management commands: state check, and file modes that keep other accounts out."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from archive.home import restrict_permissions, set_private_umask
from archive.management.archive_state import IN_MEMORY, ArchiveState, find_state

USABLE_STATES: Final = frozenset({ArchiveState.READY})
MIGRATABLE_STATES: Final = frozenset({ArchiveState.READY, ArchiveState.MISSING, ArchiveState.OLDER})
"""States that `migrate` brings to this version."""


class ArchiveCommand(BaseCommand):
    """Command that needs an archive in an accepted state; else it ends with one line."""

    accepted_states: Collection[ArchiveState] = USABLE_STATES

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run, unless the archive is in a state that this command does not accept."""
        set_private_umask()
        state, problem = find_state()
        if state is not ArchiveState.MISSING and settings.CUTTINGS_HOME.is_dir():
            restrict_permissions()
        if state is ArchiveState.MISSING and state in self.accepted_states:
            self.make_archive(options)
        elif state not in self.accepted_states:
            raise CommandError(problem)
        return super().execute(*args, **options)

    def make_archive(self, options: Mapping[str, Any]) -> None:
        """Create what this command needs where there is no archive yet."""


def make_archive(*, in_memory: bool = False) -> None:
    """Create an empty archive; with `in_memory`, write nothing to disk."""
    if in_memory and connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = IN_MEMORY  # nothing was opened before
    call_command("migrate", verbosity=0, interactive=False)
