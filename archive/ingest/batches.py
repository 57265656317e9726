"""Lifecycle of a `Batch` row: begin, claim, count outcomes, end, mark as interrupted."""

import os
import socket
from pathlib import Path

from django.db.models import F
from django.utils import timezone

from archive.ingest.report import IngestOutcome
from archive.models import Batch, Refusal

_COUNT_COLUMNS = {
    "added": "added",
    "recaptured": "recaptured",
    "known": "known",
    "refused": "refused",
    "passed over": "passed_over",
}


def begin_batch(
    source: str, options: dict[str, object], *, waiting_batch: Batch | None = None
) -> Batch:
    """Return a new batch, or the one that waited; mark interrupted batches first."""
    mark_interrupted_batches()
    if waiting_batch is None:
        return Batch.objects.create(
            source=source, options={**options, "process": _describe_process()}
        )
    return waiting_batch


def claim_batch(batch: Batch) -> bool:
    """Claim a waiting batch for this process; return False if another process was quicker."""
    batch.options["process"] = _describe_process()
    waiting = Batch.objects.filter(pk=batch.pk, state=Batch.State.WAITING)
    batch.state = Batch.State.RUNNING
    return bool(waiting.update(state=batch.state, options=batch.options))


def mark_interrupted_batches() -> None:
    """Set running batches whose process is gone to interrupted."""
    for batch in Batch.objects.filter(state=Batch.State.RUNNING):
        if not _is_process_alive(batch.options.get("process")):
            end_batch(batch, Batch.State.INTERRUPTED)


def end_batch(batch: Batch, state: Batch.State) -> None:
    """Store the final state of a batch; its counts are already up to date."""
    Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING).update(
        state=state, finished_at=timezone.now()
    )


def count_outcomes(batch: Batch, outcomes: list[IngestOutcome]) -> None:
    """Add outcomes to the counts of a batch, and save refusals; call it in their transaction."""
    sums = {
        column: F(column) + number
        for result, column in _COUNT_COLUMNS.items()
        if (number := sum(outcome.result == result for outcome in outcomes))
    }
    if sums:
        Batch.objects.filter(pk=batch.pk).update(**sums)
    Refusal.objects.bulk_create(
        Refusal(
            batch=batch, source=outcome.source, record=outcome.record[:100], reason=outcome.reason
        )
        for outcome in outcomes
        if outcome.result == "refused"
    )


def _describe_process() -> dict[str, object]:
    pid = os.getpid()
    return {"host": socket.gethostname(), "pid": pid, "began": _read_start_time(pid)}


def _is_process_alive(process: object) -> bool:
    """Return whether the process of a batch is alive; one on another machine is assumed to be."""
    if not isinstance(process, dict):
        return False
    if process.get("host") != socket.gethostname():
        return True
    pid = process.get("pid")
    try:
        os.kill(int(pid or 0), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:  # the process exists, under another user
        return True
    return process.get("began") == _read_start_time(int(pid or 0))


def _read_start_time(pid: int) -> str:
    """Return the start time of a process in ticks, as PIDs are reused; empty if unknown."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
