"""Restore an archive from a backup: extract and verify in a work folder, then move into place.

The database is moved last. Until then there is no archive, and an interrupted restore can be
repeated.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from archive.backup.databases import DUMP_NAME, SQLITE_NAME, is_database_empty, load_dump
from archive.backup.read import BackupManifest, read_backup
from archive.backup.write import SMALL_FILES, ProgressCallback
from archive.errors import BackupError
from archive.models import Batch
from archive.provenance.payloads import fsync_folder

_IGNORED_NAMES: Final = frozenset({"logs", "lost+found", "secret.key", "static"})
"""Names that may exist in the folder: a server started too early creates them."""
_WORK_PREFIX: Final = "restoring-"


def restore_backup(path: Path, progress: ProgressCallback) -> BackupManifest:
    """Restore a backup into the empty CUTTINGS_HOME; raise BackupError on failure."""
    home = Path(settings.CUTTINGS_HOME)
    is_new = not home.exists()
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
            f"{path} cannot be restored into {home} ({error.strerror or error}). Nothing was put"
            " there."
        ) from error
    finally:
        if is_new:
            with suppress(OSError):  # not empty after a successful restore
                home.rmdir()
    return manifest


def reset_restored_batches(manifest: BackupManifest) -> None:
    """Adjust restored batches: interrupt running ones, and rewrite the paths of uploads."""
    Batch.objects.filter(state=Batch.State.RUNNING).update(
        state=Batch.State.INTERRUPTED, finished_at=timezone.now()
    )
    old_root, new_root = f"{manifest.uploads}/", f"{settings.UPLOAD_ROOT}/"
    for batch in Batch.objects.filter(options__has_key="files"):
        batch.options["files"] = {
            path.replace(old_root, new_root, 1) if path.startswith(old_root) else path: name
            for path, name in batch.options["files"].items()
        }
        batch.save(update_fields=["options"])


def _check_target(home: Path) -> None:
    """Raise BackupError if the folder or the database is not empty."""
    for path in home.iterdir() if home.is_dir() else ():
        if path.name in _IGNORED_NAMES or path.name.startswith(_WORK_PREFIX):
            continue
        if not path.is_dir() or any(not child.is_dir() for child in path.rglob("*")):
            raise BackupError(
                f"{home} is not empty ({path.name}). A backup is restored into an empty folder, and"
                " overwrites nothing: set CUTTINGS_HOME to another one."
            )
    if connection.vendor != "sqlite" and not is_database_empty():
        raise BackupError(
            "The database that DATABASE_URL names is not empty. Name an empty one: a backup"
            " overwrites nothing."
        )


def _move_into_place(folder: Path) -> None:
    """Move everything into place, the database last; move it all back if that fails."""
    home = Path(settings.CUTTINGS_HOME)
    targets = {name: home / name for name in SMALL_FILES}
    targets |= {"payloads": Path(settings.PAYLOAD_ROOT), "uploads": Path(settings.UPLOAD_ROOT)}
    moved: list[tuple[Path, Path]] = []
    try:
        for name, target in targets.items():
            if (folder / name).exists():
                if target.is_dir():
                    shutil.rmtree(target)  # empty folders, see `_check_target`
                (folder / name).rename(target)
                moved.append((folder / name, target))
        os.sync()
        if (folder / DUMP_NAME).exists():
            load_dump(folder / DUMP_NAME)
        else:
            (folder / SQLITE_NAME).rename(connection.settings_dict["NAME"])
            fsync_folder(home)
    except BaseException:
        for source, target in reversed(moved):
            target.rename(source)
        raise
