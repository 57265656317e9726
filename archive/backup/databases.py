"""Database snapshot to a file, and restore from it (SQLite, PostgreSQL)."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.migrations.loader import MigrationLoader

from archive.errors import BackupError

SQLITE_NAME: Final = "cuttings.sqlite3"
DUMP_NAME: Final = "database.dump"
_DIGESTS_SQL: Final = (
    "SELECT sha256 FROM archive_payload UNION SELECT row_key FROM archive_rowchange"
    " WHERE table_name = 'archive_payload' AND operation = 'delete' ORDER BY 1"
)
"""The originals there are, and those of deleted articles that can be restored."""


def copy_database(folder: Path) -> tuple[Path, list[str]]:
    """Copy the live database into a folder; return the copy's path and its payload digests."""
    is_sqlite = connection.vendor == "sqlite"
    path = folder / (SQLITE_NAME if is_sqlite else DUMP_NAME)
    return path, _copy_sqlite(path) if is_sqlite else _dump_postgresql(path)


def check_sqlite_copy(path: Path) -> None:
    """Raise BackupError if a copy of an SQLite database is damaged."""
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as copy:
        _check_integrity(copy, "integrity_check")


def load_dump(path: Path) -> None:
    """Load a dump into the empty PostgreSQL database, in one transaction."""
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    arguments, environment = _build_client_command([])
    name = arguments.pop()
    _run_program(["pg_restore", *options, *arguments, "-d", name, str(path)], environment)


def list_migration_names(loader: MigrationLoader) -> set[str]:
    """Return the names of the archive's migrations that this version has, replaced ones included."""
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return {name for app, name in {*loader.disk_migrations, *replaced} if app == "archive"}


def _copy_sqlite(path: Path) -> list[str]:
    """Copy with SQLite's online backup, a consistent snapshot despite concurrent writes."""
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        try:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # no WAL file beside it
            _check_integrity(copy, "quick_check")
            return [digest for (digest,) in copy.execute(_DIGESTS_SQL)]
        except sqlite3.DatabaseError as error:
            raise BackupError(
                f"The database cannot be copied ({error}). Free space or mend the disk; an earlier backup may be whole."
            ) from error


def _check_integrity(database: sqlite3.Connection, pragma: str) -> None:
    database.execute("PRAGMA ignore_check_constraints=ON")  # they use Django's SQL functions
    (verdict,) = database.execute(f"PRAGMA {pragma}(1)").fetchone()
    if verdict != "ok":
        raise BackupError(f"The database is damaged ({verdict}). Restore an earlier backup.")


def _dump_postgresql(path: Path) -> list[str]:
    """Run pg_dump on the same snapshot as the query for the payload digests."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        arguments, environment = _build_client_command(["--format=custom", f"--snapshot={snapshot}"])
        _run_program(["pg_dump", f"--file={path}", *arguments], environment)
        cursor.execute(_DIGESTS_SQL)
        return [digest for (digest,) in cursor.fetchall()]


def _build_client_command(parameters: list[str]) -> tuple[list[str], dict[str, str]]:
    """Return arguments and environment for PostgreSQL's programs; no password in arguments."""
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, parameters)
    return arguments[1:], os.environ | (environment or {})


def _run_program(command: list[str], environment: dict[str, str]) -> None:
    program = command[0]
    try:
        process = subprocess.run(  # noqa: S603 -- PostgreSQL's own programs, no shell
            command, env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise BackupError(
            f"The database is PostgreSQL, and its program {program} is not installed here. Install"
            " PostgreSQL’s client programs (Debian: postgresql-client)."
        ) from None
    if process.returncode:
        reason = process.stderr.strip().rpartition("\n")[2] or f"exit status {process.returncode}"
        raise BackupError(f"{program} could not do its work ({reason}).")
