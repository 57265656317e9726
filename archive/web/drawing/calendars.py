"""Calendars: a year as months, a month as weeks, with counts and heat levels."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from archive.web.days import format_day, format_month, format_month_and_year, format_short_month
from archive.web.drawing.charts import compute_heat
from archive.web.links import build_day_url, build_month_url, build_year_url

BAR_HEIGHT = 28


@dataclass(frozen=True, slots=True)
class CalendarCell:
    """A day or a month: labels, count, URL, and heat level 0–5."""

    label: str
    name: str
    count: int
    url: str
    heat: int
    height: int = 0
    short_label: str = ""

    @property
    def bar_top(self) -> int:
        """Top of its bar, in pixels."""
        return BAR_HEIGHT - self.height


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year and its twelve months; `count` includes articles of no single month."""

    year: int
    count: int
    url: str
    months: tuple[CalendarCell, ...]


def build_year_rows(years: Mapping[date, int], months: Mapping[date, int]) -> list[YearRow]:
    """Build a row for each year that has articles, latest first, on one scale."""
    max_count = max(months.values(), default=0)
    return [
        YearRow(year.year, count, build_year_url(year), _build_month_cells(year, months, max_count))
        for year, count in sorted(years.items(), reverse=True)
    ]


def build_weeks(month: date, days: Mapping[date, int]) -> list[list[CalendarCell | None]]:
    """Build the month as rows of seven days, Monday first; None outside the month."""
    max_count = max(days.values(), default=0)
    blank, length = calendar.monthrange(month.year, month.month)
    cells: list[CalendarCell | None] = [None] * blank
    cells += [
        _build_day_cell(month.replace(day=number + 1), days, max_count) for number in range(length)
    ]
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _build_month_cells(
    year: date, months: Mapping[date, int], max_count: int
) -> tuple[CalendarCell, ...]:
    return tuple(
        _build_month_cell(year.replace(month=number), months, max_count) for number in range(1, 13)
    )


def _build_month_cell(month: date, months: Mapping[date, int], max_count: int) -> CalendarCell:
    count = months.get(month, 0)
    return CalendarCell(
        label=format_month(month.month),
        name=format_month_and_year(month),
        count=count,
        url=build_month_url(month) if count else "",
        heat=compute_heat(count, max_count),
        height=max(2, round(count / max_count * BAR_HEIGHT)) if count else 0,
        short_label=format_short_month(month.month),
    )


def _build_day_cell(day: date, days: Mapping[date, int], max_count: int) -> CalendarCell:
    count = days.get(day, 0)
    return CalendarCell(
        label=str(day.day),
        name=format_day(day),
        count=count,
        url=build_day_url(day) if count else "",
        heat=compute_heat(count, max_count),
    )
