"""**Door**: the one road in. Documents become articles, some at a time, each time all or none.

A run may be killed at any moment and run again: records are known by their bytes, so that the
second run goes on where the first was cut off.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import DataError, IntegrityError, OperationalError

from archive.errors import IngestError, PayloadError
from archive.ingest import batches
from archive.ingest.documents import (
    ParsedArticle,
    PassedOver,
    Reading,
    Refused,
    SourceDocument,
)
from archive.ingest.extractors.registry import extract
from archive.ingest.fields import KEYS
from archive.ingest.outlets import Outlets
from archive.ingest.report import IngestReport, Outcome
from archive.ingest.rows import Candidate
from archive.ingest.sources import Item, Sources
from archive.ingest.taking import Terms, known_addresses, known_records, take_in
from archive.models import Batch, Collection, Outlet
from archive.provenance import payloads
from archive.text.identifiers import identifier_for

TOGETHER: Final = 200  # documents of one transaction
TOGETHER_BYTES: Final = 16_000_000
ATTEMPTS: Final = 4

OnOutcome = Callable[[Outcome], None]


def ingest(
    items: Iterable[Item],
    *,
    source: str,
    reading: Reading | None = None,
    outlet: Outlet | None = None,
    collection: Collection | None = None,
    options: dict[str, object] | None = None,
    dry_run: bool = False,
    on_outcome: OnOutcome | None = None,
) -> IngestReport:
    """Take in `items` and say what became of each; `on_outcome` is told at once, after it is safe.

    `source` names the run. The ids in the report are those the index has to learn of; they wait in
    the index queue, too. A dry run writes nothing at all.
    """
    run = _Run(reading or usual_reading(), Terms(Batch(), outlet, collection), on_outcome)
    if dry_run:
        for some in _some(items):
            run.preview(some)
        return run.report
    payloads.sweep()
    batch = batches.begin(source, options or {})
    run.terms = Terms(batch, outlet, collection)
    state = Batch.State.INTERRUPTED
    try:
        for some in _some(items):
            run.take(some)
        state = Batch.State.FINISHED
    finally:
        batches.end(batch, state)
    return run.report


def ingest_paths(paths: Iterable[str], **options: object) -> IngestReport:
    """Take in files and folders as they are, with the options of `ingest`."""
    named = [str(path) for path in paths]
    dry_run = bool(options.get("dry_run"))
    with Sources(named, kept=not dry_run) as sources:
        return ingest(sources.documents(), source=" ".join(named), **options)  # type: ignore[arg-type]


def usual_reading() -> Reading:
    """How documents are read unless an operator says otherwise. A day's slack is for time zones."""
    return Reading(today=(datetime.now(UTC) + timedelta(days=1)).date(), keys=KEYS)


@dataclass(slots=True)
class _Run:
    """One run under way: its terms, and its report so far."""

    reading: Reading
    terms: Terms
    on_outcome: OnOutcome | None
    report: IngestReport = field(default_factory=IngestReport)
    _previewed: set[str] = field(default_factory=set)

    def take(self, items: list[Item]) -> None:
        """Take in some items; what cannot be is refused, the rest stands."""
        candidates, outcomes = self._read(items, known=set())
        candidates, refusals = _with_bytes_kept(candidates)
        outcomes += refusals
        self._note_all([*outcomes, *self._written(candidates, outcomes)], items)

    def preview(self, items: list[Item]) -> None:
        """Note what `take` would do, and do nothing."""
        candidates, outcomes = self._read(items, known=self._previewed)
        addresses = known_addresses([one.article.canonical_url for one in candidates])
        outlets = Outlets(self.terms.outlet, may_create=False)
        for one in candidates:
            url = one.article.canonical_url
            again = bool(url) and (url in addresses or url in self._previewed)
            outlet, _ = outlets.of(one.article)
            outcomes.append(
                Outcome.of(
                    "recaptured" if again else "added",
                    one.document,
                    identifier="" if again else identifier_for(one.document.digest),
                    article=one.article,
                    outlet=outlet.name if outlet else _to_be_made(one.article),
                )
            )
            self._previewed |= {one.document.digest, url}
        self._note_all(outcomes, items)

    def _note_all(self, outcomes: list[Outcome], items: list[Item]) -> None:
        """Report what became of some items, in the order they came in."""
        places = {_place(item): number for number, item in enumerate(items)}
        for outcome in sorted(outcomes, key=lambda one: places[one.source, one.record]):
            self.report.note(outcome)
            if self.on_outcome is not None:
                self.on_outcome(outcome)

    def _read(self, items: list[Item], *, known: set[str]) -> tuple[list[Candidate], list[Outcome]]:
        """What is new among items, read; outcomes of the rest. `known` are digests of this run."""
        documents = [item for item in items if isinstance(item, SourceDocument)]
        outcomes = [Outcome.without(item) for item in items if not isinstance(item, SourceDocument)]
        records = known_records([document.digest for document in documents])
        here = set(known)
        candidates = []
        for document in documents:
            pk, name = records.get(document.digest, (None, ""))
            if pk is not None or document.digest in here:
                outcomes.append(Outcome.of("known", document, article_id=pk, identifier=name))
                continue
            here.add(document.digest)
            try:
                candidates.append(Candidate(document, extract(document, self.reading)))
            except IngestError as error:
                outcomes.append(_refused(document, str(error)))
        return candidates, outcomes

    def _written(self, candidates: list[Candidate], before: list[Outcome]) -> list[Outcome]:
        """Write candidates together; one that the database does not take is refused by itself."""
        try:
            return _with_patience(candidates, before, self.terms)
        except (IntegrityError, DataError) as error:
            if len(candidates) < 2:
                refused = [
                    _refused(one.document, f"The database does not take it: {error}")
                    for one in candidates
                ]
                return _with_patience([], [*before, *refused], self.terms) + refused
        written = _with_patience([], before, self.terms)
        for one in candidates:
            written += self._written([one], [])
        return written


def _place(item: Item) -> tuple[str, str]:
    return item.source, "" if isinstance(item, PassedOver) else item.record


def _refused(document: SourceDocument, reason: str) -> Outcome:
    return Outcome.without(Refused(source=document.source, record=document.record, reason=reason))


def _some(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items in handfuls that fit into memory and into one transaction."""
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


def _with_bytes_kept(candidates: list[Candidate]) -> tuple[list[Candidate], list[Outcome]]:
    """Have the originals on the disk before any row speaks of them."""
    kept, refused = [], []
    for one in candidates:
        document = one.document
        try:
            if document.original is not None:
                document.original.keep()
            else:
                payloads.stage(io.BytesIO(document.content), document.media_type).keep()
            kept.append(one)
        except PayloadError as error:
            refused.append(_refused(document, str(error)))
    return kept, refused


def _with_patience(
    candidates: list[Candidate], before: list[Outcome], terms: Terms
) -> list[Outcome]:
    """Write; where another run came between, look again: what it wrote is known then."""
    for attempt in range(ATTEMPTS):
        try:
            return take_in(candidates, before, terms)
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
        except OperationalError as error:
            if attempt == ATTEMPTS - 1 or not _is_contention(error):
                raise
    return []


def _is_contention(error: OperationalError) -> bool:
    """Whether two runs stood in each other's way (deadlock, lock, serialisation)."""
    return any(word in str(error).lower() for word in ("deadlock", "locked", "serializ"))


def _to_be_made(article: ParsedArticle) -> str:
    """The outlet that a real run would make a record of: one that the text states."""
    said = (f for f in article.findings if f.field == "outlet" and f.chosen)
    return next((f.value for f in said if f.status == "stated"), "")
