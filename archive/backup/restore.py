"""Verify a backup and restore an archive from it."""

import hashlib
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import IO, Final

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from archive.backup import databases, write
from archive.backup.originals import FOLDER_NAME, LIST_NAME, copy_originals
from archive.db.bulk import Progress
from archive.errors import BackupError
from archive.models import Batch
from archive.storage.payloads import fsync_folder, hash_stream

_MAX_MANIFEST_SIZE: Final = 1_000_000
_MAX_LINE_LENGTH: Final = 1_000
_MEMBER_NAME: Final = re.compile(
    "|".join(map(re.escape, (databases.SQLITE_NAME, databases.DUMP_NAME, LIST_NAME, *write.SMALL_FILES)))
    + r"|uploads/[0-9a-f]{16}/[0-9]{5}"
    + r"|payloads/([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}"
)
_IGNORED_NAMES: Final = frozenset({"logs", "lost+found", "secret.key", "static"})
"""Names that may exist in the folder: a server started too early creates them."""
_WORK_PREFIX: Final = "restoring-"
_HINT: Final = "Name a file that `backup` wrote."

BackupMembers = Iterator[tuple[str, IO[bytes]]]


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """Manifest of a backup: creation time, upload folder, number of originals."""

    made_at: str
    uploads: str
    originals: int


def read_backup(path: Path, folder: Path, progress: Progress, *, keeps_originals: bool = True) -> BackupManifest:
    """Extract a backup into an empty folder; raise BackupError if it is incomplete or damaged.

    If the originals are not kept they are compared with their checksums all the same.
    """
    try:
        with (
            path.open("rb") as file,
            tarfile.open(fileobj=file, mode="r|") as tar,
            (folder / write.SUMS_NAME).open("w+b") as sums,
        ):
            manifest = _read_members(path, _iter_members(path, tar), folder, sums, progress, keeps_originals)
        if (folder / LIST_NAME).exists():
            with (folder / LIST_NAME).open("rb") as listed:
                copy_originals(listed, path.parent / FOLDER_NAME, folder / "payloads" if keeps_originals else None)
            (folder / LIST_NAME).unlink()
        return manifest
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{path} is no whole backup ({error}). {_HINT}") from error


def _read_members(
    path: Path,
    members: BackupMembers,
    folder: Path,
    sums: IO[bytes],
    progress: Progress,
    keeps_originals: bool,  # noqa: FBT001 -- named by its caller
) -> BackupManifest:
    manifest = _read_manifest(path, members, sums)
    for file_count, (name, source) in enumerate(members, start=1):
        if name == write.SUMS_NAME:
            _compare_checksums(path, sums, source)
            if (folder / databases.SQLITE_NAME).exists():
                databases.check_sqlite_copy(folder / databases.SQLITE_NAME)
            elif not (folder / databases.DUMP_NAME).exists():
                raise BackupError(f"{path} has no database in it. {_HINT}")
            return manifest
        if not _MEMBER_NAME.fullmatch(name):
            raise BackupError(f"{path} is no backup of an archive: {name!r} is in it. {_HINT}")
        if (folder / name).exists():
            raise BackupError(f"{path} is no backup of an archive: {name} is in it twice. {_HINT}")
        is_kept = keeps_originals or not name.startswith("payloads/")
        digest = _write_file(folder / name, source) if is_kept else hash_stream(source)[0]
        sums.write(f"{digest}  {name}\n".encode())
        if file_count % write.PROGRESS_INTERVAL == 0:
            progress(file_count, manifest.originals)
    raise BackupError(f"{path} is no whole backup: its end is missing. {_HINT}")


def _iter_members(path: Path, tar: tarfile.TarFile) -> BackupMembers:
    """Yield each file with its name; raise BackupError for anything but regular files."""
    while (member := tar.next()) is not None:
        source = tar.extractfile(member) if member.isreg() else None
        if source is None:
            raise BackupError(f"{path} is no backup of an archive: {member.name!r} is no file.")
        yield member.name, source
        write.forget_members(tar)


def _read_manifest(path: Path, members: BackupMembers, sums: IO[bytes]) -> BackupManifest:
    """Read the manifest; raise BackupError if this version or database cannot restore it."""
    name, source = next(members, ("", None))
    if name != write.MANIFEST_NAME or source is None:
        raise BackupError(f"{path} is no backup of an archive. {_HINT}")
    raw = source.read(_MAX_MANIFEST_SIZE)
    sums.write(f"{hashlib.sha256(raw).hexdigest()}  {write.MANIFEST_NAME}\n".encode())
    try:
        data = json.loads(raw)
        known_names = databases.list_migration_names(MigrationLoader(None))
        is_newer = (
            data["form"] not in (write.FORMAT_VERSION, write.INCREMENTAL_VERSION)
            or set(data["migrations"]) - known_names
        )
        manifest = BackupManifest(str(data["made_at"]), str(data["uploads"]), int(data["originals"]))
        vendor, version = str(data["database"]), str(data["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{path} is damaged: {write.MANIFEST_NAME} cannot be read. {_HINT}") from error
    if is_newer:
        raise BackupError(f"{path} was made by a newer version of Cuttings ({version}). Install that version first.")
    if vendor != connection.vendor:
        raise BackupError(
            f"{path} holds a database of {vendor}, and this archive is to use {connection.vendor}."
            " Set DATABASE_URL accordingly."
        )
    return manifest


def _write_file(path: Path, source: IO[bytes]) -> str:
    """Write a file readable by its owner only; return its checksum."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        digest, _ = hash_stream(source, file)
    path.chmod(0o400 if path.name == digest else 0o600)
    return digest


def _compare_checksums(path: Path, computed_sums: IO[bytes], written_sums: IO[bytes]) -> None:
    computed_sums.seek(0)
    lines = (iter(partial(file.readline, _MAX_LINE_LENGTH), b"") for file in (computed_sums, written_sums))
    for computed, written in zip_longest(*lines, fillvalue=b""):
        if computed != written:
            name = (computed or written).decode(errors="replace").strip().rpartition("  ")[2]
            raise BackupError(f"{path} is damaged: {name} is not as it was written. {_HINT}")


def check_backup(path: Path, progress: Progress) -> BackupManifest:
    """Compare all of a backup with its checksums, and its database with itself; raise BackupError if it is damaged."""
    with tempfile.TemporaryDirectory(prefix="cuttings-check-") as folder:
        return read_backup(path, Path(folder), progress, keeps_originals=False)


def restore_backup(path: Path, progress: Progress) -> BackupManifest:
    """Restore a backup into the empty CUTTINGS_HOME; raise BackupError on failure."""
    home = Path(settings.CUTTINGS_HOME)
    is_new = not home.exists()
    _undo_killed_restore(home)
    _check_target(home)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for stale_folder in home.glob(f"{_WORK_PREFIX}*"):
            shutil.rmtree(stale_folder)
        with tempfile.TemporaryDirectory(prefix=_WORK_PREFIX, dir=home) as folder:
            manifest = read_backup(path, Path(folder), progress)
            _move_into_place(Path(folder))
    except OSError as error:
        raise BackupError(
            f"{path} cannot be restored into {home} ({error.strerror or error}). Nothing was put there."
        ) from error
    finally:
        if is_new:
            with suppress(OSError):  # not empty after a successful restore
                home.rmdir()
    return manifest


def reset_restored_batches(manifest: BackupManifest) -> None:
    """Adjust restored batches: interrupt running ones, and rewrite the paths of uploads."""
    Batch.objects.filter(state=Batch.State.RUNNING).update(state=Batch.State.INTERRUPTED, finished_at=timezone.now())
    old_root, new_root = f"{manifest.uploads}/", f"{settings.UPLOAD_ROOT}/"
    for batch in Batch.objects.filter(options__has_key="files"):
        batch.options["files"] = {
            path.replace(old_root, new_root, 1) if path.startswith(old_root) else path: name
            for path, name in batch.options["files"].items()
        }
        batch.save(update_fields=["options"])


def _check_target(home: Path) -> None:
    present = home.iterdir() if home.is_dir() else ()
    for path in present:
        if path.name in _IGNORED_NAMES or path.name.startswith(_WORK_PREFIX):
            continue
        if not path.is_dir() or any(not child.is_dir() for child in path.rglob("*")):
            raise BackupError(
                f"{home} is not empty ({path.name}). A backup is restored into an empty folder, and"
                " overwrites nothing: set CUTTINGS_HOME to another one."
            )
    if connection.vendor != "sqlite" and connection.introspection.table_names():
        raise BackupError(
            "The database that DATABASE_URL names is not empty. Name an empty one: a backup overwrites nothing."
        )


def _list_targets() -> dict[str, Path]:
    """Return where everything of a backup but its database belongs."""
    targets = {name: Path(settings.CUTTINGS_HOME) / name for name in write.SMALL_FILES}
    return targets | {"payloads": Path(settings.PAYLOAD_ROOT), "uploads": Path(settings.UPLOAD_ROOT)}


def _undo_killed_restore(home: Path) -> None:
    """Move back what a killed run had put in place, which began in an empty folder; its database came last."""
    is_sqlite = connection.vendor == "sqlite"
    if Path(connection.settings_dict["NAME"]).exists() if is_sqlite else connection.introspection.table_names():
        return
    for stale_folder in home.glob(f"{_WORK_PREFIX}*"):
        for name, target in _list_targets().items():
            if (stale_folder / write.SUMS_NAME).exists() and target.exists() and not (stale_folder / name).exists():
                target.rename(stale_folder / name)


def _move_into_place(folder: Path) -> None:
    """Move everything into place, the database last; move it all back if that fails."""
    home, targets = Path(settings.CUTTINGS_HOME), _list_targets()
    moved: list[tuple[Path, Path]] = []
    try:
        for name, target in targets.items():
            if (folder / name).exists():
                if target.is_dir():
                    shutil.rmtree(target)  # empty folders, see `_check_target`
                (folder / name).rename(target)
                moved.append((folder / name, target))
        os.sync()
        if (folder / databases.DUMP_NAME).exists():
            databases.load_dump(folder / databases.DUMP_NAME)
        else:
            (folder / databases.SQLITE_NAME).rename(connection.settings_dict["NAME"])
            fsync_folder(home)
    except BaseException:
        for source, target in reversed(moved):
            target.rename(source)
        raise
