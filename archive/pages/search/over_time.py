"""Searches compared over time: how much each finds by month or year, as numbers and as a share of what is held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.errors import QuerySyntaxError, SearchError
from archive.search.engines.base import HistogramInterval
from archive.search.query.nodes import And, DateClause, Node, combine_with
from archive.search.query.parser import MAX_QUERY_LENGTH, to_canonical
from archive.search.service import PeriodCounts, count_by_period, limit_search_time
from archive.web.charts import AxisTick
from archive.web.coverage import MAX_MONTHS, get_month_end
from archive.web.language import translate_message
from archive.web.params import Link, QueryParams
from archive.web.search_params import SearchParams
from archive.web.series_charts import Period, SeriesPanel, build_axis, build_panel, build_periods
from archive.web.views import render_search_failure

MAX_SERIES: Final = 4
MAX_PERIODS: Final = 600
_MONTHS_AND_YEARS: Final = {"month": HistogramInterval.MONTH, "year": HistogramInterval.YEAR}


@dataclass(frozen=True, slots=True)
class ComparedSearch:
    """A search of the comparison as typed, its parsed form, and what it finds; `error` where it cannot be read."""

    text: str
    node: Node | None = None
    counts: PeriodCounts | None = None
    error: str = ""

    @property
    def url(self) -> str:
        """The URL of its results."""
        return str(SearchParams(text=to_canonical(self.node) if self.node else self.text))


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A row of the table: a period, and for each search its number, its share (None: nothing held), and its URL."""

    period: Period
    cells: tuple[tuple[int, float | None, str], ...]


@dataclass(frozen=True)
class TimeComparison:
    """Searches over the same periods, among the articles held."""

    searches: tuple[ComparedSearch, ...]
    held: PeriodCounts
    periods: tuple[Period, ...]
    unit: str
    is_share: bool
    is_coarser: bool = False

    @property
    def panels(self) -> list[tuple[ComparedSearch, SeriesPanel]]:
        """The searches with their charts, on one scale."""
        most = max(
            (self._measure(period, count) for each in self.searches for period, count in self._list_counts(each)),
            default=0.0,
        )
        return [
            (each, self._build_panel(each, urls, most)) for each, urls in zip(self.searches, self._urls, strict=True)
        ]

    @property
    def held_panel(self) -> SeriesPanel:
        """The chart of what is held."""
        most = max((period.held for period in self.periods), default=0)
        return build_panel(
            gettext("All articles held"),
            self.periods,
            self.held.counts,
            lambda _, count: count,
            most,
            lambda period, count: f"{period.label}: {count:,}" if count else _describe_nothing_held(period),
            lambda _: "",
        )

    @property
    def ticks(self) -> tuple[AxisTick, ...]:
        """The labels of the axis of time."""
        return build_axis(self.periods, self.unit)

    @property
    def rows(self) -> list[PeriodRow]:
        """The rows of the table."""
        columns = [self._list_counts(each) for each in self.searches]
        return [
            PeriodRow(period, tuple(self._build_cell(*pair) for pair in zip(self._urls, rows, strict=True)))
            for period, *rows in zip(self.periods, *columns, strict=True)
        ]

    @cached_property
    def _urls(self) -> list[dict[date, str]]:
        """For each search the URLs of the articles that it finds, by the first day of their period."""
        return [
            {
                period.first: self._build_period_url(each, period.first)
                for period, count in self._list_counts(each)
                if count
            }
            for each in self.searches
        ]

    @staticmethod
    def _build_cell(urls: Mapping[date, str], row: tuple[Period, int]) -> tuple[int, float | None, str]:
        period, count = row
        share = 100 * count / period.held if period.held else None
        return count, share, urls.get(period.first, "")

    def _measure(self, period: Period, count: int) -> float:
        if not self.is_share:
            return count
        return count / period.held if period.held else 0.0

    def _list_counts(self, compared: ComparedSearch) -> list[tuple[Period, int]]:
        counts = compared.counts.counts if compared.counts else {}
        return [(period, counts.get(period.first, 0)) for period in self.periods]

    def _build_panel(self, compared: ComparedSearch, urls: Mapping[date, str], most: float) -> SeriesPanel:
        counts = compared.counts.counts if compared.counts else {}
        return build_panel(
            compared.text,
            self.periods,
            counts,
            self._measure,
            most,
            _describe_bar,
            urls.__getitem__,
        )

    def _build_period_url(self, compared: ComparedSearch, first: date) -> str:
        """Return the URL of the articles that a search finds in a period."""
        last = first.replace(month=12, day=31) if self.unit == "year" else get_month_end(first)
        return str(SearchParams(text=to_canonical(_restrict(compared.node, DateClause(first, last)))))


@require_safe
def compare_over_time(request: HttpRequest) -> HttpResponse:
    """Compare up to MAX_SERIES searches (`q`) over time, among all articles or those of another search (`within`)."""
    params = QueryParams(request)
    texts = params.get_list("q")[:MAX_SERIES]
    within = params.get_text("within", MAX_QUERY_LENGTH)
    unit = params.get_choice("by", ("", "month", "year"), "")
    measure = params.get_choice("show", ("share", "count"), "share")
    searches = [_parse_search(request, text) for text in texts]
    base = _parse_search(request, within) if within else ComparedSearch("")
    is_readable = not base.error and not any(each.error for each in searches)
    comparison = None
    try:
        if searches and is_readable:
            comparison = _compare(searches, base.node, unit, is_share=measure == "share")
    except SearchError as error:
        return render_search_failure(request, error, SearchParams(text=texts[0]))
    context = {
        "fields": [*searches, *[ComparedSearch("")] * MAX_SERIES][:MAX_SERIES],
        "base": base,
        "unit": unit,
        "measure": measure,
        "comparison": comparison,
        "measures": _build_measure_links(params, measure),
    }
    return render(request, "search/over_time.html", context, status=200 if is_readable else 400)


def _parse_search(request: HttpRequest, text: str) -> ComparedSearch:
    try:
        node = SearchParams.from_text(request, text).parse_query().node
        return ComparedSearch(text, node)
    except QuerySyntaxError as error:
        return ComparedSearch(text, error=translate_message(error.message))


def _compare(searches: Sequence[ComparedSearch], base: Node | None, unit: str, *, is_share: bool) -> TimeComparison:
    """Count every search and what is held; all share the time limit of one search."""
    with limit_search_time():
        comparison = _count_searches(searches, base, unit or "month", is_share=is_share)
        is_long = len(comparison.periods) > (MAX_PERIODS if unit else MAX_MONTHS)
        if comparison.unit == "month" and is_long:
            comparison = _count_searches(searches, base, "year", is_share=is_share, is_coarser=bool(unit))
    return comparison


def _count_searches(
    searches: Sequence[ComparedSearch], base: Node | None, unit: str, *, is_share: bool, is_coarser: bool = False
) -> TimeComparison:
    interval = _MONTHS_AND_YEARS[unit]
    held = count_by_period(base, interval)
    counted = tuple(
        ComparedSearch(each.text, node, count_by_period(node, interval))
        for each in searches
        for node in [_restrict(each.node, base)]
    )
    days = [day for each in counted if each.counts for day in each.counts.counts]
    if unit == "year":
        days = [*held.counts, *days]
    periods = build_periods(held.counts, min(days), max(days), unit) if days else []
    return TimeComparison(counted, held, tuple(periods), unit, is_share, is_coarser)


def _restrict(node: Node | None, base: Node | None) -> Node | None:
    parts = [part for each in (node, base) if each for part in (each.parts if isinstance(each, And) else (each,))]
    return combine_with(And, parts) if parts else None


def _describe_bar(period: Period, count: int) -> str:
    if not period.held:
        return _describe_nothing_held(period)
    return gettext("%(period)s: %(count)s of %(held)s articles held") % {
        "period": period.label,
        "count": f"{count:,}",
        "held": f"{period.held:,}",
    }


def _describe_nothing_held(period: Period) -> str:
    return gettext("%s: no articles held") % period.label


def _build_measure_links(params: QueryParams, current: str) -> tuple[Link, ...]:
    labels = {"share": gettext("Share of articles held"), "count": gettext("Number of articles")}
    return params.build_choice_links("show", labels, current)
