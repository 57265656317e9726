"""Read a backup completely and verify its checksums before anything is used."""

import hashlib
import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import IO, Final

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from archive.backup.databases import DUMP, SQLITE, check_copy
from archive.backup.write import (
    FACTS,
    FORM,
    SMALL_FILES,
    SUMS,
    TOLD_EVERY,
    Progress,
    forget_members,
)
from archive.errors import BackupError
from archive.provenance.payloads import PIECE

_LONGEST_FACTS: Final = 1_000_000
_LONGEST_LINE: Final = 1_000
_NAME: Final = re.compile(
    "|".join(map(re.escape, (SQLITE, DUMP, *SMALL_FILES)))
    + r"|uploads/[0-9a-f]{16}/[0-9]{5}"
    + r"|payloads/([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}"
)
_OTHER: Final = "Name a file that `backup` wrote."

Members = Iterator[tuple[str, IO[bytes]]]


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """Manifest of a backup: creation time, upload folder, number of originals."""

    made_at: str
    uploads: str
    originals: int


def read_backup(path: Path, folder: Path, progress: Progress) -> BackupFacts:
    """Extract a backup into an empty folder; raise BackupError if it is incomplete or damaged."""
    try:
        with (
            path.open("rb") as file,
            tarfile.open(fileobj=file, mode="r|") as tar,
            (folder / SUMS).open("w+b") as sums,
        ):
            return _read(path, _members(path, tar), folder, sums, progress)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{path} is no whole backup ({error}). {_OTHER}") from error


def _read(
    path: Path, members: Members, folder: Path, sums: IO[bytes], progress: Progress
) -> BackupFacts:
    facts = _read_facts(path, members, sums)
    for done, (name, source) in enumerate(members, start=1):
        if name == SUMS:
            _compare(path, sums, source)
            _check_database(path, folder)
            return facts
        if not _NAME.fullmatch(name):
            raise BackupError(f"{path} is no backup of an archive: {name!r} is in it. {_OTHER}")
        if (folder / name).exists():
            raise BackupError(f"{path} is no backup of an archive: {name} is in it twice. {_OTHER}")
        digest = _write(folder / name, source)
        sums.write(f"{digest}  {name}\n".encode())
        if done % TOLD_EVERY == 0:
            progress(done, facts.originals)
    raise BackupError(f"{path} is no whole backup: its end is missing. {_OTHER}")


def _members(path: Path, tar: tarfile.TarFile) -> Members:
    """Yield each file with its name; raise BackupError for anything but regular files."""
    while (member := tar.next()) is not None:
        source = tar.extractfile(member) if member.isreg() else None
        if source is None:
            raise BackupError(f"{path} is no backup of an archive: {member.name!r} is no file.")
        yield member.name, source
        forget_members(tar)


def _read_facts(path: Path, members: Members, sums: IO[bytes]) -> BackupFacts:
    """Read the manifest; raise BackupError if this version or database cannot restore it."""
    name, source = next(members, ("", None))
    if name != FACTS or source is None:
        raise BackupError(f"{path} is no backup of an archive. {_OTHER}")
    raw = source.read(_LONGEST_FACTS)
    sums.write(f"{hashlib.sha256(raw).hexdigest()}  {FACTS}\n".encode())
    try:
        told = json.loads(raw)
        is_newer = told["form"] != FORM or set(told["migrations"]) - _known_migrations()
        facts = BackupFacts(str(told["made_at"]), str(told["uploads"]), int(told["originals"]))
        vendor, version = str(told["database"]), str(told["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{path} is damaged: {FACTS} cannot be read. {_OTHER}") from error
    if is_newer:
        raise BackupError(
            f"{path} was made by a newer version of Cuttings ({version}). Install that version"
            " first."
        )
    if vendor != connection.vendor:
        raise BackupError(
            f"{path} holds a database of {vendor}, and this archive is to use {connection.vendor}."
            " Set DATABASE_URL accordingly."
        )
    return facts


def _known_migrations() -> set[str]:
    loader = MigrationLoader(None)
    replaced = {key for one in loader.disk_migrations.values() for key in one.replaces}
    return {name for app, name in {*loader.disk_migrations, *replaced} if app == "archive"}


def _write(path: Path, source: IO[bytes]) -> str:
    """Write a file readable by its owner only; return its checksum."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as file:
        while piece := source.read(PIECE):
            digest.update(piece)
            file.write(piece)
    path.chmod(0o400 if path.name == digest.hexdigest() else 0o600)
    return digest.hexdigest()


def _compare(path: Path, ours: IO[bytes], theirs: IO[bytes]) -> None:
    """Compare computed checksums with those in the backup."""
    ours.seek(0)
    for found, written in zip_longest(_lines(ours), _lines(theirs), fillvalue=b""):
        if found != written:
            name = (found or written).decode(errors="replace").strip().rpartition("  ")[2]
            raise BackupError(f"{path} is damaged: {name} is not as it was written. {_OTHER}")


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(_LONGEST_LINE):
        yield line


def _check_database(path: Path, folder: Path) -> None:
    if (folder / SQLITE).exists():
        check_copy(folder / SQLITE)
    elif not (folder / DUMP).exists():
        raise BackupError(f"{path} has no database in it. {_OTHER}")
