"""Dates of other calendars in the press: Jalali, Buddhist and Japanese years as days of ours, others as evidence.

Jalali (Persian solar) and Thai dates are exact. Days of the Hijri and the Hebrew calendar are recognised but not
converted: the first depend on a sighting of the moon, and papers print both beside the day of ours.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

_DAY: Final = r"(?P<day>\d{1,2})"
_JALALI_MONTHS: Final = (
    "فروردین فروردين حمل farvardin; اردیبهشت ارديبهشت ثور ordibehesht; خرداد جوزا khordad; تیر تير سرطان tir;"
    " مرداد امرداد اسد mordad; شهریور شهريور سنبله shahrivar; مهر میزان mehr; آبان ابان عقرب aban; آذر اذر قوس azar;"
    " دی دي جدی dey; بهمن دلو bahman; اسفند حوت esfand"
)
_THAI_MONTHS: Final = (
    "มกราคม ม.ค.; กุมภาพันธ์ ก.พ.; มีนาคม มี.ค.; เมษายน เม.ย.; พฤษภาคม พ.ค.; มิถุนายน มิ.ย.; กรกฎาคม ก.ค.; สิงหาคม"
    " ส.ค.; กันยายน ก.ย.; ตุลาคม ต.ค.; พฤศจิกายน พ.ย.; ธันวาคม ธ.ค."
)
_HIJRI_MONTHS: Final = (
    "محرم|صفر|ربيع\\s+(?:الأول|الاول|الآخر|الثاني)|جمادى\\s+(?:الأولى|الاولى|الآخرة|الثانية)|رجب|شعبان|رمضان|شوال"
    "|ذو\\s+(?:القعدة|الحجة)|ذی\\s?‌?(?:القعده|الحجه)|ربیع\\s?‌?(?:الاول|الثانی)"
)
_HEBREW_MONTHS: Final = "תשרי|מר?חשו?ון|חשו?ון|כסלו|טבת|שבט|אדר|ניסן|אייר|סיו?ון|תמוז|אב|אלול"
ERAS: Final = {
    "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867, "民國": 1911, "民国": 1911,
}  # fmt: skip
"""The year before the first of each era."""
_NUMERALS: Final = {numeral: number for number, numeral in enumerate("〇一二三四五六七八九")}
BUDDHIST_YEARS: Final = 543
BUDDHIST_RANGE: Final = range(2390, 2700)
"""Years that can only be Buddhist: of ours, they lie centuries ahead."""
JALALI_RANGE: Final = range(1200, 1500)
_JALALI_DAYS_BEFORE: Final = (0, 31, 62, 93, 124, 155, 186, 216, 246, 276, 306, 336)
_SCRIPTS: Final = re.compile(
    r"[\u0590-\u06ff\u0e00-\u0e7f\u3400-\u9fff]|\b(?:far|ord|kho|tir|mor|sha|meh|aba|aza|dey|bah|esf)", re.IGNORECASE
)
"""A cheap test that every such date passes."""

CalendarDate = tuple[str, int, int, str]
"""A date as ISO (or empty), its span, and the problem if it has no value."""


def _number_months(names: str) -> dict[str, int]:
    return {name: number for number, group in enumerate(names.split(";"), 1) for name in group.split()}


def _build_alternation(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_JALALI: Final = _number_months(_JALALI_MONTHS)
_THAI: Final = _number_months(_THAI_MONTHS)
_JALALI_DATE: Final = re.compile(
    rf"(?<!\d){_DAY}\s?(?P<month>{_build_alternation(_JALALI)})\s*(?:ماه)?\s*(?:سال\s*)?[،,]?\s*(?P<year>[1۱][2-4۲-۴]\d\d)(?!\d)",
    re.IGNORECASE,
)
_JALALI_NUMBERS: Final = re.compile(  # in Persian digits, which no other calendar's dates of such a year have
    r"(?<![\d/])(?P<year>۱[۲-۴][۰-۹]{2})[/.-](?P<month>[۰-۹]{1,2})[/.-](?P<day>[۰-۹]{1,2})(?![\d/])"
)
_PLAIN_JALALI: Final = re.compile(r"(?<![\d/.-])1[2-4]\d\d([/.-])\d{1,2}\1\d{1,2}(?![\d/])", re.ASCII)
_TO_PERSIAN_DIGITS: Final = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_THAI_DATE: Final = re.compile(
    rf"(?<!\d){_DAY}\s*(?P<month>{_build_alternation(_THAI)})\s*(?:พ\.\s?ศ\.|พุทธศักราช|ค\.\s?ศ\.)?\s*(?P<year>\d{{4}}|\d\d)(?![\d:.])"
)
_ERA_NUMBER: Final = r"[\d元〇○零一二三四五六七八九十]"
_ERA_DATE: Final = re.compile(
    rf"(?P<era>令和|平成|昭和|大正|明治|民國|民国)\s?(?P<year>{_ERA_NUMBER}{{1,3}})\s?年"
    rf"(?:\s?(?P<month>{_ERA_NUMBER}{{1,3}})\s?月(?:\s?(?P<day>{_ERA_NUMBER}{{1,3}})\s?日)?)?"
)
_HIJRI_DATE: Final = re.compile(
    rf"(?<!\d){_DAY}\s+(?:{_HIJRI_MONTHS})\s*[،,]?\s*(?P<year>1[34]\d\d)\s*(?:هـ|ه\b|هجرية?)?"
    r"|(?<!\d)1[34]\d\d[/-]\d{1,2}[/-]\d{1,2}\s*(?:هـ|ه\b|هجري)|(?<!\d)\d{1,2}[/-]\d{1,2}[/-]1[34]\d\d\s*(?:هـ|ه\b|هجري)"
)
_HEBREW_DATE: Final = re.compile(rf"[א-ת][\"'׳״א-ת]{{0,4}}\s+ב?(?:{_HEBREW_MONTHS})\s+(?:ה[׳'])?תש[א-ת]?[\"״][א-ת]")


def find_calendar_dates(text: str) -> Iterator[CalendarDate]:
    """Yield the first date of each calendar that is not ours."""
    if _SCRIPTS.search(text) is None:
        return
    for pattern, read in _READERS:
        if match := pattern.search(text):
            value = read(match)
            yield (value, *match.span(), "" if value else "the calendar has no such day")
    for pattern, name in ((_HIJRI_DATE, "Hijri"), (_HEBREW_DATE, "Hebrew")):
        if match := pattern.search(text):
            yield "", *match.span(), f"it is of the {name} calendar, which is not converted"


def convert_jalali(year: int, month: int, day: int) -> date | None:
    """Return the day of ours of a Persian solar date, by the 33-year cycle of leap years; None if there is none."""
    month_length = 31 if month <= 6 else 30 if month <= 11 else 30 if _is_jalali_leap(year) else 29
    if year not in JALALI_RANGE or not 1 <= month <= 12 or not 1 <= day <= month_length:
        return None
    cycles, rest = divmod(year - 979, 33)
    days = 365 * (year - 979) + cycles * 8 + (rest + 3) // 4 + _JALALI_DAYS_BEFORE[month - 1] + day - 1
    return date.fromordinal(date(1600, 3, 20).toordinal() + days)


def mark_jalali(text: str) -> str:
    """Return a text of a Persian page with numeric dates of Persian years in Persian digits, each in its place."""
    return _PLAIN_JALALI.sub(lambda match: match[0].translate(_TO_PERSIAN_DIGITS), text)


def convert_buddhist_year(year: int) -> int:
    """Return the year of ours of a Buddhist year; any other year as it is."""
    return year - BUDDHIST_YEARS if year in BUDDHIST_RANGE else year


def _is_jalali_leap(year: int) -> bool:
    return (year - 979) % 33 % 4 == 0 and (year - 979) % 33 != 32


def _read_jalali(match: re.Match[str]) -> str:
    month = match["month"]
    number = int(month) if month.isdecimal() else _JALALI[month.casefold()]
    day = convert_jalali(int(match["year"]), number, int(match["day"]))
    return day.isoformat() if day else ""


def _read_thai(match: re.Match[str]) -> str:
    year = int(match["year"])
    year += 2500 if year < 100 else 0
    return _format_day(convert_buddhist_year(year), _THAI[match["month"]], int(match["day"]))


def _read_era(match: re.Match[str]) -> str:
    year, month, day = (_parse_era_number(match[part] or "") for part in ("year", "month", "day"))
    if not month:
        return f"{ERAS[match['era']] + year:04d}"
    if not day:
        return f"{ERAS[match['era']] + year:04d}-{month:02d}" if month <= 12 else ""
    return _format_day(ERAS[match["era"]] + year, month, day)


def _parse_era_number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    return 1 if text == "元" else parse_numeral(text) if text else 0


def parse_numeral(text: str) -> int:
    """Parse a Chinese numeral: `二〇二四` by digits, `二十三` by tens."""
    text = text.replace("零", "〇").replace("○", "〇")
    if "十" not in text:
        return int(
            "".join(str(_NUMERALS.get(char, char)) for char in text if char in _NUMERALS or char.isdecimal()) or 0
        )
    tens, _, ones = text.partition("十")
    return 10 * (_NUMERALS.get(tens, 1) if tens else 1) + _NUMERALS.get(ones, 0)


def _format_day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (_JALALI_DATE, _read_jalali),
    (_JALALI_NUMBERS, _read_jalali),
    (_THAI_DATE, _read_thai),
    (_ERA_DATE, _read_era),
)
