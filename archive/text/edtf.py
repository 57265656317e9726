"""Parse and describe a subset of EDTF (ISO 8601-2:2019), with day bounds.

Supported: `2016-02-04`, `2016-02`, `2016`, each with `?` (uncertain), `~` (approximate) or `%` (both); `201X` and
`2016-XX` (unknown digits); intervals `a/b` and choices `[a..b]`, open with `..`. The *bounds* of a value are the first
and last day it can mean. Approximate values have no bounds in the standard; here they are one unit of their precision
wider on either side (see the help page).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from archive.errors import DateSyntaxError
from archive.text.messages import Message, lazy_message

_POINT = re.compile(r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2}|XX)(?:-(?P<day>\d{2}|XX))?)?(?P<mark>[?~%]?)")
MONTH_NAMES = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date: its EDTF text, and the first and last day it can mean (None: open)."""

    text: str
    earliest: date | None
    latest: date | None


def parse_edtf(text: str) -> EdtfDate:
    """Parse `text`; raise DateSyntaxError with the reason if it is invalid."""
    text = text.strip()
    if (ends := _split_interval(text)) is None:
        return EdtfDate(text, *_compute_bounds(text))
    first, last = ends
    if not first and not last:
        raise DateSyntaxError(lazy_message("‘{text}’ is open at both ends. Leave an unknown date empty.", text=text))
    earliest = _compute_bounds(first)[0] if first else None
    latest = _compute_bounds(last)[1] if last else None
    if earliest and latest and latest < earliest:
        raise DateSyntaxError(lazy_message("‘{text}’ ends before it begins. Turn the two dates round.", text=text))
    return EdtfDate(text, earliest, latest)


def describe_edtf(text: str) -> Message:
    """Return a date in words: `4 February 2016`, `about 2016`, `undated`."""
    if not text:
        return lazy_message("undated")
    if (ends := _split_interval(text)) is None:
        return _describe_point(text)
    first, last = map(_describe_point, ends)
    if not first:
        return lazy_message("until {day}", day=last)
    if not last:
        return lazy_message("from {day} on", day=first)
    if text.startswith("["):
        return lazy_message("between {first} and {last}", first=first, last=last)
    return lazy_message("{first} to {last}", first=first, last=last)


def _split_interval(text: str) -> tuple[str, str] | None:
    """Return both ends of an interval or choice, an open one empty; None for a single date."""
    if text.startswith("[") and text.endswith("]") and ".." in text:
        first, _, last = text[1:-1].partition("..")
    elif "/" in text:
        first, _, last = text.replace("..", "").partition("/")
    else:
        return None
    return first.strip(), last.strip()


def _compute_bounds(text: str) -> tuple[date, date]:
    match = _POINT.fullmatch(text)
    if not match:
        raise DateSyntaxError(
            lazy_message(
                "‘{text}’ is not a date the archive knows. Write 2016-02-04, 2016-02, 2016,"
                " 2016~, or two of them as 2016-02/2016-04.",
                text=text,
            )
        )
    low, high = int(match["year"].replace("X", "0")), int(match["year"].replace("X", "9"))
    month = int(match["month"]) if match["month"] not in (None, "XX") else None
    day = int(match["day"]) if match["day"] not in (None, "XX") else None
    if low == 0:
        raise DateSyntaxError(lazy_message("There is no year 0 in ‘{text}’. Years run from 0001 to 9999.", text=text))
    earliest, latest = date(low, 1, 1), date(high, 12, 31)
    if month is not None:
        earliest, latest = _compute_month_bounds(low, high, month, day, text)
    return _widen_bounds(earliest, latest, month, day) if match["mark"] in ("~", "%") else (earliest, latest)


def _compute_month_bounds(low: int, high: int, month: int, day: int | None, text: str) -> tuple[date, date]:
    if not 1 <= month <= 12:
        raise DateSyntaxError(
            lazy_message("There is no month {month} in ‘{text}’. Months run from 01 to 12.", month=month, text=text)
        )
    if day is None:
        return date(low, month, 1), date(high, month, calendar.monthrange(high, month)[1])
    try:
        exact_day = date(low, month, day)
    except ValueError:
        values = {"day": day, "month_name": MONTH_NAMES[month - 1], "year": low, "text": text}
        message = lazy_message("There is no day {day} in {month_name} {year} (‘{text}’).", **values)
        raise DateSyntaxError(message) from None
    return exact_day, exact_day


def _widen_bounds(earliest: date, latest: date, month: int | None, day: int | None) -> tuple[date, date]:
    """Return the bounds of an approximate date."""
    try:
        if day is not None:
            return earliest - timedelta(days=1), latest + timedelta(days=1)
        if month is not None:
            before = earliest - timedelta(days=1)
            after = latest + timedelta(days=1)
            last_day = calendar.monthrange(after.year, after.month)[1]
            return before.replace(day=1), after.replace(day=last_day)
        return earliest.replace(year=earliest.year - 1), latest.replace(year=latest.year + 1)
    except (OverflowError, ValueError):  # beyond date.min or date.max
        return earliest, latest


def _describe_point(text: str) -> Message:
    match = _POINT.fullmatch(text.strip())
    if not match:
        return lazy_message("{date}", date=text)
    day = _describe_exact_point(match)
    match match["mark"]:
        case "~":
            return lazy_message("about {date}", date=day)
        case "?":
            return lazy_message("perhaps {date}", date=day)
        case "%":
            return lazy_message("perhaps about {date}", date=day)
    return day


def _describe_exact_point(match: re.Match) -> Message:
    """Return year, month and day, as far as known, without qualifier."""
    year, month, day = match["year"], match["month"], match["day"]
    if year.endswith("X") and not year.endswith("XX"):
        year = lazy_message("{decade}0s", decade=year[:3])
    if not month or month == "XX":
        return lazy_message("{year}", year=year)
    name = Message(MONTH_NAMES[int(month) - 1])  # in the catalogue of every language
    if not day or day == "XX":
        return lazy_message("{month} {year}", month=name, year=year)
    return lazy_message("{day} {month} {year}", day=int(day), month=name, year=year)
