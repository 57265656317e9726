"""Geometry of bar charts, sparklines and calendars, without markup."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext

from archive.web import links

CHART_HEIGHT = 84
BAR_HEIGHT = 28  # pixels, of a month in the table of years
MAX_TICKS = 12
MAX_PEAK = 8  # times the median of a chart; with a higher peak its heights follow square roots
_MIN_BAR_HEIGHT = 2.0  # pixels, so that every count is visible
_MAX_BAR_WIDTH = 5.0  # per cent
MIN_SLOTS = 12  # keeps the bars of a short list narrow
_HALF_LETTER_WIDTH = 1.2  # per cent of a narrow chart


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """The data of one bar: label, count, link, and a short axis label (may be empty)."""

    label: str
    count: int
    url: str = ""
    tick_label: str = ""


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A bar: `x`, `width`, `slot_x`, `slot_width` in per cent; `y`, `height` in pixels."""

    column: ChartColumn
    slot_x: str
    slot_width: str
    x: str
    width: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class AxisTick:
    """An axis label: its position and text anchor."""

    x: str
    label: str
    anchor: str
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts over time; `separate_columns` have no place in time and are drawn beside it.

    `scale_note` says where heights are not proportional. `first_day` is that of the first of `slot_count` bars, where a
    range can be selected by dragging.
    """

    title: str
    peak_text: str
    bars: tuple[ChartBar, ...] = ()
    separate_columns: tuple[ChartColumn, ...] = ()
    ticks: tuple[AxisTick, ...] = ()
    height: int = CHART_HEIGHT
    unit: str = "month"
    scale_note: str = ""
    slot_count: int = 0
    first_day: date | None = None

    @property
    def unit_title(self) -> str:
        """Heading of the first column of its table."""
        return gettext("Year") if self.unit == "year" else gettext("Month")


def build_histogram(
    title: str, columns: Sequence[ChartColumn], separate: Sequence[ChartColumn] = (), unit: str = "month"
) -> Histogram:
    """Build a chart of `columns`, leaving out separate columns that are empty.

    A single column is given in words, without bars.
    """
    scale = choose_scale(column.count for column in columns)
    slot_count = max(len(columns), MIN_SLOTS)
    drawn_columns = columns if len(columns) > 1 else ()
    return Histogram(
        title=title,
        peak_text=_describe_peak(columns, scale.max_count, unit),
        bars=tuple(_build_bar(index, column, slot_count, scale) for index, column in enumerate(drawn_columns)),
        separate_columns=tuple(column for column in separate if column.count),
        ticks=build_ticks(columns, slot_count),
        unit=unit,
        slot_count=slot_count,
        scale_note=scale.note if drawn_columns else "",
    )


def build_sparkline_path(counts: Sequence[int], height: int = 20) -> str:
    """Return an SVG path of bars, one unit wide each, `height` units high."""
    scale = choose_scale(counts)
    bars = (scale.compute_height(count, height) for count in counts)
    return "".join(f"M{index} {height}v-{bar:.1f}h.8v{bar:.1f}z" for index, bar in enumerate(bars) if bar)


@dataclass(frozen=True, slots=True)
class ChartScale:
    """How heights follow from counts: in proportion, or to their square roots, where one would flatten the others."""

    max_count: int
    is_root: bool = False

    @property
    def note(self) -> str:
        """The sentence that says so to readers; empty for proportional heights."""
        words = gettext("Heights follow the square root of the numbers, so that small ones show.")
        return words if self.is_root else ""

    def compute_share(self, count: int) -> float:
        """Return the height of a count as a share of the largest."""
        share = count / self.max_count if self.max_count else 0.0
        return share**0.5 if self.is_root else share

    def compute_height(self, count: int, height: int) -> float:
        """Return the height of a bar in pixels, where the largest has `height`."""
        return max(_MIN_BAR_HEIGHT, self.compute_share(count) * height) if count else 0.0


def choose_scale(counts: Iterable[int]) -> ChartScale:
    """Return the scale of a chart: by square roots where the largest is more than MAX_PEAK times the median."""
    present = sorted(count for count in counts if count)
    is_root = len(present) > 1 and present[-1] > MAX_PEAK * present[(len(present) - 1) // 2]
    return ChartScale(present[-1] if present else 0, is_root)


def compute_heat(count: int, scale: ChartScale, steps: int = 5) -> int:
    """Return the heat level of a count on a scale: 0 for none, 1 to `steps`."""
    return min(steps, 1 + int(scale.compute_share(count) * steps - 1e-9)) if count else 0


def _build_bar(index: int, column: ChartColumn, slot_count: int, scale: ChartScale) -> ChartBar:
    slot_width = 100 / slot_count
    gap = max(min(slot_width * 0.2, 0.8), slot_width - _MAX_BAR_WIDTH)
    bar_height = scale.compute_height(column.count, CHART_HEIGHT)
    return ChartBar(
        column=column,
        slot_x=format_percent(index * slot_width),
        slot_width=format_percent(slot_width),
        x=format_percent(index * slot_width + gap / 2),
        width=format_percent(slot_width - gap),
        y=f"{CHART_HEIGHT - bar_height:.1f}",
        height=f"{bar_height:.1f}",
    )


def build_ticks(columns: Sequence[ChartColumn], slot_count: int) -> tuple[AxisTick, ...]:
    """Build at most MAX_TICKS labels, centred under their bars but for those that would overflow the chart.

    Every second one is minor and may be hidden.
    """
    labelled = [index for index, column in enumerate(columns) if column.tick_label]
    step = max(1, -(-len(labelled) // MAX_TICKS))
    ticks = []
    for number, index in enumerate(labelled[::step]):
        label = columns[index].tick_label
        anchor, at = "middle", index + 0.5
        half = len(label) * _HALF_LETTER_WIDTH * slot_count / 100
        if at < half:
            anchor, at = "start", index
        elif at > slot_count - half:
            anchor, at = "end", index + 1
        ticks.append(AxisTick(format_percent(at * 100 / slot_count), label, anchor, is_minor=bool(number % 2)))
    return tuple(ticks)


def _describe_peak(columns: Sequence[ChartColumn], max_count: int, unit: str) -> str:
    if not max_count:
        return ""
    if len(columns) == 1:
        return gettext("All in %(period)s: %(count)s") % {"period": columns[0].label, "count": f"{max_count:,}"}
    highest = [column.label for column in columns if column.count == max_count]
    if len(highest) == 1:
        return gettext("Most in %(period)s: %(count)s") % {"period": highest[0], "count": f"{max_count:,}"}
    return (gettext("At most %s in a year") if unit == "year" else gettext("At most %s in a month")) % f"{max_count:,}"


def format_percent(number: float) -> str:
    """Return a percentage for an SVG attribute: `12.500%`."""
    return f"{number:.3f}%"


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


def build_year_rows(years: Mapping[date, int], months: Mapping[date, int], scale: ChartScale) -> list[YearRow]:
    """Build a row for each year that has articles, latest first, its months on one scale."""

    def build_month_cell(month: date) -> CalendarCell:
        name, url = links.format_month_and_year(month), links.build_month_url(month)
        cell = _build_cell(links.format_month(month.month), name, url, months.get(month, 0), scale)
        return replace(cell, short_label=links.format_short_month(month.month))

    return [
        YearRow(
            year.year,
            count,
            links.build_year_url(year),
            tuple(build_month_cell(year.replace(month=number)) for number in range(1, 13)),
        )
        for year, count in sorted(years.items(), reverse=True)
    ]


def build_weeks(month: date, days: Mapping[date, int]) -> list[list[CalendarCell | None]]:
    """Build the month as rows of seven days, Monday first; None outside the month."""
    scale = choose_scale(days.values())
    blank, length = calendar.monthrange(month.year, month.month)
    cells: list[CalendarCell | None] = [None] * blank
    cells += [
        _build_cell(str(day.day), links.format_day(day), links.build_day_url(day), days.get(day, 0), scale)
        for day in (month.replace(day=number + 1) for number in range(length))
    ]
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _build_cell(label: str, name: str, url: str, count: int, scale: ChartScale) -> CalendarCell:
    """Build the cell of a day or a month, linked where it has articles."""
    height = round(scale.compute_height(count, BAR_HEIGHT))
    return CalendarCell(label, name, count, url if count else "", compute_heat(count, scale), height)
