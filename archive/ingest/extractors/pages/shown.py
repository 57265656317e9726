"""Visible lines of a page in order, and those around its title: bylines and dates are there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from archive.ingest.extractors.pages.page import Page, words_of
from archive.text.markdown import tidy
from archive.text.normalize import name_key

LONGEST: Final = 300  # characters kept of a line
MOST_LINES: Final = 4000
BEFORE: Final = 12  # lines above the title
AFTER: Final = 40  # lines below the title
NEAREST: Final = 5  # lines above the title that may be a byline or a date
ENDING: Final = 3  # lines below the text that may name its author
SENTENCE: Final = 80  # characters of a line that is a sentence, at least
PARAGRAPH: Final = 160  # characters of a line that is text
_INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark q s"
    " samp small span strike strong sub sup time tt u var wbr".split()
)
_APART: Final = frozenset({"span", "a", "time", "i", "small", "strong", "b", "address"})
"""Inline tags that are often separated by style and not by a space."""
_UNSEEN: Final = frozenset(
    "script style noscript template head select option button textarea svg iframe object form"
    " nav footer aside figure video audio".split()
)
_CALLING: Final = ("class", "id", "itemprop", "rel")
_PERSONS_PAGE: Final = re.compile(
    r"/(?:authors?|editors?|auteurs?|auto(?:r|res|ren|ri)|autorinnen|contributors?|by|byline|people|persons?"
    r"|profiles?|staff|reporters?|journalists?|journalistes?|redakteure?|redaktion|columnists?|writers?"
    r"|firmas?|periodistas?|bios?|correspondents?|team|users?|member)(?:[/.?-]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A visible line, its element, and the text of its link to a person's page."""

    text: str
    element: HtmlElement
    person: str = ""

    @property
    def calls(self) -> list[str]:
        """The class, id, itemprop and rel of the element and of the three around it."""
        near = [self.element, *islice(self.element.iterancestors(), 3)]
        return [
            " ".join(value[:200] for name in _CALLING if (value := one.get(name)))
            for one in near
            if one.tag != "body"
        ]

    @property
    def called(self) -> str:
        """The `nearby_names` in one string."""
        return " ".join(filter(None, self.calls))


@dataclass(frozen=True)
class Around:
    """Lines above the title of a page (nearest first), below it, and below its text.

    `second_paragraph` is the opening of the second paragraph of the text.
    """

    above: list[Line]
    below: list[Line]
    after: list[Line]
    second: str = ""

    @property
    def head(self) -> list[Line]:
        """Lines below the title up to the second paragraph of the text, then those above it."""
        long = [number for number, line in enumerate(self.below) if len(line.text) > PARAGRAPH]
        cut = long[1] if len(long) > 1 else len(self.below)
        return [*self.below[:cut], *self.above[:NEAREST][::-1]]

    def is_past_beginning(self, line: Line) -> bool:
        """Return whether a line is below the second paragraph of the text."""
        return any(line is one for one in self._later)

    @cached_property
    def _later(self) -> list[Line]:
        begins = (n for n, line in enumerate(self.below) if _begins(line.text) == self.second)
        return self.below[next(begins, len(self.below)) if self.second else len(self.below) :]


def lines_around(page: Page, titles: Sequence[str], text: Sequence[str] = ()) -> Around:
    """Return the lines around the first of `titles` that is visible, and those after the text."""
    last = text[-1][-100:] if text else ""
    second = next(islice((one for one in text if len(one) > SENTENCE), 1, None), "")
    lines = list(shown_lines(page))
    tight = [_tight(line.text) for line in lines]
    at = next((at for title in titles if (at := _place_of(_tight(title), lines, tight)) >= 0), -1)
    end = _last_place(_tight(last)[-30:], tight, at)
    above = lines[max(0, at - BEFORE) : max(at, 0)][::-1]
    below = lines[at + 1 : at + 1 + AFTER] if at >= 0 else []
    after = lines[end : end + ENDING] if end > 0 else []
    return Around(_own(page, above), _own(page, below), _own(page, after), _begins(second))


def _own(page: Page, lines: Sequence[Line]) -> list[Line]:
    """Drop lines in comments, related articles and the like."""
    return [line for line in lines if line.element not in page.others]


def _place_of(wanted: str, lines: Sequence[Line], tight: Sequence[str]) -> int:
    """Return the index of the line with the title, headings and full matches first; -1 if none."""
    places = [
        (line.element.tag not in {"h1", "h2"}, len(text) < len(wanted), number)
        for number, (line, text) in enumerate(zip(lines, tight, strict=True))
        if wanted and _is_title(text, wanted)
    ]
    return min(places)[-1] if places else -1


def _last_place(tail: str, tight: Sequence[str], start: int) -> int:
    """Return the index after the line that ends with `tail`; -1 if there is none."""
    for number in range(len(tight) - 1, max(start, 0), -1):
        if len(tail) > 10 and tight[number].endswith(tail):
            return number + 1
    return -1


def _is_title(text: str, wanted: str) -> bool:
    """Return whether a text equals a title, or is the beginning of a long one."""
    return text == wanted or (
        len(text) >= 12 and len(text) * 2 >= len(wanted) and wanted.startswith(text)
    )


def _begins(text: str) -> str:
    return _tight(text[:200])[:40]


def _tight(text: str) -> str:
    return name_key(text).replace(" ", "")


def shown_lines(page: Page) -> Iterator[Line]:
    """Yield the visible lines of the page; block elements separate them."""
    body = page.tree.find("body")
    if body is None:
        return
    parts: list[str] = []
    owner, person, begun, count = body, "", False, 0
    for element, text in _walk(body):
        if text is not None:
            if not begun:
                owner, begun = element, not text.isspace()
            parts.append(text)
        elif element.tag in _INLINE:
            parts.append(" " if element.tag in _APART else "")
            person = person or _person_linked(element)
        else:
            if begun and (words := tidy(" ".join("".join(parts).split()))):
                yield Line(words[-LONGEST:] if len(words) > LONGEST else words, owner, person)
                count += 1
            parts, person, begun = [], "", False
            if count >= MOST_LINES:
                return


def _person_linked(element: HtmlElement) -> str:
    """Return the text of a link to a person's page; empty for anything else."""
    if element.tag != "a":
        return ""
    is_person = "author" in (element.get("rel") or "").split() or _PERSONS_PAGE.search(
        element.get("href") or ""
    )
    return words_of(element, 80) if is_person else ""


def _walk(body: HtmlElement) -> Iterator[tuple[HtmlElement, str | None]]:
    """Yield texts with their elements in visible order, and None as text at each border."""
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        unseen = element.tag in _UNSEEN
        if event == "start":
            yield element, None
            if unseen:
                walker.skip_subtree()
            elif element.text:
                yield element, element.text
            continue
        if not unseen:
            yield element, None
        if element.tail and element is not body:
            yield element.getparent(), element.tail
