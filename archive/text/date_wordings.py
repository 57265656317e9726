"""Wordings of dates that people type, as candidates in EDTF: one date, an approximate one, a range; not yet validated.

`5/6/2024` has two candidates, `30 February 2016` has one that no calendar has; what is no date has none.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from archive.errors import DateSyntaxError
from archive.text import calendars
from archive.text import date_patterns as patterns
from archive.text.dates import find_date, parse_date
from archive.text.edtf import parse_edtf
from archive.text.normalize import replace_dashes, replace_digits
from archive.text.periods import format_period, parse_relative_period

MAX_CHARS: Final = 100
_COMPACT: Final = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?")
_UNSEEN: Final = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_WEEKDAY: Final = re.compile(rf"{patterns.WEEKDAY_PATTERN}(?!\w)[.,،]?\s+", re.IGNORECASE)
_ABOUT: Final = re.compile(
    r"(?:~|(?:circa|ca\.?|c\.|about|around|approximately|approx\.?|vers|environ|um|hacia|verso|por volta de|نحو|حوالي)"
    r"(?![^\W\d_]))\s*",
    re.IGNORECASE,
)
_PERHAPS: Final = re.compile(
    r"(?:perhaps|possibly|probably|maybe|peut-être|vielleicht|quizás|forse|ربما)\s+", re.IGNORECASE
)
_DOUBTED: Final = re.compile(r"\s*[(\[]?\?[)\]]?$")
_DECADE: Final = re.compile(
    r"(?:the\s+|les\s+)?(?:ann[ée]es\s+|años\s+|anni\s+)?(?P<decade>\d{3})0(?:'?s|er(?:\s+jahre)?)?", re.IGNORECASE
)
_DECADE_SIGN: Final = re.compile(r"s$|er$|jahre|ann[ée]es|años|anni", re.IGNORECASE)
_CENTURY: Final = re.compile(r"(?:the\s+)?(?P<number>\d{1,2})(?:st|nd|rd|th)\s+century", re.IGNORECASE)
_MONTH_OF_YEAR: Final = re.compile(r"(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4})")
_YEAR_MONTH: Final = re.compile(r"(?P<year>\d{4})\s?[/.-]\s?(?P<month>\d{1,2})")
_SHORT_YEAR_DAY: Final = re.compile(
    r"(?P<day>\d{1,2})\s?(?P<by>[/.-])\s?(?P<month>\d{1,2})\s?(?P=by)\s?'?(?P<year>\d\d)"
)
_SHORT_YEAR_WORDS: Final = re.compile(  # `5 Jun 24`, `June 5, '24`, `Jun '24`
    r"(?P<day>(?=.*[^\W\d_]{3})(?:.*\d.*[^\d']\s*'?|[^\W\d_]{3,}\.?,?\s+'))(?<!\d)(?P<year>\d\d)"
)
_YEARS: Final = re.compile(r"(?P<first>\d{4})-(?P<last>\d{4}|\d\d)")
_SPACED_MARK: Final = re.compile(r"\s*(/|\.\.|\[|\])\s*")
_BETWEEN: Final = re.compile(
    r"(?:between|zwischen|entre|tra|بين)\s+(?P<first>.+?)\s+(?:and|und|et|y|e|و)\s*(?P<last>.+)"
)
RANGE_WORDS: Final = "to|until|till|through|bis|au|à|al|a|até|إلى"
"""Words between the two ends of a range."""
_SEPARATORS: Final = (  # of the two ends of a range, the clearest first
    rf"\s+(?:{RANGE_WORDS})\s+",
    r"\s*(?:[–—]|\.\.|\s-\s)\s*",
    r"\s*/\s*",
    "-",
)
_RANGES: Final = tuple(
    re.compile(rf"(?:(?:from|von|du|de|del|desde|dal|من)\s+)?(?P<first>.+?){separator}(?P<last>.+)", re.IGNORECASE)
    for separator in _SEPARATORS
)
_OPEN_END: Final = re.compile(r"(?:from|since)\s+(?P<first>.+?)(?:\s+on(?:wards?)?)?|(?P<start>.+?)\s+onwards?", re.I)
_OPEN_AT_BOTH_ENDS: Final = re.compile(r"\.\.\s?/\s?\.\.")
_OPEN_START: Final = re.compile(r"(?:until|till|up to)\s+(?P<last>.+)", re.IGNORECASE)


def tidy_wording(text: str) -> str:
    """Return the text on one line, without invisible characters."""
    return " ".join(_UNSEEN.sub("", text).split())


def list_candidates(text: str, today: date) -> list[str]:
    """Return what a tidy wording may mean; relative ones (`yesterday`) are counted from `today`."""
    if len(text) > MAX_CHARS:
        return []
    if candidate := _find_in_other_calendar(text):
        return [candidate]
    text = replace_digits(text)
    return _list_open_ranges(text, today) or _list_points(text, today) or _list_ranges(text, today)


def is_of_other_calendar(text: str) -> bool:
    """Return whether a date is in a calendar that is not converted."""
    return any(not value for value, *_ in calendars.find_calendar_dates(text))


def _find_in_other_calendar(text: str) -> str:
    for value, start, end, _problem in calendars.find_calendar_dates(text):
        rest = _WEEKDAY.sub("", f"{text[:start]} {text[end:]}".strip() + " ").strip()
        if value and not rest:
            return value
    return ""


def _list_points(text: str, today: date) -> list[str]:
    """Return the candidates of one date, which may be approximate."""
    if (edtf := _read_edtf(text)) or (edtf := _read_decade(text)):
        return [edtf]
    if about := _ABOUT.match(text):
        return _mark_all(_list_points(text[about.end() :], today), "~")
    if perhaps := _PERHAPS.match(text):
        return _mark_all(_list_points(text[perhaps.end() :], today), "?")
    if (doubted := _DOUBTED.search(text)) and doubted.start():
        return _mark_all(_list_points(text[: doubted.start()], today), "?")
    plain = replace_dashes(text[weekday.end() :] if (weekday := _WEEKDAY.match(text)) else text)
    return _list_numeric_days(plain, today) or _read_words(plain, today) or _read_short_year(plain, today)


def _mark_all(candidates: Sequence[str], mark: str) -> list[str]:
    """Add a mark of EDTF to each; a second one makes them `%`, uncertain and approximate."""
    if any("/" in one or one.startswith("[") for one in candidates):
        return []
    return [one + mark if one[-1].isalnum() else one if one[-1] == mark else f"{one[:-1]}%" for one in candidates]


def _read_edtf(text: str) -> str:
    value = _SPACED_MARK.sub(r"\1", text).replace("x", "X")
    try:
        return parse_edtf(value).text if value[:1].isdigit() or value[:1] in "[." else ""
    except DateSyntaxError:
        return ""


def _read_decade(text: str) -> str:
    if (decade := _DECADE.fullmatch(text)) and _DECADE_SIGN.search(text):
        return f"{decade['decade']}X"
    century = _CENTURY.fullmatch(text)
    return f"{int(century['number']) - 1:02}XX" if century and int(century["number"]) > 1 else ""


def _list_numeric_days(text: str, today: date) -> list[str]:
    """Return both readings of `5/6/2024`, the one of `3.2.2016`, and those of each century of `3.2.16`."""
    for kind, form in patterns.DATE_PATTERNS:
        if match := form.fullmatch(text):
            return _list_match_candidates(kind, match)
    if match := _SHORT_YEAR_DAY.fullmatch(text):
        years = _list_short_years(match["year"], today)
        return [one for year in years for one in _list_orders(year, match)]
    if match := _COMPACT.fullmatch(text):
        return ["-".join(filter(None, match.groups()))]
    if match := _MONTH_OF_YEAR.fullmatch(text) or _YEAR_MONTH.fullmatch(text):
        month, is_written_as_years = int(match["month"]), _YEARS.fullmatch(text)
        is_span = is_written_as_years and month > max(12, int(match["year"][2:]))  # `2015-16`
        return [] if is_span else [f"{match['year']}-{month:02}"]
    return [text] if text == "0000" else []


def _list_match_candidates(kind: str, match: re.Match[str]) -> list[str]:
    """Return the candidates of a match of `date_patterns`."""
    parts = match.groupdict()
    if kind == "numerals":
        parts = {name: str(calendars.parse_numeral(part or "")) for name, part in parts.items()}
    year, month, day = parts["year"], parts.get("month"), parts.get("day")
    if kind == "slashes":
        return _list_orders(int(year or 0), match)
    candidate = f"{int(year or 0):04}"
    if month:
        candidate += f"-{int(month) if month.isdecimal() else patterns.parse_month(month):02}"
    if day:
        candidate += f"-{int(day):02}"
    return [candidate + ("~" if kind == "about" else "")]


def _list_orders(year: int, match: re.Match[str]) -> list[str]:
    """Return the day-first reading of two numbers, and the other one where it is a day, too; dots go day first."""
    first, second = int(match["day"]), int(match["month"])
    day_first, month_first = f"{year:04}-{second:02}-{first:02}", f"{year:04}-{first:02}-{second:02}"
    if match["by"] == "." or first > 12 or first == second:
        return [day_first]
    return [month_first] if second > 12 else [day_first, month_first]


def _read_words(text: str, today: date) -> list[str]:
    """Return the candidate of words that count from today, or that papers print, with weekday and time."""
    try:
        period = parse_relative_period(text, today)
    except DateSyntaxError:
        return []
    if period and period.first and period.last:
        return [format_period(period.first, period.last) or f"{period.first}/{period.last}"]
    found = find_date(text, today=date.max)
    printed = parse_date(text, today=date.max) if found and found.edtf else None
    return [printed.edtf] if printed and printed.edtf else []


def _list_short_years(digits: str, today: date) -> list[int]:
    """Return the year of this century that two digits mean, and that of the one before; a year to come goes last."""
    year = today.year // 100 * 100 + int(digits)
    return [year - 100, year] if year > today.year else [year, year - 100]


def _read_short_year(text: str, today: date) -> list[str]:
    """Return the readings of words with a year of two digits: in this century, and in the one before."""
    match = _SHORT_YEAR_WORDS.fullmatch(text.replace("’", "'"))
    if match is None:
        return []
    days = match["day"].rstrip("'")
    return [one for year in _list_short_years(match["year"], today) for one in _read_words(f"{days} {year}", today)]


def _list_open_ranges(text: str, today: date) -> list[str]:
    if _OPEN_AT_BOTH_ENDS.fullmatch(text):
        return ["../.."]
    if start := _OPEN_START.fullmatch(text):
        return [f"../{one}" for one in _list_points(start["last"], today)]
    if end := _OPEN_END.fullmatch(text):
        return [f"{one}/.." for one in _list_points(end["first"] or end["start"], today)]
    return []


def _list_ranges(text: str, today: date) -> list[str]:
    """Return the candidates of a range (`a/b`), or of one day of several (`[a..b]`)."""
    if between := _BETWEEN.fullmatch(text):
        return [f"[{first}..{last}]" for first, last in _pair_ends(between["first"], between["last"], today)]
    if (years := _YEARS.fullmatch(replace_dashes(text))) is not None:
        last = years["last"] if len(years["last"]) == 4 else years["first"][:2] + years["last"]
        return [f"{years['first']}/{last}"]
    matches = filter(None, (form.fullmatch(text) for form in _RANGES))
    pairs = (_pair_ends(match["first"], match["last"], today) for match in matches)
    return [f"{first}/{last}" for first, last in next(filter(None, pairs), [])]


def _pair_ends(first: str, last: str, today: date) -> list[tuple[str, str]]:
    """Return the candidates of both ends; what the first lacks (`3 to 5 February 2016`) the last one says."""
    lasts = _list_points(last, today)
    words = last.split()
    firsts = _list_points(first, today) if not first.isdigit() or len(first) == 4 else []
    for number in range(1, len(words)):
        firsts = firsts or _list_points(" ".join([first, *words[number:]]), today)
    if not lasts and len(words) > 1:  # `February 3 to 5, 2016`
        month = first.split(maxsplit=1)[0]
        lasts = _list_points(f"{month} {last}", today)
        firsts = firsts or _list_points(f"{first} {words[-1]}", today)
    if len(firsts) == len(lasts):
        return list(zip(firsts, lasts, strict=True))
    return [(one, other) for one in firsts for other in lasts]
