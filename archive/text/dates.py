"""Dates as papers print them, read into EDTF: the day, the month or the year, and nothing guessed.

The common forms of English, French, German, Spanish, Italian, Portuguese and Dutch are read here;
the long tail of other languages by the dateparser library, strictly and only where a short line
holds a year, a day and a month's name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import dateparser

from archive.errors import DateSyntaxError
from archive.text.edtf import parse_edtf
from archive.text.months import AROUND, MONTH, WEEKDAY, month_number

LONGEST = 80  # characters of a line that is a date

_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|[.º°ª])?"
_YEAR = r"(?P<year>\d{4})"
_NAME = rf"(?P<month>{MONTH})\.?"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    *tuple(
        (kind, re.compile(rf"(?<![\w/]){form}(?![\w/])", re.IGNORECASE))
        for kind, form in (
            ("about", rf"{AROUND}\s*(?:{_NAME},?\s+(?:de\s+|del\s+)?)?{_YEAR}"),
            (
                "iso",
                (
                    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:T[\d:.,]+(?:Z"
                    r"|[+-][\d:]+)?)?"
                ),
            ),
            ("names", rf"{_DAY}[\s-]\s*(?:(?:de|of)\s+)?{_NAME}[\s,-]\s*(?:(?:de|del)\s+)?{_YEAR}"),
            ("names", rf"{_NAME}\s+{_DAY},?\s+{_YEAR}"),
            ("dots", r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})"),
            ("slashes", r"(?P<day>\d{1,2})[/-](?P<month>\d{1,2})[/-](?P<year>\d{4})"),
            ("names", rf"{_NAME},?\s+(?:de\s+|del\s+)?{_YEAR}"),
        )
    ),
    (
        "iso",
        re.compile(
            r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]"
        ),
    ),
)
_PLAIN_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:T[\d:.,]+(?:Z|[+-][\d:]+)?)?(?![\w/])"
)
_NO_YEAR = re.compile(
    rf"(?<!\w)(?:{_NAME}\s+{_DAY}"
    rf"|{_DAY.replace('day', 'day2')}\s+{_NAME.replace('month', 'month2')})(?![\w,]*\s*\d)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<!\d)\d{1,2}(?:[:.h]\s?\d{2}(?::\d{2})?|\s?h)?\s*(?:[ap]\.?\s?m\b\.?|uhr|hrs?|hours)"
    r"|(?<!\d)\d{1,2}[:.h]\d{2}(?::\d{2}(?:[.,]\d+)?)?|(?<!\d)\d{1,2}\s?h\b"
    r"|(?<!\w)(?:gmt|utc|bst|ce?s?t|[ecmp][sd]?t|cest|msk|ist|jst"
    r"|z)\b(?:\s*[+-]\s*\d{1,2}(?::?\d{2})?)?"
    r"|[+-]\d{2}:?\d{2}",
    re.IGNORECASE,
)
_BESIDE = frozenset(
    "published posted publication updated update last modified edited first issued issue"
    " filed edited created on at the date dated of day print edition web from a.m p.m le"
    " du au à el al en em il lo la publié publiée mis mise jour modifié modifiée den der"
    " dem am um vom stand veröffentlicht aktualisiert publicado publicada actualizado"
    " pubblicato aggiornato alle ore op om gepubliceerd et o time online".split()
)
_LATER = re.compile(
    r"\b(?:updated|modified|edited|mise? à jour|modifiée?|aktualisiert|stand|actualizado"
    r"|aggiornato)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w.]*")


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed: its EDTF value, or empty with the `problem` that keeps it from being one.

    `start` and `end` bound the words in the text that was read.
    """

    edtf: str
    start: int
    end: int
    problem: str = ""
    is_update: bool = False


def read_date(
    line: str,
    *,
    today: date,
    languages: tuple[str, ...] = (),
    beside: Callable[[str], bool] | None = None,
) -> PrintedDate | None:
    """The date that `line` is, with its weekday and time; None if it is more than that.

    `beside` may allow other words around the date (a place, a name).
    """
    if len(line) > LONGEST or not any(char.isdigit() for char in line):
        return None
    found = find_date(line, today=today)
    if found is None:
        return _by_library(line, today, languages)
    rest = f"{line[: found.start]} | {line[found.end :]}"
    if (other := find_date(rest, today=today)) is not None:  # ‘Published … Edited …’
        rest = f"{rest[: other.start]} | {rest[other.end :]}"
    rest = _TIME.sub(" ", rest)
    rest = " ".join(re.sub(rf"\b{WEEKDAY}\b\.?", " ", rest, flags=re.IGNORECASE).split())
    if all(word.casefold().strip(".") in _BESIDE for word in _WORD.findall(rest)) and not re.search(
        r"\d", rest
    ):
        return replace(found, is_update=bool(_LATER.search(line[: found.start])))
    others = [word for word in rest.split() if word.casefold().strip(".,:") not in _BESIDE]
    return found if beside and beside(" ".join(others)) else None


def find_date(text: str, *, today: date) -> PrintedDate | None:
    """The first date printed in `text`, the longest form where two begin together."""
    if (quick := _PLAIN_ISO.match(text)) is not None:
        return _valued("iso", quick, today)
    matches = [
        (match.start(), -match.end(), order, kind, match)
        for order, (kind, form) in enumerate(_FORMS)
        if (match := form.search(text))
    ]
    if not matches:
        return None
    *_, kind, match = min(matches, key=lambda found: found[:3])
    return _valued(kind, match, today)


def find_day_without_year(text: str) -> tuple[int, int] | None:
    """Where `text` prints a day and a month but no year (`Feb. 26`); None if nowhere."""
    match = _NO_YEAR.search(text)
    return match.span() if match else None


def read_year(text: str, *, today: date) -> PrintedDate | None:
    """The year that `text` is, as `2016` or `1990s`."""
    match = re.fullmatch(r"\s*((?P<decade>\d{3})0s|\d{4})\s*", text)
    if not match:
        return None
    value = f"{match['decade']}X" if match["decade"] else match[1]
    return _checked(value, match.start(1), match.end(1), today)


def _valued(kind: str, match: re.Match[str], today: date) -> PrintedDate:
    start, end = match.span()
    year, month, day = (match.groupdict().get(part) for part in ("year", "month", "day"))
    if kind == "slashes":
        return _from_slashes(match, today)
    number = None if month is None else int(month) if month.isdigit() else month_number(month)
    value = (
        f"{int(year or 0):04d}"
        + (f"-{number:02d}" if number is not None else "")
        + (f"-{int(day):02d}" if day else "")
    )
    return _checked(value + ("~" if kind == "about" else ""), start, end, today)


def _from_slashes(match: re.Match[str], today: date) -> PrintedDate:
    """`25/1/2017` has one reading, `4/2/2016` two: then no day is chosen."""
    first, second = int(match["day"]), int(match["month"])
    start, end = match.span()
    if first <= 12 and second <= 12 and first != second:
        return PrintedDate("", start, end, "day and month cannot be told apart")
    day, month = (first, second) if second <= 12 else (second, first)
    return _checked(f"{int(match['year']):04d}-{month:02d}-{day:02d}", start, end, today)


def _checked(value: str, start: int, end: int, today: date) -> PrintedDate:
    """A day that the calendar has and that is not to come."""
    try:
        dated = parse_edtf(value)
    except DateSyntaxError:
        return PrintedDate("", start, end, "the calendar has no such day")
    if dated.earliest is not None and dated.earliest > today:
        return PrintedDate("", start, end, "the day is still to come")
    if dated.latest is not None and dated.latest.year < 1400:
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
