"""Outlet of a page: the names it gives itself, and its domain."""

from collections.abc import Iterator
from typing import Final

from archive.ingest.extractors.pages.jsonld import Linked, Node, texts
from archive.ingest.extractors.pages.page import Page, Statement
from archive.text.urls import domain_of

_METAS: Final = (
    "og:site_name",
    "application-name",
    "citation_journal_title",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "article:publisher",
    "cre",
)


def outlet_statements(page: Page, article: Node, linked: Linked) -> list[Statement]:
    """Return the page's names for its outlet, best first."""
    publisher = linked.resolved(article.get("publisher"))
    found = [*page.meta("og:site_name")]
    found += [
        Statement(text, "JSON-LD publisher", near='"publisher"') for text in texts(publisher)
    ][:1]
    found += page.meta(*_METAS[1:])
    titles = {one.value for one in page.meta("og:title", "twitter:title")}
    return [one for one in found if _is_name(one.value) and one.value not in titles]


def site_names(page: Page, outlets: list[Statement], domain: str) -> list[str]:
    """Return every name by which a title may call its site."""
    names = [one.value for one in outlets]
    names += [
        one.value.lstrip("@") for one in page.meta("twitter:site", "apple-mobile-web-app-title")
    ]
    labels = domain.split(".")
    names += [domain, *labels[: max(1, len(labels) - 1)]] if domain else []
    return list(dict.fromkeys(name for name in names if len(name) > 1))


def address_statements(page: Page, article: Node) -> Iterator[Statement]:
    """Yield the URLs the page states for itself, best first, then the one it was read from."""
    for link in page.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield Statement(link.get("href").strip(), "link canonical", near="canonical")
    yield from page.meta("og:url", "parsely-link", "citation_public_url")
    for text in texts(article.get("url") or article.get("mainEntityOfPage")):
        yield Statement(text, "JSON-LD url", near='"url"')
    if page.address:
        yield Statement(page.address, "the address the page was read from")


def domain_at(page: Page, addresses: list[Statement]) -> str:
    """Return the domain of the page's source, else of the URL it states."""
    return domain_of(page.address) or next(
        (domain for one in addresses if (domain := domain_of(one.value))), ""
    )


def _is_name(text: str) -> bool:
    return 1 < len(text) <= 120 and "://" not in text
