"""Batches of ingestion and the report of what became of each document."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from django.db.models import F
from django.utils import timezone

from archive.curation.claims import describe_process, is_alive_elsewhere
from archive.formats.documents import ParsedArticle, RefusedItem, SourceItem, escape_line
from archive.models import Batch, Refusal

MAX_LISTED_SOURCES: Final = 100  # files whose unused keys a report lists
MAX_LISTED_KEYS: Final = 300
MAX_NAMED_KEYS: Final = 20
OutcomeResult = Literal["added", "recaptured", "known", "refused", "passed over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOutcome:
    """Outcome of one document; `article` and `outlet` are set if it was extracted."""

    result: OutcomeResult
    source: str
    record: str = ""
    reason: str = ""
    article_id: int | None = None
    identifier: str = ""
    article: ParsedArticle | None = None
    outlet: str = ""

    @classmethod
    def from_item(cls, result: OutcomeResult, item: SourceItem, **details: object) -> "IngestOutcome":
        """Return the outcome of an item, with its source and record name."""
        return cls(result=result, source=item.source, record=item.record, **details)  # type: ignore[arg-type]


@dataclass(slots=True)
class IngestReport:
    """Report of one run: counts, the articles to index, and the refusals."""

    added: int = 0
    recaptured: int = 0
    known: int = 0
    passed_over: int = 0
    article_ids: list[int] = field(default_factory=list)
    refusals: list[RefusedItem] = field(default_factory=list)
    unused_keys: dict[str, list[str]] = field(default_factory=dict)
    """Source → keys or columns with values that no field took."""

    @property
    def refused(self) -> int:
        """Number of documents that were not ingested."""
        return len(self.refusals)

    def count_outcome(self, outcome: IngestOutcome) -> None:
        """Add one outcome."""
        if outcome.result == "refused":
            self.refusals.append(RefusedItem(source=outcome.source, record=outcome.record, reason=outcome.reason))
        else:
            column = _get_column(outcome.result)
            setattr(self, column, getattr(self, column) + 1)
        if outcome.article_id is not None and outcome.result in {"added", "recaptured"}:
            self.article_ids.append(outcome.article_id)
        if outcome.article is not None and outcome.article.unused_keys:
            self._add_unused_keys(outcome.source, outcome.article.unused_keys)

    def _add_unused_keys(self, source: str, keys: Iterable[str]) -> None:
        """Remember the keys of a file that are of no use, each once."""
        if source in self.unused_keys or len(self.unused_keys) < MAX_LISTED_SOURCES:
            known_keys = self.unused_keys.setdefault(source, [])
            new_keys = [escape_line(key, 60) for key in keys if len(known_keys) < MAX_LISTED_KEYS]
            known_keys += [key for key in dict.fromkeys(new_keys) if key not in known_keys]

    def describe_unused_keys(self) -> list[str]:
        """Return a sentence for each file with columns or keys that were not used."""
        return [f"{source}: {describe_keys(keys)}" for source, keys in self.unused_keys.items()]

    def __str__(self) -> str:
        versions = f"{self.recaptured:,} new version{'' if self.recaptured == 1 else 's'}"
        return f"{self.added:,} added, {versions}, {self.known:,} known, {self.refused:,} refused"


def describe_keys(keys: Sequence[str]) -> str:
    """Return how many columns or keys were not used, and the names of the first."""
    noun = "column or key" if len(keys) == 1 else "columns or keys"
    unlisted = f" and {len(keys) - MAX_NAMED_KEYS} more" if len(keys) > MAX_NAMED_KEYS else ""
    return f"{len(keys)} {noun} not used: {', '.join(keys[:MAX_NAMED_KEYS])}{unlisted}"


def _get_column(result: OutcomeResult) -> str:
    """Return the column of a batch, and attribute of a report, that counts these outcomes."""
    return result.replace(" ", "_")


def begin_batch(source: str, options: dict[str, object], *, waiting_batch: Batch | None = None) -> Batch:
    """Return a new batch, or the one that waited; mark interrupted batches first."""
    mark_interrupted_batches()
    if waiting_batch is None:
        return Batch.objects.create(source=source, options={**options, "process": describe_process()})
    return waiting_batch


def claim_batch(batch: Batch) -> bool:
    """Claim a waiting batch for this process; return False if another process was quicker."""
    batch.options["process"] = describe_process()
    waiting = Batch.objects.filter(pk=batch.pk, state=Batch.State.WAITING)
    batch.state = Batch.State.RUNNING
    return bool(waiting.update(state=batch.state, options=batch.options))


def mark_interrupted_batches() -> None:
    """Set running batches whose process is gone to interrupted."""
    for batch in Batch.objects.filter(state=Batch.State.RUNNING):
        if not _is_batch_process_alive(batch.options.get("process")):
            end_batch(batch, Batch.State.INTERRUPTED)


def end_batch(batch: Batch, state: Batch.State) -> None:
    """Store the final state of a batch; its counts are already up to date."""
    Batch.objects.filter(pk=batch.pk, state=Batch.State.RUNNING).update(state=state, finished_at=timezone.now())


def save_unused_keys(batch: Batch, report: IngestReport) -> None:
    """Store with the batch which columns and keys of its files were not used."""
    if report.unused_keys:
        batch.options["unused_keys"] = report.unused_keys
        Batch.objects.filter(pk=batch.pk).update(options=batch.options)


def count_outcomes(batch: Batch, outcomes: list[IngestOutcome]) -> None:
    """Add outcomes to the counts of a batch, and save refusals; call it in their transaction."""
    counts = Counter(_get_column(outcome.result) for outcome in outcomes)
    if counts:
        sums = {column: F(column) + count for column, count in counts.items()}
        Batch.objects.filter(pk=batch.pk).update(**sums)
    Refusal.objects.bulk_create(
        Refusal(batch=batch, source=outcome.source, record=outcome.record[:100], reason=outcome.reason)
        for outcome in outcomes
        if outcome.result == "refused"
    )


def _is_batch_process_alive(process: object) -> bool:
    """Return whether the process of a batch is alive, on whichever machine."""
    if not isinstance(process, dict) or not isinstance(process.get("pid"), int):
        return False
    return is_alive_elsewhere(str(process.get("host")), process["pid"], str(process.get("began")))
