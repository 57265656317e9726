"""Ingestion pipeline (entry point). Documents are saved in chunks, one transaction each.

A run may be killed at any moment and repeated: captures are identified by their content, so the
second run continues where the first stopped. While one chunk is saved, the next is extracted.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings

from archive.ingest import batches
from archive.ingest.documents import (
    Item,
    PassedOver,
    Reading,
    Refused,
    Revisit,
    SourceDocument,
)
from archive.ingest.extracting import Extracting
from archive.ingest.fields import KEYS
from archive.ingest.previewing import Preview
from archive.ingest.recognising import known_bytes, known_captures
from archive.ingest.report import IngestReport, Outcome
from archive.ingest.rows import Candidate
from archive.ingest.seen_again import Again
from archive.ingest.sources import Sources
from archive.ingest.taking import Terms
from archive.ingest.writing import kept_again, refused, with_bytes_kept, written
from archive.models import Batch, Collection, Outlet
from archive.provenance import payloads

TOGETHER: Final = 200  # documents per transaction
TOGETHER_BYTES: Final = 16_000_000

OnOutcome = Callable[[Outcome], None]


def ingest(
    items: Iterable[Item],
    *,
    source: str,
    reading: Reading | None = None,
    outlet: Outlet | None = None,
    collection: Collection | None = None,
    options: dict[str, object] | None = None,
    batch: Batch | None = None,
    dry_run: bool = False,
    on_outcome: OnOutcome | None = None,
) -> IngestReport:
    """Ingest `items` and return a report; call `on_outcome` for each item once it is committed.

    `source` names the run; `batch` is a waiting batch that starts now. The ids in the report are
    the articles to index; they are in the index queue, too. A dry run writes nothing.
    """
    extracting = Extracting(reading or usual_reading(), settings.INGEST_PROCESSES)
    run = _Run(extracting, Terms(Batch(), outlet, collection), on_outcome)
    if dry_run:
        run.preview = Preview(run.terms)
        run.through(items)
        return run.report
    payloads.sweep()
    batch = batches.begin(source, options or {}, waiting=batch)
    run.terms = Terms(batch, outlet, collection)
    state = Batch.State.INTERRUPTED
    try:
        run.through(items)
        state = Batch.State.FINISHED
    finally:
        batches.end(batch, state)
    return run.report


def ingest_paths(paths: Iterable[str], **options: object) -> IngestReport:
    """Ingest files and folders, with the options of `ingest`."""
    named = [str(path) for path in paths]
    dry_run = bool(options.get("dry_run"))
    with Sources(named, kept=not dry_run) as sources:
        return ingest(sources.documents(), source=" ".join(named), **options)  # type: ignore[arg-type]


def usual_reading() -> Reading:
    """Return the default extraction options; today is extended by a day for time zones."""
    return Reading(today=(datetime.now(UTC) + timedelta(days=1)).date(), keys=KEYS)


@dataclass(slots=True)
class _Handful:
    """Some items, grouped: to extract, to save as a repeated capture, or already decided."""

    items: list[Item]
    to_read: list[SourceDocument] = field(default_factory=list)
    again: list[Again] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """State of one run: its context, and its report so far."""

    extracting: Extracting
    terms: Terms
    on_outcome: OnOutcome | None
    preview: Preview | None = None
    report: IngestReport = field(default_factory=IngestReport)

    def through(self, items: Iterable[Item]) -> None:
        """Process all items; while one chunk is saved, the next is extracted."""
        under_way: _Handful | None = None
        try:
            for some in _some(items):
                ready = under_way and (under_way, self._candidates(under_way))
                under_way = self._sorted(some)
                self.extracting.begin(under_way.to_read)
                if ready:
                    self._write(*ready)
            if under_way:
                self._write(under_way, self._candidates(under_way))
        finally:
            self.extracting.close()

    def _sorted(self, items: list[Item]) -> _Handful:
        """Group items into new documents, repeated captures, and decided outcomes."""
        handful = _Handful(items)
        documents = [item for item in items if isinstance(item, SourceDocument)]
        captures: dict[str, tuple[int | None, str]] = {
            **known_captures([document.identity for document in documents])
        }
        digests = known_bytes([document.digest for document in documents])
        here: set[str] = set()
        if self.preview:
            captures |= self.preview.identities
            digests |= self.preview.digests
        for item in items:
            match item:
                case SourceDocument() if item.identity in captures or item.identity in here:
                    pk, name = captures.get(item.identity, (None, ""))
                    known = Outcome.of("known", item, article_id=pk, identifier=name)
                    handful.outcomes.append(known)
                case SourceDocument() if item.digest in digests or item.digest in here:
                    handful.again.append(item)
                case SourceDocument():
                    handful.to_read.append(item)
                case Revisit():
                    handful.again.append(item)
                case Refused() | PassedOver():
                    handful.outcomes.append(Outcome.without(item))
            if isinstance(item, SourceDocument):
                here |= {item.identity, item.digest}
        return handful

    def _candidates(self, handful: _Handful) -> list[Candidate]:
        """Return the articles extracted from the chunk; add refusals for the other documents."""
        candidates = []
        for document, made in zip(handful.to_read, self.extracting.finish(), strict=True):
            if isinstance(made, str):
                handful.outcomes.append(refused(document, made))
            else:
                candidates.append(Candidate.of(document, made))
        return candidates

    def _write(self, handful: _Handful, candidates: list[Candidate]) -> None:
        """Save a chunk; items that cannot be saved are refused, the others are kept."""
        outcomes = handful.outcomes
        if self.preview:
            outcomes = [*outcomes, *self.preview.of(candidates, handful.again)]
        else:
            candidates, refusals = with_bytes_kept(candidates)
            again, more = kept_again(handful.again)
            outcomes = [*outcomes, *refusals, *more]
            outcomes += written(candidates, again, outcomes, self.terms)
        self._note_all(outcomes, handful.items)

    def _note_all(self, outcomes: list[Outcome], items: list[Item]) -> None:
        """Report the outcomes in the order of the items."""
        places = {(item.source, item.record): number for number, item in enumerate(items)}
        for outcome in sorted(outcomes, key=lambda one: places[one.source, one.record]):
            self.report.note(outcome)
            if self.on_outcome is not None:
                self.on_outcome(outcome)


def _some(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Split items into chunks that fit into memory and one transaction."""
    some: list[Item] = []
    size = 0
    for item in items:
        some.append(item)
        size += len(item.content) if isinstance(item, SourceDocument) else 0
        if len(some) >= TOGETHER or size >= TOGETHER_BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some
