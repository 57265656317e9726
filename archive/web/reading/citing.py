"""Citations of an article, and metadata for reference managers."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from archive.citations import tags
from archive.citations.formats import FORMATS
from archive.citations.record import Record, record_of
from archive.citations.styles import Citation, citations
from archive.models import Article


@dataclass(frozen=True, slots=True)
class File:
    """A reference file of an article: label, URL, media type."""

    label: str
    address: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Cited:
    """An article in every citation style, its reference files, and its meta tags."""

    record: Record
    styles: tuple[Citation, ...]
    files: tuple[File, ...]
    names: tags.Pairs
    properties: tags.Pairs
    coins: str


def cited(article: Article, request: HttpRequest) -> Cited:
    """Build the citation of an article (`for_cards`), accessed today."""
    record = record_here(article, request, timezone.localdate())
    return Cited(
        record=record,
        styles=citations(record),
        files=tuple(
            File(each.label, _beside(article, each.suffix), each.media_type) for each in FORMATS
        ),
        names=tags.meta_names(record),
        properties=tags.open_graph(record),
        coins=tags.coins(record),
    )


def _beside(article: Article, suffix: str) -> str:
    return reverse("reference", args=[article.identifier, suffix])


def record_here(article: Article, request: HttpRequest, accessed: date | None = None) -> Record:
    """Build the citation record of an article, with URLs on the requested host."""
    return record_of(article, site=site_of(request), archive=settings.SITE_NAME, accessed=accessed)


def site_of(request: HttpRequest) -> str:
    """Return the origin of the request: `https://archive.example`."""
    return f"{request.scheme}://{request.get_host()}"
