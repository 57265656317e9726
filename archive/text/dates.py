"""Parse printed dates into EDTF: day, month or year, nothing guessed.

The common formats of the press languages are in `date_patterns`. For others dateparser is used in strict mode, and only
on a short line with a year, a day and a month name. A date is a day in the time zone it is printed in.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

from archive.errors import DateSyntaxError
from archive.text import calendars
from archive.text import date_patterns as patterns
from archive.text.edtf import parse_edtf

MAX_LINE_CHARS: Final = 80
MAX_DATES: Final = 6  # per line
CACHED_LINES: Final = 512  # those around a title, which several rules read
EARLIEST_YEAR: Final = 1600  # the first newspapers appeared in 1605

DayMonthOrder = Literal["", "day first", "month first", "by the numbers"]
"""`by the numbers`: years have two digits, too, and a number past twelve tells which is the day."""

_DECADE: Final = re.compile(r"(\d{3})0s")
_EDTF_SHAPE: Final = re.compile(r"[\[\d.][\dX?~%./\]-]{3,40}")
_NUMBER: Final = re.compile(r"[\d〇一二三四五六七八九元十]")
_YEAR: Final = re.compile(r"\d{4}|年")  # in every format but the shortest
_WORD: Final = re.compile(r"[^\W\d_][\w.]*")
_WEEKDAY: Final = re.compile(rf"(?<!\w){patterns.WEEKDAY_PATTERN}(?!\w)\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A printed date and its span: its EDTF value or `problem`, and whether only a usual order tells day and month."""

    edtf: str
    start: int
    end: int
    problem: str = ""
    is_update: bool = False
    is_order_dependent: bool = False


def parse_date(
    line: str, *, today: date, languages: tuple[str, ...] = (), is_allowed: Callable[[str], bool] | None = None
) -> PrintedDate | None:
    """Parse a line that is a date with weekday, time, label and words that `is_allowed` accepts; else return None."""
    if len(line) > MAX_LINE_CHARS or not _NUMBER.search(line):
        return None
    printed_date = find_date(line, today=today)
    if printed_date is None:
        return _parse_with_dateparser(line, today, languages)
    remainder = f"{line[: printed_date.start]} | {line[printed_date.end :]}"
    if (second_date := find_date(remainder, today=today)) is not None:  # ‘Published … Edited …’
        remainder = f"{remainder[: second_date.start]} | {remainder[second_date.end :]}"
    remainder = " ".join(_WEEKDAY.sub(" ", patterns.TIME_OF_DAY.sub(" ", remainder)).split())
    words = {word.casefold().strip(".") for word in _WORD.findall(remainder)}
    if words <= patterns.DATE_LABEL_WORDS and not re.search(r"\d", remainder):
        return replace(printed_date, is_update=bool(patterns.UPDATE_LABEL.search(line[: printed_date.start])))
    other_words = [word for word in remainder.split() if word.casefold().strip(".,:") not in patterns.DATE_LABEL_WORDS]
    return printed_date if is_allowed and is_allowed(" ".join(other_words)) else None


def find_dates(text: str, *, today: date, order: DayMonthOrder = "") -> list[PrintedDate]:
    """Return the dates printed on a line, in order; the words before each mark updates."""
    dates: list[PrintedDate] = []
    offset = 0
    while len(dates) < MAX_DATES and (printed_date := find_date(text[offset:], today=today, order=order)):
        start, end = offset + printed_date.start, offset + printed_date.end
        preceding = text[offset:start]
        is_update = bool(patterns.UPDATE_LABEL.search(preceding)) and not patterns.PUBLICATION_LABEL.search(preceding)
        dates.append(replace(printed_date, start=start, end=end, is_update=is_update))
        offset = end
    return dates


def may_hold_date(text: str) -> bool:
    """Return whether a text has a number in any script, as a date has: a cheap test."""
    return _NUMBER.search(text) is not None or "תש" in text


@lru_cache(maxsize=CACHED_LINES)
def strip_dates(text: str, *, today: date) -> str:
    """Replace dates, times, weekdays and date labels in a line by `|`."""
    if not _NUMBER.search(text):
        return text
    spans = [(day.start, day.end) for day in find_dates(text, today=today, order="day first")]
    if not spans and (day_span := find_day_without_year(text)):
        spans = [day_span]
    if not spans:
        return text
    for start, end in reversed(spans):
        text = f"{text[:start]} | {text[end:]}"
    parts = _WEEKDAY.sub(" ", patterns.TIME_OF_DAY.sub(" ", text)).split("|")
    stripped_parts = [_strip_date_labels(part) for part in parts]
    return " | ".join(part for part in stripped_parts if part.strip(" ,·•–—-:"))


def _strip_date_labels(part: str) -> str:
    """Remove date labels (‘published on’) around the text beside a date."""
    words = part.split()
    while words and words[-1].casefold().strip(".,:：•·–—-") in patterns.DATE_LABEL_WORDS | {""}:
        words.pop()
    if words and all(word.casefold().strip(".,:：•·") in patterns.DATE_LABEL_WORDS for word in words[:2]):
        words = [word for word in words if word.casefold().strip(".,:：") not in patterns.DATE_LABEL_WORDS]
    return " ".join(words)


def find_date(text: str, *, today: date, order: DayMonthOrder = "") -> PrintedDate | None:
    """Return the first date in `text`, the longest that begins there; `order` is usual of numbers in the language."""
    if (iso_match := patterns.ISO_DATE.match(text)) is not None and not _is_of_jalali_year(iso_match["year"]):
        return _build_date("iso", iso_match, today)
    found = [_find_gregorian_date(text, today, order), *_find_calendar_dates(text, today)]
    return min(filter(None, found), key=lambda day: (day.start, -day.end, not day.edtf), default=None)


def _find_calendar_dates(text: str, today: date) -> Iterator[PrintedDate]:
    """Yield the first date in each other calendar; what is not converted has its problem."""
    for value, start, end, problem in calendars.find_calendar_dates(text):
        yield PrintedDate("", start, end, problem) if problem else _validate_date(value, start, end, today)


def _is_of_jalali_year(year: str) -> bool:
    return int(year) in calendars.JALALI_RANGE


def _find_gregorian_date(text: str, today: date, order: DayMonthOrder) -> PrintedDate | None:
    forms = patterns.DATE_PATTERNS if _YEAR.search(text) else ()
    matches = [
        (match.start(), -match.end(), number, kind, match)
        for number, (kind, form) in enumerate(forms)
        if (match := form.search(text))
    ]
    if not matches:
        short_match = patterns.SHORT_YEAR_DATE.search(text) if order else None
        return _parse_numeric_date(short_match, today, order) if short_match else None
    *_, kind, match = min(matches, key=lambda candidate: candidate[:3])
    return _parse_numeric_date(match, today, order) if kind == "slashes" else _build_date(kind, match, today)


def parse_timestamp(text: str, *, today: date, order: DayMonthOrder = "") -> PrintedDate | None:
    """Parse a machine-readable timestamp (`20240305T1200Z`), or else a printed date."""
    if (stamp := patterns.TIMESTAMP.match(text)) is not None:
        return _build_date("iso", stamp, today)
    return parse_edtf_or_decade(text, today=today) or find_date(text, today=today, order=order)


def parse_field_date(text: str, *, today: date) -> PrintedDate:
    """Parse the value of a date field; if it is no date, return that as its problem."""
    return (
        parse_edtf_or_decade(text, today=today)
        or parse_date(text, today=today)
        or find_date(text, today=today)
        or PrintedDate("", 0, len(text), "it is no date")
    )


def parse_epoch(seconds: float, *, today: date) -> PrintedDate:
    """Return the day in UTC of a number of seconds or milliseconds since 1970."""
    try:
        day = datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return PrintedDate("", 0, 0, "no clock counts so far")
    return find_date(day, today=today) or PrintedDate("", 0, 0, "it is no date")


def parse_relative_day(words: str, stated: date) -> PrintedDate | None:
    """Resolve `yesterday` or `3 hours ago` relative to `stated`; None if it is neither.

    Hours may reach back over midnight, and weeks are inexact: the result is then a choice of days.
    """
    text = words.strip().casefold()
    match = next((match for form in patterns.AGO_PATTERNS if (match := form.fullmatch(text))), None)
    number = int(match["number"]) if match else 0
    if text in patterns.RELATIVE_DAYS:
        fewest = most = patterns.RELATIVE_DAYS[text]
    elif match is None or (match["hour"] and number > 24):
        return None
    elif match["hour"]:
        fewest, most = 0, 1
    else:
        fewest, most = (number, number) if match["day"] else (7 * number - 7, 7 * number + 6)
    latest = (stated - timedelta(days=fewest)).isoformat()
    earliest = (stated - timedelta(days=most)).isoformat()
    return PrintedDate(latest if fewest == most else f"[{earliest}..{latest}]", 0, len(words))


def find_day_without_year(text: str) -> tuple[int, int] | None:
    """Return the span of a day and month without a year (`Feb. 26`), or None."""
    match = patterns.DAY_WITHOUT_YEAR.search(text)
    return match.span() if match else None


def parse_edtf_or_decade(text: str, *, today: date) -> PrintedDate | None:
    """Parse EDTF (`2016`, `2016-02~`, `2016-02/2016-04`) or a decade (`1990s`)."""
    value = text.strip()
    start = len(text) - len(text.lstrip())
    if decade := _DECADE.fullmatch(value):
        return _validate_date(f"{decade[1]}X", start, start + len(value), today)
    if not _EDTF_SHAPE.fullmatch(value):
        return None
    try:
        parse_edtf(value)
    except DateSyntaxError:
        return None
    return _validate_date(value, start, start + len(value), today)


def _build_date(kind: str, match: re.Match[str], today: date) -> PrintedDate:
    start, end = match.span()
    year, month, day = (match.groupdict().get(part) for part in ("year", "month", "day"))
    if kind == "numerals":
        year, month, day = (str(calendars.parse_numeral(part or "")) for part in (year, month, day))
    year_number = calendars.convert_buddhist_year(int(year or 0))
    value = f"{year_number:04d}"
    if month is not None:
        number = int(month) if month.isdecimal() else patterns.parse_month(month)
        value += f"-{number:02d}" if number is not None else ""
    if day:
        value += f"-{int(day):02d}"
    printed_date = _validate_date(value + ("~" if kind == "about" else ""), start, end, today)
    return replace(printed_date, is_order_dependent=year_number != int(year or 0))


def _parse_numeric_date(match: re.Match[str], today: date, order: DayMonthOrder = "") -> PrintedDate:
    """Parse `25/1/2017`, which is unambiguous, or `4/2/2016`, which needs an `order`."""
    first, second = int(match["day"]), int(match["month"])
    start, end = match.span()
    short_year = match.groupdict().get("short")
    year = (
        today.year // 100 * 100 + int(short_year) if short_year else calendars.convert_buddhist_year(int(match["year"]))
    )
    if short_year and year > today.year:  # the latest century that is not in the future
        year -= 100
    is_ambiguous = first <= 12 and second <= 12 and first != second
    if is_ambiguous and order not in {"day first", "month first"} and match.groupdict().get("by") != ".":
        return PrintedDate("", start, end, "day and month cannot be told apart")
    is_day_first = order != "month first" if is_ambiguous else second <= 12
    day, month = (first, second) if is_day_first else (second, first)
    printed_date = _validate_date(f"{year:04d}-{month:02d}-{day:02d}", start, end, today)
    is_buddhist = not short_year and year != int(match["year"])
    return replace(printed_date, is_order_dependent=is_ambiguous or bool(short_year) or is_buddhist)


def _validate_date(value: str, start: int, end: int, today: date) -> PrintedDate:
    """Return the date, or the problem if it does not exist, is in the future or too early."""
    try:
        edtf_date = parse_edtf(value)
    except DateSyntaxError:
        return PrintedDate("", start, end, "the calendar has no such day")
    if edtf_date.earliest is not None and edtf_date.earliest > today:
        return PrintedDate("", start, end, "the day is still to come")
    if edtf_date.latest is not None and edtf_date.latest.year < EARLIEST_YEAR:
        return PrintedDate("", start, end, "there were no newspapers")
    return PrintedDate(value, start, end)


def _parse_with_dateparser(line: str, today: date, languages: tuple[str, ...]) -> PrintedDate | None:
    words = line.replace(",", " ").split()
    numbers = [word.strip(".") for word in words if word.strip(".").isdigit()]
    if not (3 <= len(words) <= 5 and sorted(map(len, numbers)) in ([1, 4], [2, 4])):
        return None
    import dateparser  # noqa: PLC0415 - slow to import, seldom needed

    parsed = dateparser.parse(
        line, languages=list(languages) or None, settings={"STRICT_PARSING": True, "RETURN_AS_TIMEZONE_AWARE": False}
    )
    if parsed is None or f"{parsed.year}" not in numbers:
        return None
    start = len(line) - len(line.lstrip())
    return _validate_date(parsed.date().isoformat(), start, start + len(line.strip()), today)
