"""`migrate`: Django's own, which also makes the folder of an archive."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection

from archive.home import make_home
from archive.management.base import MIGRATED, ArchiveCommand


class Command(ArchiveCommand, migrate.Command):
    accepted = MIGRATED

    def execute(self, *args: Any, **options: Any) -> str | None:
        if not (connection.vendor == "sqlite" and connection.is_in_memory_db()):
            make_home()
        return super().execute(*args, **options)
