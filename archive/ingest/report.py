"""What became of each document of a run, and the sum of it."""

from dataclasses import dataclass, field
from typing import Literal

from archive.ingest.documents import ParsedArticle, PassedOver, Refused, SourceDocument

Result = Literal["added", "recaptured", "known", "refused", "passed over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one document. `article` and `outlet` are what it says, where it was read."""

    result: Result
    source: str
    record: str = ""
    reason: str = ""
    article_id: int | None = None
    identifier: str = ""
    article: ParsedArticle | None = None
    outlet: str = ""

    @classmethod
    def of(cls, result: Result, document: SourceDocument, **more: object) -> "Outcome":
        """The outcome of a document, with its place filled in."""
        return cls(result=result, source=document.source, record=document.record, **more)  # type: ignore[arg-type]

    @classmethod
    def without(cls, item: Refused | PassedOver) -> "Outcome":
        """The outcome of what is no document."""
        if isinstance(item, PassedOver):
            return cls(
                result="passed over", source=item.source, record=item.record, reason=item.reason
            )
        return cls(result="refused", source=item.source, record=item.record, reason=item.reason)


@dataclass(slots=True)
class IngestReport:
    """One run: counts, the articles that the index must learn of, and each refusal."""

    added: int = 0
    recaptured: int = 0
    known: int = 0
    passed_over: int = 0
    article_ids: list[int] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many documents were not taken in."""
        return len(self.refusals)

    @property
    def seen(self) -> int:
        """How many documents there were."""
        return self.added + self.recaptured + self.known + self.refused

    def note(self, outcome: Outcome) -> None:
        """Count one outcome."""
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
                    Refused(source=outcome.source, record=outcome.record, reason=outcome.reason)
                )
        if outcome.article_id is not None and outcome.result in {"added", "recaptured"}:
            self.article_ids.append(outcome.article_id)

    def __str__(self) -> str:
        return (
            f"{self.added:,} added, {self.recaptured:,} new captures,"
            f" {self.known:,} known, {self.refused:,} refused"
        )
