"""Ingestion pipeline: documents to articles in batches, and dry runs of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings

from archive.formats.documents import (
    ExtractionOptions,
    ParsedArticle,
    RefusedItem,
    Revisit,
    SkippedItem,
    SourceDocument,
    SourceItem,
)
from archive.formats.fields import FIELD_KEYS
from archive.ingest import reports
from archive.ingest.authority import OutletResolver
from archive.ingest.build_rows import Candidate
from archive.ingest.captures import RepeatedItem
from archive.ingest.matching import ArticleMatcher, find_known_captures, find_known_digests
from archive.ingest.reports import IngestOutcome, IngestReport
from archive.ingest.save import (
    RunContext,
    build_refusal,
    save_candidates,
    store_candidate_originals,
    store_repeat_originals,
)
from archive.ingest.sources import SourceReader
from archive.ingest.workers import ExtractionPool
from archive.models import Batch, Capture, Collection, Outlet
from archive.storage import payloads
from archive.text.normalize import derive_identifier

# Dry run: predict the outcomes of a run without writing anything.


@dataclass(slots=True)
class DryRun:
    """State of a dry run: documents seen so far count as if they were in the archive."""

    context: RunContext
    identities: dict[str, tuple[int | None, str]] = field(default_factory=dict)
    digests: set[str] = field(default_factory=set)
    _seen_captures: set[tuple[str, datetime]] = field(default_factory=set)
    _matcher: ArticleMatcher = field(default_factory=ArticleMatcher)

    def predict_outcomes(self, candidates: Sequence[Candidate], repeats: Sequence[RepeatedItem]) -> list[IngestOutcome]:
        """Return the predicted outcomes of candidates and repeated items."""
        matcher = ArticleMatcher.load(candidates, self._matcher)
        outlet_resolver = OutletResolver(self.context.outlet, may_create=False)
        outcomes = []
        for candidate in candidates:
            outlet, _ = outlet_resolver.resolve(candidate.article)
            is_known = matcher.find_target(candidate, outlet) is not None
            if not is_known:
                matcher.add_article(candidate, outlet)
            outcomes.append(
                IngestOutcome.from_document(
                    "recaptured" if is_known else "added",
                    candidate.document,
                    identifier="" if is_known else derive_identifier(candidate.document.digest),
                    article=candidate.article,
                    outlet=outlet.name if outlet else _get_stated_outlet(candidate.article),
                )
            )
            self._note_document(candidate.document)
        return outcomes + [self._predict_repeat(item) for item in repeats]

    def _note_document(self, document: SourceDocument) -> None:
        self.identities[document.identity] = (None, "")
        self.digests.add(document.digest)
        if document.url:
            self._seen_captures.add((document.url, document.captured_at))

    def _predict_repeat(self, item: RepeatedItem) -> IngestOutcome:
        if isinstance(item, SourceDocument):
            self._note_document(item)
        elif not self._has_seen(item):
            reason = "It repeats a page that the archive does not have. Take in that page first."
            return IngestOutcome.from_unread_item(RefusedItem(source=item.source, record=item.record, reason=reason))
        return IngestOutcome(result="recaptured", source=item.source, record=item.record)

    def _has_seen(self, item: Revisit) -> bool:
        if item.digest in self.digests or item.refers_to in self._seen_captures:
            return True
        if Capture.objects.filter(digest=item.digest).exists():
            return True
        if item.refers_to is None:
            return False
        url, captured_at = item.refers_to
        return Capture.objects.filter(url=url, captured_at=captured_at).exists()


def _get_stated_outlet(article: ParsedArticle) -> str:
    """Return the name of the outlet that a real run would create: one stated by the text."""
    outlet_findings = (f for f in article.findings if f.field == "outlet" and f.chosen)
    return next((f.value for f in outlet_findings if f.status == "stated"), "")


CHUNK_DOCUMENTS: Final = 200  # documents per transaction
CHUNK_BYTES: Final = 16_000_000

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

    `source` names the run; `batch` is a waiting batch that starts now. The ids in the report are
    the articles to index; they are in the index queue, too. A dry run writes nothing.
    """
    extraction_pool = ExtractionPool(extraction_options or default_extraction_options(), settings.INGEST_PROCESSES)
    run = _IngestRun(extraction_pool, RunContext(Batch(), outlet, collection), on_outcome)
    if dry_run:
        run.dry_run = DryRun(run.context)
        run.process_items(items)
        return run.report
    payloads.remove_stale_files()
    batch = reports.begin_batch(source, options or {}, waiting_batch=batch)
    run.context = RunContext(batch, outlet, collection)
    state = Batch.State.INTERRUPTED
    try:
        run.process_items(items)
        state = Batch.State.FINISHED
    finally:
        reports.end_batch(batch, state)
    return run.report


def ingest_paths(paths: Iterable[str], **options: object) -> IngestReport:
    """Ingest files and folders, with the options of `ingest`."""
    path_names = [str(path) for path in paths]
    dry_run = bool(options.get("dry_run"))
    with SourceReader(path_names, store_containers=not dry_run) as sources:
        return ingest(sources.iter_items(), source=" ".join(path_names), **options)  # type: ignore[arg-type]


def default_extraction_options() -> ExtractionOptions:
    """Return the default extraction options; today is extended by a day for time zones."""
    return ExtractionOptions(today=(datetime.now(UTC) + timedelta(days=1)).date(), keys=FIELD_KEYS)


@dataclass(slots=True)
class _Chunk:
    """Some items, grouped: to extract, to save as a repeated capture, or already decided."""

    items: list[SourceItem]
    new_documents: list[SourceDocument] = field(default_factory=list)
    repeats: list[RepeatedItem] = field(default_factory=list)
    outcomes: list[IngestOutcome] = field(default_factory=list)


@dataclass(slots=True)
class _IngestRun:
    """State of one run: its context, and its report so far."""

    extraction_pool: ExtractionPool
    context: RunContext
    on_outcome: OutcomeCallback | None
    dry_run: DryRun | None = None
    report: IngestReport = field(default_factory=IngestReport)

    def process_items(self, items: Iterable[SourceItem]) -> None:
        """Process all items; while one chunk is saved, the next is extracted."""
        pending_chunk: _Chunk | None = None
        try:
            for chunk_items in _split_chunks(items):
                ready_chunk = pending_chunk and (
                    pending_chunk,
                    self._collect_candidates(pending_chunk),
                )
                pending_chunk = self._classify_items(chunk_items)
                self.extraction_pool.submit(pending_chunk.new_documents)
                if ready_chunk:
                    self._save_chunk(*ready_chunk)
            if pending_chunk:
                self._save_chunk(pending_chunk, self._collect_candidates(pending_chunk))
        finally:
            self.extraction_pool.close()

    def _classify_items(self, items: list[SourceItem]) -> _Chunk:
        """Group items into new documents, repeated captures, and decided outcomes."""
        chunk = _Chunk(items)
        documents = [item for item in items if isinstance(item, SourceDocument)]
        captures: dict[str, tuple[int | None, str]] = {
            **find_known_captures([document.identity for document in documents])
        }
        digests = find_known_digests([document.digest for document in documents])
        chunk_keys: set[str] = set()
        if self.dry_run:
            captures |= self.dry_run.identities
            digests |= self.dry_run.digests
        for item in items:
            match item:
                case SourceDocument() if item.identity in captures or item.identity in chunk_keys:
                    article_id, identifier = captures.get(item.identity, (None, ""))
                    outcome = IngestOutcome.from_document("known", item, article_id=article_id, identifier=identifier)
                    chunk.outcomes.append(outcome)
                case SourceDocument() if item.digest in digests or item.digest in chunk_keys:
                    chunk.repeats.append(item)
                case SourceDocument():
                    chunk.new_documents.append(item)
                case Revisit():
                    chunk.repeats.append(item)
                case RefusedItem() | SkippedItem():
                    chunk.outcomes.append(IngestOutcome.from_unread_item(item))
            if isinstance(item, SourceDocument):
                chunk_keys |= {item.identity, item.digest}
        return chunk

    def _collect_candidates(self, chunk: _Chunk) -> list[Candidate]:
        """Return the articles extracted from the chunk; add refusals for the other documents."""
        candidates = []
        for document, result in zip(chunk.new_documents, self.extraction_pool.collect_results(), strict=True):
            if isinstance(result, str):
                chunk.outcomes.append(build_refusal(document, result))
            else:
                candidates.append(Candidate.from_document(document, result))
        return candidates

    def _save_chunk(self, chunk: _Chunk, candidates: list[Candidate]) -> None:
        """Save a chunk; items that cannot be saved are refused, the others are kept."""
        outcomes = chunk.outcomes
        if self.dry_run:
            outcomes = [*outcomes, *self.dry_run.predict_outcomes(candidates, chunk.repeats)]
        else:
            candidates, refusals = store_candidate_originals(candidates)
            repeats, repeat_refusals = store_repeat_originals(chunk.repeats)
            outcomes = [*outcomes, *refusals, *repeat_refusals]
            outcomes += save_candidates(candidates, repeats, outcomes, self.context)
        self._report_outcomes(outcomes, chunk.items)

    def _report_outcomes(self, outcomes: list[IngestOutcome], items: list[SourceItem]) -> None:
        """Report the outcomes in the order of the items."""
        positions = {(item.source, item.record): number for number, item in enumerate(items)}
        for outcome in sorted(outcomes, key=lambda entry: positions[entry.source, entry.record]):
            self.report.count_outcome(outcome)
            if self.on_outcome is not None:
                self.on_outcome(outcome)


def _split_chunks(items: Iterable[SourceItem]) -> Iterator[list[SourceItem]]:
    """Split items into chunks that fit into memory and one transaction."""
    chunk: list[SourceItem] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += len(item.content) if isinstance(item, SourceDocument) else 0
        if len(chunk) >= CHUNK_DOCUMENTS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
