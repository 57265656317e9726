"""Outlet of a page: the names it gives itself, and its domain."""

from collections.abc import Iterator
from typing import Final

from archive.ingest.extractors.pages.jsonld import JsonLdNode, LinkedData, iter_texts
from archive.ingest.extractors.pages.page import PageStatement, WebPage
from archive.text.urls import get_domain

_META_NAMES: Final = (
    "og:site_name",
    "application-name",
    "citation_journal_title",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "article:publisher",
    "cre",
)


def find_outlet_statements(
    page: WebPage, article: JsonLdNode, linked_data: LinkedData
) -> list[PageStatement]:
    """Return the page's names for its outlet, best first."""
    publisher = linked_data.resolve(article.get("publisher"))
    statements = [*page.iter_meta("og:site_name")]
    statements += [
        PageStatement(text, "JSON-LD publisher", hint='"publisher"')
        for text in iter_texts(publisher)
    ][:1]
    statements += page.iter_meta(*_META_NAMES[1:])
    titles = {statement.value for statement in page.iter_meta("og:title", "twitter:title")}
    return [
        statement
        for statement in statements
        if _is_outlet_name(statement.value) and statement.value not in titles
    ]


def collect_site_names(page: WebPage, outlets: list[PageStatement], domain: str) -> list[str]:
    """Return every name by which a title may call its site."""
    names = [statement.value for statement in outlets]
    names += [
        statement.value.lstrip("@")
        for statement in page.iter_meta("twitter:site", "apple-mobile-web-app-title")
    ]
    labels = domain.split(".")
    names += [domain, *labels[: max(1, len(labels) - 1)]] if domain else []
    return list(dict.fromkeys(name for name in names if len(name) > 1))


def iter_url_statements(page: WebPage, article: JsonLdNode) -> Iterator[PageStatement]:
    """Yield the URLs the page states for itself, best first, then the one it was read from."""
    for link in page.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield PageStatement(link.get("href").strip(), "link canonical", hint="canonical")
    yield from page.iter_meta("og:url", "parsely-link", "citation_public_url")
    for text in iter_texts(article.get("url") or article.get("mainEntityOfPage")):
        yield PageStatement(text, "JSON-LD url", hint='"url"')
    if page.url:
        yield PageStatement(page.url, "the address the page was read from")


def find_domain(page: WebPage, url_statements: list[PageStatement]) -> str:
    """Return the domain of the page's source, else of the URL it states."""
    return get_domain(page.url) or next(
        (domain for statement in url_statements if (domain := get_domain(statement.value))), ""
    )


def _is_outlet_name(text: str) -> bool:
    return 1 < len(text) <= 120 and "://" not in text
