"""Charts of articles over time, by month or, for long spans, by year."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext

from archive.web.days import month_name, short_month
from archive.web.drawing.charts import Column, Histogram, histogram
from archive.web.drawing.coverage import Coverage

MOST_MONTHS = 60
ROOM = 3  # columns that a month's label needs

Link = Callable[[date], str]


def timeline(
    title: str, coverage: Coverage, *, month: Link, year: Link, undated: str = ""
) -> Histogram:
    """Build a chart with links; articles of no single month or year are counted beside it."""
    months = coverage.months()
    if fits(months):
        columns, unit = month_columns(months, month), "month"
    else:
        columns, unit = year_columns(coverage.years(), year), "year"
    placed = sum(column.count for column in columns)
    rest = coverage.total - placed - coverage.undated
    return histogram(title, columns, apart_columns(coverage.undated, undated, rest, unit), unit)


def fits(months: dict[date, int]) -> bool:
    """Return whether there are few enough months for a bar each."""
    if not months:
        return True
    first, last = min(months), max(months)
    return (last.year - first.year) * 12 + last.month - first.month < MOST_MONTHS


def month_columns(months: dict[date, int], link: Link) -> list[Column]:
    """Build a column for every month from the first to the last, including empty ones."""
    every = _every_month(months)
    marks = _month_ticks(every)
    return [
        Column(
            label=month_name(month),
            count=months.get(month, 0),
            address=link(month) if months.get(month) else "",
            tick=marks.get(month, ""),
        )
        for month in every
    ]


def year_columns(years: dict[date, int], link: Link) -> list[Column]:
    """Build a column for every year from the first to the last, including empty ones."""
    if not years:
        return []
    every = [date(number, 1, 1) for number in range(min(years).year, max(years).year + 1)]
    return [
        Column(
            label=str(year.year),
            count=years.get(year, 0),
            address=link(year) if years.get(year) else "",
            tick=str(year.year),
        )
        for year in every
    ]


def apart_columns(undated: int, undated_link: str, rest: int, unit: str) -> tuple[Column, Column]:
    """Build the columns beside a chart: undated, and of no single month or year."""
    return (
        Column(label=gettext("undated"), count=undated, address=undated_link),
        Column(
            label=gettext("of no single year") if unit == "year" else gettext("of no single month"),
            count=rest,
        ),
    )


def _every_month(months: dict[date, int]) -> list[date]:
    if not months:
        return []
    first, last = min(months), max(months)
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(start, end + 1)]


def _month_ticks(every: Sequence[date]) -> dict[date, str]:
    """Label each January, or with fewer than two of them the first, middle and last month."""
    januaries = [month for month in every if month.month == 1]
    if len(januaries) > 1:
        return {month: str(month.year) for month in januaries}
    chosen: list[int] = []
    for place in (0, len(every) // 2, len(every) - 1):
        if every and (not chosen or place - chosen[-1] >= ROOM):
            chosen.append(place)
    months = [every[place] for place in chosen]
    return {month: f"{short_month(month.month)} {month.year}" for month in months}


def year_in_months(name: str, year: date, months: dict[date, int], link: Link) -> Histogram:
    """Build a chart of the twelve months of a year."""
    every = [year.replace(month=number, day=1) for number in range(1, 13)]
    columns = [
        Column(
            label=month_name(month),
            count=months.get(month, 0),
            address=link(month) if months.get(month) else "",
            tick=short_month(month.month),
        )
        for month in every
    ]
    return histogram(gettext("Articles of %s by month") % name, columns)
