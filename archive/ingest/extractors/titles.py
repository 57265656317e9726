"""The title of a page: the heading it shows, held against what its tags say."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lxml.html import HtmlElement

from archive.ingest.extractors.jsonld import Node, texts
from archive.ingest.extractors.page import Page, Statement, words_of
from archive.text.normalize import name_key

LONGEST: Final = 400
MOST_HEADINGS: Final = 40
_BAR: Final = re.compile(r"\s+[|–—·•»«:-]+\s+|\s*[|»«]\s*|(?<=\S):\s+")
_METAS: Final = (
    "og:title",
    "twitter:title",
    "citation_title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
    "title",
)


def title_hint(page: Page) -> str:
    """What the page's tags call it, for telling its article from others."""
    said = next(page.meta("og:title", "twitter:title"), None)
    return said.value if said else words_of_first(page, "title")


def words_of_first(page: Page, tag: str) -> str:
    """The words of the first element of this tag; empty if there is none."""
    element = next(page.tree.iter(tag), None)
    return "" if element is None else words_of(element, LONGEST)


def title_statements(page: Page, article: Node, sites: Sequence[str]) -> list[Statement]:
    """What may be the title, the best first; `sites` are names of the outlet to be cut off."""
    stated = [
        Statement("", text, "JSON-LD headline", near='"headline"')
        for text in texts(article.get("headline"))
    ][:1]
    stated += page.meta(*_METAS)
    if whole := words_of_first(page, "title"):
        stated.append(Statement("", whole, "the tag title", near="<title"))
    shown = list(_headings(page))
    agreed = [one for one in shown if _agrees(one.value, [other.value for other in stated])]
    bare = [_without_site(one, sites) for one in stated if len(one.value) <= LONGEST]
    return [*agreed[:1], *bare, *agreed[1:], *(one for one in shown if one not in agreed)]


def _headings(page: Page) -> Iterator[Statement]:
    """Headings of the first level, and others that are marked as the headline."""
    for number, element in enumerate(page.tree.iter("h1", "h2", "h3")):
        if number >= MOST_HEADINGS:
            return
        marked = "headline" in (element.get("itemprop") or "").split()
        if (element.tag == "h1" or marked) and (text := words_of(element, LONGEST)):
            yield Statement("", text, f"heading {element.tag}", f"<{element.tag}", _line(element))


def _line(element: HtmlElement) -> int:
    return element.sourceline or 0


def _agrees(heading: str, stated: Iterable[str]) -> bool:
    """Whether a heading says what a tag of the page says, at its length or as its beginning."""
    key = name_key(heading)
    if len(key) < 4:
        return False
    for other in map(name_key, stated):
        if key == other or (len(key) >= 15 and f" {key} " in f" {other} "):
            return True
    return False


def _without_site(statement: Statement, sites: Sequence[str]) -> Statement:
    """A title without the outlet's name after or before it."""
    text = statement.value
    keys = [key for site in sites if len(key := name_key(site)) > 1]
    bars = list(_BAR.finditer(text))
    for bar in bars[::-1][:3]:
        if _is_site(text[bar.end() :], keys):
            text = text[: bar.start()]
    first = _BAR.search(text)
    if first and _is_site(text[: first.start()], keys):
        text = text[first.end() :]
    return Statement(statement.field, text.strip(), statement.rule, statement.near, statement.line)


def _is_site(part: str, keys: Sequence[str]) -> bool:
    key = name_key(part)
    tight = key.replace(" ", "")
    return bool(tight) and any(
        tight == site.replace(" ", "") or (len(tight) > 3 and f" {site} " in f" {key} ")
        for site in keys
    )
