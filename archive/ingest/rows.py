"""A parsed article as rows: what each table is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from archive.ingest.documents import Credit, Finding, ParsedArticle, SourceDocument
from archive.ingest.outlets import Outlets
from archive.ingest.people import People
from archive.models import Article, Batch, Byline, Capture, Outlet


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that was read, and the article it made."""

    document: SourceDocument
    article: ParsedArticle

    @property
    def captured_at(self) -> datetime:
        """When the source had the bytes: as it says itself, or as its file does."""
        return self.article.captured_at or self.document.captured_at


@dataclass(frozen=True, slots=True)
class Resolved:
    """A candidate with the records its names stand for."""

    candidate: Candidate
    outlet: Outlet | None
    findings: tuple[Finding, ...]


def resolve(candidate: Candidate, outlets: Outlets) -> Resolved:
    """Put the outlet that the archive knows in the place of its name."""
    outlet, findings = outlets.of(candidate.article)
    return Resolved(candidate, outlet, findings)


def article_row(resolved: Resolved, identifier: str) -> Article:
    """A new article, its derived fields filled in."""
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
"""Fields of an article that a source gives as text."""


def capture_row(candidate: Candidate, article: Article, batch: Batch) -> Capture:
    """The taking-in of a candidate's bytes."""
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
        digest=document.digest,
        encoding=parsed.encoding,
        recipe=parsed.recipe,
        captured_at=candidate.captured_at,
        taken_in_at=timezone.now(),
    )


def byline_rows(
    resolved: Resolved, article: Article, people: People
) -> tuple[list[Byline], tuple[Finding, ...]]:
    """The bylines of an article in order, and its findings with guesses about names marked."""
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
    """The columns of each finding's row; alternatives that lost are superseded from the start."""
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
    """Everybody whom these articles name."""
    return [credit for candidate in candidates for credit in candidate.article.authors]
