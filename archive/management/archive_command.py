"""Base of all commands: the archive they need, and its state."""

from collections.abc import Collection, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from archive.backup.databases import list_migration_names
from archive.errors import BackupError, MappingError, PayloadError, SearchError
from archive.home import restrict_permissions, set_private_umask

IN_MEMORY: Final = ":memory:"


class ArchiveState(Enum):
    """State of the archive at the place that the settings name; the value says what to do."""

    READY = ""
    MISSING = (
        "There is no archive in {place} yet. Make one with `python manage.py ingest PATH` (of your"
        " articles), `demo` (to look at one) or `migrate` (an empty one)."
    )
    OLDER = (
        "The archive in {place} was last used by an older version of Cuttings. Run `python"
        " manage.py backup`, then `python manage.py migrate`."
    )
    NEWER = (
        "The archive in {place} was used by a newer version of Cuttings: this one does not know"
        " {detail}. Install that version, or restore a backup made before."
    )
    UNREADABLE = "The archive in {place} has a database that cannot be read ({detail}). Mend it, or restore a backup."


def find_state() -> tuple[ArchiveState, str]:
    """Return the state of the archive; if it is not ready, also a line on what to do."""
    try:
        state, detail = _compare_migrations()
    except DatabaseError as error:
        state, detail = ArchiveState.UNREADABLE, str(error).strip().partition("\n")[0]
    is_file = connection.vendor == "sqlite"
    place = settings.CUTTINGS_HOME if is_file else "the database that DATABASE_URL names"
    return state, state.value.format(place=place, detail=detail)


def _compare_migrations() -> tuple[ArchiveState, str]:
    if connection.vendor == "sqlite" and not is_in_memory():
        path = Path(connection.settings_dict["NAME"])
        if not path.exists() or path.stat().st_size == 0:  # opening it would create it
            return ArchiveState.MISSING, ""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    applied_names = {name for app, name in loader.applied_migrations if app == "archive"}
    if not applied_names:
        return ArchiveState.MISSING, ""
    if unknown := sorted(applied_names - list_migration_names(loader)):
        return ArchiveState.NEWER, ", ".join(unknown)
    is_older = executor.migration_plan(loader.graph.leaf_nodes())
    return ArchiveState.OLDER if is_older else ArchiveState.READY, ""


def is_in_memory() -> bool:
    """Return whether the database ends with this process."""
    return connection.vendor == "sqlite" and connection.settings_dict["NAME"] == IN_MEMORY


USABLE_STATES: Final = frozenset({ArchiveState.READY})
MIGRATABLE_STATES: Final = frozenset({ArchiveState.READY, ArchiveState.MISSING, ArchiveState.OLDER})
"""States that `migrate` brings to this version."""


class ArchiveCommand(BaseCommand):
    """Command that needs an archive in an accepted state; else it ends with one line."""

    accepted_states: Collection[ArchiveState] = USABLE_STATES
    is_read_only = False
    """True where the system checks are skipped: they import every view, which takes longer than the answer."""

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        parser = super().create_parser(*args, **options)
        if self.is_read_only:
            parser.set_defaults(skip_checks=True)
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run, if the archive is in a state that this command accepts; report its errors in one line."""
        set_private_umask()
        state, problem = find_state()
        if state is not ArchiveState.MISSING and settings.CUTTINGS_HOME.is_dir():
            restrict_permissions()
        if state is ArchiveState.MISSING and state in self.accepted_states:
            self.make_archive(options)
        elif state not in self.accepted_states:
            raise CommandError(problem)
        try:
            return super().execute(*args, **options)
        except (BackupError, MappingError, PayloadError, SearchError) as error:
            raise CommandError(str(error)) from error

    def print_remark(self, text: str) -> None:
        """Print to stderr what is neither result nor error, without the colour of errors."""
        self.stderr.write(text, style_func=str)

    def make_archive(self, options: Mapping[str, Any]) -> None:
        """Create what this command needs where there is no archive yet."""


def format_count(number: int, noun: str) -> str:
    """Return a number with its noun, such as `1 article`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
