"""Citations of an article, and metadata for reference managers."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from archive.citations import tags
from archive.citations.formats import FORMATS
from archive.citations.record import CitationRecord, build_record
from archive.citations.styles import Citation, format_citations
from archive.models import Article


@dataclass(frozen=True, slots=True)
class CitationFile:
    """A reference file of an article: label, URL, media type."""

    label: str
    url: str
    media_type: str


@dataclass(frozen=True, slots=True)
class ArticleCitation:
    """An article in every citation style, its reference files, and its meta tags."""

    record: CitationRecord
    styles: tuple[Citation, ...]
    files: tuple[CitationFile, ...]
    meta_names: tags.TagPairs
    open_graph: tags.TagPairs
    coins: str


def build_citation(article: Article, request: HttpRequest) -> ArticleCitation:
    """Build the citation of an article (`for_cards`), accessed today."""
    record = build_citation_record(article, request, timezone.localdate())
    return ArticleCitation(
        record=record,
        styles=format_citations(record),
        files=tuple(
            CitationFile(each.label, _build_file_url(article, each.suffix), each.media_type)
            for each in FORMATS
        ),
        meta_names=tags.build_meta_tags(record),
        open_graph=tags.build_open_graph_tags(record),
        coins=tags.build_coins(record),
    )


def _build_file_url(article: Article, suffix: str) -> str:
    return reverse("reference", args=[article.identifier, suffix])


def build_citation_record(
    article: Article, request: HttpRequest, accessed: date | None = None
) -> CitationRecord:
    """Build the citation record of an article, with URLs on the requested host."""
    return build_record(
        article, site=get_site_url(request), archive=settings.SITE_NAME, accessed=accessed
    )


def get_site_url(request: HttpRequest) -> str:
    """Return the origin of the request: `https://archive.example`."""
    return f"{request.scheme}://{request.get_host()}"
