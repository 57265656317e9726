"""Value types of the text of a converted document: its pages, its properties, and what is not in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

PAGE_END: Final = "\n\f"
_FORM_FEED: Final = re.compile("\f")
_PAGE_END: Final = re.compile(r"\s*\f\s*")


@dataclass(frozen=True, slots=True)
class ConversionNote:
    """A change that a conversion made to the text, such as a running head left out; `page` is 0 where unknown."""

    text: str
    rule: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class ConvertedText:
    """The text of a document: blank lines part its paragraphs, `#` marks its headings, a form feed ends a page.

    `properties` are what the file says of itself: title, creator, created, language. `page_starts` are the offsets in
    `text` at which pages begin, if the document has pages.
    """

    text: str
    properties: Mapping[str, str] = field(default_factory=dict)
    page_starts: tuple[int, ...] = ()
    notes: tuple[ConversionNote, ...] = ()
    is_ocr: bool = False


def find_page_starts(text: str) -> tuple[int, ...]:
    """Return the offsets at which pages begin in a converted text, if it has several."""
    starts = (0, *(match.end() for match in _FORM_FEED.finditer(text)))
    return starts if len(starts) > 1 else ()


def arrange_pages(text: str) -> tuple[str, tuple[int, ...]]:
    """Return text with one form feed at the end of each page, and the offsets of pages where there are several."""
    pages = [page for page in _PAGE_END.split(text.strip()) if page]
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page) + len(PAGE_END))
    return PAGE_END.join(pages), tuple(starts) if len(pages) > 1 else ()
