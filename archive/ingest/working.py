"""Worker for waiting batches, processed one after the other (entry point).

The worker may be killed at any moment: the batch is found without its process and waits again;
items already saved are known then.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from archive.ingest import batches
from archive.ingest.pipeline import ingest
from archive.ingest.report import IngestOutcome, IngestReport
from archive.ingest.sources import SourceReader
from archive.ingest.uploads import find_files
from archive.models import Batch, Collection, Outlet

MAX_ATTEMPTS: Final = 3  # starts of a batch before it is left to an operator


def claim_next_batch() -> Batch | None:
    """Claim and return the oldest waiting batch; requeue interrupted batches first."""
    batches.mark_interrupted_batches()
    for batch in Batch.objects.filter(state=Batch.State.INTERRUPTED, given_by__isnull=False):
        if batch.options.get("attempts", 0) < MAX_ATTEMPTS and find_files(batch):
            Batch.objects.filter(pk=batch.pk, state=Batch.State.INTERRUPTED).update(
                state=Batch.State.WAITING, finished_at=None
            )
    for batch in Batch.objects.filter(state=Batch.State.WAITING).order_by("pk"):
        batch.options["attempts"] = batch.options.get("attempts", 0) + 1
        if batches.claim_batch(batch):
            return batch
    return None


def process_upload(
    batch: Batch, *, on_outcome: Callable[[IngestOutcome], None] | None = None
) -> IngestReport:
    """Ingest the files of a batch from `claim_next_batch`, and delete those that are stored.

    Refused files stay, so that they can be retried.
    """
    names = find_files(batch)
    options = batch.options
    refused_sources: set[str] = set()

    def note_outcome(outcome: IngestOutcome) -> None:
        if outcome.result == "refused":
            refused_sources.add(outcome.source)
        if on_outcome is not None:
            on_outcome(outcome)

    with SourceReader(list(names), display_names=names) as sources:
        report = ingest(
            sources.iter_items(),
            source=batch.source,
            outlet=Outlet.objects.filter(pk=options.get("outlet")).first(),
            collection=Collection.objects.filter(pk=options.get("collection")).first(),
            batch=batch,
            on_outcome=note_outcome,
        )
    _delete_files(path for path, name in names.items() if name not in refused_sources)
    return report


def _delete_files(paths: Iterable[str]) -> None:
    for path in map(Path, paths):
        path.unlink(missing_ok=True)
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
