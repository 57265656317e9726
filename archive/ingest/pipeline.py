"""Ingestion pipeline: documents to articles in batches, and dry runs of it."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError

from archive.errors import PayloadError
from archive.formats.documents import ExtractionOptions, RefusedItem, Revisit, SkippedItem, SourceDocument, SourceItem
from archive.formats.fields import FIELD_KEYS
from archive.formats.media_types import TEXT_TYPE
from archive.ingest import reports
from archive.ingest.build_rows import Candidate, RepeatedItem
from archive.ingest.matching import Match, Matcher
from archive.ingest.reports import IngestOutcome, IngestReport, OutcomeResult
from archive.ingest.save import RunContext, predict_outcomes, report_known, save_batch
from archive.ingest.workers import ExtractionPool
from archive.models import Batch, Collection, Outlet
from archive.storage import payloads

CHUNK_DOCUMENTS: Final = 200  # documents per transaction
CHUNK_BYTES: Final = 16_000_000
MAX_ATTEMPTS: Final = 4  # of one transaction

ItemT = TypeVar("ItemT", bound=Candidate | RepeatedItem)
OutcomeCallback = Callable[[IngestOutcome], None]


def ingest(
    items: Iterable[SourceItem],
    *,
    source: str,
    extraction_options: ExtractionOptions | None = None,
    outlet: Outlet | None = None,
    collection: Collection | None = None,
    options: dict[str, object] | None = None,
    batch: Batch | None = None,
    dry_run: bool = False,
    on_outcome: OutcomeCallback | None = None,
) -> IngestReport:
    """Ingest `items` and return a report; call `on_outcome` for each item once it is committed.

    `source` names the run; `batch` is a waiting batch that starts now. The ids in the report are the articles to index;
    they are in the index queue, too. A dry run writes nothing.
    """
    extraction_pool = ExtractionPool(extraction_options or default_extraction_options(), settings.INGEST_PROCESSES)
    if dry_run:
        run = _IngestRun(extraction_pool, RunContext(Batch(), outlet, collection), on_outcome, Matcher())
        run.process_items(items)
        return run.report
    payloads.remove_stale_files()
    batch = reports.begin_batch(source, options or {}, waiting_batch=batch)
    run = _IngestRun(extraction_pool, RunContext(batch, outlet, collection), on_outcome)
    state = Batch.State.INTERRUPTED
    try:
        run.process_items(items)
        state = Batch.State.FINISHED
    finally:
        reports.save_unused_keys(batch, run.report)
        reports.end_batch(batch, state)
    return run.report


def default_extraction_options() -> ExtractionOptions:
    """Return the default extraction options; today is extended by a day for time zones."""
    return ExtractionOptions(today=(datetime.now(UTC) + timedelta(days=1)).date(), keys=FIELD_KEYS)


@dataclass(slots=True)
class _Chunk:
    """Some items, grouped: to extract, to save as a repeated capture, known, or already decided."""

    items: list[SourceItem]
    new_documents: list[SourceDocument]
    repeats: list[RepeatedItem]
    known: list[Match]
    outcomes: list[IngestOutcome]


@dataclass(slots=True)
class _IngestRun:
    """State of one run: its context, and its report so far; a dry run has a matcher that remembers its items."""

    extraction_pool: ExtractionPool
    context: RunContext
    on_outcome: OutcomeCallback | None
    dry_run_matcher: Matcher | None = None
    report: IngestReport = field(default_factory=IngestReport)

    def process_items(self, items: Iterable[SourceItem]) -> None:
        """Process all items; while one chunk is saved, the next is extracted."""
        pending_chunk: _Chunk | None = None
        try:
            for chunk_items in _split_chunks(items):
                ready_chunk = pending_chunk and (pending_chunk, self._collect_candidates(pending_chunk))
                pending_chunk = self._classify_items(chunk_items)
                self.extraction_pool.submit(pending_chunk.new_documents)
                if ready_chunk:
                    self._save_chunk(*ready_chunk)
            if pending_chunk:
                self._save_chunk(pending_chunk, self._collect_candidates(pending_chunk))
        finally:
            self.extraction_pool.close()

    def _classify_items(self, items: list[SourceItem]) -> _Chunk:
        unread = [item for item in items if isinstance(item, RefusedItem | SkippedItem)]
        readable = [item for item in items if isinstance(item, SourceDocument | Revisit)]
        known, repeats, new_documents = (self.dry_run_matcher or Matcher()).match_bytes(readable)
        outcomes = []
        for item in unread:
            result: OutcomeResult = "refused" if isinstance(item, RefusedItem) else "passed over"
            outcomes.append(IngestOutcome.from_item(result, item, reason=item.reason))
        return _Chunk(items, new_documents, repeats, known, outcomes)

    def _collect_candidates(self, chunk: _Chunk) -> list[Candidate]:
        """Return the articles extracted from the chunk; add refusals for the others, and what is known."""
        candidates = []
        reasons: dict[str, str] = {}
        for document, result in zip(chunk.new_documents, self.extraction_pool.collect_results(), strict=True):
            if isinstance(result, str):
                reasons[document.digest] = result
                chunk.outcomes.append(IngestOutcome.from_item("refused", document, reason=result))
            else:
                candidates.append(Candidate.from_document(document, result))
        self._add_known(chunk, reasons)
        return candidates

    def _add_known(self, chunk: _Chunk, reasons: dict[str, str]) -> None:
        """Add what is known; what has the bytes of a document that was just refused is refused for the same reason."""
        copies = [match.item for match in chunk.known if match.target is None and match.item.digest in reasons]
        copies += [item for item in chunk.repeats if item.digest in reasons]
        chunk.repeats = [item for item in chunk.repeats if item.digest not in reasons]
        chunk.outcomes += report_known(
            [match for match in chunk.known if match.target is not None or match.item.digest not in reasons]
        )
        chunk.outcomes += [IngestOutcome.from_item("refused", item, reason=reasons[item.digest]) for item in copies]

    def _save_chunk(self, chunk: _Chunk, candidates: list[Candidate]) -> None:
        """Save a chunk; items that cannot be saved are refused, the others are kept."""
        outcomes = chunk.outcomes
        if self.dry_run_matcher is not None:
            outcomes += predict_outcomes(candidates, chunk.repeats, self.context, self.dry_run_matcher)
        else:
            candidates, refusals = _store_originals(candidates)
            repeats, repeat_refusals = _store_originals(chunk.repeats)
            outcomes += refusals + repeat_refusals
            outcomes += self._save_items(candidates, repeats, [*outcomes])
        positions = {(item.source, item.record): number for number, item in enumerate(chunk.items)}
        for outcome in sorted(outcomes, key=lambda entry: positions[entry.source, entry.record]):
            self.report.count_outcome(outcome)
            if self.on_outcome is not None:
                self.on_outcome(outcome)

    def _save_items(
        self, candidates: list[Candidate], repeats: list[RepeatedItem], earlier: list[IngestOutcome]
    ) -> list[IngestOutcome]:
        """Save items together; if the database rejects a candidate, save each singly and refuse it."""
        try:
            return self._save_with_retry(candidates, repeats, earlier)
        except (IntegrityError, DataError) as error:
            if len(candidates) < 2:
                reason = f"The database does not take it: {error}"
                refusals = [IngestOutcome.from_item("refused", item.document, reason=reason) for item in candidates]
                return self._save_with_retry([], repeats, [*earlier, *refusals]) + refusals
        outcomes = self._save_with_retry([], [], earlier)
        for candidate in candidates:
            outcomes += self._save_items([candidate], [], [])
        return outcomes + self._save_with_retry([], repeats, [])

    def _save_with_retry(
        self, candidates: list[Candidate], repeats: list[RepeatedItem], earlier: list[IngestOutcome]
    ) -> list[IngestOutcome]:
        """Save, retrying after a conflict with another run (deadlock, lock), whose rows are known then."""
        for attempts_left in reversed(range(MAX_ATTEMPTS)):
            try:
                return save_batch(candidates, repeats, earlier, self.context)
            except (IntegrityError, OperationalError) as error:
                words = str(error).lower()
                is_conflict = any(word in words for word in ("deadlock", "locked", "serializ"))
                if not attempts_left or (isinstance(error, OperationalError) and not is_conflict):
                    raise
        return []


def _split_chunks(items: Iterable[SourceItem]) -> Iterator[list[SourceItem]]:
    """Split items into chunks that fit into memory and one transaction."""
    chunk: list[SourceItem] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += item.size if isinstance(item, SourceDocument) else 0
        if len(chunk) >= CHUNK_DOCUMENTS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _store_originals(items: Iterable[ItemT]) -> tuple[list[ItemT], list[IngestOutcome]]:
    """Store the originals of candidates or repeats, before any row refers to them; return refusals of the others."""
    stored, refusals = [], []
    for item in items:
        document = item.document if isinstance(item, Candidate) else item
        try:
            if isinstance(document, SourceDocument) and document.original is not None:
                document.original.store()
            elif isinstance(item, Candidate):
                payloads.stage_payload(io.BytesIO(item.document.content), item.document.media_type).store()
            if isinstance(item, Candidate) and item.article.converted_text:
                payloads.stage_payload(io.BytesIO(item.article.converted_text.encode()), TEXT_TYPE).store()
            if isinstance(item, Candidate):
                for picture in item.document.pictures:
                    payloads.stage_payload(io.BytesIO(picture.content), picture.media_type).store()
            stored.append(item)
        except PayloadError as error:
            refusals.append(IngestOutcome.from_item("refused", document, reason=str(error)))
    return stored, refusals
