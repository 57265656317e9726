"""Periods counted from today: `last 30 days`, `-30d`, `today`, `yesterday`, `this month`, `3 weeks ago`.

`last 30 days` are the thirty days before today, and today; `last month` is the whole calendar month before this one.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from archive.errors import DateSyntaxError
from archive.text.date_patterns import RELATIVE_DAYS
from archive.text.messages import lazy_message

_ARABIC: Final = {  # phrase by phrase, as adjectives and numbers follow their nouns
    "هذا الأسبوع": "this week", "هذا الشهر": "this month", "هذا العام": "this year", "هذه السنة": "this year",
    "الأسبوع الماضي": "last week", "الشهر الماضي": "last month", "العام الماضي": "last year",
    "السنة الماضية": "last year",
}  # fmt: skip
_UNIT_WORDS: Final = r"(?P<unit>day|week|month|year|يوم|أيام|أسبوع|أسابيع|شهر|أشهر|سنة|سنوات)(?:s|ًا|اً|ا)?"
_UNITS: Final = {"ي": "d", "أي": "d", "أس": "w", "ش": "m", "أش": "m", "س": "y"}
_DAYS_BACK: Final = re.compile(r"-(?P<number>[0-9]{1,5})(?P<unit>[dwmy])", re.IGNORECASE)
_LAST_UNITS: Final = re.compile(
    rf"(?:(?:in\s+)?(?:the\s+)?(?:last|past|previous)|آخر)\s+(?P<number>[0-9]{{1,5}})\s+{_UNIT_WORDS}", re.IGNORECASE
)
_AGO: Final = re.compile(
    rf"(?P<number>[0-9]{{1,5}}|an?)\s+{_UNIT_WORDS}\s+ago"
    rf"|قبل\s+(?P<number2>[0-9]{{1,5}})\s+{_UNIT_WORDS.replace('unit', 'unit2')}",
    re.IGNORECASE,
)
_NAMED_PERIOD: Final = re.compile(
    r"(?:the\s+)?(?P<which>this|last|past|previous)\s+(?P<unit>week|month|year)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DatePeriod:
    """First and last day of a date; None is open."""

    first: date | None
    last: date | None


def parse_relative_period(text: str, today: date) -> DatePeriod | None:
    """Parse a period counted from today, with plain hyphens and digits; None for any other text."""
    text = " ".join(text.casefold().split())
    text = _ARABIC.get(text, text)
    if text in RELATIVE_DAYS:
        day = today - timedelta(days=RELATIVE_DAYS[text])
        return DatePeriod(day, day)
    if match := _DAYS_BACK.fullmatch(text) or _LAST_UNITS.fullmatch(text):
        return DatePeriod(_subtract_units(today, int(match["number"]), _get_unit(match["unit"])), today)
    if match := _AGO.fullmatch(text):
        return _find_period_ago(match, today)
    if match := _NAMED_PERIOD.fullmatch(text):
        return _find_named_period(match["which"], match["unit"][0], today)
    return None


def parse_days_back(text: str, today: date) -> date | None:
    """Return the day that `-30d` means; None for anything else."""
    match = _DAYS_BACK.fullmatch(text.strip())
    return _subtract_units(today, int(match["number"]), match["unit"].lower()) if match else None


def _get_unit(word: str) -> str:
    return _UNITS.get(word[:2]) or _UNITS.get(word[:1]) or word[0]


def _find_period_ago(match: re.Match[str], today: date) -> DatePeriod:
    """Return the day so many days ago, and the whole week, month or year so many of them ago."""
    number, unit = match["number"] or match["number2"], _get_unit(match["unit"] or match["unit2"])
    day = _subtract_units(today, int(number) if number.isdigit() else 1, unit)
    return DatePeriod(day, day) if unit == "d" else _find_unit(day, unit)


def _find_named_period(which: str, unit: str, today: date) -> DatePeriod:
    this_unit = _find_unit(today, unit)
    if which == "this" or this_unit.first is None:
        return this_unit
    return _find_unit(this_unit.first - timedelta(days=1), unit)


def _find_unit(day: date, unit: str) -> DatePeriod:
    """Return the week (from Monday), the month or the year of `day`."""
    if unit == "w":
        monday = day - timedelta(days=day.weekday())
        return DatePeriod(monday, monday + timedelta(days=6))
    if unit == "m":
        return DatePeriod(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))
    return DatePeriod(day.replace(month=1, day=1), day.replace(month=12, day=31))


def _subtract_units(today: date, number: int, unit: str) -> date:
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


def shift_day(day: date | None, days: int, text: str) -> date:
    """Return the day so many days later; DateSyntaxError with `text` if there is none."""
    try:
        return (day or date.min) + timedelta(days=days)
    except OverflowError:
        message = lazy_message("No day lies beyond ‘{text}’. Years run from 0001 to 9999.", text=text)
        raise DateSyntaxError(message) from None


def format_period(first: date, last: date) -> str:
    """Return the shortest date, `2016`, `2016-02` or `2016-02-04`, of this period; empty if there is none."""
    if first == last:
        return first.isoformat()
    if (first.month, first.day, last) == (1, 1, date(first.year, 12, 31)):
        return first.isoformat()[:4]
    month_end = calendar.monthrange(first.year, first.month)[1]
    return first.isoformat()[:7] if (first.day, last) == (1, first.replace(day=month_end)) else ""
