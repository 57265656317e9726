"""Dates in questions: a day, a month or a year as its first and last day; ranges of them.

Read: `2016-02-04`, `20160204`, `2016-02`, `201602`, `2016`, `4 February 2016`, `February 2016`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from archive.errors import DateSyntaxError
from archive.text.edtf import MONTHS

_NUMBERS = re.compile(r"(?P<year>\d{4})(?:-?(?P<month>\d{2})(?:-?(?P<day>\d{2}))?)?")
_WORDS = re.compile(r"(?:(?P<day>\d{1,2})\.?\s+)?(?P<month>[^\W\d_]{3,9})\.?,?\s+(?P<year>\d{4})")
_BEFORE_DAY = re.compile(r"(?P<month>[^\W\d_]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})")
_RELATIVE = re.compile(r"-\d+[a-z]|last\b|past\b|today|yesterday|this\b", re.IGNORECASE)
HOW = "Write 2016-02-04, 2016-02 or 2016"


@dataclass(frozen=True, slots=True)
class Period:
    """The first and the last day that a written date means; None is open."""

    first: date | None
    last: date | None


def read_date(text: str) -> Period:
    """The period that one written date means, or DateSyntaxError saying what is wrong with it."""
    text = text.strip()
    match = _NUMBERS.fullmatch(text) or _WORDS.fullmatch(text) or _BEFORE_DAY.fullmatch(text)
    if match is None:
        raise DateSyntaxError(f"‘{text}’ is not a date. {HOW}.")
    day = match["day"]
    return _period(match["year"], _month(match["month"], text), int(day) if day else None, text)


def is_relative(text: str) -> bool:
    """Whether `text` counts from today (`last 30 days`, `-30d`), which is not available yet."""
    return bool(_RELATIVE.match(text.strip()))


def later(day: date | None, text: str) -> date:
    """The day after `day`."""
    return _moved(day, +1, text)


def earlier(day: date | None, text: str) -> date:
    """The day before `day`."""
    return _moved(day, -1, text)


def written(first: date, last: date) -> str:
    """The shortest date that `read_date` reads as this period, or an empty text."""
    if first == last:
        return first.isoformat()
    for short in (first.isoformat()[:4], first.isoformat()[:7]):
        if read_date(short) == Period(first, last):
            return short
    return ""


def _month(written_month: str | None, text: str) -> int | None:
    if not written_month:
        return None
    if written_month.isdigit():
        return int(written_month)
    for number, name in enumerate(MONTHS, start=1):
        if name.casefold().startswith(written_month.casefold()):
            return number
    raise DateSyntaxError(f"‘{written_month}’ in ‘{text}’ is not a month. {HOW}.")


def _period(year: str, month: int | None, day: int | None, text: str) -> Period:
    number = int(year)
    if number == 0:
        raise DateSyntaxError(f"There is no year 0 in ‘{text}’. Years run from 0001 to 9999.")
    if month is None:
        return Period(date(number, 1, 1), date(number, 12, 31))
    if not 1 <= month <= 12:
        raise DateSyntaxError(
            f"There is no month {month:02} in ‘{text}’. Months run from 01 to 12."
        )
    days = calendar.monthrange(number, month)[1]
    if day is None:
        return Period(date(number, month, 1), date(number, month, days))
    if not 1 <= day <= days:
        raise DateSyntaxError(
            f"There is no day {day:02} in {MONTHS[month - 1]} {number} (‘{text}’), only {days}."
        )
    return Period(date(number, month, day), date(number, month, day))


def _moved(day: date | None, days: int, text: str) -> date:
    try:
        return (day or date.min) + timedelta(days=days)
    except OverflowError:
        raise DateSyntaxError(
            f"No day lies beyond ‘{text}’. Years run from 0001 to 9999."
        ) from None
