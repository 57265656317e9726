"""Dates in queries, as people type them: each a period from its first day to its last.

Read is whatever the admin reads (`archive.text.date_wordings`): `2016-02-04`, `2016/2`, `4 February 2016`, `1980s`,
`2016-2017`, `since 2015`, `about 1980`, `last week`, in the press languages and in the digits of any script.
"""

from __future__ import annotations

import re
from datetime import date

from archive.errors import DateSyntaxError
from archive.text.date_wordings import RANGE_WORDS
from archive.text.edtf import parse_edtf
from archive.text.messages import lazy_message
from archive.text.periods import DatePeriod, format_period
from archive.text.typed_dates import read_plain_date

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MAX_WORDS = 7  # of a date without quotation marks: `from 3 February to 5 March 2016`
_ANY_DAY = date(2000, 6, 15)  # what is a date does not depend on the day it is typed
_NEXT_WORD = re.compile(r"\s+([^\s()\"]+)")
_RANGE_WORD = re.compile(rf"{RANGE_WORDS}|[-–—/]", re.IGNORECASE)


def parse_period(text: str, today: date) -> DatePeriod:
    """Parse one date to its period.

    DateSyntaxError explains what is wrong with it, or asks which is meant; its `choices` are the nearest dates there
    are, as `parse_period` reads them.
    """
    text = text.strip()
    if _DAY.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            pass  # refused below, with the nearest day
        else:
            return DatePeriod(day, day)
    reading = read_plain_date(text, today=today)
    if reading.is_taken and reading.edtf:
        return _get_period(reading.edtf)
    choices = [choice for choice in map(_format_choice, reading.choices) if choice]
    raise DateSyntaxError(
        reading.question or lazy_message("There is no date in it."), choices=tuple(dict.fromkeys(choices))
    )


def _get_period(edtf: str) -> DatePeriod:
    bounds = parse_edtf(edtf)
    return DatePeriod(bounds.earliest, bounds.latest)


def _format_choice(edtf: str) -> str:
    """Format a date that is proposed so that it can stand behind `date:`."""
    period = _get_period(edtf)
    if period.first and period.last:
        return format_period(period.first, period.last) or f"[{period.first} TO {period.last}]"
    return f"[{period.first or '*'} TO {period.last or '*'}]"


def find_period_end(text: str, start: int, end: int) -> int:
    """Return the offset behind the date that begins at `start`, of which the first word ends at `end`.

    Words that follow belong to it where they make a date together (`3 Feb 2016`, `last 30 days`), or nearly one
    (`30 Feb 2016`); behind a word that is a date by itself only those of a range (`2015 to 2017`).
    """
    best, nearly = end, 0
    is_date, is_between = _may_be_date(text[start:end]), False
    for _ in range(_MAX_WORDS - 1):
        match = _NEXT_WORD.match(text, end)
        if match is None or (is_date and not is_between and not _RANGE_WORD.fullmatch(match[1])):
            break
        is_between, end = is_date, match.end()
        reading = read_plain_date(text[start:end], today=_ANY_DAY)
        if reading.is_taken or len(reading.choices) > 1:
            best, is_date, is_between = end, True, False
        elif reading.choices and not is_date:
            nearly = nearly or end
    return best if is_date else nearly or best


def _may_be_date(text: str) -> bool:
    """Return whether a text is a date, one of several, or one that no calendar has."""
    reading = read_plain_date(text, today=_ANY_DAY)
    return reading.is_taken or bool(reading.choices)
