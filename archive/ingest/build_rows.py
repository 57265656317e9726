"""Build the database rows of a parsed article."""

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.utils import timezone

from archive.formats.documents import Finding, ParsedArticle, Revisit, SourceDocument, compute_identity
from archive.formats.media_types import TEXT_TYPE
from archive.ingest.authority import AuthorResolver, OutletResolver
from archive.models import Article, Batch, Byline, Capture, Outlet, Payload, Picture
from archive.text.urls import MAX_URL_CHARS

RepeatedItem = SourceDocument | Revisit
"""Bytes that were captured before: a document of the same bytes, or a record that refers to them."""

FIXITY_FAILED_RULE: Final = "the digest that its container gives of it is not that of its bytes"
TEXT_FIELDS: Final = (  # text fields of an article that are copied from the parsed article
    "title", "standfirst", "body", "language", "section", "dateline", "canonical_url", "published",
)  # fmt: skip
BODY_FIELDS: Final = frozenset({"body", "credit"})  # fields whose evidence is replaced together with the text
EVIDENCE_FIELDS: Final = (
    "article", "capture", "field", "value", "former_value", "status", "words", "start", "end", "rule",
    "recorded_at", "superseded_at",
)  # fmt: skip
_COPIED_FIELDS: Final = (
    "article_id", "payload_id", "offset", "length", "steps", "digest", "encoding", "recipe",
    "text_payload_id",
)  # fmt: skip
_NO_VALUES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document, and the article extracted from it; once resolved, its outlet record and the findings on it."""

    document: SourceDocument
    article: ParsedArticle
    outlet: Outlet | None = None
    findings: tuple[Finding, ...] = ()

    @classmethod
    def from_document(cls, document: SourceDocument, article: ParsedArticle) -> "Candidate":
        """Return a candidate; a failed fixity check is added as a finding on its body.

        The text of an article that was cut out of a converted document is kept, as that of one converted whole is.
        """
        if any(step[0] == "text" for step in document.steps):
            article = replace(article, converted_text=document.content.decode())
        if document.fixity == "failed":
            fixity_finding = Finding(field="body", value="", status="inferred", rule=FIXITY_FAILED_RULE)
            article = replace(article, findings=(*article.findings, fixity_finding))
        return cls(document, article)

    @property
    def captured_at(self) -> datetime:
        """Capture time, as stated by the record itself, else by its file."""
        return self.article.captured_at or self.document.captured_at

    def resolve_outlet(self, outlet_resolver: OutletResolver) -> "Candidate":
        """Return the candidate with its outlet record."""
        outlet, findings = outlet_resolver.resolve(self.article)
        return replace(self, outlet=outlet, findings=findings)


def build_article(candidate: Candidate, identifier: str) -> Article:
    """Return a new unsaved article, its derived fields filled in."""
    now = timezone.now()
    article = Article(identifier=identifier, outlet=candidate.outlet, added_at=now, changed_at=now)
    for name in TEXT_FIELDS:
        setattr(article, name, getattr(candidate.article, name))
    article.set_derived_fields()
    return article


def build_payloads(documents: Iterable[SourceDocument]) -> list[Payload]:
    """Return the unsaved payloads that hold these documents and their pictures, equal bytes once."""
    payloads = {}
    for document in documents:
        for picture in document.pictures:
            size = len(picture.content)
            payloads[picture.sha256] = Payload(sha256=picture.sha256, size=size, media_type=picture.media_type)
        original = document.original
        sha256 = original.sha256 if original else document.digest
        payloads[sha256] = Payload(
            sha256=sha256,
            size=original.size if original else len(document.content),
            media_type=original.media_type if original else document.media_type,
        )
    return list(payloads.values())


def build_text_payload(article: ParsedArticle) -> Payload:
    """Return the unsaved payload that holds the converted text of an article."""
    content = article.converted_text.encode()
    sha256 = hashlib.sha256(content).hexdigest()
    return Payload(sha256=sha256, size=len(content), media_type=TEXT_TYPE)


def build_capture(candidate: Candidate, article: Article, batch: Batch) -> Capture:
    """Return the unsaved capture of a candidate."""
    document, parsed = candidate.document, candidate.article
    values = _locate(document) | {"article": article, "length": len(document.content), "digest": document.digest}
    values |= {"encoding": parsed.encoding, "recipe": parsed.recipe, "captured_at": candidate.captured_at}
    if parsed.converted_text:
        values["text_payload_id"] = build_text_payload(parsed).sha256
    values |= {"url": (parsed.page_url or document.url)[:MAX_URL_CHARS]}
    return _build_capture(document, document.identity, batch, values)


def build_pictures(document: SourceDocument, capture: Capture) -> list[Picture]:
    """Return the unsaved pictures that came with a capture."""
    return [
        Picture(
            capture=capture,
            position=position,
            payload_id=picture.sha256,
            address=picture.address,
            alternative_text=picture.alternative_text,
            caption=picture.caption,
        )
        for position, picture in enumerate(document.pictures, 1)
    ]


def copy_capture(former: Capture, item: RepeatedItem, batch: Batch) -> Capture:
    """Return an unsaved copy of the former capture with the new address, time and payload location."""
    values = {name: getattr(former, name) for name in _COPIED_FIELDS} | {"captured_at": item.captured_at}
    if isinstance(item, SourceDocument) and item.original:
        values |= _locate(item)
    identity = compute_identity(former.digest, item.url, item.captured_at)
    return _build_capture(item, identity, batch, values)


def _build_capture(item: RepeatedItem, identity: str, batch: Batch, values: dict[str, Any]) -> Capture:
    values = {"url": item.url, "source": item.source, "record": item.record[:100], "identity": identity} | values
    return Capture(batch=batch, taken_in_at=timezone.now(), **values)


def _locate(document: SourceDocument) -> dict[str, object]:
    """Return where a document is in its payload, and whether its digest was right."""
    return {
        "payload_id": document.original.sha256 if document.original else document.digest,
        "offset": document.offset,
        "steps": [list(step) for step in document.steps],
        "fixity": document.fixity,
    }


def build_bylines(
    candidate: Candidate, article: Article, author_resolver: AuthorResolver
) -> tuple[list[Byline], tuple[Finding, ...]]:
    """Return the bylines of an article in order, and its findings, ambiguous names marked."""
    bylines: dict[tuple[int, str], Byline] = {}
    ambiguous_names: dict[str, int] = {}
    for credit in candidate.article.authors:
        author, candidate_count = author_resolver.resolve(credit, candidate.outlet)
        if candidate_count > 1:
            ambiguous_names[credit.name] = candidate_count
        byline = Byline(
            article=article, author=author, credited_as=credit.printed_name, role=credit.role, position=len(bylines)
        )
        bylines.setdefault((author.pk, credit.role), byline)
    findings = list(candidate.findings)
    for number, finding in enumerate(findings):
        if finding.field == "author" and finding.value in ambiguous_names:
            rule = f"{finding.rule}; one of {ambiguous_names[finding.value]} authors of that name"
            findings[number] = replace(finding, status="inferred", rule=rule, chosen=True)
    return list(bylines.values()), tuple(findings)


def build_evidence_rows(
    findings: Iterable[Finding],
    article: Article,
    capture: Capture,
    *,
    current_fields: Container[str] | None = None,
    former_values: Mapping[str, str] = _NO_VALUES,
) -> Sequence[Sequence[object]]:
    """Return values of `EVIDENCE_FIELDS`; alternatives, and fields that are not current, are superseded at once."""
    now = timezone.now()
    rows = []
    for finding in findings:
        field, value = finding.field, finding.value
        is_current = current_fields is None or field in current_fields
        former_value = former_values.get(field, "") if is_current and former_values.get(field) != value else ""
        superseded_at = None if is_current and finding.chosen else now
        words = (finding.words, finding.start, finding.end, finding.rule[:300])
        rows.append((article.pk, capture.pk, field, value, former_value, finding.status, *words, now, superseded_at))
    return rows
