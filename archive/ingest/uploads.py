"""Uploaded files, queued until a worker ingests them."""

import secrets
import shutil
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from archive.curation.changes import finish_change
from archive.formats.documents import escape_line
from archive.ingest import reports
from archive.ingest.pipeline import ingest
from archive.ingest.reports import IngestReport
from archive.ingest.sources import SourceReader
from archive.models import Batch, Change, Collection, Outlet
from archive.models.relations import find_current_record

MAX_ATTEMPTS: Final = 3  # starts of a batch before it is left to an operator
TREE_NAME: Final = "tree"  # folder of the files that came with a path
MAX_PATH_DEPTH: Final = 20
MAX_NAME_BYTES: Final = 200


def receive_upload(
    files: Iterable[UploadedFile],
    paths: Iterable[str] = (),
    *,
    user: User,
    outlet: Outlet | None = None,
    collection: Collection | None = None,
) -> Batch:
    """Write the files to disk, then create a waiting batch for them; `paths` are theirs within an uploaded folder."""
    folder = Path(settings.UPLOAD_ROOT) / secrets.token_hex(8)
    folder.mkdir(parents=True)
    try:
        names = _write_files(zip_longest(files, paths, fillvalue=""), folder)  # type: ignore[arg-type]
        source = f"upload: {', '.join(list(names.values())[:3])}"
        source += f" and {len(names) - 3:,} more" if len(names) > 3 else ""
        collection_id = collection.pk if collection else None
        options = {"files": names, "outlet": outlet.pk if outlet else None, "collection": collection_id}
        with transaction.atomic():
            return Batch.objects.create(source=source, state=Batch.State.WAITING, given_by=user, options=options)
    except BaseException:  # also Ctrl-C: no files may stay without a batch
        shutil.rmtree(folder, ignore_errors=True)
        raise


def retry_refused(batch: Batch) -> bool:
    """Queue the refused files of an upload again; return False if there are none."""
    names = find_files(batch)
    if not names or batch.state not in {Batch.State.FINISHED, Batch.State.INTERRUPTED}:
        return False
    batch.refusals.all().delete()
    Batch.objects.filter(pk=batch.pk).update(
        state=Batch.State.WAITING, refused=0, options={**batch.options, "attempts": 0}
    )
    return True


def _write_files(files: Iterable[tuple[UploadedFile, str]], folder: Path) -> dict[str, str]:
    """Write each file, those with a safe path in a tree as they lay; return the name of each written path."""
    names: dict[str, str] = {}
    for number, (file, given_path) in enumerate(files, start=1):
        inner_path = _clean_path(given_path)
        path = folder / TREE_NAME / inner_path if inner_path else folder / f"{number:05d}"
        if str(path) in names:
            path, inner_path = folder / f"{number:05d}", ""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        name = escape_line(inner_path or Path(file.name or "").name or f"file {number}", 200)
        names[str(path)] = f"{number} {name}" if name in names.values() else name
    return names


def _clean_path(given_path: str) -> str:
    """Return a path that stays inside the folder it is joined to, or an empty string."""
    parts = [part for part in given_path.replace("\\", "/").split("/") if part not in {"", "."}]
    is_safe = 2 <= len(parts) <= MAX_PATH_DEPTH and all(
        part != ".." and part.isprintable() and len(part.encode("utf-8", "replace")) <= MAX_NAME_BYTES for part in parts
    )
    return "/".join(parts) if is_safe else ""


def find_files(batch: Batch) -> dict[str, str]:
    """Return the uploaded files that still exist, inside UPLOAD_ROOT only: path → name."""
    root = Path(settings.UPLOAD_ROOT).resolve()
    files = batch.options.get("files") or {}
    return {
        path: name for path, name in files.items() if Path(path).resolve().is_relative_to(root) and Path(path).is_file()
    }


def claim_next_batch() -> Batch | None:
    """Claim and return the oldest waiting batch; requeue interrupted batches first."""
    reports.mark_interrupted_batches()
    interrupted = Batch.objects.filter(state=Batch.State.INTERRUPTED, given_by__isnull=False)
    for batch in interrupted.exclude(change__is_undone=True):  # whoever undid it wants it gone
        if batch.options.get("attempts", 0) < MAX_ATTEMPTS and find_files(batch):
            Batch.objects.filter(pk=batch.pk, state=Batch.State.INTERRUPTED).update(
                state=Batch.State.WAITING, finished_at=None
            )
    for batch in Batch.objects.filter(state=Batch.State.WAITING).order_by("pk"):
        batch.options["attempts"] = batch.options.get("attempts", 0) + 1
        if reports.claim_batch(batch):
            return batch
    return None


def process_upload(batch: Batch) -> IngestReport:
    """Ingest the files of a batch from `claim_next_batch`; delete those that are stored, keep refused ones to retry."""
    names = find_files(batch)
    options = batch.options
    change = _begin_change(batch)
    try:
        with SourceReader(list(names), display_names=names) as sources:
            report = ingest(
                sources.iter_items(),
                source=batch.source,
                outlet=find_current_record(Outlet, options.get("outlet")),
                collection=Collection.objects.filter(pk=options.get("collection")).first(),
                batch=batch,
            )
    finally:  # what was saved before a run broke off can be undone, too
        finish_change(change)
    refused_sources = {refusal.source for refusal in report.refusals}
    for path in (Path(path) for path, name in names.items() if name not in refused_sources):
        path.unlink(missing_ok=True)
        _remove_empty_folders(path.parent)
    return report


def _begin_change(batch: Batch) -> Change:
    """Return the change that what the upload writes belongs to; a run that is gone on with, or tried again, has it."""
    change = batch.change
    if change is None or change.is_undone:
        action, summary = Change.Action.UPLOAD, f"Uploaded: {batch.source.removeprefix('upload: ')}"[:300]
        change = batch.change = Change.objects.create(action=action, made_by=batch.given_by, summary=summary)
        batch.save(update_fields=["change"])
    return change


def _remove_empty_folders(folder: Path) -> None:
    """Remove a folder of an upload, and those it lies in, while nothing is left in them."""
    root = Path(settings.UPLOAD_ROOT).resolve()
    while folder.resolve() != root and folder.resolve().is_relative_to(root) and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
