"""Who wrote a page: persons its tags name, bylines it prints; agencies and desks are credits."""

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml.html import HtmlElement

from archive.ingest.extractors.jsonld import Linked, Node, texts, types_of
from archive.ingest.extractors.page import Page, Statement, words_of

MOST_ELEMENTS: Final = 40
_METAS: Final = (
    "author",
    "article:author_name",
    "article:author",
    "og:article:author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "parsely-author",
    "sailthru.author",
    "dcsext.author",
    "rnews:author",
    "authors",
    "byline",
)
_CALLED: Final = re.compile(
    r"(?:^|[\s_-])(?:author|authors|byline|by-line|byname|autor|auteur|autore|writer|bylines)(?:$|[\s_-]|name)|author-?name|byline",
    re.IGNORECASE,
)
_ASIDE: Final = frozenset({"aside", "footer", "nav", "form"})
_ELSEWHERE: Final = re.compile(
    r"comment|related|sidebar|recommend|footer|widget|teaser|promo|newsletter|most-?read|popular",
    re.IGNORECASE,
)


def author_statements(page: Page, article: Node, linked: Linked) -> Iterator[Statement]:
    """What may name the authors, by source, the best source first."""
    yield from _linked(article.get("author"), linked, "author")
    if not article.get("author"):
        yield from _linked(article.get("creator"), linked, "creator")
    yield from page.meta(*_METAS)
    yield from _marked(page)


def _linked(value: Any, linked: Linked, key: str) -> Iterator[Statement]:
    for one in value[:30] if isinstance(value, list) else [value]:
        node = linked.resolved(one)
        kind = types_of(node)[0] if isinstance(node, dict) else ""
        for text in texts(node):
            yield Statement("", text, f"JSON-LD {key} {kind}".strip(), near=f'"{key}"')


def _marked(page: Page) -> Iterator[Statement]:
    """Microdata, links to authors, elements called a byline."""
    seen = 0
    for element in page.tree.iter("a", "span", "div", "p", "address", "li", "cite", "em", "strong"):
        rule = _rule(element)
        if not rule or _is_elsewhere(element):
            continue
        text = words_of(element, 300)
        if 3 <= len(text) <= 200:
            yield Statement("", text, rule, text[:40], element.sourceline or 0)
            seen += 1
            if seen > MOST_ELEMENTS:
                return


def _rule(element: HtmlElement) -> str:
    if "author" in (element.get("itemprop") or "").split():
        return "microdata author"
    if "author" in (element.get("rel") or "").split():
        return "link author"
    called = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    return "an element called a byline" if _CALLED.search(called) else ""


def _is_elsewhere(element: HtmlElement) -> bool:
    """Whether an element stands beside the article: in comments, lists of others, the footer."""
    for number, outer in enumerate(element.iterancestors()):
        if number > 12:
            return False
        called = f"{outer.get('class') or ''} {outer.get('id') or ''}"[:300]
        if outer.tag in _ASIDE or (outer.tag not in {"body", "html"} and _ELSEWHERE.search(called)):
            return True
    return False
