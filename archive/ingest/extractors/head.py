"""The head of a printed page: title, standfirst, byline and date, and where the text begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from archive.ingest.documents import Reading
from archive.ingest.extractors.forms import ADDRESS, AGE, AGENCY, READING_TIME, Kind
from archive.ingest.extractors.furniture import is_address, kind_of
from archive.ingest.extractors.layout import Unit
from archive.text.agencies import AGENCIES, SECTIONS
from archive.text.dates import PrintedDate, find_date, read_date
from archive.text.months import WEEKDAY
from archive.text.names import (
    PrintedName,
    after_mark,
    is_nobody,
    look_like_names,
    names_in,
)
from archive.text.normalize import name_key

DEPTH: Final = 12  # units after the title that the head may take up
LONGEST_TITLE: Final = 300  # characters
LONGEST_LABEL: Final = 100  # characters of a line that may stand above the title
LONGEST_STANDFIRST: Final = 600
LONGEST_BYLINE_WORDS: Final = 25

_BY_INSIDE: Final = re.compile(r"(?:^|[\s|,·•–—-])(?:by|par|von|por)\s+(?=\w)", re.IGNORECASE)
_WEEKDAY: Final = re.compile(rf"\b{WEEKDAY}\b\.?,?\s*$", re.IGNORECASE)
_SEPARATOR: Final = re.compile(r"\s+[|–—-]\s+")
_EXTENDING: Final = frozenset({READING_TIME, AGE})
"""Furniture that stands between the title and the text, never inside the text."""

Role = Literal["title", "byline", "date", "name", "furniture", "plain", "standfirst", "heading"]


@dataclass(frozen=True, slots=True)
class HeadLine:
    """One line of the head: what it is, and its names and dates, placed in the original."""

    unit: Unit
    role: Role
    names: tuple[PrintedName, ...] = ()
    dated: PrintedDate | None = None
    kind: Kind | None = None
    marked: bool = True
    agency: str = ""


@dataclass(slots=True)
class Head:
    """The head of a page, sorted, and the index of the first unit that is text."""

    title: Unit | None = None
    standfirst: list[Unit] = field(default_factory=list)
    lines: list[HeadLine] = field(default_factory=list)
    kickers: list[Unit] = field(default_factory=list)
    page_name: tuple[str, int, int] | None = None
    text_from: int = 0


def read_head(units: Sequence[Unit], reading: Reading, *, title: str = "") -> Head:
    """The head of `units`. A printed title that repeats the `title` given elsewhere is no text."""
    at = _title_at(units, reading)
    head = Head()
    if at is None or (title and units[at].mark != "heading" and not _same(units[at].text, title)):
        at = -1
    else:
        _sort_above(head, units[:at], reading)
        at = _choose_title(head, units, at)
    wanted = title or (head.title.text if head.title else "")
    first = at + 1
    lines = [_line(unit, wanted, reading) for unit in units[first : first + DEPTH]]
    cut = _end_of_head(lines)
    _sort(head, _with_plain_names(lines[:cut]))
    head.text_from = first + cut
    return head


def _choose_title(head: Head, units: Sequence[Unit], at: int) -> int:
    """A title that stands twice, once with the outlet's name after it, is the shorter one."""
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


def read_head_line(unit: Unit, reading: Reading) -> HeadLine:
    """What a line would be if it stood in the head: bylines and dates stand at the foot, too."""
    return _line(unit, "", reading)


def _title_at(units: Sequence[Unit], reading: Reading) -> int | None:
    """Which unit is the title: a heading with no text above it, else the first line with words."""
    first: int | None = None
    for at, unit in enumerate(units[:8]):
        role = _line(unit, "", reading).role
        if role == "heading" and (first is None or unit.level == 1):
            return at
        if role in {"plain", "name", "standfirst"} and not is_section(unit.text):
            first = at if first is None else first
            if _is_sentence(unit.text) or len(unit.text) > LONGEST_LABEL:
                break
    return first


def is_title(unit: Unit) -> bool:
    """Whether a first line is a headline rather than the beginning of the text."""
    if unit.mark == "heading":
        return True
    ends = unit.text.rstrip("”\"'’»)").endswith((".", ":", ","))
    return len(unit.text) <= (160 if ends else LONGEST_TITLE) and unit.text.count(". ") < (
        1 if ends else 3
    )


def _line(unit: Unit, title: str, reading: Reading) -> HeadLine:
    """What one line of the head is."""
    if unit.mark == "rule":
        return HeadLine(unit, "furniture")
    raw, offset = _bare(unit)
    if title and _same(unit.text, title):
        return HeadLine(unit, "title")
    if (line := _byline(unit, raw, offset, reading)) is not None:
        return line
    if unit.mark == "heading" and read_date(raw, today=reading.today) is None:
        return HeadLine(unit, "heading")
    kind = AGENCY if name_key(unit.text) in AGENCIES else kind_of(unit.text)
    kind = ADDRESS if kind is None and is_address(unit.text) else kind
    if kind is not None:
        return HeadLine(unit, "furniture", kind=kind)
    dated = read_date(raw, today=reading.today, beside=_may_stand_beside_a_date)
    if dated is not None:
        names = tuple(_moved(name, offset) for name in _names_beside(raw, dated))
        rest = (raw[: dated.start] + raw[dated.end :]).strip(" ,|·•–—-()")
        agency = unit.text if name_key(rest) in AGENCIES else ""
        return HeadLine(unit, "date", names, _placed(dated, offset), marked=False, agency=agency)
    if look_like_names(unit.text):
        names = tuple(_moved(name, offset) for name in names_in(raw))
        return HeadLine(unit, "name", names, marked=unit.mark in {"strong", "emphasis"})
    return HeadLine(unit, "standfirst" if unit.mark == "emphasis" else "plain")


def _byline(unit: Unit, raw: str, offset: int, reading: Reading) -> HeadLine | None:
    dated = find_date(raw, today=reading.today)
    start = after_mark(raw)
    if start is None and dated is not None and (inner := _BY_INSIDE.search(raw)):
        start = inner.end()
    if start is None or len(raw.split()) > LONGEST_BYLINE_WORDS:
        return None
    names = names_in(raw, start=start)
    rest = raw[start:]
    if not names and not (len(rest.split()) <= 8 and is_nobody(rest) and not rest.endswith(".")):
        return None
    if names and rest.rstrip("*_ ").endswith(".") and len(rest.split()) > 8:  # a sentence
        return None
    return HeadLine(
        unit,
        "byline",
        tuple(_moved(name, offset) for name in names),
        dated and _placed(dated, offset),
    )


def is_section(text: str) -> bool:
    """Whether a short line is the name of a section, as it stands above a headline."""
    return name_key(text) in SECTIONS


def _end_of_head(lines: Sequence[HeadLine]) -> int:
    """How many lines are head: up to the last byline or date under one paragraph at most."""
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
    """A name alone on its line is a byline beside a date, or in bold; else it is text."""
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
    """Long plain lines of the head are the standfirst, short ones stand above it."""
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
    for line in (_line(unit, "", reading) for unit in units):
        if line.role in {"byline", "date", "furniture"}:
            head.lines.append(line)
        else:
            head.kickers.append(line.unit)


def _is_sentence(text: str) -> bool:
    return text.rstrip("”\"'’»)").endswith((".", "?", "!"))


def _same(first: str, second: str) -> bool:
    return name_key(first) == name_key(second)


def _bare(unit: Unit) -> tuple[str, int]:
    """The words of a unit without marks around them, and where they begin in the original."""
    lead = len(unit.raw) - len(unit.raw.lstrip(" \t*_"))
    return unit.raw.strip(" \t*_"), unit.start + lead


def _placed(dated: PrintedDate, offset: int) -> PrintedDate:
    return replace(dated, start=dated.start + offset, end=dated.end + offset)


def _moved(name: PrintedName, offset: int) -> PrintedName:
    return replace(name, start=name.start + offset, end=name.end + offset)


def _may_stand_beside_a_date(rest: str) -> bool:
    """A place or a name: at most six words, each with a capital."""
    words = rest.replace("|", " ").replace(",", " ").split()
    return (
        len(words) <= 6
        and all(
            not word[0].islower() and not any(char.isdigit() for char in word) for word in words
        )
        and not rest.rstrip(" |").endswith((".", ":", "?", "!"))
    )


def _names_beside(raw: str, dated: PrintedDate) -> list[PrintedName]:
    """Who is named on the line of a date: `Thomas Gaist, 4 February 2016`."""
    before = _WEEKDAY.sub("", raw[: dated.start]).rstrip(" ,|·•–—-")
    return names_in(before) if look_like_names(before) else []
