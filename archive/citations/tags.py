"""What the head of an article's page tells machines, so that Zotero sees a newspaper article."""

from __future__ import annotations

from urllib.parse import urlencode

from archive.citations.record import Record
from archive.citations.words import dated_in_words

Pairs = list[tuple[str, str]]


def meta_names(record: Record) -> Pairs:
    """Dublin Core, PRISM and Highwire tags as (name, content); dates only where certain."""
    day = record.published.certain
    pairs = [
        ("DC.type", "newspaperArticle"),
        ("DC.title", record.title),
        *(("DC.creator", person.inverted) for person in record.authors),
        ("DC.publisher", record.outlet),
        ("DC.date", day or dated_in_words(record.published)),
        ("DC.language", record.language),
        ("DC.identifier", record.url),
        ("prism.publicationName", record.outlet),
        ("prism.publicationDate", day),
        ("prism.section", record.section),
        ("prism.url", record.url),
        ("citation_title", record.title),
        *(("citation_author", person.inverted) for person in record.authors),
        ("citation_publication_date", day.replace("-", "/")),
        ("citation_public_url", record.url),
        ("citation_language", record.language),
    ]
    return [(name, content) for name, content in pairs if content]


def open_graph(record: Record) -> Pairs:
    """OpenGraph tags as (property, content)."""
    pairs = [
        ("og:type", "article"),
        ("og:title", record.title),
        ("og:url", record.url),
        ("og:site_name", record.archive),
        ("og:description", record.abstract),
        ("article:published_time", record.published.certain),
        ("article:section", record.section),
        *(("article:author", person.in_order) for person in record.authors),
    ]
    return [(name, content) for name, content in pairs if content]


def coins(record: Record) -> str:
    """The article as a context object in a span (COinS), in the form Zotero reads."""
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "newspaperArticle"),
        ("rft.title", record.title),
        ("rft.source", record.outlet),
        ("rft.date", record.published.certain or dated_in_words(record.published)),
        *(("rft.creator", person.inverted) for person in record.authors),
        ("rft.language", record.language),
        ("rft.identifier", record.url),
    ]
    return urlencode([(name, value) for name, value in pairs if value])
