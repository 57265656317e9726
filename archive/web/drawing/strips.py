"""Geometry of a story's timeline: a day or a span for each article, in per cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from archive.models import Article
from archive.web.days import short_month

_BESIDE = timedelta(days=2)
_MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Strip:
    """One article: a day, or an uncertain date as a span. Without a date nothing is drawn."""

    article: Article
    left: str = ""
    width: str = ""
    is_day: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """An axis label."""

    left: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Strips:
    """A story's timeline: a row for each article, and the axis labels."""

    rows: tuple[Strip, ...]
    marks: tuple[Mark, ...] = ()


def strips(articles: Sequence[Article]) -> Strips:
    """Build the timeline, from two days before the first known day to two after the last."""
    span = _span(articles)
    if span is None:
        return Strips(tuple(Strip(article) for article in articles))
    first, last = span
    return Strips(tuple(_strip(row, first, last) for row in articles), _marks(first, last))


def _span(articles: Sequence[Article]) -> tuple[date, date] | None:
    exact = [row.earliest for row in articles if row.is_exactly_dated and row.earliest]
    bounds = [day for row in articles for day in (row.earliest, row.latest) if day]
    days = exact or bounds
    if not days:
        return None
    first, last = min(days), max(days)
    return _moved(first, -_BESIDE), _moved(last, _BESIDE)


def _moved(day: date, by: timedelta) -> date:
    ordinal = day.toordinal() + by.days
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def _strip(article: Article, first: date, last: date) -> Strip:
    if article.earliest is None and article.latest is None:
        return Strip(article)
    days = (last - first).days + 1
    start = max(article.earliest or first, first)
    end = min(article.latest or last, last)
    if start > end:  # entirely outside the axis
        return Strip(article)
    return Strip(
        article,
        left=_percent((start - first).days, days),
        width=_percent((end - start).days + 1, days),
        is_day=article.is_exactly_dated,
    )


def _marks(first: date, last: date) -> tuple[Mark, ...]:
    days = (last - first).days + 1
    inner = days - 2 * _BESIDE.days
    step = max(1, -(-inner // _MOST_TICKS))
    places = range(_BESIDE.days, _BESIDE.days + max(inner, 1), step)
    return tuple(
        Mark(_percent(2 * place + 1, 2 * days), _named(first + timedelta(days=place)), "middle")
        for place in places
        if place < days
    )


def _named(day: date) -> str:
    return f"{day.day} {short_month(day.month)}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.3f}%"
