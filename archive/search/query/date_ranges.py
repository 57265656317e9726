"""Dates in queries: a day, month or year as its first and last day; ranges of them.

Read: `2016-02-04`, `20160204`, `2016-02`, `201602`, `2016`, `4 February 2016`, `February 2016`; and
counted from today: `last 30 days`, `-30d`, `-2w`, `-6m`, `-1y`, `today`, `yesterday`, `this month`,
`last month`. `last 30 days` are the thirty days before today, and today; `last month` is the whole
calendar month before this one. Any dash is read as a hyphen.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from archive.errors import DateSyntaxError
from archive.search.query.tokens import DASHES
from archive.text.edtf import MONTH_NAMES
from archive.text.messages import Message, lazy_message

_NUMBERS = re.compile(r"(?P<year>\d{4})(?:-?(?P<month>\d{2})(?:-?(?P<day>\d{2}))?)?")
_WORDS = re.compile(r"(?:(?P<day>\d{1,2})\.?\s+)?(?P<month>[^\W\d_]{3,9})\.?,?\s+(?P<year>\d{4})")
_MONTH_FIRST = re.compile(r"(?P<month>[^\W\d_]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})")
_DAYS_BACK = re.compile(r"-(?P<number>[0-9]{1,5})(?P<unit>[dwmy])", re.IGNORECASE)
_LAST_UNITS = re.compile(
    r"(?:last|past|previous)\s+(?P<number>[0-9]{1,5})\s+(?P<unit>day|week|month|year)s?", re.IGNORECASE
)
_NAMED_PERIOD = re.compile(r"(?P<which>this|last|past|previous)\s+(?P<unit>week|month|year)", re.IGNORECASE)
_HYPHENS = str.maketrans(dict.fromkeys(DASHES, "-"))
_DATE_HINT = lazy_message("Write 2016-02-04, 2016-02, 2016 or -30d")


@dataclass(frozen=True, slots=True)
class DatePeriod:
    """First and last day of a date; None is open."""

    first: date | None
    last: date | None


def parse_period(text: str, today: date) -> DatePeriod:
    """Parse one date to its period; DateSyntaxError explains what is wrong with it."""
    text = text.strip()
    hyphenated = normalize_dashes(text)
    match = _NUMBERS.fullmatch(hyphenated) or _WORDS.fullmatch(hyphenated) or _MONTH_FIRST.fullmatch(hyphenated)
    if match is None:
        if relative := _parse_relative(hyphenated, today):
            return relative
        raise DateSyntaxError(lazy_message("‘{text}’ is not a date. {how}.", text=text, how=_DATE_HINT))
    day = match["day"]
    return _build_period(match["year"], _parse_month(match["month"], text), int(day) if day else None, text)


def normalize_dashes(text: str) -> str:
    """Replace every dash by a hyphen."""
    return text.translate(_HYPHENS)


def parse_days_back(text: str, today: date) -> date | None:
    """Return the day that `-30d` means; None for anything else."""
    match = _DAYS_BACK.fullmatch(normalize_dashes(text.strip()))
    return _subtract_units(today, int(match["number"]), match["unit"][0]) if match else None


def _parse_relative(text: str, today: date) -> DatePeriod | None:
    if text.casefold() == "today":
        return DatePeriod(today, today)
    if text.casefold() == "yesterday":
        return DatePeriod(today - timedelta(days=1), today - timedelta(days=1))
    if match := _DAYS_BACK.fullmatch(text) or _LAST_UNITS.fullmatch(text):
        return DatePeriod(_subtract_units(today, int(match["number"]), match["unit"][0]), today)
    if match := _NAMED_PERIOD.fullmatch(text):
        unit, day = match["unit"][0].lower(), timedelta(days=1)
        first = _find_unit_start(today, unit)
        if match["which"].casefold() != "this":
            return DatePeriod(_find_unit_start(first - day, unit), first - day)
        day_after = first + timedelta(days={"w": 7, "m": 31, "y": 366}[unit])  # of the next unit
        return DatePeriod(first, _find_unit_start(day_after, unit) - day)
    return None


def _subtract_units(today: date, number: int, unit: str) -> date:
    unit = unit.lower()
    if unit in "dw":
        return shift_day(today, -number * (7 if unit == "w" else 1), f"{number} days ago")
    months = today.year * 12 + today.month - 1 - number * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    if year < 1:
        raise DateSyntaxError(
            lazy_message(
                "{number} {unit} ago there was no year. Years run from 0001 to 9999.", number=number, unit=unit
            )
        )
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(today.day, last))


def _find_unit_start(day: date, unit: str) -> date:
    """Return the first day of the week (a Monday), the month or the year of `day`."""
    if unit == "w":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "m" else day.replace(month=1, day=1)


def format_period(first: date, last: date) -> str:
    """Return the shortest date that `parse_period` reads as this period; empty if there is none."""
    if first == last:
        return first.isoformat()
    for short_form in (first.isoformat()[:4], first.isoformat()[:7]):
        if parse_period(short_form, first) == DatePeriod(first, last):
            return short_form
    return ""


def _parse_month(written_month: str | None, text: str) -> int | None:
    if not written_month:
        return None
    if written_month.isdigit():
        return int(written_month)
    for number, name in enumerate(MONTH_NAMES, start=1):
        if name.casefold().startswith(written_month.casefold()):
            return number
    raise DateSyntaxError(
        lazy_message("‘{month}’ in ‘{text}’ is not a month. {how}.", month=written_month, text=text, how=_DATE_HINT)
    )


def _build_period(year: str, month: int | None, day: int | None, text: str) -> DatePeriod:
    year_number = int(year)
    if year_number == 0:
        raise DateSyntaxError(lazy_message("There is no year 0 in ‘{text}’. Years run from 0001 to 9999.", text=text))
    if month is None:
        return DatePeriod(date(year_number, 1, 1), date(year_number, 12, 31))
    if not 1 <= month <= 12:
        raise DateSyntaxError(
            lazy_message(
                "There is no month {month} in ‘{text}’. Months run from 01 to 12.", month=f"{month:02}", text=text
            )
        )
    days = calendar.monthrange(year_number, month)[1]
    if day is None:
        return DatePeriod(date(year_number, month, 1), date(year_number, month, days))
    if not 1 <= day <= days:
        raise DateSyntaxError(
            lazy_message(
                "There is no day {day} in {month} {year} (‘{text}’), only {days}.",
                day=f"{day:02}",
                month=Message(MONTH_NAMES[month - 1]),
                year=year_number,
                text=text,
                days=days,
            )
        )
    return DatePeriod(date(year_number, month, day), date(year_number, month, day))


def shift_day(day: date | None, days: int, text: str) -> date:
    """Return the day so many days later; DateSyntaxError with `text` if there is none."""
    try:
        return (day or date.min) + timedelta(days=days)
    except OverflowError:
        message = lazy_message("No day lies beyond ‘{text}’. Years run from 0001 to 9999.", text=text)
        raise DateSyntaxError(message) from None
