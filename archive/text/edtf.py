"""Parse and describe a subset of EDTF (ISO 8601-2:2019), with day bounds.

Supported: `2016-02-04`, `2016-02`, `2016`, each with `?` (uncertain), `~` (approximate) or `%`
(both); `201X` and `2016-XX` (unknown digits); intervals `a/b` and choices `[a..b]`, open with `..`.
The *bounds* of a value are the first and last day it can mean. Approximate values have no bounds in
the standard; here they are one unit of their precision wider on either side (see the help page).
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
    if text.startswith("[") and text.endswith("]") and ".." in text:
        first, _, last = text[1:-1].partition("..")
        return _parse_interval(text, first.strip(), last.strip())
    if "/" in text:
        first, _, last = text.partition("/")
        return _parse_interval(text, first.strip().replace("..", ""), last.strip().replace("..", ""))
    earliest, latest = _compute_bounds(text)
    return EdtfDate(text, earliest, latest)


def describe_edtf(text: str) -> Message:
    """Return a date in words: `4 February 2016`, `about 2016`, `undated`."""
    if not text:
        return lazy_message("undated")
    if text.startswith("["):
        first, _, last = text[1:-1].partition("..")
        if first and last:
            return lazy_message("between {first} and {last}", first=_describe_point(first), last=_describe_point(last))
        return _describe_open_interval(first, last)
    if "/" in text:
        first, _, last = text.replace("..", "").partition("/")
        if first and last:
            return lazy_message("{first} to {last}", first=_describe_point(first), last=_describe_point(last))
        return _describe_open_interval(first, last)
    return _describe_point(text)


def _parse_interval(text: str, first: str, last: str) -> EdtfDate:
    if not first and not last:
        raise DateSyntaxError(lazy_message("‘{text}’ is open at both ends. Leave an unknown date empty.", text=text))
    earliest = _compute_bounds(first)[0] if first else None
    latest = _compute_bounds(last)[1] if last else None
    if earliest and latest and latest < earliest:
        raise DateSyntaxError(lazy_message("‘{text}’ ends before it begins. Turn the two dates round.", text=text))
    return EdtfDate(text, earliest, latest)


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
    low, high = _compute_year_bounds(match["year"], text)
    earliest, latest = date(low, 1, 1), date(high, 12, 31)
    if (month := match["month"]) and month != "XX":
        earliest, latest = _compute_month_bounds(low, high, int(month), text)
        if (day := match["day"]) and day != "XX":
            earliest = latest = _build_day(low, int(month), int(day), text)
    return _widen_approximate(match, earliest, latest)


def _compute_year_bounds(year: str, text: str) -> tuple[int, int]:
    low, high = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if low == 0:
        raise DateSyntaxError(lazy_message("There is no year 0 in ‘{text}’. Years run from 0001 to 9999.", text=text))
    return low, high


def _compute_month_bounds(low: int, high: int, month: int, text: str) -> tuple[date, date]:
    if not 1 <= month <= 12:
        raise DateSyntaxError(
            lazy_message("There is no month {month} in ‘{text}’. Months run from 01 to 12.", month=month, text=text)
        )
    return date(low, month, 1), date(high, month, calendar.monthrange(high, month)[1])


def _build_day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        month_name = MONTH_NAMES[month - 1]
        raise DateSyntaxError(
            lazy_message(
                "There is no day {day} in {month_name} {year} (‘{text}’).",
                day=day,
                month_name=month_name,
                year=year,
                text=text,
            )
        ) from None


def _widen_approximate(match: re.Match, earliest: date, latest: date) -> tuple[date, date]:
    if match["mark"] not in ("~", "%"):
        return earliest, latest
    try:
        if match["day"] and match["day"] != "XX":
            return earliest - timedelta(days=1), latest + timedelta(days=1)
        if match["month"] and match["month"] != "XX":
            before = earliest - timedelta(days=1)
            after = latest + timedelta(days=1)
            last_day = calendar.monthrange(after.year, after.month)[1]
            return before.replace(day=1), after.replace(day=last_day)
        return earliest.replace(year=earliest.year - 1), latest.replace(year=latest.year + 1)
    except (OverflowError, ValueError):  # beyond date.min or date.max
        return earliest, latest


def _describe_open_interval(first: str, last: str) -> Message:
    if first:
        return lazy_message("from {day} on", day=_describe_point(first))
    return lazy_message("until {day}", day=_describe_point(last))


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
