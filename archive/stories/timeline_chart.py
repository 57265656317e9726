"""Geometry of a story's timeline: a day or a span for each article, in per cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from archive.models import Article
from archive.web.links import format_short_month

_MARGIN = timedelta(days=2)
_MAX_TICKS = 5


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One article: a day, or an uncertain date as a span. Without a date nothing is drawn."""

    article: Article
    left: str = ""
    width: str = ""
    is_day: bool = False


@dataclass(frozen=True, slots=True)
class TimelineTick:
    """An axis label."""

    left: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class TimelineChart:
    """A story's timeline: a row for each article, and the axis labels."""

    rows: tuple[TimelineRow, ...]
    ticks: tuple[TimelineTick, ...] = ()


def build_timeline_chart(articles: Sequence[Article]) -> TimelineChart:
    """Build the timeline, from two days before the first known day to two after the last."""
    span = _find_span(articles)
    if span is None:
        return TimelineChart(tuple(TimelineRow(article) for article in articles))
    first, last = span
    return TimelineChart(tuple(_build_row(row, first, last) for row in articles), _build_ticks(first, last))


def _find_span(articles: Sequence[Article]) -> tuple[date, date] | None:
    exact = [row.earliest for row in articles if row.is_exactly_dated and row.earliest]
    bounds = [day for row in articles for day in (row.earliest, row.latest) if day]
    days = exact or bounds
    if not days:
        return None
    first, last = min(days), max(days)
    return _shift_day(first, -_MARGIN), _shift_day(last, _MARGIN)


def _shift_day(day: date, by: timedelta) -> date:
    ordinal = day.toordinal() + by.days
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def _build_row(article: Article, first: date, last: date) -> TimelineRow:
    if article.earliest is None and article.latest is None:
        return TimelineRow(article)
    days = (last - first).days + 1
    start = max(article.earliest or first, first)
    end = min(article.latest or last, last)
    if start > end:  # entirely outside the axis
        return TimelineRow(article)
    return TimelineRow(
        article,
        left=_format_percent((start - first).days, days),
        width=_format_percent((end - start).days + 1, days),
        is_day=article.is_exactly_dated,
    )


def _build_ticks(first: date, last: date) -> tuple[TimelineTick, ...]:
    days = (last - first).days + 1
    inner_days = days - 2 * _MARGIN.days
    step = max(1, -(-inner_days // _MAX_TICKS))
    offsets = range(_MARGIN.days, _MARGIN.days + max(inner_days, 1), step)
    return tuple(
        TimelineTick(
            _format_percent(2 * offset + 1, 2 * days),
            _format_tick_label(first + timedelta(days=offset)),
            "middle",
        )
        for offset in offsets
        if offset < days
    )


def _format_tick_label(day: date) -> str:
    return f"{day.day} {format_short_month(day.month)}"


def _format_percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.3f}%"
