"""Dates of other calendars become days of ours, or say why not."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.calendars import convert_jalali, find_calendar_dates
from archive.text.contributions import split_contributions
from archive.text.dates import find_dates
from archive.text.reporters import find_opening_reporters, find_reporters

TODAY = date(2026, 1, 31)
NOWRUZ = {1357: "1978-03-21", 1391: "2012-03-20", 1395: "2016-03-20", 1399: "2020-03-20", 1403: "2024-03-20"}


@pytest.mark.parametrize(("year", "day"), NOWRUZ.items())
def test_a_persian_year_begins_at_the_equinox(year, day):
    assert convert_jalali(year, 1, 1) == date.fromisoformat(day)


@given(st.integers(1201, 1498))
def test_every_persian_day_is_followed_by_the_next(year):
    days = [convert_jalali(year, month, day) for month in range(1, 13) for day in range(1, 32)]
    known = [day for day in days if day is not None]
    following = convert_jalali(year + 1, 1, 1)

    assert all(
        later - earlier == timedelta(days=1) for earlier, later in zip(known, [*known[1:], following], strict=True)
    )


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("昭和六十四年一月七日", "1989-01-07"),
        ("明治45年7月", "1912-07"),
        ("16 Farvardin 1402", "2023-04-05"),
        ("۳۰ اسفند ۱۴۰۳", "2025-03-20"),
        ("15 ธ.ค. 2565", "2022-12-15"),
        ("15/12/2565", "2022-12-15"),
        ("5 NİSAN 2023", "2023-04-05"),
        ("ב-5 באפריל 2023", "2023-04-05"),
    ],
)
def test_a_day_of_another_calendar_is_a_day_of_ours(line, day):
    assert [found.edtf for found in find_dates(line, today=TODAY)] == [day]


@settings(max_examples=60, deadline=None)
@given(st.text("۰۱۲/記者张三 기자홍길동（）、令和五年月日เม.ย.Photo by:,|", max_size=120))
def test_no_text_stops_the_readers_of_bylines_and_calendars(text):
    for found in (find_reporters(text), find_opening_reporters(text)):
        assert all(text[name.start : name.end] == name.printed for name in found)
    assert all(0 <= start < end <= len(text) for _, start, end, _ in find_calendar_dates(text))
    assert all(part.words in text for part in split_contributions(text)[1])
