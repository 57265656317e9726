"""**Door**: files that editors hand over, kept beside the archive until a worker takes them in.

A run of uploaded files is a row that waits; `working` works it off, in another process than the
pages that call this one, which read nothing.
"""

import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from archive.ingest.readers.places import one_line
from archive.models import Batch, Collection, Outlet


class Uploaded(Protocol):
    """A file as a form hands it over."""

    name: str | None

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, a piece at a time."""


def receive(
    files: Iterable[Uploaded],
    *,
    by: User,
    outlet: Outlet | None = None,
    collection: Collection | None = None,
) -> Batch:
    """Keep the files and have a run of them wait; its row is written when all of them are there."""
    folder = Path(settings.UPLOAD_ROOT) / secrets.token_hex(8)
    folder.mkdir(parents=True)
    try:
        names = _written(files, folder)
        with transaction.atomic():
            return Batch.objects.create(
                source=_named(list(names.values())),
                state=Batch.State.WAITING,
                given_by=by,
                options={
                    "files": names,
                    "outlet": outlet.pk if outlet else None,
                    "collection": collection.pk if collection else None,
                },
            )
    except BaseException:  # also Ctrl-C: files that no row names must not stay
        shutil.rmtree(folder, ignore_errors=True)
        raise


def again(batch: Batch) -> bool:
    """Have the refused files of an uploaded run wait again; False where none are kept."""
    names = files_of(batch)
    if not names or batch.state not in {Batch.State.FINISHED, Batch.State.INTERRUPTED}:
        return False
    batch.refusals.all().delete()
    Batch.objects.filter(pk=batch.pk).update(
        state=Batch.State.WAITING, refused=0, options={**batch.options, "attempts": 0}
    )
    return True


def kept_files(batch: Batch) -> int:
    """How many files of an uploaded run are still kept: those waiting, or refused."""
    return len(files_of(batch))


def _written(files: Iterable[Uploaded], folder: Path) -> dict[str, str]:
    names: dict[str, str] = {}
    for number, file in enumerate(files, start=1):
        path = folder / f"{number:05d}"
        with path.open("xb") as copy:
            for piece in file.chunks():
                copy.write(piece)
        name = one_line(Path(file.name or "").name or f"file {number}", 200)
        taken = set(names.values())
        names[str(path)] = name if name not in taken else f"{number} {name}"
    return names


def _named(names: list[str]) -> str:
    first = ", ".join(names[:3])
    return f"upload: {first}" + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")


def files_of(batch: Batch) -> dict[str, str]:
    """The uploaded files that are still there, under our own folder only: path → name."""
    root = Path(settings.UPLOAD_ROOT).resolve()
    files = batch.options.get("files") or {}
    return {
        path: name
        for path, name in files.items()
        if Path(path).resolve().is_relative_to(root) and Path(path).is_file()
    }
