"""Charts of several series over time, one above the other, on one scale.

Periods of which nothing is held are drawn apart from those of which nothing was found.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.web.charts import MIN_SLOTS, AxisTick, build_ticks, format_percent
from archive.web.coverage import build_month_columns, build_year_columns, list_months, list_years
from archive.web.links import format_month_and_year

PANEL_HEIGHT: Final = 56  # pixels
_MIN_BAR_HEIGHT: Final = 1.5


@dataclass(frozen=True, slots=True)
class Period:
    """A month or year: its first day, label, and the number of articles held of it."""

    first: date
    label: str
    held: int


@dataclass(frozen=True, slots=True)
class SeriesBar:
    """A bar of a panel: `x`, `width`, `slot_x`, `slot_width` in per cent, `y`, `height` in pixels.

    Without height where nothing was found.
    """

    period: Period
    count: int
    label: str
    url: str
    slot_x: str
    slot_width: str
    x: str
    width: str
    y: str
    height: str

    @property
    def is_held(self) -> bool:
        """True if there are articles of its period at all."""
        return self.period.held > 0


@dataclass(frozen=True, slots=True)
class SeriesPanel:
    """The bars of one series."""

    title: str
    bars: tuple[SeriesBar, ...]
    height: int = PANEL_HEIGHT


def build_periods(held: Mapping[date, int], first: date, last: date, unit: str) -> list[Period]:
    """Return every month or year from one to another."""
    days = list_years(first, last) if unit == "year" else list_months(first, last)
    return [
        Period(day, str(day.year) if unit == "year" else format_month_and_year(day), held.get(day, 0)) for day in days
    ]


def build_axis(periods: Sequence[Period], unit: str) -> tuple[AxisTick, ...]:
    """Return the labels of the axis of time."""
    if len(periods) < 2:
        return ()
    counts = {period.first: 0 for period in periods}
    columns = (build_year_columns if unit == "year" else build_month_columns)(counts, lambda _: "")
    return build_ticks(columns, max(len(columns), MIN_SLOTS))


def build_panel(
    title: str,
    periods: Sequence[Period],
    counts: Mapping[date, int],
    measure: Callable[[Period, int], float],
    most: float,
    format_label: Callable[[Period, int], str],
    build_url: Callable[[date], str],
) -> SeriesPanel:
    """Build the bars of a series; `most` is the greatest measure of all series."""
    slot = 100 / max(len(periods), MIN_SLOTS)
    bars = []
    for number, period in enumerate(periods):
        count = counts.get(period.first, 0)
        height = max(_MIN_BAR_HEIGHT, measure(period, count) / most * PANEL_HEIGHT) if count and most else 0.0
        bars.append(
            SeriesBar(
                period=period,
                count=count,
                label=format_label(period, count),
                url=build_url(period.first) if count else "",
                slot_x=format_percent(number * slot),
                slot_width=format_percent(slot),
                x=format_percent(number * slot + slot * 0.1),
                width=format_percent(slot * 0.8),
                y=f"{PANEL_HEIGHT - height:.1f}",
                height=f"{height:.1f}",
            )
        )
    return SeriesPanel(title, tuple(bars))
