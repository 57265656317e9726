"""Build the database rows of a parsed article."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from archive.formats.documents import AuthorCredit, Finding, ParsedArticle, SourceDocument
from archive.ingest.authority import AuthorResolver, OutletResolver
from archive.models import Article, Batch, Byline, Capture, Outlet

FIXITY_FAILED_RULE = "the digest that its container gives of it is not that of its bytes"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document, and the article extracted from it."""

    document: SourceDocument
    article: ParsedArticle

    @classmethod
    def from_document(cls, document: SourceDocument, article: ParsedArticle) -> "Candidate":
        """Return a candidate; a failed fixity check is added as a finding on its body."""
        if document.fixity == "failed":
            fixity_finding = Finding(field="body", value="", status="inferred", rule=FIXITY_FAILED_RULE)
            article = replace(article, findings=(*article.findings, fixity_finding))
        return cls(document, article)

    @property
    def captured_at(self) -> datetime:
        """Capture time, as stated by the record itself, else by its file."""
        return self.article.captured_at or self.document.captured_at


@dataclass(frozen=True, slots=True)
class ResolvedCandidate:
    """A candidate with its outlet record."""

    candidate: Candidate
    outlet: Outlet | None
    findings: tuple[Finding, ...]


def resolve_outlet(candidate: Candidate, outlet_resolver: OutletResolver) -> ResolvedCandidate:
    """Resolve the outlet of a candidate."""
    outlet, findings = outlet_resolver.resolve(candidate.article)
    return ResolvedCandidate(candidate, outlet, findings)


def build_article(resolved: ResolvedCandidate, identifier: str) -> Article:
    """Return a new unsaved article, its derived fields filled in."""
    now = timezone.now()
    article = Article(identifier=identifier, outlet=resolved.outlet, added_at=now, changed_at=now)
    for name in TEXT_FIELDS:
        setattr(article, name, getattr(resolved.candidate.article, name))
    article.set_derived_fields()
    return article


TEXT_FIELDS = (
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


def build_capture(candidate: Candidate, article: Article, batch: Batch) -> Capture:
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


def build_bylines(
    resolved: ResolvedCandidate, article: Article, author_resolver: AuthorResolver
) -> tuple[list[Byline], tuple[Finding, ...]]:
    """Return the bylines of an article in order, and its findings, ambiguous names marked."""
    bylines: dict[tuple[int, str], Byline] = {}
    ambiguous_names: dict[str, int] = {}
    for credit in resolved.candidate.article.authors:
        resolved_author = author_resolver.resolve(credit, resolved.outlet)
        if resolved_author.candidate_count > 1:
            ambiguous_names[credit.name] = resolved_author.candidate_count
        byline = Byline(
            article=article,
            author=resolved_author.author,
            credited_as=credit.printed_name,
            role=credit.role,
            position=len(bylines),
        )
        bylines.setdefault((resolved_author.author.pk, credit.role), byline)
    return list(bylines.values()), tuple(
        _mark_ambiguous_author(finding, ambiguous_names) for finding in resolved.findings
    )


def _mark_ambiguous_author(finding: Finding, ambiguous_names: dict[str, int]) -> Finding:
    if finding.field != "author" or finding.value not in ambiguous_names:
        return finding
    return Finding(
        field="author",
        value=finding.value,
        status="inferred",
        words=finding.words,
        start=finding.start,
        end=finding.end,
        rule=f"{finding.rule}; one of {ambiguous_names[finding.value]} authors of that name",
    )


def build_evidence_rows(
    findings: Iterable[Finding], article: Article, capture: Capture, *, is_current: bool = True
) -> list[dict[str, object]]:
    """Return the columns of each finding's row; rejected alternatives are superseded at once."""
    now = timezone.now()
    return [
        {
            "article_id": article.pk,
            "capture_id": capture.pk,
            "field": finding.field,
            "value": finding.value,
            "former_value": "",
            "status": finding.status,
            "words": finding.words,
            "start": finding.start,
            "end": finding.end,
            "rule": finding.rule[:300],
            "recorded_at": now,
            "superseded_at": None if is_current and finding.chosen else now,
        }
        for finding in findings
    ]


def collect_credits(candidates: Iterable[Candidate]) -> list[AuthorCredit]:
    """Return all persons named by these articles."""
    return [credit for candidate in candidates for credit in candidate.article.authors]
