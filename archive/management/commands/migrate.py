"""`migrate`: Django's own, which also creates CUTTINGS_HOME."""

from typing import Any

from django.core.management.commands import migrate

from archive.home import make_home
from archive.management.archive_command import MIGRATABLE_STATES, ArchiveCommand, is_in_memory


class Command(ArchiveCommand, migrate.Command):
    accepted_states = MIGRATABLE_STATES

    def execute(self, *args: Any, **options: Any) -> str | None:
        if not is_in_memory():
            make_home()
        return super().execute(*args, **options)
