"""Save with retries: originals to disk, then rows to the database; refuse failures singly."""

import io
from collections.abc import Sequence
from typing import Final

from django.db import DataError, IntegrityError, OperationalError

from archive.errors import PayloadError
from archive.ingest.documents import RefusedItem, SourceDocument
from archive.ingest.report import IngestOutcome
from archive.ingest.rows import Candidate
from archive.ingest.seen_again import RepeatedItem
from archive.ingest.taking import RunContext, save_batch
from archive.provenance import payloads

MAX_ATTEMPTS: Final = 4


def save_candidates(
    candidates: list[Candidate],
    repeats: Sequence[RepeatedItem],
    earlier_outcomes: list[IngestOutcome],
    context: RunContext,
) -> list[IngestOutcome]:
    """Save candidates together; if the database rejects one, save each singly and refuse it."""
    try:
        return _save_with_retry(candidates, repeats, earlier_outcomes, context)
    except (IntegrityError, DataError) as error:
        if len(candidates) < 2:
            refusals = [
                build_refusal(candidate.document, f"The database does not take it: {error}")
                for candidate in candidates
            ]
            return _save_with_retry([], repeats, [*earlier_outcomes, *refusals], context) + refusals
    outcomes = _save_with_retry([], (), earlier_outcomes, context)
    for candidate in candidates:
        outcomes += save_candidates([candidate], (), [], context)
    return outcomes + _save_with_retry([], repeats, [], context)


def build_refusal(item: RepeatedItem, reason: str) -> IngestOutcome:
    """Return the outcome of a refused item."""
    return IngestOutcome.from_unread_item(
        RefusedItem(source=item.source, record=item.record, reason=reason)
    )


def store_candidate_originals(
    candidates: list[Candidate],
) -> tuple[list[Candidate], list[IngestOutcome]]:
    """Store the originals of candidates, before any row refers to them."""
    stored, refusals = [], []
    for candidate in candidates:
        try:
            _store_original(candidate.document)
            stored.append(candidate)
        except PayloadError as error:
            refusals.append(build_refusal(candidate.document, str(error)))
    return stored, refusals


def store_repeat_originals(
    items: Sequence[RepeatedItem],
) -> tuple[list[RepeatedItem], list[IngestOutcome]]:
    """Store the originals of repeated items."""
    stored: list[RepeatedItem] = []
    refusals = []
    for item in items:
        try:
            if isinstance(item, SourceDocument) and item.original is not None:
                _store_original(item)
            stored.append(item)
        except PayloadError as error:
            refusals.append(build_refusal(item, str(error)))
    return stored, refusals


def _store_original(document: SourceDocument) -> None:
    if document.original is not None:
        document.original.store()
    else:
        payloads.stage_payload(io.BytesIO(document.content), document.media_type).store()


def _save_with_retry(
    candidates: list[Candidate],
    repeats: Sequence[RepeatedItem],
    earlier_outcomes: list[IngestOutcome],
    context: RunContext,
) -> list[IngestOutcome]:
    """Save, retrying after a conflict with another run, whose rows are known then."""
    for attempt in range(MAX_ATTEMPTS):
        try:
            return save_batch(candidates, repeats, earlier_outcomes, context)
        except IntegrityError:
            if attempt == MAX_ATTEMPTS - 1:
                raise
        except OperationalError as error:
            if attempt == MAX_ATTEMPTS - 1 or not _is_contention(error):
                raise
    return []


def _is_contention(error: OperationalError) -> bool:
    """Return whether the error is a conflict of two runs (deadlock, lock, serialisation)."""
    return any(word in str(error).lower() for word in ("deadlock", "locked", "serializ"))
