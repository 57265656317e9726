"""Markup that marks an author: elements with a byline class, author links, microdata."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from archive.ingest.extractors.pages.bylineforms import LONGEST
from archive.ingest.extractors.pages.page import Page, Statement, words_of
from archive.ingest.extractors.pages.shown import Line
from archive.text.names import PrintedName, looks_like_a_name

MOST_ELEMENTS: Final = 60
LINK: Final = "a link to the author's page"
_PAGE: Final = re.compile(r"/(?:author|autor|auteur)/[\w.-]+/?$", re.IGNORECASE)
AWAY: Final = "an element called a byline, away from the title"
_APART: Final = frozenset({"footer", "nav", "form", "button"})
_CALLED: Final = re.compile(
    r"(?:^|[_-])(?:authors?|by-?lines?|bynames?|aut[oe]u?r(?:es|s|en|i)?|autore|writers?|submitted)"
    r"(?:$|[_-]|name)|author-?_?name|byline|(?-i:(?<=[a-z])Authors?(?![a-z]))",
    re.IGNORECASE,
)
_MAYBE: Final = re.compile(r"aut|by|writer|submitted", re.IGNORECASE)
"""A cheap test that every such class passes: it rules out most classes of a page."""
_ABOUT: Final = re.compile(
    r"bio|descri|about|info|social|image|photo|avatar|job|role|position|share|follow|button|btn",
    re.IGNORECASE,
)
_NAME: Final = re.compile(
    r"(?:author|byline|writer|contributor)s?[_-]*(?:full)?_?name", re.IGNORECASE
)
_OTHERS: Final = re.compile(r"comment|related|teaser|recommend|quote|zitat", re.IGNORECASE)
_TOPIC: Final = re.compile(r"categor|topic|section|keyword", re.IGNORECASE)


@lru_cache(maxsize=1024)
def is_called_byline(names: str) -> bool:
    """Return whether a class or an id is that of a byline, not of text about its author."""
    return _MAYBE.search(names) is not None and _calls(names) is True


def is_in_byline(line: Line) -> bool:
    """Return whether the element of a line, or one of those around it, has a byline class."""
    if _OTHERS.search(line.called):
        return False
    said = (_calls(names) for names in line.calls)
    return next((answer for answer in said if answer is not None), False)


def _calls(names: str) -> bool | None:
    """Return True for a byline, False for text about its author, None for anything else.

    `post-info__author` is a byline, `author-info` is not.
    """
    if _OTHERS.search(names) or _TOPIC.search(names):
        return False
    answer = None
    for name in names.split():
        called = _CALLED.search(name)
        if called and not _ABOUT.search(name, called.end()):
            return True
        if called or _ABOUT.search(name):
            answer = False
    return answer


def names_within(line: Line) -> str:
    """Return the text of the parts of a byline that have a name class; empty if there are none."""
    near = line.element if len(line.element) else line.element.getparent()
    parts = near.iterdescendants() if near is not None else ()
    named = (part for part in islice(parts, MOST_ELEMENTS) if _NAME.search(part.get("class") or ""))
    words = [words_of(part, LONGEST) for part in named]
    return ", ".join(one for one in words if one in line.text and looks_like_a_name(one))


def shown_at(line: Line, rule: str, text: str = "") -> Statement:
    """Return a statement with the text and the place of a visible line."""
    return Statement(text or line.text, rule, "", line.element.sourceline or 0)


def once(named: PrintedName) -> PrintedName:
    """Return the name once if it is printed twice in a row: `Andrea Wong Andrea Wong`."""
    words = named.name.split()
    half = len(words) // 2
    if half and words[:half] * 2 == words:
        name = " ".join(words[:half])
        return replace(named, name=name, printed=name)
    return named


def elsewhere(page: Page) -> Iterator[Statement]:
    """Yield statements of authors outside the head of the article."""
    for number, element in enumerate(page.tree.iterfind(".//*[@itemprop]")):
        if number >= 20 * MOST_ELEMENTS:
            break
        if "author" in element.get("itemprop").split() and element not in page.others:
            yield _placed(element, "microdata author")
    yield from _linked(page)
    classed = (element for element in page.elements if element.get("class"))
    for element in islice(classed, 20 * MOST_ELEMENTS):
        if not is_called_byline(element.get("class")):
            continue
        if not _APART.isdisjoint(one.tag for one in (element, *element.iterancestors())):
            continue
        if element.find(".//button") is not None or element in page.others:
            continue
        if len(text := words_of(element, LONGEST)) < 80:
            yield Statement(text, AWAY, "", element.sourceline or 0)


def _linked(page: Page) -> Iterator[Statement]:
    """Yield links to authors' pages; links with the same parent are one statement."""
    beside: dict[HtmlElement, list[HtmlElement]] = {}
    for element in page.tree.iterfind(".//a[@href]"):
        marked = "author" in (element.get("rel") or "").split()
        if len(beside) >= MOST_ELEMENTS or not (marked or _PAGE.search(element.get("href"))):
            continue
        if element not in page.others:
            beside.setdefault(element.getparent(), []).append(element)
    for links in beside.values():
        named = ", ".join(filter(None, (words_of(link, LONGEST) for link in links)))
        yield Statement(named, LINK, "", links[0].sourceline or 0)


def _placed(element: HtmlElement, rule: str) -> Statement:
    """Return the name an author's element holds, or its text."""
    named = element.find(".//*[@itemprop='name']")
    shown = element if named is None else named
    return Statement(
        shown.get("content") or shown.get("value") or words_of(shown, LONGEST),
        rule,
        "",
        element.sourceline or 0,
    )
