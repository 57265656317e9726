"""Coverage as a chart: months while they can be told apart, years beyond that."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext

from archive.web.days import month_name, short_month
from archive.web.drawing.charts import Column, Histogram, histogram
from archive.web.drawing.coverage import Coverage

MOST_MONTHS = 60
ROOM = 3  # columns that the name of a month needs

Link = Callable[[date], str]


def timeline(
    title: str, coverage: Coverage, *, month: Link, year: Link, undated: str = ""
) -> Histogram:
    """Bars over time with links to each month or year; what has no place in time stands apart."""
    months = coverage.months()
    if fits(months):
        columns, unit = month_columns(months, month), "month"
    else:
        columns, unit = year_columns(coverage.years(), year), "year"
    placed = sum(column.count for column in columns)
    rest = coverage.total - placed - coverage.undated
    return histogram(title, columns, apart_columns(coverage.undated, undated, rest, unit), unit)


def fits(months: dict[date, int]) -> bool:
    """Whether the months from first to last are few enough for a bar each."""
    if not months:
        return True
    first, last = min(months), max(months)
    return (last.year - first.year) * 12 + last.month - first.month < MOST_MONTHS


def month_columns(months: dict[date, int], link: Link) -> list[Column]:
    """A column for every month from the first to the last, empty ones too."""
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
    """A column for every year from the first to the last, empty ones too."""
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
    """The two bars beside a timeline: without any date, and of no single month or year."""
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
    """Years at their January where there are two or more; else first, middle, last with room."""
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
    """Twelve bars for one year, empty months too."""
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
