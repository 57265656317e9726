"""Texts that hold several articles, which nothing parts for certain: each has a title, a byline and a date line."""

from collections.abc import Sequence
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.plaintext.layout import MAX_BYLINE_WORDS, LayoutUnit, read_head_line
from archive.formats.documents import ExtractionOptions
from archive.text.names import find_byline_start

MAX_TITLE: Final = 160  # characters
MIN_TEXT_WORDS: Final = 80  # words of a text between two heads; less is a list of other articles
MAX_FIRST_HEAD: Final = 8  # units above the first head
MAX_NAMED: Final = 3  # titles that the refusal names
MAX_NAMED_TITLE: Final = 80  # characters


def reject_several_articles(units: Sequence[LayoutUnit], options: ExtractionOptions) -> None:
    """Raise UnreadableDocument for a text of several articles, each with its title, byline, date and text."""
    heads = [index for index in range(len(units) - 3) if _is_head(units, index, options)]
    if len(heads) < 2:
        return
    articles = [
        start
        for start, end in zip(heads, [*heads[1:], len(units)], strict=True)
        if sum(len(unit.text.split()) for unit in units[start + 3 : end]) >= MIN_TEXT_WORDS
    ]
    if len(articles) < 2 or articles[0] > MAX_FIRST_HEAD:
        return
    titles = ", ".join(f"‘{units[start].text[:MAX_NAMED_TITLE]}’" for start in articles[:MAX_NAMED])
    raise UnreadableDocument(
        f"It holds {len(articles)} articles ({titles}{' …' if len(articles) > MAX_NAMED else ''}), each with its own"
        " title, byline and date. Save each in a file of its own, and take those in."
    )


def _is_head(units: Sequence[LayoutUnit], index: int, options: ExtractionOptions) -> bool:
    """Return whether a title stands here, with a byline and a date in the two lines below."""
    title, below = units[index], units[index + 1 : index + 3]
    is_title = title.mark == "heading" or not title.text.endswith((".", "!", "?", ":", ","))
    if len(title.text) > MAX_TITLE or not is_title or not any(map(_may_be_byline, below)):
        return False
    lines = [read_head_line(unit, options) for unit in below]
    has_byline = any(line.role == "byline" and line.names for line in lines)
    has_date = any(line.printed_date is not None for line in lines)
    return has_byline and has_date and read_head_line(title, options).role in {"plain", "name", "heading"}


def _may_be_byline(unit: LayoutUnit) -> bool:
    return len(unit.text.split()) <= MAX_BYLINE_WORDS and find_byline_start(unit.words) is not None
