"""What the head of an article's page tells machines, so that Zotero sees a newspaper article."""

from __future__ import annotations

from urllib.parse import urlencode

from archive.citations.record import Record
from archive.citations.words import dated_in_words

Pairs = list[tuple[str, str]]


def meta_names(record: Record) -> Pairs:
    """Dublin Core, PRISM and Highwire tags as (name, content); dates only where certain.

    Zotero cuts `citation_author` at the comma where both sides have a blank (`Van Auken, Bill
    Joe`): one such name, and all authors are told by Dublin Core alone, which it reads whole.
    """
    day = record.published.certain
    cut = any(" " in person.family and " " in person.given for person in record.authors)
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
        *(("citation_author", person.inverted) for person in record.authors if not cut),
        ("citation_publication_date", day.replace("-", "/")),
        ("citation_public_url", record.url),
        ("citation_language", record.language),
    ]
    return [(name, content) for name, content in pairs if content]


def open_graph(record: Record) -> Pairs:
    """OpenGraph tags as (property, content).

    Where the outlet is not known, the archive is not named: it would be taken for the newspaper.
    """
    pairs = [
        ("og:type", "article"),
        ("og:title", record.title),
        ("og:url", record.url),
        ("og:site_name", record.archive if record.outlet else ""),
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
