"""Coverage over time: counts by day, month and year, and timelines of them."""

import calendar
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count
from django.utils.translation import gettext

from archive.models.articles import ArticleQuerySet
from archive.search.engines.base import DateSpan
from archive.web.charts import ChartColumn, Histogram, build_histogram
from archive.web.links import build_search_url, format_month_and_year, format_short_month

UrlBuilder = Callable[[date], str]
MAX_MONTHS = 60
TICK_SPACING = 3  # columns that a month's label needs


@dataclass(frozen=True)
class DateCoverage:
    """Article counts by `(earliest, latest)` day; both None means undated.

    Counts of a day, month or year are of the articles *certainly* of it. There are as many spans as days, hardly more,
    however many articles there are; what is counted of them is kept.
    """

    spans: tuple[DateSpan, ...] = ()

    @classmethod
    def from_articles(cls, articles: ArticleQuerySet) -> "DateCoverage":
        """Read the coverage of these articles; one query."""
        rows = articles.order_by().values_list("earliest", "latest").annotate(n=Count("pk"))
        return cls(tuple(rows))

    @cached_property
    def total(self) -> int:
        """Number of all articles, including undated ones."""
        return sum(count for _, _, count in self.spans)

    @cached_property
    def undated_count(self) -> int:
        """Number of articles without any date."""
        return sum(count for first, last, count in self.spans if not first and not last)

    @property
    def imprecise_count(self) -> int:
        """Number of dated articles that are not dated to the day."""
        return self.total - self.undated_count - sum(self._days.values())

    @property
    def first(self) -> date | None:
        """First day known for certain."""
        return next(iter(self._days), None)

    @property
    def last(self) -> date | None:
        """Last day known for certain."""
        return next(reversed(self._days), None)

    def count_by_day(self) -> Mapping[date, int]:
        """Count articles by day, in order."""
        return self._days

    def count_by_month(self) -> Mapping[date, int]:
        """Count articles by month (its first day), in order."""
        return self._months

    def count_by_year(self) -> Mapping[date, int]:
        """Count articles by year (its first day), in order."""
        return self._years

    @cached_property
    def _days(self) -> dict[date, int]:
        return _count_by(self.spans, lambda day: day)

    @cached_property
    def _months(self) -> dict[date, int]:
        return _count_by(self.spans, lambda day: day.replace(day=1))

    @cached_property
    def _years(self) -> dict[date, int]:
        return _count_by(self.spans, lambda day: day.replace(month=1, day=1))

    @cached_property
    def _wide_spans(self) -> tuple[DateSpan, ...]:
        """The spans of more than one day that are known to some extent."""
        return tuple(span for span in self.spans if span[0] != span[1])

    def restrict(self, first: date, last: date) -> "DateCoverage":
        """Return the coverage certainly within `first` to `last`, inclusive."""
        days = self._days
        length = (last - first).days + 1
        within = (first + timedelta(days=number) for number in range(length)) if length < len(days) else (*days,)
        return DateCoverage(
            (
                *((day, day, days[day]) for day in within if day in days and first <= day <= last),
                *(span for span in self._wide_spans if span[0] and span[1] and first <= span[0] and span[1] <= last),
            )
        )

    def count_possible(self, first: date, last: date) -> int:
        """Count dated articles that overlap `first` to `last` without lying certainly in it."""
        return sum(
            count
            for earliest, latest, count in self._wide_spans
            if (earliest or date.min) <= last
            and (latest or date.max) >= first
            and not (earliest and latest and first <= earliest and latest <= last)
        )


def _count_by(spans: Iterable[DateSpan], unit: Callable[[date], date]) -> dict[date, int]:
    counts: dict[date, int] = {}
    for first, last, count in spans:
        if first and last and (begin := unit(first)) == (begin if first is last else unit(last)):
            counts[begin] = counts.get(begin, 0) + count
    return dict(sorted(counts.items()))


def get_month_end(month: date) -> date:
    """Return the last day of a day's month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def list_months(first: date, last: date) -> list[date]:
    """Return the first day of every month from one to another."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def list_years(first: date, last: date) -> list[date]:
    """Return the first day of every year from one to another."""
    return [date(year, 1, 1) for year in range(first.year, last.year + 1)]


def shift_and_clamp_day(day: date, days: int) -> date:
    """Return `day` moved by some days, clamped to the range of `date`."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def find_nearest_days(reference: date, counts: Mapping[date, int]) -> tuple[date | None, date | None]:
    """Return the nearest days before and after `reference` in `counts`, which are in order."""
    days = list(counts)
    before, after = bisect_left(days, reference), bisect_right(days, reference)
    return days[before - 1] if before else None, days[after] if after < len(days) else None


def build_coverage_chart(
    title: str, coverage: DateCoverage, month_url: UrlBuilder, year_url: UrlBuilder, undated_url: str = ""
) -> Histogram:
    """Build a chart with links, by month or, for long spans, by year.

    Articles without an exact month or year are counted beside it.
    """
    months = coverage.count_by_month()
    if can_show_months(months):
        columns, unit = build_month_columns(months, month_url), "month"
    else:
        columns, unit = build_year_columns(coverage.count_by_year(), year_url), "year"
    uncertain_count = coverage.total - sum(column.count for column in columns) - coverage.undated_count
    separate = build_separate_columns(coverage.undated_count, undated_url, uncertain_count, unit)
    return build_histogram(title, columns, separate, unit)


def build_search_chart(title: str, coverage: DateCoverage, *, links_undated: bool = False, **filters: str) -> Histogram:
    """Build a chart whose columns lead to a search with these filters."""
    return build_coverage_chart(
        title,
        coverage,
        lambda month: build_search_url(f"date:{month.isoformat()[:7]}", **filters),
        lambda year: build_search_url(f"date:{year.isoformat()[:4]}", **filters),
        build_search_url(year="undated", **filters) if links_undated else "",
    )


def can_show_months(months: Mapping[date, int]) -> bool:
    """Return whether there are few enough months for a bar each."""
    if not months:
        return True
    first, last = min(months), max(months)
    return (last.year - first.year) * 12 + last.month - first.month < MAX_MONTHS


def build_month_columns(months: Mapping[date, int], url_builder: UrlBuilder) -> list[ChartColumn]:
    """Build a column for every month from the first to the last, including empty ones."""
    if not months:
        return []
    all_months = list_months(min(months), max(months))
    return _build_columns(all_months, months, url_builder, format_month_and_year, _choose_month_ticks(all_months))


def build_year_columns(years: Mapping[date, int], url_builder: UrlBuilder) -> list[ChartColumn]:
    """Build a column for every year from the first to the last, including empty ones."""
    if not years:
        return []
    labels = {year: str(year.year) for year in list_years(min(years), max(years))}
    return _build_columns(list(labels), years, url_builder, labels.__getitem__, labels)


def build_year_chart(name: str, year: date, months: Mapping[date, int], url_builder: UrlBuilder) -> Histogram:
    """Build a chart of the twelve months of a year."""
    all_months = [year.replace(month=number, day=1) for number in range(1, 13)]
    tick_labels = {month: format_short_month(month.month) for month in all_months}
    columns = _build_columns(all_months, months, url_builder, format_month_and_year, tick_labels)
    return build_histogram(gettext("Articles of %s by month") % name, columns)


def _build_columns(
    periods: Sequence[date],
    counts: Mapping[date, int],
    url_builder: UrlBuilder,
    format_label: Callable[[date], str],
    tick_labels: dict[date, str],
) -> list[ChartColumn]:
    rows = [(period, counts.get(period, 0)) for period in periods]
    return [
        ChartColumn(format_label(period), count, url_builder(period) if count else "", tick_labels.get(period, ""))
        for period, count in rows
    ]


def build_separate_columns(
    undated_count: int, undated_url: str, uncertain_count: int, unit: str
) -> tuple[ChartColumn, ChartColumn]:
    """Build the columns beside a chart: undated, and without an exact month or year."""
    label = gettext("without an exact year") if unit == "year" else gettext("without an exact month")
    return ChartColumn(gettext("undated"), undated_count, undated_url), ChartColumn(label, uncertain_count)


def _choose_month_ticks(all_months: Sequence[date]) -> dict[date, str]:
    """Label each January, or with fewer than two of them the first, middle and last month."""
    januaries = [month for month in all_months if month.month == 1]
    if len(januaries) > 1:
        return {month: str(month.year) for month in januaries}
    indexes: list[int] = []
    for index in (0, len(all_months) // 2, len(all_months) - 1):
        if not indexes or index - indexes[-1] >= TICK_SPACING:
            indexes.append(index)
    months = [all_months[index] for index in indexes]
    return {month: f"{format_short_month(month.month)} {month.year}" for month in months}
