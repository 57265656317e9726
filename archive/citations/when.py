"""Publication dates for citations: parts, uncertainty, intervals and choices."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from archive.errors import DateSyntaxError
from archive.text.edtf import MONTHS, parse_edtf

_POINT = re.compile(r"(\d{2}[\dX]{2})(?:-(\d{2}|XX))?(?:-(\d{2}|XX))?([?~%]?)")


@dataclass(frozen=True, slots=True)
class Point:
    """A day, month, year or decade (`2010s`); unknown parts are 0."""

    year: str
    month: int = 0
    day: int = 0
    about: bool = False
    doubtful: bool = False

    @property
    def is_certain(self) -> bool:
        """True if the date is neither approximate nor uncertain."""
        return self.year.isdigit() and not self.about and not self.doubtful

    @property
    def iso(self) -> str:
        """`2016-02-04`, `2016-02` or `2016`."""
        return "-".join([self.year, *(f"{part:02}" for part in self.parts[1:])])

    @property
    def parts(self) -> tuple[int, ...]:
        """Known parts of (year, month, day) as numbers; none for a decade."""
        if not self.year.isdigit():
            return ()
        known = (int(self.year), self.month, self.day)
        return known[: 1 + bool(self.month) + bool(self.month and self.day)]

    @property
    def month_name(self) -> str:
        """`February`; empty if unknown."""
        return MONTHS[self.month - 1] if self.month else ""


@dataclass(frozen=True, slots=True)
class When:
    """A date, an interval of two dates, or a choice between two.

    Without dates it is undated; an interval or choice with one date is open at the other end.
    """

    first: Point | None = None
    last: Point | None = None
    is_span: bool = False
    is_choice: bool = False

    @property
    def point(self) -> Point | None:
        """The single date; None for intervals, choices and undated."""
        return None if self.is_span or self.is_choice else self.first

    @property
    def certain(self) -> str:
        """ISO form of a single certain date; else empty."""
        return self.point.iso if self.point and self.point.is_certain else ""

    @property
    def years(self) -> tuple[str, ...]:
        """Distinct years; none for open intervals and choices."""
        if not self.point and not (self.first and self.last):
            return ()
        return tuple(dict.fromkeys(point.year for point in (self.first, self.last) if point))

    def said(self, say: Callable[[Point], str]) -> str:
        """Format the date with `format_point` for each point; empty if undated."""
        first = say(self.first) if self.first else ""
        last = say(self.last) if self.last else ""
        if not (self.is_span or self.is_choice):
            return first
        if first and last:
            return f"between {first} and {last}" if self.is_choice else f"{first}–{last}"
        return f"not before {first}" if first else f"not after {last}"


UNDATED: Final = When()


def when(edtf: str) -> When:
    """Parse the EDTF date of an article; UNDATED if empty or invalid."""
    try:
        text = parse_edtf(edtf).text if edtf else ""
    except DateSyntaxError:
        return UNDATED
    if text.startswith("["):
        first, _, last = text[1:-1].partition("..")
        return When(_point(first), _point(last), is_choice=True)
    if "/" in text:
        first, _, last = text.partition("/")
        return When(_point(first), _point(last), is_span=True)
    return When(_point(text))


def marked(point: Point, words: str, *, about: str = "ca. ") -> str:
    """Mark a formatted date as approximate or uncertain: `ca. 2016`, `[2016?]`."""
    words = f"{about}{words}" if point.about else words
    return f"[{words}?]" if point.doubtful else words


def _point(text: str) -> Point | None:
    match = _POINT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, mark = match.groups()
    if year.endswith("XX"):
        year = f"{year[:2]}00s"
    elif year.endswith("X"):
        year = f"{year[:3]}0s"
    number = int(month) if month and month != "XX" else 0
    return Point(
        year=year,
        month=number,
        day=int(day) if number and day and day != "XX" else 0,
        about=mark in ("~", "%") and bool(mark),
        doubtful=mark in ("?", "%") and bool(mark),
    )
