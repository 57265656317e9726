"""Calendars: a year as months, a month as weeks, with counts and heat levels."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from archive.web.days import day_name, month_name, month_of_year, short_month
from archive.web.drawing.charts import heat
from archive.web.links import day_address, month_address, year_address

BAR_HEIGHT = 28


@dataclass(frozen=True, slots=True)
class Cell:
    """A day or a month: labels, count, URL, and heat level 0–5."""

    label: str
    name: str
    count: int
    address: str
    heat: int
    height: int = 0
    short: str = ""

    @property
    def top(self) -> int:
        """Top of its bar, in pixels."""
        return BAR_HEIGHT - self.height


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year and its twelve months; `count` includes articles of no single month."""

    year: int
    count: int
    address: str
    months: tuple[Cell, ...]


def year_rows(years: Mapping[date, int], months: Mapping[date, int]) -> list[YearRow]:
    """Build a row for each year that has articles, latest first, on one scale."""
    most = max(months.values(), default=0)
    return [
        YearRow(year.year, count, year_address(year), _months_of(year, months, most))
        for year, count in sorted(years.items(), reverse=True)
    ]


def weeks(month: date, days: Mapping[date, int]) -> list[list[Cell | None]]:
    """Build the month as rows of seven days, Monday first; None outside the month."""
    most = max(days.values(), default=0)
    blank, length = calendar.monthrange(month.year, month.month)
    cells: list[Cell | None] = [None] * blank
    cells += [_day_cell(month.replace(day=number + 1), days, most) for number in range(length)]
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _months_of(year: date, months: Mapping[date, int], most: int) -> tuple[Cell, ...]:
    return tuple(_month_cell(year.replace(month=number), months, most) for number in range(1, 13))


def _month_cell(month: date, months: Mapping[date, int], most: int) -> Cell:
    count = months.get(month, 0)
    return Cell(
        label=month_of_year(month.month),
        name=month_name(month),
        count=count,
        address=month_address(month) if count else "",
        heat=heat(count, most),
        height=max(2, round(count / most * BAR_HEIGHT)) if count else 0,
        short=short_month(month.month),
    )


def _day_cell(day: date, days: Mapping[date, int], most: int) -> Cell:
    count = days.get(day, 0)
    return Cell(
        label=str(day.day),
        name=day_name(day),
        count=count,
        address=day_address(day) if count else "",
        heat=heat(count, most),
    )
