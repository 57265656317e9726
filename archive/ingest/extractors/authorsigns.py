"""What marks an author in a page: elements called a byline, links and microdata of persons."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lxml.html import HtmlElement

from archive.ingest.extractors.page import Page, Statement, words_of
from archive.ingest.extractors.shown import Line
from archive.text.names import PrintedName

LONGEST: Final = 150  # characters of a byline
MOST_ELEMENTS: Final = 60
_CALLED: Final = re.compile(
    r"(?:^|[\s_-])(?:authors?|by-?lines?|bynames?|aut[oe]u?r(?:es|s|en|i)?|autore|writers?)"
    r"(?:$|[\s_-]|name)|author-?_?name|byline",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"bio|descri|about|info|social|image|photo|avatar|job|role|position|comment|related|share",
    re.IGNORECASE,
)


def is_called_byline(called: str) -> bool:
    """Whether a class or an id is that of a byline, and not of what is told about its author."""
    return bool(_CALLED.search(called)) and not _ABOUT.search(called)


def shown_at(line: Line, rule: str, text: str = "") -> Statement:
    """What a line says, placed where it is shown."""
    return Statement(text or line.text, rule, "", line.element.sourceline or 0)


def once(named: PrintedName) -> PrintedName:
    """`Andrea Wong Andrea Wong`, as two tags print it, is one name."""
    words = named.name.split()
    half = len(words) // 2
    if half and words[:half] * 2 == words:
        name = " ".join(words[:half])
        return replace(named, name=name, printed=name)
    return named


def elsewhere(page: Page) -> Iterator[Statement]:
    """Marks of an author outside the head of the article."""
    for number, element in enumerate(page.tree.iterfind(".//*[@itemprop]")):
        if number < MOST_ELEMENTS and "author" in element.get("itemprop").split():
            yield _placed(element, "microdata author")
    for number, element in enumerate(page.tree.iterfind(".//a[@rel]")):
        if number < MOST_ELEMENTS and "author" in element.get("rel").split():
            yield _placed(element, "link author")
    for number, element in enumerate(page.tree.iterfind(".//*[@class]")):
        called = element.get("class")
        if number > 20 * MOST_ELEMENTS or not is_called_byline(called):
            continue
        if len(text := words_of(element, LONGEST)) < 80:
            yield Statement(text, "an element called a byline", "", element.sourceline or 0)


def _placed(element: HtmlElement, rule: str) -> Statement:
    """The name an author's element holds, or what it shows."""
    named = element.find(".//*[@itemprop='name']")
    shown = element if named is None else named
    return Statement(
        (shown.get("content") or words_of(shown, LONGEST)), rule, "", element.sourceline or 0
    )
