"""Parse printed dates into EDTF: day, month or year, nothing guessed.

The common formats of the press languages are in `dateforms`. For others dateparser is used in
strict mode, and only on a short line with a year, a day and a month name. A date is a day in the
time zone it is printed in.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

import dateparser

from archive.errors import DateSyntaxError
from archive.text.dateforms import (
    BESIDE,
    FIRST,
    FORMS,
    LATER,
    NO_YEAR,
    PLAIN_ISO,
    SHORT_YEAR,
    STAMP,
    TIME,
)
from archive.text.edtf import parse_edtf
from archive.text.months import WEEKDAY, month_number
from archive.text.relative import AGO, DAYS

LONGEST: Final = 80
MOST: Final = 6  # per line
OLDEST: Final = 1600  # the first newspapers appeared in 1605

Order = Literal["", "day first", "month first"]

_DECADE: Final = re.compile(r"(\d{3})0s")
_SIGNS_OF_EDTF: Final = re.compile(r"[\[\d.][\dX?~%./\]-]{3,40}")
_NUMERALS: Final = {numeral: number for number, numeral in enumerate("〇一二三四五六七八九")}
_NUMBER: Final = re.compile(rf"[\d{''.join(_NUMERALS)}元十]")
_YEAR: Final = re.compile(r"\d{4}|年")  # in every format but the shortest
_WORD: Final = re.compile(r"[^\W\d_][\w.]*")
_ERAS: Final = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_WEEKDAY: Final = re.compile(rf"\b{WEEKDAY}\b\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A printed date: its EDTF value, or an empty one and the `problem` with it.

    `start` and `end` are its span in the text. `is_order_dependent`: day and month are
    distinguished only by the order usual in the language.
    """

    edtf: str
    start: int
    end: int
    problem: str = ""
    is_update: bool = False
    by_order: bool = False


def read_date(
    line: str,
    *,
    today: date,
    languages: tuple[str, ...] = (),
    beside: Callable[[str], bool] | None = None,
) -> PrintedDate | None:
    """Parse a line that is a date with optional weekday, time and label; else return None.

    `is_allowed` may accept other words around the date (a place, a name).
    """
    if len(line) > LONGEST or not _NUMBER.search(line):
        return None
    found = find_date(line, today=today)
    if found is None:
        return _by_library(line, today, languages)
    rest = f"{line[: found.start]} | {line[found.end :]}"
    if (other := find_date(rest, today=today)) is not None:  # ‘Published … Edited …’
        rest = f"{rest[: other.start]} | {rest[other.end :]}"
    rest = " ".join(_WEEKDAY.sub(" ", TIME.sub(" ", rest)).split())
    if all(word.casefold().strip(".") in BESIDE for word in _WORD.findall(rest)) and not re.search(
        r"\d", rest
    ):
        return replace(found, is_update=bool(LATER.search(line[: found.start])))
    others = [word for word in rest.split() if word.casefold().strip(".,:") not in BESIDE]
    return found if beside and beside(" ".join(others)) else None


def dates_in(text: str, *, today: date, order: Order = "") -> list[PrintedDate]:
    """Return the dates printed on a line, in order; the words before each mark updates."""
    found: list[PrintedDate] = []
    at = 0
    while len(found) < MOST and (one := find_date(text[at:], today=today, order=order)):
        before = text[at : at + one.start]
        later = bool(LATER.search(before)) and not FIRST.search(before)
        found.append(replace(one, start=at + one.start, end=at + one.end, is_update=later))
        at += one.end
    return found


def without_dates(text: str, *, today: date) -> str:
    """Replace dates, times, weekdays and date labels in a line by `|`."""
    if not _NUMBER.search(text):
        return text
    spans = [(one.start, one.end) for one in dates_in(text, today=today, order="day first")]
    if not spans and (day := find_day_without_year(text)):
        spans = [day]
    for start, end in reversed(spans):
        text = f"{text[:start]} | {text[end:]}"
    if not spans:
        return text
    parts = _WEEKDAY.sub(" ", TIME.sub(" ", text)).split("|")
    kept = [_without_words_beside(part) for part in parts]
    return " | ".join(part for part in kept if part.strip(" ,·•–—-:"))


def _without_words_beside(part: str) -> str:
    """Remove date labels (‘published on’) around the text beside a date."""
    words = part.split()
    while words and words[-1].casefold().strip(".,:•·–—-") in BESIDE | {""}:
        words.pop()
    if words and all(word.casefold().strip(".,:•·") in BESIDE for word in words[:2]):
        words = [word for word in words if word.casefold().strip(".,:") not in BESIDE]
    return " ".join(words)


def find_date(text: str, *, today: date, order: Order = "") -> PrintedDate | None:
    """Return the first date in `text`, the longest match where two begin together.

    `order` is the usual order of numeric day and month in the language, if there is one.
    """
    if (quick := PLAIN_ISO.match(text)) is not None:
        return _valued("iso", quick, today)
    matches = [
        (match.start(), -match.end(), number, kind, match)
        for number, (kind, form) in enumerate(FORMS if _YEAR.search(text) else ())
        if (match := form.search(text))
    ]
    if not matches:
        short = SHORT_YEAR.search(text) if order else None
        return _from_slashes(short, today, order) if short else None
    *_, kind, match = min(matches, key=lambda found: found[:3])
    return _from_slashes(match, today, order) if kind == "slashes" else _valued(kind, match, today)


def read_stamp(text: str, *, today: date, order: Order = "") -> PrintedDate | None:
    """Parse a machine-readable timestamp (`20240305T1200Z`), or else a printed date."""
    if (stamp := STAMP.match(text)) is not None:
        return _valued("iso", stamp, today)
    return read_edtf(text, today=today) or find_date(text, today=today, order=order)


def relative_day(words: str, stated: date) -> PrintedDate | None:
    """Resolve `yesterday` or `3 hours ago` relative to `stated`; None if it is neither.

    Hours may reach back over midnight, and weeks are inexact: the result is then a choice of days.
    """
    text = words.strip().casefold()
    if text in DAYS:
        return _back(stated, DAYS[text], DAYS[text], len(words))
    match = next((match for form in AGO if (match := form.fullmatch(text))), None)
    if match is None:
        return None
    number = int(match["number"])
    if match["hour"]:
        return _back(stated, 0, 1, len(words)) if number <= 24 else None
    if match["day"]:
        return _back(stated, number, number, len(words))
    return _back(stated, 7 * number - 7, 7 * number + 6, len(words))


def _back(stated: date, fewest: int, most: int, length: int) -> PrintedDate:
    latest, earliest = stated - timedelta(days=fewest), stated - timedelta(days=most)
    text = latest.isoformat()
    value = text if fewest == most else f"[{earliest.isoformat()}..{text}]"
    return PrintedDate(value, 0, length)


def find_day_without_year(text: str) -> tuple[int, int] | None:
    """Return the span of a day and month without a year (`Feb. 26`), or None."""
    match = NO_YEAR.search(text)
    return match.span() if match else None


def read_edtf(text: str, *, today: date) -> PrintedDate | None:
    """Parse EDTF (`2016`, `2016-02~`, `2016-02/2016-04`) or a decade (`1990s`)."""
    value = text.strip()
    start = len(text) - len(text.lstrip())
    if decade := _DECADE.fullmatch(value):
        return _checked(f"{decade[1]}X", start, start + len(value), today)
    if not _SIGNS_OF_EDTF.fullmatch(value):
        return None
    try:
        parse_edtf(value)
    except DateSyntaxError:
        return None
    return _checked(value, start, start + len(value), today)


def _valued(kind: str, match: re.Match[str], today: date) -> PrintedDate:
    start, end = match.span()
    year, month, day = (match.groupdict().get(part) for part in ("year", "month", "day"))
    if kind == "era":
        year = str(_ERAS[match["era"]] + (1 if year == "元" else int(year or 0)))
    if kind == "numerals":
        year, month, day = (str(_numeral(part or "")) for part in (year, month, day))
    number = None if month is None else int(month) if month.isdecimal() else month_number(month)
    value = (
        f"{int(year or 0):04d}"
        + (f"-{number:02d}" if number is not None else "")
        + (f"-{int(day):02d}" if day else "")
    )
    return _checked(value + ("~" if kind == "about" else ""), start, end, today)


def _numeral(text: str) -> int:
    """Parse a Chinese numeral: `二〇二四` by digits, `二十三` by tens."""
    text = text.replace("零", "〇").replace("○", "〇")
    if "十" not in text:
        return int("".join(str(_NUMERALS[char]) for char in text))
    tens, _, ones = text.partition("十")
    return 10 * (_NUMERALS.get(tens, 1) if tens else 1) + _NUMERALS.get(ones, 0)


def _from_slashes(match: re.Match[str], today: date, order: Order = "") -> PrintedDate:
    """Parse `25/1/2017`, which is unambiguous, or `4/2/2016`, which needs an `order`."""
    first, second = int(match["day"]), int(match["month"])
    start, end = match.span()
    short = match.groupdict().get("short")
    year = _century(int(short), today) + int(short) if short else int(match["year"])
    unclear = first <= 12 and second <= 12 and first != second
    if unclear and not order and match.groupdict().get("by") != ".":
        return PrintedDate("", start, end, "day and month cannot be told apart")
    day_first = order != "month first" if unclear else second <= 12
    day, month = (first, second) if day_first else (second, first)
    found = _checked(f"{year:04d}-{month:02d}-{day:02d}", start, end, today)
    return replace(found, by_order=unclear or bool(short))


def _century(short: int, today: date) -> int:
    """Return the latest century in which a two-digit year is not in the future."""
    century = today.year // 100 * 100
    return century if century + short <= today.year else century - 100


def _checked(value: str, start: int, end: int, today: date) -> PrintedDate:
    """Return the date, or the problem if it does not exist, is in the future or too early."""
    try:
        dated = parse_edtf(value)
    except DateSyntaxError:
        return PrintedDate("", start, end, "the calendar has no such day")
    if dated.earliest is not None and dated.earliest > today:
        return PrintedDate("", start, end, "the day is still to come")
    if dated.latest is not None and dated.latest.year < OLDEST:
        return PrintedDate("", start, end, "there were no newspapers")
    return PrintedDate(value, start, end)


def _by_library(line: str, today: date, languages: tuple[str, ...]) -> PrintedDate | None:
    words = line.replace(",", " ").split()
    numbers = [word.strip(".") for word in words if word.strip(".").isdigit()]
    if not (3 <= len(words) <= 5 and sorted(map(len, numbers)) in ([1, 4], [2, 4])):
        return None
    parsed = dateparser.parse(
        line,
        languages=list(languages) or None,
        settings={"STRICT_PARSING": True, "RETURN_AS_TIMEZONE_AWARE": False},
    )
    if parsed is None or f"{parsed.year}" not in numbers:
        return None
    start = len(line) - len(line.lstrip())
    return _checked(parsed.date().isoformat(), start, start + len(line.strip()), today)
