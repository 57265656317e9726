"""Classification of the lines of a plaintext head: byline, date, boilerplate, name or text."""

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from archive.ingest.documents import ExtractionOptions
from archive.ingest.extractors.forms import ADDRESS, AGENCY, BoilerplateKind
from archive.ingest.extractors.furniture import classify_line, is_address
from archive.ingest.extractors.prints.layout import LayoutUnit
from archive.text.agencies import AGENCIES
from archive.text.dates import PrintedDate, find_date, parse_date
from archive.text.months import WEEKDAY_PATTERN
from archive.text.names import (
    PrintedName,
    are_probable_names,
    find_byline_start,
    find_names,
    is_not_person,
)
from archive.text.normalize import name_key

MAX_BYLINE_WORDS: Final = 25

_BY_INSIDE: Final = re.compile(r"(?:^|[\s|,·•–—-])(?:by|par|von|por)\s+(?=\w)", re.IGNORECASE)
_WEEKDAY: Final = re.compile(rf"\b{WEEKDAY_PATTERN}\b\.?,?\s*$", re.IGNORECASE)

LineRole = Literal["title", "byline", "date", "name", "furniture", "plain", "standfirst", "heading"]


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line of the head: its role, and its names and dates, with spans in the original."""

    unit: LayoutUnit
    role: LineRole
    names: tuple[PrintedName, ...] = ()
    printed_date: PrintedDate | None = None
    kind: BoilerplateKind | None = None
    marked: bool = True
    agency: str = ""


def read_head_line(unit: LayoutUnit, reading: ExtractionOptions, *, title: str = "") -> HeadLine:
    """Classify a line, assuming that it stands in the head of a page with this title."""
    if unit.mark == "rule":
        return HeadLine(unit, "furniture")
    raw, offset = _strip_marks(unit)
    if title and is_same_text(unit.text, title):
        return HeadLine(unit, "title")
    if (line := _read_byline(unit, raw, offset, reading)) is not None:
        return line
    if unit.mark == "heading" and parse_date(raw, today=reading.today) is None:
        return HeadLine(unit, "heading")
    kind = AGENCY if name_key(unit.text) in AGENCIES else classify_line(unit.text)
    kind = ADDRESS if kind is None and is_address(unit.text) else kind
    if kind is not None:
        return HeadLine(unit, "furniture", kind=kind)
    printed_date = parse_date(raw, today=reading.today, is_allowed=_may_be_beside_date)
    if printed_date is not None:
        names = tuple(_shift_name(name, offset) for name in _read_names_beside(raw, printed_date))
        other_words = (raw[: printed_date.start] + raw[printed_date.end :]).strip(" ,|·•–—-()")
        agency = unit.text if name_key(other_words) in AGENCIES else ""
        return HeadLine(
            unit, "date", names, _shift_date(printed_date, offset), marked=False, agency=agency
        )
    if are_probable_names(unit.text):
        names = tuple(_shift_name(name, offset) for name in find_names(raw))
        return HeadLine(unit, "name", names, marked=unit.mark in {"strong", "emphasis"})
    return HeadLine(unit, "standfirst" if unit.mark == "emphasis" else "plain")


def is_same_text(first: str, second: str) -> bool:
    """Return whether two lines are equal but for spelling and marks."""
    return name_key(first) == name_key(second)


def _read_byline(
    unit: LayoutUnit, raw: str, offset: int, reading: ExtractionOptions
) -> HeadLine | None:
    printed_date = find_date(raw, today=reading.today)
    start = find_byline_start(raw)
    if start is None and printed_date is not None and (match := _BY_INSIDE.search(raw)):
        start = match.end()
    if start is None or len(raw.split()) > MAX_BYLINE_WORDS:
        return None
    names = find_names(raw, start=start)
    names_text = raw[start:]
    if not names and not (
        len(names_text.split()) <= 8 and is_not_person(names_text) and not names_text.endswith(".")
    ):
        return None
    if (
        names and names_text.rstrip("*_ ").endswith(".") and len(names_text.split()) > 8
    ):  # a sentence
        return None
    return HeadLine(
        unit,
        "byline",
        tuple(_shift_name(name, offset) for name in names),
        printed_date and _shift_date(printed_date, offset),
    )


def _read_names_beside(raw: str, printed_date: PrintedDate) -> list[PrintedName]:
    """Return the names on the line of a date: `Thomas Gaist, 4 February 2016`."""
    text_before = _WEEKDAY.sub("", raw[: printed_date.start]).rstrip(" ,|·•–—-")
    return find_names(text_before) if are_probable_names(text_before) else []


def _may_be_beside_date(other_words: str) -> bool:
    """Return whether words may be a place or a name: at most six, all capitalised."""
    words = other_words.replace("|", " ").replace(",", " ").split()
    return (
        len(words) <= 6
        and all(
            not word[0].islower() and not any(char.isdigit() for char in word) for word in words
        )
        and not other_words.rstrip(" |").endswith((".", ":", "?", "!"))
    )


def _strip_marks(unit: LayoutUnit) -> tuple[str, int]:
    """Return the text of a unit without marks around it, and its offset in the original."""
    lead = len(unit.raw) - len(unit.raw.lstrip(" \t*_"))
    return unit.raw.strip(" \t*_"), unit.start + lead


def _shift_date(printed_date: PrintedDate, offset: int) -> PrintedDate:
    return replace(printed_date, start=printed_date.start + offset, end=printed_date.end + offset)


def _shift_name(name: PrintedName, offset: int) -> PrintedName:
    return replace(name, start=name.start + offset, end=name.end + offset)
