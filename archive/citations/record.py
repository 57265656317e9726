"""Citation records: what a citation says of an article, with its publication date."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.errors import DateSyntaxError
from archive.text.edtf import MONTH_NAMES, parse_edtf

_POINT = re.compile(r"(\d{2}[\dX]{2})(?:-(\d{2}|XX))?(?:-(\d{2}|XX))?([?~%]?)")


@dataclass(frozen=True, slots=True)
class DatePoint:
    """A day, month, year or decade (`2010s`); unknown parts are 0."""

    year: str
    month: int = 0
    day: int = 0
    is_approximate: bool = False
    is_uncertain: bool = False

    @property
    def is_certain(self) -> bool:
        """True if the date is neither approximate nor uncertain."""
        return self.year.isdigit() and not self.is_approximate and not self.is_uncertain

    @property
    def iso(self) -> str:
        """`2016-02-04`, `2016-02` or `2016`."""
        return "-".join([self.year, *(f"{part:02}" for part in self.parts[1:])])

    @property
    def parts(self) -> tuple[int, ...]:
        """Known parts of (year, month, day) as numbers; none for a decade."""
        if not self.year.isdigit():
            return ()
        values = (int(self.year), self.month, self.day)
        return values[: 1 + bool(self.month) + bool(self.month and self.day)]

    @property
    def month_name(self) -> str:
        """`February`; empty if unknown."""
        return MONTH_NAMES[self.month - 1] if self.month else ""


@dataclass(frozen=True, slots=True)
class CitationDate:
    """A date, an interval of two dates, or a choice between two.

    Without dates it is undated; an interval or choice with one date is open at the other end.
    """

    first: DatePoint | None = None
    last: DatePoint | None = None
    is_span: bool = False
    is_choice: bool = False

    @property
    def point(self) -> DatePoint | None:
        """The single date; None for intervals, choices and undated."""
        return None if self.is_span or self.is_choice else self.first

    @property
    def exact_date(self) -> str:
        """ISO form of a single certain date; else empty."""
        return self.point.iso if self.point and self.point.is_certain else ""

    @property
    def years(self) -> tuple[str, ...]:
        """Distinct years; none for open intervals and choices."""
        if not self.point and not (self.first and self.last):
            return ()
        return tuple(dict.fromkeys(point.year for point in (self.first, self.last) if point))

    def format_date(self, format_point: Callable[[DatePoint], str]) -> str:
        """Format the date with `format_point` for each point; empty if undated."""
        first = format_point(self.first) if self.first else ""
        last = format_point(self.last) if self.last else ""
        if not (self.is_span or self.is_choice):
            return first
        if first and last:
            return f"between {first} and {last}" if self.is_choice else f"{first}–{last}"
        return f"not before {first}" if first else f"not after {last}"


UNDATED: Final = CitationDate()


def parse_citation_date(edtf: str) -> CitationDate:
    """Parse the EDTF date of an article; UNDATED if empty or invalid."""
    try:
        text = parse_edtf(edtf).text if edtf else ""
    except DateSyntaxError:
        return UNDATED
    if text.startswith("["):
        first, _, last = text[1:-1].partition("..")
        return CitationDate(_parse_point(first), _parse_point(last), is_choice=True)
    if "/" in text:
        first, _, last = text.partition("/")
        return CitationDate(_parse_point(first), _parse_point(last), is_span=True)
    return CitationDate(_parse_point(text))


def add_uncertainty(point: DatePoint, words: str, *, approximate_prefix: str = "ca. ") -> str:
    """Mark a formatted date as approximate or uncertain: `ca. 2016`, `[2016?]`."""
    words = f"{approximate_prefix}{words}" if point.is_approximate else words
    return f"[{words}?]" if point.is_uncertain else words


def _parse_point(text: str) -> DatePoint | None:
    match = _POINT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, mark = match.groups()
    if year.endswith("XX"):
        year = f"{year[:2]}00s"
    elif year.endswith("X"):
        year = f"{year[:3]}0s"
    number = int(month) if month and month != "XX" else 0
    return DatePoint(
        year=year,
        month=number,
        day=int(day) if number and day and day != "XX" else 0,
        is_approximate=mark in ("~", "%"),
        is_uncertain=mark in ("?", "%"),
    )


@dataclass(frozen=True, slots=True)
class CitedPerson:
    """A credited person; an undivided name (an agency, a single word) is all `family`."""

    family: str
    given: str = ""

    @property
    def display_name(self) -> str:
        """`Maud Ellery`."""
        return f"{self.given} {self.family}".strip()

    @property
    def inverted_name(self) -> str:
        """`Ellery, Maud`."""
        return f"{self.family}, {self.given}" if self.given else self.family


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationRecord:
    """Citation data of one article; unknown values are empty.

    `url` is the permanent URL here, `original_url` the outlet's; `is_public` says whether anybody can open the first.
    `archive` is the name of the archive, `accessed` the day of access.
    """

    identifier: str
    title: str
    authors: tuple[CitedPerson, ...] = ()
    editors: tuple[CitedPerson, ...] = ()
    translators: tuple[CitedPerson, ...] = ()
    outlet: str = ""
    section: str = ""
    published: CitationDate = UNDATED
    abstract: str = ""
    language: str = ""
    url: str = ""
    original_url: str = ""
    archive: str = ""
    accessed: date | None = None
    is_public: bool = True

    @property
    def cited_url(self) -> str:
        """The URL to cite: the outlet's where that of a private archive would lead nobody anywhere."""
        return self.url if self.is_public or not self.original_url else self.original_url


def describe_inexact_date(published: CitationDate) -> str:
    """Return `ca. February 2016`, `between 3 and …`; empty for exact dates and undated."""
    if published.exact_date:
        return ""
    return published.format_date(lambda point: add_uncertainty(point, format_day_first(point)))


def format_day_first(point: DatePoint) -> str:
    """Format `4 February 2016`, as far as known."""
    parts = (str(point.day or ""), point.month_name, point.year)
    return " ".join(part for part in parts if part)
