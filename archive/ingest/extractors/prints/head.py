"""Head of a plaintext article: title, standfirst, byline and date, and where the text begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from archive.ingest.documents import Reading
from archive.ingest.extractors.forms import AGE, READING_TIME
from archive.ingest.extractors.prints.headlines import HeadLine, read_line, same_words
from archive.ingest.extractors.prints.layout import Unit
from archive.text.agencies import OUTLETISH, SECTIONS
from archive.text.normalize import name_key

DEPTH: Final = 12  # units after the title that the head may take up
LONGEST_TITLE: Final = 300  # characters
LONGEST_LABEL: Final = 100  # characters of a line that may stand above the title
LONGEST_STANDFIRST: Final = 600
MASTHEAD_WORDS: Final = 5
_DATELINE: Final = re.compile(r"[^\W\da-z_][^.()]{2,50}\([^\W\d_]{2,20}\)\s*[-–—:]+\s+\S")
"""`LISBON (Reuters) - …` opens a text."""
_SEPARATOR: Final = re.compile(r"\s+[|–—-]\s+")
_EXTENDING: Final = frozenset({READING_TIME, AGE})
"""Boilerplate that stands between the title and the text, never inside the text."""


@dataclass(slots=True)
class Head:
    """The parts of the head, and the index of the first unit of the text."""

    title: Unit | None = None
    standfirst: list[Unit] = field(default_factory=list)
    lines: list[HeadLine] = field(default_factory=list)
    kickers: list[Unit] = field(default_factory=list)
    page_name: tuple[str, int, int] | None = None
    masthead: Unit | None = None
    text_from: int = 0


def read_head(units: Sequence[Unit], reading: Reading, *, title: str = "") -> Head:
    """Read the head of `units`; a printed title equal to the given `title` is no text."""
    at = _title_at(units, reading)
    head = Head()
    if at is not None and _is_masthead(units, at, reading):
        head.masthead, at = units[at], at + 2
    if at is None or (
        title and units[at].mark != "heading" and not same_words(units[at].text, title)
    ):
        at = -1
    else:
        _sort_above(head, [unit for unit in units[:at] if unit is not head.masthead], reading)
        at = _choose_title(head, units, at)
    wanted = title or (head.title.text if head.title else "")
    first = at + 1
    lines = [read_line(unit, reading, title=wanted) for unit in units[first : first + DEPTH]]
    cut = _end_of_head(lines)
    if first + cut >= len(units):
        cut = _before_the_text(lines[:cut])
    _sort(head, _with_plain_names(lines[:cut]))
    head.text_from = first + cut
    return head


def _before_the_text(lines: Sequence[HeadLine]) -> int:
    """Return the number of head lines if the head would fill the page: sentences are text."""
    sentences = (line.role == "plain" and _is_sentence(line.unit.text) for line in lines)
    return next((number for number, is_text in enumerate(sentences) if is_text), len(lines))


def _choose_title(head: Head, units: Sequence[Unit], at: int) -> int:
    """Choose the title: of two, one with the outlet's name after it, the shorter one."""
    head.title = units[at]
    below = units[at + 1] if at + 1 < len(units) else None
    if below is None or not units[at].raw.startswith(below.raw):
        return at
    bar = _SEPARATOR.match(units[at].raw, len(below.raw))
    if bar is None:
        return at
    head.title = below
    start = units[at].start + bar.end()
    head.page_name = (units[at].raw[bar.end() :], start, units[at].end)
    return at + 1


def _title_at(units: Sequence[Unit], reading: Reading) -> int | None:
    """Return the index of the title: a heading with no text above, else the first line of words."""
    first: int | None = None
    for at, unit in enumerate(units[:8]):
        role = read_line(unit, reading).role
        if role == "heading" and (first is None or unit.level == 1):
            return at
        if role in {"plain", "name", "standfirst"} and not is_section(unit.text):
            first = at if first is None else first
            if _is_sentence(unit.text) or len(unit.text) > LONGEST_LABEL:
                break
    return first


def _is_masthead(units: Sequence[Unit], at: int, reading: Reading) -> bool:
    """Return whether a first line is a paper's name, followed by a date and a title.

    `The Harbour Gazette`, `14 March 2024`, `Minister orders the harbour closed`, and then a text.
    """
    if at + 3 >= len(units) or OUTLETISH.isdisjoint(name_key(units[at].text).split()):
        return False
    name, below, title = units[at], units[at + 1], units[at + 2]
    is_name = len(name.text.split()) <= MASTHEAD_WORDS and not _is_sentence(name.text)
    return (
        is_name
        and read_line(below, reading).role == "date"
        and read_line(title, reading).role in {"plain", "heading"}
        and not _is_sentence(title.text)
        and len(title.text) <= LONGEST_TITLE
        and len(title.text.split()) > 2
    )


def is_title(unit: Unit) -> bool:
    """Return whether a first line is a headline rather than the beginning of the text."""
    if unit.mark == "heading":
        return True
    if _DATELINE.match(unit.text):
        return False
    ends = unit.text.rstrip("”\"'’»)").endswith((".", ":", ","))
    return len(unit.text) <= (160 if ends else LONGEST_TITLE) and unit.text.count(". ") < (
        1 if ends else 3
    )


def is_section(text: str) -> bool:
    """Return whether a line is the name of a section, as it stands above a headline."""
    return name_key(text) in SECTIONS


def _end_of_head(lines: Sequence[HeadLine]) -> int:
    """Return the number of head lines: up to the last byline or date, over one paragraph."""
    cut, paragraphs, short = 0, 0, 0
    for number, line in enumerate(lines, 1):
        if line.role in {"title", "byline", "date"} or line.kind in _EXTENDING:
            cut = number
        elif line.role == "furniture":
            cut = number if cut == number - 1 else cut
        elif len(line.unit.text) <= 60 and short < 3 and not _is_sentence(line.unit.text):
            short += 1
        else:
            paragraphs += 1
        if paragraphs > 1 or len(line.unit.text) > LONGEST_STANDFIRST:
            break
    if (
        cut == 0
        and lines
        and lines[0].role == "standfirst"
        and len(lines[0].unit.text) <= LONGEST_STANDFIRST
    ):
        return 1
    if cut == 0 and lines and lines[0].role == "name" and lines[0].marked:
        return 1
    return cut


def _with_plain_names(lines: Sequence[HeadLine]) -> list[HeadLine]:
    """Make a lone name a byline if it is beside a date or in bold, else text."""
    has_byline = any(line.role == "byline" and line.names for line in lines)
    found = []
    for number, line in enumerate(lines):
        beside = [near.role for near in lines[max(0, number - 1) : number + 2]]
        if line.role == "name" and not has_byline and (line.marked or "date" in beside):
            found.append(replace(line, role="byline"))
        else:
            found.append(replace(line, role="plain") if line.role == "name" else line)
    return found


def _sort(head: Head, lines: Sequence[HeadLine]) -> None:
    """Sort head lines: long plain ones are the standfirst, short ones are kickers."""
    for line in lines:
        if line.role in {"byline", "date", "furniture"}:
            head.lines.append(line)
        elif line.role == "standfirst" or (
            line.role != "title" and len(line.unit.text.split()) > 5
        ):
            head.standfirst.append(line.unit)
        elif line.role != "title":
            head.kickers.append(line.unit)


def _sort_above(head: Head, units: Sequence[Unit], reading: Reading) -> None:
    for line in (read_line(unit, reading) for unit in units):
        if line.role in {"byline", "date", "furniture"}:
            head.lines.append(line)
        else:
            head.kickers.append(line.unit)


def _is_sentence(text: str) -> bool:
    return text.rstrip("”\"'’»)").endswith((".", "?", "!"))
