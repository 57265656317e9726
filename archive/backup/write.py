"""Write a backup of the live archive.

The database is copied first, then the originals it refers to: these are on disk before their rows
exist and are never deleted, so none is missing despite concurrent ingestion. The file is renamed
to its final name once it is complete and fsynced.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from archive import __version__
from archive.backup.databases import copy_database
from archive.backup.originals import FOLDER_NAME, LIST_NAME, store_original
from archive.db.bulk import Progress
from archive.errors import BackupError
from archive.storage.payloads import fsync_folder, get_payload_path

FORMAT_VERSION: Final = 1
INCREMENTAL_VERSION: Final = 2
"""Of a backup whose originals are in a folder beside it, which earlier versions do not read."""
MANIFEST_NAME: Final = "backup.json"
SUMS_NAME: Final = "SHA256SUMS"
SMALL_FILES: Final = ("secret.key", "admin-login.txt", "notice.txt")
PROGRESS_INTERVAL: Final = 100
_HOLD_PREFIX: Final = "backup-"
_DAY_SECONDS: Final = 86_400  # seconds


@dataclass(slots=True)
class BackupReport:
    """Number of originals in a backup, and those missing or changed in the archive itself."""

    originals: int = 0
    lost: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


class BackupWriter:
    """Writer of a tar file that ends with the checksums of its members."""

    def __init__(self, file: BinaryIO, sums: BinaryIO, folder: Path = Path()) -> None:
        self.folder = folder
        self._tar = tarfile.open(fileobj=file, mode="w|")  # noqa: SIM115 -- `close` closes it
        self._sums = sums

    def add(self, name: str, source: BinaryIO) -> str:
        """Add a file; return its checksum."""
        entry = tarfile.TarInfo(name)
        entry.size = source.seek(0, os.SEEK_END)
        entry.mode, entry.mtime = 0o600, int(time.time())
        source.seek(0)
        reader = _HashingReader(source)
        self._tar.addfile(entry, reader)
        forget_members(self._tar)
        digest = reader.digest.hexdigest()
        if source is not self._sums:
            self._sums.write(f"{digest}  {name}\n".encode())
        return digest

    def close(self) -> None:
        """Add the checksums, which complete the backup."""
        self.add(SUMS_NAME, self._sums)
        self._tar.close()


def forget_members(tar: Any) -> None:
    """Clear the member list of a tar file, or a million originals would fill the memory."""
    tar.members.clear()


class _HashingReader(io.RawIOBase):
    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self.digest.update(chunk)
        return chunk


def write_backup(path: Path, progress: Progress, *, is_incremental: bool = False) -> BackupReport:
    """Write a backup to `path`; on failure raise BackupError and leave no file.

    The originals are in it or, of an incremental one, in a folder beside it where those of former backups are.
    """
    if path.exists():
        raise BackupError(f"{path} is there already. Choose another name.")
    try:
        with (
            tempfile.TemporaryDirectory(prefix=f"{path.name}.", suffix=".partial", dir=path.parent) as folder,
            _open_hold_folder() as uploads,
            _open_partial_file(path) as file,
            tempfile.TemporaryFile(dir=folder) as sums,
        ):
            _link_uploads(uploads)
            database, digests = copy_database(Path(folder))
            _link_uploads(uploads)
            writer = BackupWriter(file, sums, path.parent)
            manifest = _build_manifest(len(digests))
            if is_incremental:
                manifest["form"] = INCREMENTAL_VERSION
            writer.add(MANIFEST_NAME, io.BytesIO(json.dumps(manifest, indent=1).encode()))
            _add_files(writer, database, uploads)
            add_originals = _store_originals if is_incremental else _add_originals
            report = add_originals(writer, digests, progress)
            writer.close()
    except OSError as error:
        raise BackupError(
            f"The backup could not be written to {path} ({error.strerror or error}). Free space or"
            " choose another disk; nothing of it is left."
        ) from error
    return report


def _build_manifest(originals: int) -> dict[str, object]:
    migrations = MigrationRecorder(connection).applied_migrations()
    return {
        "form": FORMAT_VERSION,
        "version": __version__,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": sorted(name for app, name in migrations if app == "archive"),
        "uploads": str(settings.UPLOAD_ROOT),
        "originals": originals,
    }


def _add_files(writer: BackupWriter, database: Path, uploads: Path) -> None:
    home = Path(settings.CUTTINGS_HOME)
    small = [(name, home / name) for name in SMALL_FILES if (home / name).exists()]
    upload_files = [(f"uploads/{path.relative_to(uploads)}", path) for path in sorted(uploads.glob("*/*"))]
    for name, path in [(database.name, database), *small, *upload_files]:
        with path.open("rb") as source:
            writer.add(name, source)


def _add_originals(writer: BackupWriter, digests: list[str], progress: Progress) -> BackupReport:
    """Add the originals; report those missing or changed, which do not fail the backup."""

    def add(digest: str, source: BinaryIO) -> bool:
        name = get_payload_path(digest).relative_to(settings.PAYLOAD_ROOT)
        return writer.add(f"payloads/{name}", source) == digest

    return _copy_originals(digests, add, progress)


def _store_originals(writer: BackupWriter, digests: list[str], progress: Progress) -> BackupReport:
    """Add the list of the originals, and store those beside the backup that are not there yet."""
    folder = writer.folder / FOLDER_NAME

    def store(digest: str, source: BinaryIO) -> bool:
        size = os.fstat(source.fileno()).st_size
        return store_original(folder, digest, source, size)

    report = _copy_originals(digests, store, progress)
    unsound = {*report.lost, *report.changed}
    stored = "".join(f"{digest}\n" for digest in digests if digest not in unsound)
    writer.add(LIST_NAME, io.BytesIO(stored.encode()))
    return report


def _copy_originals(digests: list[str], copy: Callable[[str, BinaryIO], bool], progress: Progress) -> BackupReport:
    """Copy the originals with a function that returns False for changed bytes; report these, and those missing."""
    report = BackupReport()
    for digest in digests:
        try:
            source = get_payload_path(digest).open("rb")
        except FileNotFoundError:
            report.lost.append(digest)
            continue
        with source:
            if not copy(digest, source):
                report.changed.append(digest)
        report.originals += 1
        if report.originals % PROGRESS_INTERVAL == 0:
            progress(report.originals, len(digests))
    return report


@contextmanager
def _open_hold_folder() -> Iterator[Path]:
    """Create a folder of links for a block; delete those of backups killed over a day ago."""
    home = Path(settings.CUTTINGS_HOME)
    for stale_folder in home.glob(f"{_HOLD_PREFIX}*"):
        if time.time() - stale_folder.stat().st_mtime > _DAY_SECONDS:
            shutil.rmtree(stale_folder, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_HOLD_PREFIX, dir=home) as folder:
        yield Path(folder)


def _link_uploads(folder: Path) -> None:
    """Link the uploaded files that exist now, as the worker may delete them during the backup."""
    for path in Path(settings.UPLOAD_ROOT).glob("*/*"):
        link = folder / path.parent.name / path.name
        link.parent.mkdir(exist_ok=True)
        with suppress(FileExistsError, FileNotFoundError):
            link.hardlink_to(path)


@contextmanager
def _open_partial_file(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file that is fsynced and renamed to `path` after the block."""
    descriptor, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".partial", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).rename(path)
        fsync_folder(path.parent)
    except BaseException:  # also Ctrl-C
        Path(name).unlink(missing_ok=True)
        raise
