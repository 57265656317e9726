"""Articles, their captures and evidence as the API gives them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Annotated, Any, Final

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field

from archive.api.rest.record_values import (
    ApiUrl,
    Identifier,
    ListState,
    RecordReference,
    Url,
    build_api_url,
    build_reference,
    find_site,
)
from archive.models import Article, Byline, Capture, Evidence
from archive.pages.article.field_evidence import has_cut_text, has_inferred_date, has_stand_in_text, list_credit_lines

_VERSION_SIZE: Final = 8
Edtf = Annotated[str, Field(description="Date as EDTF (ISO 8601-2): 2016-02-04, 2016-02, 2016~; empty: undated.")]
Version = Annotated[str, Field(description="Changes with every correction: send it as If-Match to correct this state.")]


@dataclass(frozen=True, slots=True)
class CreditValue:
    """A line of the article that names somebody: the author, their part in it, and the name as printed."""

    name: str
    slug: str
    role: str
    printed_as: str
    url: Url
    api_url: ApiUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleValue:
    """An article without its text."""

    identifier: Identifier
    title: str
    url: Annotated[str, Field(description="Permanent address, for citations.")]
    api_url: ApiUrl
    outlet: RecordReference | None
    authors: tuple[CreditValue, ...]
    published: Edtf
    earliest: date | None
    latest: date | None
    date_is_inferred: bool
    section: str
    language: str
    words: int
    canonical_url: Annotated[str, Field(description="Address at the outlet.")]
    added_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CaptureValue:
    """One copy of the source of an article, as it was fetched or uploaded."""

    id: int
    article: Identifier
    source: str
    record: str
    address: Annotated[str, Field(description="The address the bytes were got from.")]
    captured_at: datetime
    taken_in_at: datetime
    sha256: Annotated[str, Field(description="Of the original file.")]
    digest: Annotated[str, Field(description="SHA-256 of the record in it.")]
    length: int
    encoding: str
    recipe: str
    original_url: Annotated[str, Field(description="The original, as text or as a download.")]
    warc_url: str
    api_url: ApiUrl


@dataclass(frozen=True, slots=True)
class EvidenceValue:
    """Evidence of the value of a field: where it comes from."""

    field: str
    value: str
    former_value: str
    status: Annotated[str, Field(description="stated, inferred, editor or unknown")]
    rule: str
    words: Annotated[str, Field(description="The words of the original that say so.")]
    start: int | None
    end: int | None
    capture: Annotated[int | None, Field(description="The capture that the words are of.")]
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class StoryReference:
    """The story that an article belongs to."""

    identifier: Identifier
    url: Url
    api_url: ApiUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDetail(ArticleValue):
    """An article in full, with where it comes from."""

    version: Version
    standfirst: str
    text: str
    dateline: str
    credit_lines: tuple[str, ...]
    review_status: str
    is_cut: Annotated[bool, Field(description="The original holds only the beginning of the text.")]
    is_stand_in: Annotated[bool, Field(description="The original holds the article only in short.")]
    collections: tuple[RecordReference, ...]
    story: StoryReference | None
    captures: tuple[CaptureValue, ...]
    evidence: tuple[EvidenceValue, ...]
    citations: Annotated[dict[str, str], Field(description="The article as reference styles write it.")]
    similar: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class ArticlePage(ListState):
    """A page of articles."""

    items: tuple[ArticleValue, ...]


@dataclass(frozen=True, slots=True)
class EvidenceList:
    """All evidence in force for an article."""

    items: tuple[EvidenceValue, ...]


@dataclass(frozen=True, slots=True)
class CaptureList:
    """All captures of an article, the earliest first."""

    items: tuple[CaptureValue, ...]


def build_article(request: HttpRequest, article: Article, *, date_is_inferred: bool) -> ArticleValue:
    """Build an article (with outlet and credits) for a list."""
    return ArticleValue(**list_article_fields(request, article, date_is_inferred=date_is_inferred))


def list_article_fields(request: HttpRequest, article: Article, *, date_is_inferred: bool) -> dict[str, Any]:
    """Return the fields of an article for a list, by name."""
    return {
        "identifier": article.identifier,
        "title": article.title,
        "url": find_site(request) + article.permanent_path,
        "api_url": build_api_url(request, f"articles/{article.identifier}"),
        "outlet": build_reference(request, article.outlet) if article.outlet else None,
        "authors": tuple(_build_credit(request, byline) for byline in article.credits),
        "published": article.published,
        "earliest": article.earliest,
        "latest": article.latest,
        "date_is_inferred": date_is_inferred,
        "section": article.section,
        "language": article.language,
        "words": article.word_count,
        "canonical_url": article.canonical_url,
        "added_at": article.added_at,
        "changed_at": article.changed_at,
    }


def _build_credit(request: HttpRequest, byline: Byline) -> CreditValue:
    author = build_reference(request, byline.author)
    return CreditValue(author.name, author.slug, byline.role, str(byline), author.url, author.api_url)


def compute_version(article: Article) -> str:
    """Return a token that changes with everything of an article (with credits) that an editor corrects."""
    credit_values = [(byline.author_id, byline.role, byline.credited_as) for byline in article.credits]
    values = [article.title, article.standfirst, article.body, article.outlet_id, article.language, article.section]
    more = [article.dateline, article.canonical_url, article.published, article.review_status, article.withdrawn_at]
    return blake2b(repr((values, more, credit_values)).encode(errors="replace"), digest_size=_VERSION_SIZE).hexdigest()


def build_article_detail(
    request: HttpRequest,
    article: Article,
    *,
    evidence: list[Evidence],
    captures: Iterable[Capture],
    collections: Iterable[Any],
    citations: dict[str, str],
    similar: Iterable[Article],
) -> ArticleDetail:
    """Build an article in full."""
    membership = getattr(article, "membership", None)
    story = membership.story if membership else None
    return ArticleDetail(
        **list_article_fields(request, article, date_is_inferred=has_inferred_date(evidence)),
        version=compute_version(article),
        standfirst=article.standfirst,
        text=article.body,
        dateline=article.dateline,
        credit_lines=tuple(list_credit_lines(evidence)),
        review_status=article.review_status,
        is_cut=has_cut_text(evidence),
        is_stand_in=has_stand_in_text(evidence),
        collections=tuple(build_reference(request, row) for row in collections),
        story=_build_story_reference(request, story) if story else None,
        captures=tuple(build_capture(request, row, article.identifier) for row in captures),
        evidence=tuple(map(build_evidence, evidence)),
        citations=citations,
        similar=tuple(row.identifier for row in similar),
    )


def _build_story_reference(request: HttpRequest, story: Any) -> StoryReference:
    api_url = build_api_url(request, f"stories/{story.identifier}")
    return StoryReference(story.identifier, find_site(request) + story.get_absolute_url(), api_url)


def build_capture(request: HttpRequest, capture: Capture, identifier: str) -> CaptureValue:
    """Build a capture of an article."""
    site = find_site(request)
    return CaptureValue(
        id=capture.pk,
        article=identifier,
        source=capture.source_name,
        record=capture.record,
        address=capture.url,
        captured_at=capture.captured_at,
        taken_in_at=capture.taken_in_at,
        sha256=capture.payload_id,
        digest=capture.digest,
        length=capture.length,
        encoding=capture.encoding,
        recipe=capture.recipe,
        original_url=site + reverse("original", args=[capture.pk]),
        warc_url=site + reverse("capture-warc", args=[capture.pk]),
        api_url=build_api_url(request, f"captures/{capture.pk}"),
    )


def build_evidence(row: Evidence) -> EvidenceValue:
    """Build one piece of evidence."""
    return EvidenceValue(
        field=row.field,
        value=row.value,
        former_value=row.former_value,
        status=row.status,
        rule=row.rule,
        words=row.words,
        start=row.start,
        end=row.end,
        capture=row.capture_id,
        recorded_at=row.recorded_at,
    )
