"""Dates as people type them, read to EDTF; what may mean several days, or none, becomes a question with choices."""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from archive.errors import DateSyntaxError
from archive.text.calendars import JALALI_RANGE, convert_buddhist_year, convert_jalali
from archive.text.date_wordings import is_of_other_calendar, list_candidates, tidy_wording
from archive.text.dates import EARLIEST_YEAR
from archive.text.edtf import MONTH_NAMES, describe_edtf, parse_edtf
from archive.text.messages import Message, lazy_message
from archive.text.normalize import replace_digits

MAX_CHOICES: Final = 4
_POINT: Final = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?(?P<mark>[?~%]?)")
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SERIAL_NUMBER: Final = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
_SERIAL_START: Final = date(1899, 12, 30)  # day 0 of spreadsheets, so that their days after February 1900 are right
_HOW: Final = lazy_message("Write 3 February 2016, Feb 2016, 2016, 1980s, about 2016 or 2016-02-03")


@dataclass(frozen=True, slots=True)
class TypedDate:
    """A typed date: its EDTF value (empty: unknown), or a `question` why it is not taken at once, with EDTF choices."""

    edtf: str = ""
    question: str = ""
    choices: tuple[str, ...] = ()

    @property
    def is_taken(self) -> bool:
        """True where there is nothing to ask."""
        return not self.question


def read_typed_date(text: str, *, today: date) -> TypedDate:
    """Read the date of an article as `read_plain_date` does; ask where it is hardly meant."""
    reading = read_plain_date(text, today=today)
    if reading.edtf and (doubt := find_doubt(reading.edtf, today)):
        return TypedDate(question=doubt, choices=(reading.edtf, *_list_alternatives(reading.edtf, today)))
    return reading


def read_plain_date(text: str, *, today: date) -> TypedDate:
    """Read a date as people say it, or in EDTF, in any language and digits; ask rather than guess."""
    return _read_tidy_date(tidy_wording(text), today)


@lru_cache(maxsize=1024)
def _read_tidy_date(text: str, today: date) -> TypedDate:
    if not text:
        return TypedDate()
    candidates = list(dict.fromkeys(list_candidates(text, today)))
    valid = [one for one in candidates if not find_problem(one)]
    if not valid:
        return _refuse(text, candidates, today)
    if len(valid) > 1:
        question = lazy_message("‘{text}’ can be read in several ways. Choose which is meant.", text=text)
        return TypedDate(question=question, choices=tuple(valid[:MAX_CHOICES]))
    return TypedDate(valid[0])


def find_problem(edtf: str) -> str:
    """Return why a value in EDTF is no date; empty if it is one."""
    try:
        parse_edtf(edtf)
    except DateSyntaxError as error:
        return error.args[0]
    return ""


def find_doubt(edtf: str, today: date) -> Message | None:
    """Return why a date that exists is hardly the date of an article: it is to come, or too early; else None."""
    bounds, day = parse_edtf(edtf), describe_edtf(edtf)
    if bounds.earliest and bounds.earliest > today:
        return lazy_message("{day} is still to come. Choose it to save it all the same.", day=day)
    if bounds.latest and bounds.latest.year < EARLIEST_YEAR:
        return lazy_message("{day} is before the first newspapers. Choose it to save it all the same.", day=day)
    return None


def _refuse(text: str, candidates: Sequence[str], today: date) -> TypedDate:
    """Return the reason why a text is refused, with the nearest dates there are."""
    if candidates:
        question, choices = find_problem(candidates[0]), [near for one in candidates for near in _list_nearest(one)]
    elif is_of_other_calendar(text):
        question = lazy_message(
            "‘{text}’ is of a calendar that is not converted. Write the day of the Gregorian calendar.", text=text
        )
        choices = []
    elif day := _read_serial_number(replace_digits(text), today):
        question = lazy_message(
            "‘{text}’ is a number, not a date. Spreadsheets keep days as such numbers; this one may stand for {day}.",
            text=text,
            day=describe_edtf(day),
        )
        choices = [day]
    else:
        question = lazy_message("‘{text}’ is not a date the archive knows. {how}.", text=text, how=_HOW)
        choices = _list_corrections(replace_digits(text), today)
    valid = [one for one in dict.fromkeys(choices) if not find_problem(one)]
    return TypedDate(question=question, choices=tuple(valid[:MAX_CHOICES]))


def _read_serial_number(text: str, today: date) -> str:
    """Return the day that a number of five digits stands for in spreadsheets; empty for one that is to come."""
    match = _SERIAL_NUMBER.fullmatch(text)
    day = _SERIAL_START + timedelta(days=int(match[1])) if match else date.max
    return day.isoformat() if day <= today else ""


def _list_nearest(edtf: str) -> list[str]:
    """Return the nearest existing dates to one that does not exist; a zero stands for what is not known."""
    if "/" in edtf or edtf.startswith("["):
        return _list_nearest_ranges(edtf)
    if (match := _POINT.fullmatch(edtf)) is None:
        return []
    year, month, day = max(1, int(match["year"])), int(match["month"] or 0), int(match["day"] or 0)
    if not month:
        return [f"{year:04}{match['mark']}"]
    near_month = min(month, 12)
    if not day:
        return [f"{year:04}-{near_month:02}{match['mark']}"]
    near_day = min(day, calendar.monthrange(year, near_month)[1])
    exchanged = [f"{year:04}-{day:02}-{month:02}"] if month > 12 else []
    return [*exchanged, f"{year:04}-{near_month:02}-{near_day:02}{match['mark']}"]


def _list_nearest_ranges(edtf: str) -> list[str]:
    separator = "/" if "/" in edtf else ".."
    first, _, last = edtf.strip("[]").partition(separator)
    ends = [_list_nearest(end)[-1:] if find_problem(end) else [end] for end in (first, last)]
    if not all(ends):
        return []
    (first,), (last,) = ends
    opening, closing = ("[", "]") if edtf.startswith("[") else ("", "")
    return [f"{opening}{one}{separator}{other}{closing}" for one, other in ((first, last), (last, first))]


def _list_corrections(text: str, today: date) -> list[str]:
    """Return the dates with a month’s misspelt name corrected, else the year alone."""
    names = [name.casefold() for name in MONTH_NAMES]
    for word in _WORD.findall(text):
        for name in get_close_matches(word.casefold(), names, n=1, cutoff=0.7):
            if candidates := list_candidates(text.replace(word, name), today):
                return candidates
    years = dict.fromkeys(year for year in _YEAR.findall(text) if EARLIEST_YEAR <= int(year) <= today.year)
    return list(years)


def _list_alternatives(edtf: str, today: date) -> Iterable[str]:
    """Yield a date of ours for one whose year is of the Buddhist or the Persian calendar."""
    if (match := _POINT.fullmatch(edtf)) is None:
        return
    year = int(match["year"])
    buddhist = f"{convert_buddhist_year(year):04}{edtf[4:]}"
    if buddhist != edtf and not find_problem(buddhist) and not find_doubt(buddhist, today):
        yield buddhist
    if year in JALALI_RANGE and match["day"]:
        day = convert_jalali(year, int(match["month"]), int(match["day"]))
        if day:
            yield day.isoformat()
