"""The geometry of charts."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archive.web.charts import (
    CHART_HEIGHT,
    ChartColumn,
    build_histogram,
    build_sparkline_path,
    build_weeks,
    build_year_rows,
    choose_scale,
    compute_heat,
)
from archive.web.coverage import DateCoverage, build_coverage_chart

COUNTS = st.lists(st.integers(0, 5_000), min_size=2, max_size=80)


def read_percent(text: str) -> float:
    return float(text.rstrip("%"))


@given(COUNTS)
def test_bars_lie_side_by_side_within_the_chart_and_the_highest_fills_it(counts):
    bars = build_histogram("t", [ChartColumn(f"c{n}", count) for n, count in enumerate(counts)]).bars

    for bar, after in pairwise(bars):
        assert read_percent(bar.x) + read_percent(bar.width) <= read_percent(after.x) + 0.001
    assert read_percent(bars[-1].slot_x) + read_percent(bars[-1].slot_width) <= 100.01
    if max(counts):
        assert max(read_percent(bar.height) for bar in bars) == CHART_HEIGHT
    for bar in bars:
        assert abs(read_percent(bar.y) + read_percent(bar.height) - CHART_HEIGHT) < 0.11
        assert bool(bar.column.count) == bool(read_percent(bar.height))


@given(COUNTS)
def test_a_larger_count_is_never_lower_or_cooler(counts):
    scale = choose_scale(counts)
    bars = build_histogram("t", [ChartColumn("c", count) for count in counts]).bars
    for one, bar in zip(counts, bars, strict=True):
        for other, beside in zip(counts, bars, strict=True):
            if one > other:
                assert read_percent(bar.height) >= read_percent(beside.height)
                assert compute_heat(one, scale) >= compute_heat(other, scale)


def test_one_giant_year_does_not_flatten_the_others_and_the_chart_says_so():
    even = build_histogram("t", [ChartColumn("c", count) for count in (40, 60, 80)])
    giant = build_histogram("t", [ChartColumn("c", count) for count in (100, 100, 10_000)])
    giant_days = build_weeks(date(2024, 3, 1), {date(2024, 3, day): 10**day for day in (1, 2, 3)})

    assert [bar.height for bar in even.bars] == ["42.0", "63.0", "84.0"]
    assert even.scale_note == ""
    assert [bar.height for bar in giant.bars] == ["8.4", "8.4", "84.0"]
    assert "square root" in giant.scale_note
    assert [cell.heat for cell in giant_days[0] if cell] == [1, 2, 5]


def test_what_counts_nothing_is_not_drawn():
    chart = build_histogram("t", [], [ChartColumn("undated", 0), ChartColumn("without an exact month", 2)])

    assert (chart.bars, chart.peak_text) == ((), "")
    assert [column.label for column in chart.separate_columns] == ["without an exact month"]
    assert build_histogram("t", [ChartColumn("May 2024", 3)]).peak_text == "All in May 2024: 3"
    assert build_sparkline_path([0, 0]) == ""
    assert build_sparkline_path([1, 0, 2]).count("M") == 2


def test_a_timeline_has_months_up_to_five_years_and_years_beyond():
    near = DateCoverage(((date(2020, 1, 5), date(2020, 1, 5), 2), (date(2024, 12, 1), date(2024, 12, 1), 1)))
    far = DateCoverage((*near.spans, (date(2025, 1, 1), date(2025, 1, 31), 4), (None, None, 3)))
    link = date.isoformat

    months = build_coverage_chart("t", near, month_url=link, year_url=link)
    years = build_coverage_chart("t", far, month_url=link, year_url=link, undated_url="/undated")

    assert (len(months.bars), months.unit) == (60, "month")
    assert months.bars[0].column.label == "January 2020"
    assert [bar.column.count for bar in years.bars] == [2, 0, 0, 0, 1, 4]
    assert [(column.label, column.count) for column in years.separate_columns] == [("undated", 3)]
    assert years.peak_text == "Most in 2025: 4"


def test_an_empty_bar_is_no_link_and_the_axis_names_few_places():
    days = tuple((date(2019 + n // 12, n % 12 + 1, 3),) * 2 + (1,) for n in range(0, 50, 7))
    chart = build_coverage_chart("t", DateCoverage(days), month_url=date.isoformat, year_url=date.isoformat)

    assert [bool(bar.column.url) for bar in chart.bars[:8]] == [True, *[False] * 6, True]
    assert [tick.label for tick in chart.ticks] == ["2019", "2020", "2021", "2022", "2023"]


def test_a_month_is_weeks_from_monday_and_a_year_has_twelve_months():
    march = build_weeks(date(2024, 3, 1), {date(2024, 3, 14): 4, date(2024, 3, 15): 1})
    rows = build_year_rows({date(2024, 1, 1): 6}, {date(2024, 3, 1): 5}, choose_scale([5]))

    assert [cell and cell.label for cell in march[0]] == [None, None, None, None, "1", "2", "3"]
    assert all(len(week) == 7 for week in march)
    assert (march[2][3].count, march[2][3].heat, march[2][4].heat) == (4, 5, 2)
    assert march[2][3].url == "/dates/2024/03/14/"
    assert (rows[0].year, rows[0].count, len(rows[0].months)) == (2024, 6, 12)
    assert rows[0].months[2].height == 28
