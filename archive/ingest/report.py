"""Outcome of each document of a run, and the report of the run."""

from dataclasses import dataclass, field
from typing import Literal

from archive.ingest.documents import ParsedArticle, RefusedItem, SkippedItem, SourceDocument

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
    def from_document(
        cls, result: OutcomeResult, document: SourceDocument, **details: object
    ) -> "IngestOutcome":
        """Return the outcome of a document, with its source and record name."""
        return cls(result=result, source=document.source, record=document.record, **details)  # type: ignore[arg-type]

    @classmethod
    def from_unread_item(cls, item: RefusedItem | SkippedItem) -> "IngestOutcome":
        """Return the outcome of a refused or skipped item."""
        if isinstance(item, SkippedItem):
            return cls(
                result="passed over", source=item.source, record=item.record, reason=item.reason
            )
        return cls(result="refused", source=item.source, record=item.record, reason=item.reason)


@dataclass(slots=True)
class IngestReport:
    """Report of one run: counts, the articles to index, and the refusals."""

    added: int = 0
    recaptured: int = 0
    known: int = 0
    passed_over: int = 0
    article_ids: list[int] = field(default_factory=list)
    refusals: list[RefusedItem] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Number of documents that were not ingested."""
        return len(self.refusals)

    def count_outcome(self, outcome: IngestOutcome) -> None:
        """Add one outcome."""
        match outcome.result:
            case "added":
                self.added += 1
            case "recaptured":
                self.recaptured += 1
            case "known":
                self.known += 1
            case "passed over":
                self.passed_over += 1
            case "refused":
                self.refusals.append(
                    RefusedItem(source=outcome.source, record=outcome.record, reason=outcome.reason)
                )
        if outcome.article_id is not None and outcome.result in {"added", "recaptured"}:
            self.article_ids.append(outcome.article_id)

    def __str__(self) -> str:
        return (
            f"{self.added:,} added, {self.recaptured:,} new captures,"
            f" {self.known:,} known, {self.refused:,} refused"
        )
