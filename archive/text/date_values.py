"""Dates of machine-written values: stamps, clocks' counts, a spreadsheet's serial days, numbers in either order."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from archive.text.date_patterns import SHORT_MONTH_PATTERN, TIMESTAMP, is_short_month, parse_short_month
from archive.text.dates import EARLIEST_YEAR, DayMonthOrder, PrintedDate, find_date, parse_epoch, parse_field_date

CLOCK_ZEROS: Final = frozenset({"1969-12-31", "1970-01-01"})
"""Days that programs write where their clock is at zero."""
_ISO_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:?\d{2}.*)?", re.DOTALL)
_TIME: Final = r"(?:[\s,T]{1,3}\d{1,2}(?:[:.]\d{2}){1,2}(?:\.\d{1,9})?(?:\s?[ap]\.?m\.?)?(?:\s?[A-Z+-][\w:+-]{0,8})?)?"
_WEEKDAY: Final = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_NUMERIC_DAY: Final = re.compile(
    rf"{_WEEKDAY}(?P<first>\d{{1,2}})(?P<by>[/.-])\s?(?P<second>\d{{1,2}})(?P=by)\s?(?P<year>\d{{4}}|\d{{2}}){_TIME}",
    re.IGNORECASE,
)
_SHORT_YEAR_DAY: Final = re.compile(
    rf"{_WEEKDAY}(?:(?P<day>\d{{1,2}})[\s./-]{{1,2}}(?P<month>{SHORT_MONTH_PATTERN})\.?[\s,'’/-]{{1,2}}"
    rf"|(?P<month2>{SHORT_MONTH_PATTERN})\.?[\s-](?P<day2>\d{{1,2}})[\s,'’-]{{1,3}})(?P<year>\d{{4}}|\d{{2}}){_TIME}",
    re.IGNORECASE,
)
_COMPACT_DAY: Final = re.compile(r"((?:1[6-9]|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_COMPACT_STAMP: Final = re.compile(r"\d{8}T\d{4,6}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?")
_NUMBER: Final = re.compile(r"-?\d{1,20}(?:\.\d{1,12})?")
_SERIAL_ZERO: Final = date(1899, 12, 30)  # of the 1900 system, from March 1900 on
MIN_SERIAL: Final = 10_000  # in 1927; smaller numbers are years or counts
_CLOCK_UNITS: Final = {9: 1, 10: 1, 12: 1e3, 13: 1e3, 15: 1e6, 16: 1e6, 18: 1e9, 19: 1e9}
"""Number of digits of seconds since 1970 in some unit → units in a second."""

MIN_CLOCK: Final = 1e7  # seconds, of a number in JSON
CENTURY_REMARK: Final = "the century is not printed and the latest that is past is taken"
CLOCK_REMARK: Final = "a clock's count of seconds since 1970, in UTC"
DOTS_REMARK: Final = "day first, as usual between dots"
MONTH_REMARK: Final = "the month in the short form of spreadsheets"
SERIAL_REMARK: Final = "a spreadsheet's serial day, counted from 1900"
UNSETTLED_PROBLEM: Final = "day and month cannot be told apart"


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date read from a value; a `remark` says by which rule, if more than its words was needed."""

    date: PrintedDate
    remark: str = ""

    @property
    def is_inferred(self) -> bool:
        """True if a rule decides between readings of the value."""
        return self.remark not in {"", CLOCK_REMARK, DOTS_REMARK}


def parse_date_value(
    value: str | float, *, today: date, order: DayMonthOrder = "", order_reason: str = ""
) -> DateReading:
    """Parse the value of a date field; `order` is that of day and month in its column, with the reason."""
    text = str(value).strip().strip("\"'").strip()
    if _NUMBER.fullmatch(text):
        return _parse_number(text, today)
    if _is_clock_zero(text):
        return DateReading(PrintedDate("", 0, len(text), "it is the zero of a clock, written where no day is known"))
    if day := _ISO_DAY.fullmatch(text):  # of a stamp, in the source's own zone
        return DateReading(find_date(day[1], today=today) or PrintedDate("", 0, len(text), "it is no date"))
    if _COMPACT_STAMP.fullmatch(text):
        return _parse_number(text[:8], today)
    if match := _NUMERIC_DAY.fullmatch(text):
        return _parse_numeric_day(match, today, order, order_reason)
    if match := _SHORT_YEAR_DAY.fullmatch(text):
        day_number, name = int(match["day"] or match["day2"]), match["month"] or match["month2"]
        year, remark = _complete_year(match["year"], parse_short_month(name), day_number, today)
        remarks = filter(None, [MONTH_REMARK if is_short_month(name) else "", remark])
        return DateReading(_build_day(year, parse_short_month(name), day_number, today, len(text)), "; ".join(remarks))
    return DateReading(parse_field_date(text, today=today))


def _is_clock_zero(text: str) -> bool:
    """Return whether a stamp is the first second of 1970 in UTC."""
    if text[:10] not in CLOCK_ZEROS or ":" not in text:
        return False
    with suppress(ValueError):
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() == 0
    return False


def find_numeric_day(text: str) -> tuple[int, int] | None:
    """Return the first two numbers of a value such as `3/14/2021 10:00`, of which one is the day; else None."""
    match = _NUMERIC_DAY.fullmatch(text.strip())
    return (int(match["first"]), int(match["second"])) if match and match["by"] != "." else None


def _parse_number(text: str, today: date) -> DateReading:
    """Parse digits: a year, a stamp without separators, a clock's count or a serial day."""
    whole = text.partition(".")[0].lstrip("-")
    if len(whole) == 8:
        return DateReading(_parse_compact_day(whole, today))
    if len(whole) in {12, 14} and whole == text and (stamp := TIMESTAMP.match(text)):
        return DateReading(_build_day(int(stamp["year"]), int(stamp["month"]), int(stamp["day"]), today, len(text)))
    if unit := _CLOCK_UNITS.get(len(whole)):
        return DateReading(parse_epoch(float(text) / unit, today=today), CLOCK_REMARK)
    number = float(text)
    if MIN_CLOCK < abs(number) < 1e11:
        return DateReading(parse_epoch(number, today=today), CLOCK_REMARK)
    if len(whole) == 5 and number >= MIN_SERIAL:
        day = _SERIAL_ZERO + timedelta(days=int(number))
        return DateReading(_build_day(day.year, day.month, day.day, today, len(text)), SERIAL_REMARK)
    if len(whole) == 4 and number == int(number):
        return DateReading(parse_field_date(whole, today=today))
    return DateReading(PrintedDate("", 0, len(text), "it is no date"))


def _parse_compact_day(text: str, today: date) -> PrintedDate:
    """Parse `20210314`, and days of older papers."""
    day = _COMPACT_DAY.fullmatch(text)
    if day is None:
        return PrintedDate("", 0, len(text), "it is no date")
    return _build_day(int(day[1]), int(day[2]), int(day[3]), today, len(text))


def _parse_numeric_day(match: re.Match[str], today: date, order: DayMonthOrder, order_reason: str) -> DateReading:
    """Parse `3/14/2021`; where both numbers may be the month, the order of the column tells, or nothing."""
    first, second, length = int(match["first"]), int(match["second"]), match.end()
    remarks: list[str] = []
    readings: dict[DayMonthOrder, PrintedDate] = {}
    orders: tuple[tuple[DayMonthOrder, int, int], ...]
    orders = (("day first", first, second), ("month first", second, first))
    for name, day, month in orders:
        year, remark = _complete_year(match["year"], month, day, today)
        remarks += [remark] if remark and remark not in remarks else []
        readings[name] = _build_day(year, month, day, today, length)
    by_day, by_month = readings["day first"], readings["month first"]
    remark = "; ".join(remarks)
    if first == second or second > 12:
        return DateReading(by_month, remark)
    if first > 12:
        return DateReading(by_day, remark)
    if order:
        return DateReading(readings[order], "; ".join(filter(None, [f"{order}, as {order_reason}", remark])))
    if match["by"] == ".":
        return DateReading(by_day, "; ".join(filter(None, [DOTS_REMARK, remark])))
    if bool(by_day.edtf) != bool(by_month.edtf):
        remark = "; ".join(filter(None, ["the other order of day and month gives a day still to come", remark]))
        return DateReading(by_day if by_day.edtf else by_month, remark)
    both = f": it is {by_day.edtf} or {by_month.edtf}" if by_day.edtf else ""
    problem = UNSETTLED_PROBLEM + both + (f"; {order_reason}" if order_reason else "")
    return DateReading(PrintedDate("", 0, length, problem))


def _complete_year(year: str, month: int, day: int, today: date) -> tuple[int, str]:
    """Return the year in four digits: of two digits, the latest whose day is past; and the remark on that."""
    if len(year) == 4:
        return int(year), ""
    full_year = today.year // 100 * 100 + int(year)
    is_to_come = (full_year, month, day) > (today.year, today.month, today.day)
    return full_year - 100 * is_to_come, CENTURY_REMARK


def _build_day(year: int, month: int, day: int, today: date, length: int) -> PrintedDate:
    try:
        printed_day = date(year, month, day)
    except ValueError:
        return PrintedDate("", 0, length, "the calendar has no such day")
    if printed_day > today:
        return PrintedDate("", 0, length, "the day is still to come")
    if year < EARLIEST_YEAR:
        return PrintedDate("", 0, length, "there were no newspapers")
    return PrintedDate(printed_day.isoformat(), 0, length)
