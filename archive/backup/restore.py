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

from archive.backup.databases import DUMP, SQLITE, is_empty, load_dump
from archive.backup.read import BackupFacts, read_backup
from archive.backup.write import SMALL_FILES, Progress
from archive.errors import BackupError
from archive.models import Batch
from archive.provenance.payloads import flush_folder

_NO_ARCHIVE: Final = frozenset({"logs", "lost+found", "secret.key", "static"})
"""Names that may exist in the folder: a server started too early creates them."""
_BEGUN: Final = "restoring-"


def restore_backup(path: Path, progress: Progress) -> BackupFacts:
    """Restore a backup into the empty CUTTINGS_HOME; raise BackupError on failure."""
    home = Path(settings.CUTTINGS_HOME)
    is_new = not home.exists()
    _check_place(home)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        for begun in home.glob(f"{_BEGUN}*"):
            shutil.rmtree(begun)
        with tempfile.TemporaryDirectory(prefix=_BEGUN, dir=home) as folder:
            facts = read_backup(path, Path(folder), progress)
            _put_in_place(Path(folder))
    except OSError as error:
        raise BackupError(
            f"{path} cannot be restored into {home} ({error.strerror or error}). Nothing was put"
            " there."
        ) from error
    finally:
        if is_new:
            with suppress(OSError):  # not empty after a successful restore
                home.rmdir()
    return facts


def resume_runs(facts: BackupFacts) -> None:
    """Adjust restored batches: interrupt running ones, and rewrite the paths of uploads."""
    Batch.objects.filter(state=Batch.State.RUNNING).update(
        state=Batch.State.INTERRUPTED, finished_at=timezone.now()
    )
    there, here = f"{facts.uploads}/", f"{settings.UPLOAD_ROOT}/"
    for batch in Batch.objects.filter(options__has_key="files"):
        batch.options["files"] = {
            path.replace(there, here, 1) if path.startswith(there) else path: name
            for path, name in batch.options["files"].items()
        }
        batch.save(update_fields=["options"])


def _check_place(home: Path) -> None:
    """Raise BackupError if the folder or the database is not empty."""
    for path in home.iterdir() if home.is_dir() else ():
        if path.name in _NO_ARCHIVE or path.name.startswith(_BEGUN):
            continue
        if not path.is_dir() or any(not inside.is_dir() for inside in path.rglob("*")):
            raise BackupError(
                f"{home} is not empty ({path.name}). A backup is restored into an empty folder, and"
                " overwrites nothing: set CUTTINGS_HOME to another one."
            )
    if connection.vendor != "sqlite" and not is_empty():
        raise BackupError(
            "The database that DATABASE_URL names is not empty. Name an empty one: a backup"
            " overwrites nothing."
        )


def _put_in_place(folder: Path) -> None:
    """Move everything into place, the database last; move it all back if that fails."""
    home = Path(settings.CUTTINGS_HOME)
    places = {name: home / name for name in SMALL_FILES}
    places |= {"payloads": Path(settings.PAYLOAD_ROOT), "uploads": Path(settings.UPLOAD_ROOT)}
    moved: list[tuple[Path, Path]] = []
    try:
        for name, place in places.items():
            if (folder / name).exists():
                if place.is_dir():
                    shutil.rmtree(place)  # empty folders, see `_check_target`
                (folder / name).rename(place)
                moved.append((folder / name, place))
        os.sync()
        if (folder / DUMP).exists():
            load_dump(folder / DUMP)
        else:
            (folder / SQLITE).rename(connection.settings_dict["NAME"])
            flush_folder(home)
    except BaseException:
        for source, place in reversed(moved):
            place.rename(source)
        raise
