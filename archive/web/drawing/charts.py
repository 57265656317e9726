"""Bar chart geometry: x in per cent, y in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

HEIGHT = 84
MOST_TICKS = 12
_LEAST = 2.0  # pixels, so that every count is visible
_WIDEST_BAR = 5.0  # per cent
_FEWEST_SLOTS = 12  # keeps the bars of a short list narrow
_HALF_A_LETTER = 1.2  # per cent of a narrow chart


@dataclass(frozen=True, slots=True)
class Column:
    """The data of one bar: label, count, link, and a short axis label (may be empty)."""

    label: str
    count: int
    address: str = ""
    tick: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: `x`, `width`, `slot_x`, `slot_width` in per cent; `y`, `height` in pixels."""

    column: Column
    left: str
    slot: str
    x: str
    width: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Tick:
    """An axis label: its position and text anchor."""

    x: str
    label: str
    anchor: str
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts over time; `separate_columns` have no place in time and are drawn beside it.

    `first_day` is that of the first of `slot_count` bars, where a range can be selected by
    dragging.
    """

    title: str
    peak: str
    bars: tuple[Bar, ...] = ()
    apart: tuple[Column, ...] = ()
    ticks: tuple[Tick, ...] = ()
    height: int = HEIGHT
    unit: str = "month"
    slots: int = 0
    begins: date | None = None

    @property
    def unit_title(self) -> str:
        """Heading of the first column of its table."""
        return gettext("Year") if self.unit == "year" else gettext("Month")


def histogram(
    title: str, columns: Sequence[Column], apart: Sequence[Column] = (), unit: str = "month"
) -> Histogram:
    """Build a chart of `columns`, leaving out separate columns that are empty.

    A single column is given in words, without bars.
    """
    most = max((column.count for column in columns), default=0)
    slots = max(len(columns), _FEWEST_SLOTS)
    drawn = columns if len(columns) > 1 else ()
    return Histogram(
        title=title,
        peak=_peak(columns, most, unit),
        bars=tuple(_bar(place, column, slots, most) for place, column in enumerate(drawn)),
        apart=tuple(column for column in apart if column.count),
        ticks=_ticks(columns, slots),
        unit=unit,
        slots=slots,
    )


def sparkline(counts: Sequence[int], height: int = 20) -> str:
    """Return an SVG path of bars, one unit wide each, `height` units high."""
    most = max(counts, default=0)
    if not most:
        return ""
    return "".join(
        f"M{place} {height}v-{_high(count, most, height):.1f}h.8v{_high(count, most, height):.1f}z"
        for place, count in enumerate(counts)
        if count
    )


def heat(count: int, most: int, steps: int = 5) -> int:
    """Return the heat level of a count relative to the largest: 0 for none, 1 to `steps`."""
    return 0 if not count or not most else max(1, -(-count * steps // most))


def _bar(place: int, column: Column, slots: int, most: int) -> Bar:
    slot = 100 / slots
    gap = max(min(slot * 0.2, 0.8), slot - _WIDEST_BAR)
    high = _high(column.count, most, HEIGHT)
    return Bar(
        column=column,
        left=_percent(place * slot),
        slot=_percent(slot),
        x=_percent(place * slot + gap / 2),
        width=_percent(slot - gap),
        y=f"{HEIGHT - high:.1f}",
        height=f"{high:.1f}",
    )


def _high(count: int, most: int, height: int) -> float:
    """Return a bar's height in pixels, proportional to the count."""
    return max(_LEAST, count / most * height) if count else 0.0


def _ticks(columns: Sequence[Column], slots: int) -> tuple[Tick, ...]:
    """Build at most MAX_TICKS labels; every second one is minor and may be hidden."""
    named = [place for place, column in enumerate(columns) if column.tick]
    every = max(1, -(-len(named) // MOST_TICKS))
    return tuple(
        _tick(place, columns[place].tick, slots, minor=bool(number % 2))
        for number, place in enumerate(named[::every])
    )


def _tick(place: int, label: str, slots: int, *, minor: bool) -> Tick:
    """Centre a label under its bar, or align it to an edge where it would overflow the chart."""
    anchor, at = "middle", place + 0.5
    half = len(label) * _HALF_A_LETTER * slots / 100
    if at < half:
        anchor, at = "start", place
    elif at > slots - half:
        anchor, at = "end", place + 1
    return Tick(_percent(at * 100 / slots), label, anchor, minor)


def _peak(columns: Sequence[Column], most: int, unit: str) -> str:
    if not most:
        return ""
    if len(columns) == 1:
        return gettext("All in %(period)s: %(count)s") % {
            "period": columns[0].label,
            "count": f"{most:,}",
        }
    highest = [column.label for column in columns if column.count == most]
    if len(highest) > 1:
        form = (
            gettext("At most %s in a year") if unit == "year" else gettext("At most %s in a month")
        )
        return form % f"{most:,}"
    return gettext("Most in %(period)s: %(count)s") % {"period": highest[0], "count": f"{most:,}"}


def _percent(number: float) -> str:
    return f"{number:.3f}%"
