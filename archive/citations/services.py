"""Citations and page metadata of one article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from archive.citations.formats import FORMATS
from archive.citations.record import CitationRecord, CitedPerson, describe_inexact_date, parse_citation_date
from archive.citations.styles import Citation, format_citation, format_citations
from archive.models import Article, Byline
from archive.text.normalize import clean_text, fold
from archive.web.params import get_site_url

TagPairs = list[tuple[str, str]]
"""Metadata of an article's page, so that Zotero recognises a newspaper article."""


def build_meta_tags(record: CitationRecord) -> TagPairs:
    """Build Dublin Core, PRISM and Highwire tags as (name, content).

    Zotero splits `citation_author` at a comma if both sides have a space (`Van Auken, Bill Joe`);
    with such a name authors are given in Dublin Core only.
    """
    day = record.published.exact_date
    has_ambiguous_comma = any(" " in person.family and " " in person.given for person in record.authors)
    pairs = [
        ("DC.type", "newspaperArticle"),
        ("DC.title", record.title),
        *(("DC.creator", person.inverted_name) for person in record.authors),
        ("DC.publisher", record.outlet),
        ("DC.date", day or describe_inexact_date(record.published)),
        ("DC.language", record.language),
        ("DC.identifier", record.url),
        ("prism.publicationName", record.outlet),
        ("prism.publicationDate", day),
        ("prism.section", record.section),
        ("prism.url", record.url),
        ("citation_title", record.title),
        *(("citation_author", person.inverted_name) for person in record.authors if not has_ambiguous_comma),
        ("citation_publication_date", day.replace("-", "/")),
        ("citation_public_url", record.url),
        ("citation_language", record.language),
    ]
    return [(name, content) for name, content in pairs if content]


def build_open_graph_tags(record: CitationRecord) -> TagPairs:
    """Build OpenGraph tags as (property, content).

    `og:site_name` is left out if the outlet is unknown: readers would take the archive for it.
    """
    pairs = [
        ("og:type", "article"),
        ("og:title", record.title),
        ("og:url", record.url),
        ("og:site_name", record.archive if record.outlet else ""),
        ("og:description", record.abstract),
        ("article:published_time", record.published.exact_date),
        ("article:section", record.section),
        *(("article:author", person.display_name) for person in record.authors),
    ]
    return [(name, content) for name, content in pairs if content]


def build_coins(record: CitationRecord) -> str:
    """Build the COinS context object, in the form Zotero reads."""
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "newspaperArticle"),
        ("rft.title", record.title),
        ("rft.source", record.outlet),
        ("rft.date", record.published.exact_date or describe_inexact_date(record.published)),
        *(("rft.creator", person.inverted_name) for person in record.authors),
        ("rft.language", record.language),
        ("rft.identifier", record.url),
    ]
    return urlencode([(name, value) for name, value in pairs if value])


def build_citation(article: Article, request: HttpRequest) -> dict[str, object]:
    """Build an article (`for_cards`) in every style, accessed today, with its reference files and meta tags."""
    record = build_citation_record(article, request, timezone.localdate())
    return {
        "record": record,
        "styles": format_citations(record),
        "files": [(row, reverse("reference", args=[article.identifier, row.suffix])) for row in FORMATS],
        "meta_names": build_meta_tags(record),
        "open_graph": build_open_graph_tags(record),
        "coins": build_coins(record),
    }


def build_reference_list(records: Iterable[CitationRecord], style: str) -> list[Citation]:
    """Format the records in one of STYLES, in the alphabetical order of a bibliography."""
    references = [format_citation(record, style) for record in records]
    return sorted(references, key=lambda reference: fold(reference.text))


def build_citation_record(article: Article, request: HttpRequest, accessed: date | None = None) -> CitationRecord:
    """Build the citation record of an article (`for_cards`), with URLs on the requested host."""
    people: defaultdict[str, list[CitedPerson]] = defaultdict(list)
    for byline in article.credits:
        family, _, given = clean_text(byline.author.sort_name).partition(", ")
        people[byline.role].append(CitedPerson(family, given))
    original_url = article.canonical_url.strip()
    return CitationRecord(
        identifier=article.identifier,
        title=clean_text(article.title),
        authors=tuple(people[Byline.Role.AUTHOR]),
        editors=tuple(people[Byline.Role.EDITOR]),
        translators=tuple(people[Byline.Role.TRANSLATOR]),
        outlet=clean_text(article.outlet.name) if article.outlet else "",
        section=clean_text(article.section),
        published=parse_citation_date(article.published),
        abstract="" if article.withdrawn_at else clean_text(article.standfirst),
        language=clean_text(article.language),
        url=get_site_url(request) + article.permanent_path,
        original_url=original_url if original_url.lower().startswith(("http://", "https://")) else "",
        archive=settings.SITE_NAME,
        accessed=accessed,
        is_public=settings.IS_PUBLIC,
    )
