"""Visible lines of a page in order, and those around its title: bylines and dates are there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
MIN_PAGE_FORM: Final = 5000  # characters of a form that is around the page, not one to fill in
_NAMING_ATTRIBUTES: Final = ("class", "id", "itemprop", "rel", "data-testid", "data-component")
_PERSON_PAGE: Final = re.compile(
    r"/(?:authors?|editors?|auteurs?|auto(?:r|res|ren|ri)|autorinnen|contributors?|by|byline|people|persons?"
    r"|profiles?|staff|reporters?|journalists?|journalistes?|redakteure?|redaktion|columnists?|writers?"
    r"|firmas?|periodistas?|bios?|correspondents?|team|users?|member)(?:[/.?-]|$)"
    r"|/@[\w.-]{2,40}(?:[/?]|$)",
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
        """The class, id and other names in the markup of the element and of the three around it."""
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
    """Lines above a title (nearest first), below it (`later_lines`: from the second paragraph on), below the text.

    `title` is the best of the page's titles, `opening` the beginning of the text; `opening_lines` are its first
    paragraph and the lines above it (nearest first) where no title is above them.
    """

    lines_above: list[VisibleLine]
    lines_below: list[VisibleLine]
    lines_after: list[VisibleLine]
    later_lines: list[VisibleLine]
    opening_lines: list[VisibleLine]
    opening: str = ""
    title: str = ""

    @property
    def head_lines(self) -> list[VisibleLine]:
        """Lines below the title up to the second paragraph of the text, then those above it."""
        long_lines = [number for number, line in enumerate(self.lines_below) if len(line.text) > MIN_PARAGRAPH]
        end = long_lines[1] if len(long_lines) > 1 else len(self.lines_below)
        return [*self.lines_below[:end], *self.lines_above[:NEAR_LINES_ABOVE][::-1]]


def build_title_context(page: WebPage, titles: Sequence[str], text: Sequence[str] = ()) -> TitleContext:
    """Return the lines around the first of `titles` that is visible, and those after the text."""
    paragraphs = [paragraph for paragraph in text if len(paragraph) > MIN_SENTENCE]
    lines = list(iter_visible_lines(page))
    squashed = [_squash(line.text) for line in lines]
    title_indices = (_find_title_index(_squash(title), lines, squashed) for title in titles)
    title_index = next((index for index in title_indices if index >= 0), -1)
    last_index = _find_last_index(text[-1], squashed) if text else -1
    end_index = last_index + 1 if last_index > max(title_index, 0) else -1
    lines_above = lines[max(0, title_index - LINES_ABOVE) : max(title_index, 0)][::-1]
    lines_below = lines[title_index + 1 : title_index + 1 + LINES_BELOW] if title_index >= 0 else []
    lines_after = lines[end_index : end_index + END_LINES] if end_index > 0 else []
    is_title_apart = (
        title_index > max((_find_last_index(one, squashed) for one in text[-3:]), default=-1) or title_index < 0
    )
    opening_lines = _find_opening_lines(paragraphs[0], lines, squashed) if is_title_apart and paragraphs else []
    above, below, after, opening = (
        [line for line in part if line.element not in page.unrelated_parts]
        for part in (lines_above, lines_below, lines_after, opening_lines)
    )
    second = _compute_opening(paragraphs[1]) if len(paragraphs) > 1 else ""
    later_numbers = (number for number, line in enumerate(below) if second and _compute_opening(line.text) == second)
    later = below[next(later_numbers, len(below)) :]
    beginning = paragraphs[0][:MIN_PARAGRAPH] if paragraphs else ""
    return TitleContext(above, below, after, later, opening, beginning, next(iter(titles), ""))


def _find_last_index(paragraph: str, squashed: Sequence[str]) -> int:
    """Return the index of the last line that ends as a paragraph does; -1 if there is none."""
    tail = _squash(paragraph[-100:])[-30:]
    numbers = range(len(squashed) - 1, -1, -1) if len(tail) > 10 else ()
    return next((number for number in numbers if squashed[number].endswith(tail)), -1)


def _find_opening_lines(paragraph: str, lines: list[VisibleLine], squashed: Sequence[str]) -> list[VisibleLine]:
    """Return the line of the first paragraph of a text and those above it, the nearest first."""
    tail = _squash(paragraph[-100:])[-30:]
    index = next((number for number, line in enumerate(squashed) if line.endswith(tail)), -1)
    return lines[max(0, index - NEAR_LINES_ABOVE) : index + 1][::-1] if index >= 0 else []


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


def _is_around_page(form: HtmlElement) -> bool:
    """Return whether a form is around a page, as some servers write it, and holds its headings or its text."""
    return next(form.iter("h1"), None) is not None or len(get_visible_text(form, MIN_PAGE_FORM)) == MIN_PAGE_FORM


def _get_person_link_text(element: HtmlElement) -> str:
    """Return the text of a link to a person's page; empty for anything else."""
    if element.tag != "a":
        return ""
    is_person = "author" in (element.get("rel") or "").split() or _is_person_page(element.get("href") or "")
    return get_visible_text(element, 80) if is_person else ""


@lru_cache(maxsize=1024)
def _is_person_page(href: str) -> bool:
    return _PERSON_PAGE.search(href) is not None


def _walk(body: HtmlElement) -> Iterator[tuple[HtmlElement, str | None]]:
    """Yield texts with their elements in visible order, and None as text at each border."""
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        is_hidden = element.tag in _HIDDEN_TAGS and not (element.tag == "form" and _is_around_page(element))
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
