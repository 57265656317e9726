"""Build the database rows of a parsed article."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from archive.ingest.documents import Credit, Finding, ParsedArticle, SourceDocument
from archive.ingest.outlets import Outlets
from archive.ingest.people import People
from archive.models import Article, Batch, Byline, Capture, Outlet

NOT_SOUND = "the digest that its container gives of it is not that of its bytes"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document, and the article extracted from it."""

    document: SourceDocument
    article: ParsedArticle

    @classmethod
    def of(cls, document: SourceDocument, article: ParsedArticle) -> "Candidate":
        """Return a candidate; a failed fixity check is added as a finding on its body."""
        if document.fixity == "failed":
            told = Finding(field="body", value="", status="inferred", rule=NOT_SOUND)
            article = replace(article, findings=(*article.findings, told))
        return cls(document, article)

    @property
    def captured_at(self) -> datetime:
        """Capture time, as stated by the record itself, else by its file."""
        return self.article.captured_at or self.document.captured_at


@dataclass(frozen=True, slots=True)
class Resolved:
    """A candidate with its outlet record."""

    candidate: Candidate
    outlet: Outlet | None
    findings: tuple[Finding, ...]


def resolve(candidate: Candidate, outlets: Outlets) -> Resolved:
    """Resolve the outlet of a candidate."""
    outlet, findings = outlets.of(candidate.article)
    return Resolved(candidate, outlet, findings)


def article_row(resolved: Resolved, identifier: str) -> Article:
    """Return a new unsaved article, its derived fields filled in."""
    now = timezone.now()
    article = Article(identifier=identifier, outlet=resolved.outlet, added_at=now, changed_at=now)
    for name in VALUES:
        setattr(article, name, getattr(resolved.candidate.article, name))
    article.derive()
    return article


VALUES = (
    "title",
    "standfirst",
    "body",
    "language",
    "section",
    "dateline",
    "canonical_url",
    "published",
)
"""Text fields of an article that are copied from the parsed article."""


def capture_row(candidate: Candidate, article: Article, batch: Batch) -> Capture:
    """Return the unsaved capture of a candidate."""
    document, parsed = candidate.document, candidate.article
    original = document.original
    return Capture(
        article=article,
        payload_id=original.sha256 if original else document.digest,
        batch=batch,
        source=document.source,
        record=document.record[:100],
        offset=document.offset,
        length=len(document.content),
        steps=[list(step) for step in document.steps],
        digest=document.digest,
        identity=document.identity,
        url=document.url,
        fixity=document.fixity,
        encoding=parsed.encoding,
        recipe=parsed.recipe,
        captured_at=candidate.captured_at,
        taken_in_at=timezone.now(),
    )


def byline_rows(
    resolved: Resolved, article: Article, people: People
) -> tuple[list[Byline], tuple[Finding, ...]]:
    """Return the bylines of an article in order, and its findings, ambiguous names marked."""
    rows: dict[tuple[int, str], Byline] = {}
    doubtful: dict[str, int] = {}
    for credit in resolved.candidate.article.authors:
        known = people.of(credit, resolved.outlet)
        if known.chosen_of > 1:
            doubtful[credit.name] = known.chosen_of
        row = Byline(
            article=article,
            author=known.author,
            credited_as=credit.printed,
            role=credit.role,
            position=len(rows),
        )
        rows.setdefault((known.author.pk, credit.role), row)
    return list(rows.values()), tuple(_marked(found, doubtful) for found in resolved.findings)


def _marked(found: Finding, doubtful: dict[str, int]) -> Finding:
    if found.field != "author" or found.value not in doubtful:
        return found
    return Finding(
        field="author",
        value=found.value,
        status="inferred",
        words=found.words,
        start=found.start,
        end=found.end,
        rule=f"{found.rule}; one of {doubtful[found.value]} authors of that name",
    )


def evidence_rows(
    findings: Iterable[Finding], article: Article, capture: Capture, *, in_force: bool = True
) -> list[dict[str, object]]:
    """Return the columns of each finding's row; rejected alternatives are superseded at once."""
    now = timezone.now()
    return [
        {
            "article_id": article.pk,
            "capture_id": capture.pk,
            "field": found.field,
            "value": found.value,
            "former_value": "",
            "status": found.status,
            "words": found.words,
            "start": found.start,
            "end": found.end,
            "rule": found.rule[:300],
            "recorded_at": now,
            "superseded_at": None if in_force and found.chosen else now,
        }
        for found in findings
    ]


def credits_of(candidates: Iterable[Candidate]) -> list[Credit]:
    """Return all persons named by these articles."""
    return [credit for candidate in candidates for credit in candidate.article.authors]
