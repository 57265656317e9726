"""Save with retries: originals to disk, then rows to the database; refuse failures singly."""

import io
from collections.abc import Sequence
from typing import Final

from django.db import DataError, IntegrityError, OperationalError

from archive.errors import PayloadError
from archive.ingest.documents import Refused, SourceDocument
from archive.ingest.report import Outcome
from archive.ingest.rows import Candidate
from archive.ingest.seen_again import Again
from archive.ingest.taking import Terms, take_in
from archive.provenance import payloads

ATTEMPTS: Final = 4


def written(
    candidates: list[Candidate], again: Sequence[Again], before: list[Outcome], terms: Terms
) -> list[Outcome]:
    """Save candidates together; if the database rejects one, save each singly and refuse it."""
    try:
        return _with_patience(candidates, again, before, terms)
    except (IntegrityError, DataError) as error:
        if len(candidates) < 2:
            lost = [
                refused(one.document, f"The database does not take it: {error}")
                for one in candidates
            ]
            return _with_patience([], again, [*before, *lost], terms) + lost
    done = _with_patience([], (), before, terms)
    for one in candidates:
        done += written([one], (), [], terms)
    return done + _with_patience([], again, [], terms)


def refused(document: Again, reason: str) -> Outcome:
    """Return the outcome of a refused item."""
    return Outcome.without(Refused(source=document.source, record=document.record, reason=reason))


def with_bytes_kept(candidates: list[Candidate]) -> tuple[list[Candidate], list[Outcome]]:
    """Store the originals of candidates, before any row refers to them."""
    kept, lost = [], []
    for one in candidates:
        try:
            _keep(one.document)
            kept.append(one)
        except PayloadError as error:
            lost.append(refused(one.document, str(error)))
    return kept, lost


def kept_again(items: Sequence[Again]) -> tuple[list[Again], list[Outcome]]:
    """Store the originals of repeated items."""
    kept: list[Again] = []
    lost = []
    for item in items:
        try:
            if isinstance(item, SourceDocument) and item.original is not None:
                _keep(item)
            kept.append(item)
        except PayloadError as error:
            lost.append(refused(item, str(error)))
    return kept, lost


def _keep(document: SourceDocument) -> None:
    if document.original is not None:
        document.original.keep()
    else:
        payloads.stage(io.BytesIO(document.content), document.media_type).keep()


def _with_patience(
    candidates: list[Candidate], again: Sequence[Again], before: list[Outcome], terms: Terms
) -> list[Outcome]:
    """Save, retrying after a conflict with another run, whose rows are known then."""
    for attempt in range(ATTEMPTS):
        try:
            return take_in(candidates, again, before, terms)
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
        except OperationalError as error:
            if attempt == ATTEMPTS - 1 or not _is_contention(error):
                raise
    return []


def _is_contention(error: OperationalError) -> bool:
    """Return whether the error is a conflict of two runs (deadlock, lock, serialisation)."""
    return any(word in str(error).lower() for word in ("deadlock", "locked", "serializ"))
