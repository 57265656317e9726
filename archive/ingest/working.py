"""**Door**: runs that wait, worked off one after the other.

Whoever works may be killed at any moment: the row is found without its process and waits again,
and what is in already is known.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from archive.ingest import batches
from archive.ingest.pipeline import ingest
from archive.ingest.report import IngestReport, Outcome
from archive.ingest.sources import Sources
from archive.ingest.uploads import files_of
from archive.models import Batch, Collection, Outlet

ATTEMPTS: Final = 3  # times a run is begun before it is left for somebody to look at


def next_waiting() -> Batch | None:
    """The oldest run that waits, now this process's own; those cut off wait again first."""
    batches.mark_interrupted()
    for batch in Batch.objects.filter(state=Batch.State.INTERRUPTED, given_by__isnull=False):
        if batch.options.get("attempts", 0) < ATTEMPTS and files_of(batch):
            Batch.objects.filter(pk=batch.pk, state=Batch.State.INTERRUPTED).update(
                state=Batch.State.WAITING, finished_at=None
            )
    for batch in Batch.objects.filter(state=Batch.State.WAITING).order_by("pk"):
        batch.options["attempts"] = batch.options.get("attempts", 0) + 1
        if batches.claim(batch):
            return batch
    return None


def take_in(batch: Batch, *, on_outcome: Callable[[Outcome], None] | None = None) -> IngestReport:
    """Take in the files of a run that `next_waiting` gave; they go once they are in the store.

    Files that were refused stay, so that they can be tried again.
    """
    names = files_of(batch)
    options = batch.options
    refused: set[str] = set()

    def noted(outcome: Outcome) -> None:
        if outcome.result == "refused":
            refused.add(outcome.source)
        if on_outcome is not None:
            on_outcome(outcome)

    with Sources(list(names), names=names) as sources:
        report = ingest(
            sources.documents(),
            source=batch.source,
            outlet=Outlet.objects.filter(pk=options.get("outlet")).first(),
            collection=Collection.objects.filter(pk=options.get("collection")).first(),
            batch=batch,
            on_outcome=noted,
        )
    _drop(path for path, name in names.items() if name not in refused)
    return report


def _drop(paths: Iterable[str]) -> None:
    for path in map(Path, paths):
        path.unlink(missing_ok=True)
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
