"""What the page of an article says so that it can be cited, by people and by their programs."""

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
    """A file of the same thing beside its page: what readers call it, where, of what media type."""

    label: str
    address: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Cited:
    """The article in every style, the files it can be taken away in, and the tags for machines."""

    record: Record
    styles: tuple[Citation, ...]
    files: tuple[File, ...]
    names: tags.Pairs
    properties: tags.Pairs
    coins: str


def cited(article: Article, request: HttpRequest) -> Cited:
    """The article (`for_cards`) as cited today from this archive."""
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
    """The article as a citation from the host that was asked."""
    return record_of(article, site=site_of(request), archive=settings.SITE_NAME, accessed=accessed)


def site_of(request: HttpRequest) -> str:
    """`https://archive.example`."""
    return f"{request.scheme}://{request.get_host()}"
