"""Classification of the lines of a plaintext head: byline, date, boilerplate, name or text."""

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from archive.ingest.documents import Reading
from archive.ingest.extractors.forms import ADDRESS, AGENCY, Kind
from archive.ingest.extractors.furniture import is_address, kind_of
from archive.ingest.extractors.prints.layout import Unit
from archive.text.agencies import AGENCIES
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

LONGEST_BYLINE_WORDS: Final = 25

_BY_INSIDE: Final = re.compile(r"(?:^|[\s|,·•–—-])(?:by|par|von|por)\s+(?=\w)", re.IGNORECASE)
_WEEKDAY: Final = re.compile(rf"\b{WEEKDAY}\b\.?,?\s*$", re.IGNORECASE)

Role = Literal["title", "byline", "date", "name", "furniture", "plain", "standfirst", "heading"]


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line of the head: its role, and its names and dates, with spans in the original."""

    unit: Unit
    role: Role
    names: tuple[PrintedName, ...] = ()
    dated: PrintedDate | None = None
    kind: Kind | None = None
    marked: bool = True
    agency: str = ""


def read_line(unit: Unit, reading: Reading, *, title: str = "") -> HeadLine:
    """Classify a line, assuming that it stands in the head of a page with this title."""
    if unit.mark == "rule":
        return HeadLine(unit, "furniture")
    raw, offset = _bare(unit)
    if title and same_words(unit.text, title):
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


def same_words(first: str, second: str) -> bool:
    """Return whether two lines are equal but for spelling and marks."""
    return name_key(first) == name_key(second)


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


def _names_beside(raw: str, dated: PrintedDate) -> list[PrintedName]:
    """Return the names on the line of a date: `Thomas Gaist, 4 February 2016`."""
    before = _WEEKDAY.sub("", raw[: dated.start]).rstrip(" ,|·•–—-")
    return names_in(before) if look_like_names(before) else []


def _may_stand_beside_a_date(rest: str) -> bool:
    """Return whether words may be a place or a name: at most six, all capitalised."""
    words = rest.replace("|", " ").replace(",", " ").split()
    return (
        len(words) <= 6
        and all(
            not word[0].islower() and not any(char.isdigit() for char in word) for word in words
        )
        and not rest.rstrip(" |").endswith((".", ":", "?", "!"))
    )


def _bare(unit: Unit) -> tuple[str, int]:
    """Return the text of a unit without marks around it, and its offset in the original."""
    lead = len(unit.raw) - len(unit.raw.lstrip(" \t*_"))
    return unit.raw.strip(" \t*_"), unit.start + lead


def _placed(dated: PrintedDate, offset: int) -> PrintedDate:
    return replace(dated, start=dated.start + offset, end=dated.end + offset)


def _moved(name: PrintedName, offset: int) -> PrintedName:
    return replace(name, start=name.start + offset, end=name.end + offset)
