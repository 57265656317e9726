"""Visible lines of a page in order, and those around its title: bylines and dates are there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from archive.extraction.html.page import INLINE_TAGS, WebPage, get_visible_text
from archive.text.normalize import clean_markup_text, name_key

MAX_LINE_LENGTH: Final = 300  # characters kept of a line
MAX_LINES: Final = 4000
LINES_ABOVE: Final = 12  # lines above the title
LINES_BELOW: Final = 40  # lines below the title
NEAR_LINES_ABOVE: Final = 5  # lines above the title that may be a byline or a date
END_LINES: Final = 3  # lines below the text that may name its author
MIN_SENTENCE: Final = 80  # characters of a line that is a sentence, at least
MIN_PARAGRAPH: Final = 160  # characters of a line that is text
_INLINE_TAGS: Final = INLINE_TAGS | frozenset(
    "acronym bdo big data del dfn img ins kbd samp strike sub sup time tt var wbr".split()
)
_SPACED_TAGS: Final = frozenset({"span", "a", "time", "i", "small", "strong", "b", "address"})
"""Inline tags that are often separated by style and not by a space."""
_HIDDEN_TAGS: Final = frozenset(
    "script style noscript template head select option button textarea svg iframe object form"
    " nav footer aside figure video audio".split()
)
_NAMING_ATTRIBUTES: Final = ("class", "id", "itemprop", "rel")
_PERSON_PAGE: Final = re.compile(
    r"/(?:authors?|editors?|auteurs?|auto(?:r|res|ren|ri)|autorinnen|contributors?|by|byline|people|persons?"
    r"|profiles?|staff|reporters?|journalists?|journalistes?|redakteure?|redaktion|columnists?|writers?"
    r"|firmas?|periodistas?|bios?|correspondents?|team|users?|member)(?:[/.?-]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class VisibleLine:
    """A visible line, its element, and the text of its link to a person's page."""

    text: str
    element: HtmlElement
    person: str = ""

    @property
    def nearby_names(self) -> list[str]:
        """The class, id, itemprop and rel of the element and of the three around it."""
        elements = [self.element, *islice(self.element.iterancestors(), 3)]
        return [
            " ".join(value[:200] for name in _NAMING_ATTRIBUTES if (value := element.get(name)))
            for element in elements
            if element.tag != "body"
        ]

    @property
    def nearby_names_text(self) -> str:
        """The `nearby_names` in one string."""
        return " ".join(filter(None, self.nearby_names))


@dataclass(frozen=True)
class TitleContext:
    """Lines above a title (nearest first), below it (`later_lines`: from the second paragraph on), below the text."""

    lines_above: list[VisibleLine]
    lines_below: list[VisibleLine]
    lines_after: list[VisibleLine]
    later_lines: list[VisibleLine]

    @property
    def head_lines(self) -> list[VisibleLine]:
        """Lines below the title up to the second paragraph of the text, then those above it."""
        long_lines = [number for number, line in enumerate(self.lines_below) if len(line.text) > MIN_PARAGRAPH]
        end = long_lines[1] if len(long_lines) > 1 else len(self.lines_below)
        return [*self.lines_below[:end], *self.lines_above[:NEAR_LINES_ABOVE][::-1]]


def build_title_context(page: WebPage, titles: Sequence[str], text: Sequence[str] = ()) -> TitleContext:
    """Return the lines around the first of `titles` that is visible, and those after the text."""
    second_paragraph = next(islice((paragraph for paragraph in text if len(paragraph) > MIN_SENTENCE), 1, None), "")
    lines = list(iter_visible_lines(page))
    squashed = [_squash(line.text) for line in lines]
    title_indices = (_find_title_index(_squash(title), lines, squashed) for title in titles)
    title_index = next((index for index in title_indices if index >= 0), -1)
    tail = _squash(text[-1][-100:])[-30:] if text else ""
    end_numbers = range(len(squashed) - 1, max(title_index, 0), -1) if len(tail) > 10 else ()
    end_index = next((number + 1 for number in end_numbers if squashed[number].endswith(tail)), -1)
    lines_above = lines[max(0, title_index - LINES_ABOVE) : max(title_index, 0)][::-1]
    lines_below = lines[title_index + 1 : title_index + 1 + LINES_BELOW] if title_index >= 0 else []
    lines_after = lines[end_index : end_index + END_LINES] if end_index > 0 else []
    above = [line for line in lines_above if line.element not in page.unrelated_parts]
    below = [line for line in lines_below if line.element not in page.unrelated_parts]
    after = [line for line in lines_after if line.element not in page.unrelated_parts]
    opening = _compute_opening(second_paragraph)
    later_numbers = (number for number, line in enumerate(below) if opening and _compute_opening(line.text) == opening)
    return TitleContext(above, below, after, below[next(later_numbers, len(below)) :])


def _find_title_index(title: str, lines: Sequence[VisibleLine], squashed: Sequence[str]) -> int:
    """Return the index of the line with the title or its beginning, headings and full matches first; -1 if none."""
    matches = [
        (not _is_in_heading(line.element), len(text) < len(title), number)
        for number, (line, text) in enumerate(zip(lines, squashed, strict=True))
        if title and (text == title or (len(text) >= 12 and len(text) * 2 >= len(title) and title.startswith(text)))
    ]
    return min(matches)[-1] if matches else -1


def _is_in_heading(element: HtmlElement) -> bool:
    """Return whether an element is a main heading, or a link or a span in one."""
    return any(one.tag in {"h1", "h2"} for one in (element, *islice(element.iterancestors(), 2)))


def _compute_opening(text: str) -> str:
    return _squash(text[:200])[:40]


def _squash(text: str) -> str:
    return name_key(text).replace(" ", "")


def iter_visible_lines(page: WebPage) -> Iterator[VisibleLine]:
    """Yield the visible lines of the page; block elements separate them."""
    body = page.tree.find("body")
    if body is None:
        return
    parts: list[str] = []
    line_element, has_text = body, False
    person = ""
    count = 0
    for element, text in _walk(body):
        if text is not None:
            if not has_text:
                line_element, has_text = element, not text.isspace()
            parts.append(text)
        elif element.tag in _INLINE_TAGS:
            parts.append(" " if element.tag in _SPACED_TAGS else "")
            person = person or _get_person_link_text(element)
        else:
            if has_text and (words := clean_markup_text("".join(parts))):
                yield VisibleLine(
                    words[-MAX_LINE_LENGTH:] if len(words) > MAX_LINE_LENGTH else words, line_element, person
                )
                count += 1
            parts, person = [], ""
            has_text = False
            if count >= MAX_LINES:
                return


def _get_person_link_text(element: HtmlElement) -> str:
    """Return the text of a link to a person's page; empty for anything else."""
    if element.tag != "a":
        return ""
    is_person = "author" in (element.get("rel") or "").split() or _PERSON_PAGE.search(element.get("href") or "")
    return get_visible_text(element, 80) if is_person else ""


def _walk(body: HtmlElement) -> Iterator[tuple[HtmlElement, str | None]]:
    """Yield texts with their elements in visible order, and None as text at each border."""
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        is_hidden = element.tag in _HIDDEN_TAGS
        if event == "start":
            yield element, None
            if is_hidden:
                walker.skip_subtree()
            elif element.text:
                yield element, element.text
            continue
        if not is_hidden:
            yield element, None
        if element.tail and element is not body:
            yield element.getparent(), element.tail
