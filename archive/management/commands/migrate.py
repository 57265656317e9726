"""`migrate`: Django's own, which also creates CUTTINGS_HOME."""

from typing import Any, Final

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connection

from archive.home import make_home
from archive.management.archive_command import MIGRATABLE_STATES, ArchiveCommand, is_in_memory

LOCK_TIMEOUT: Final = "10s"  # whoever waits for the lock of a table keeps all who come later waiting, too
_LOCK_NOT_AVAILABLE: Final = "55P03"


class Command(ArchiveCommand, migrate.Command):
    accepted_states = MIGRATABLE_STATES

    def execute(self, *args: Any, **options: Any) -> str | None:
        if not is_in_memory():
            make_home()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
        try:
            return super().execute(*args, **options)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
                raise
            raise CommandError(
                f"A table is in use by a long query or import, and waiting longer than {LOCK_TIMEOUT} for it would keep"
                " all pages waiting. What was migrated stays; run the same again in a moment."
            ) from error
