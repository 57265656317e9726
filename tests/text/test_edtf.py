"""Partial dates and their precision in EDTF."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import DateSyntaxError
from archive.text.edtf import describe_edtf, parse_edtf


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "words"),
    [
        ("2016-02-04", "2016-02-04", "2016-02-04", "4 February 2016"),
        ("2016-02", "2016-02-01", "2016-02-29", "February 2016"),
        ("2016", "2016-01-01", "2016-12-31", "2016"),
        ("201X", "2010-01-01", "2019-12-31", "2010s"),
        ("2016-XX", "2016-01-01", "2016-12-31", "2016"),
        ("2016-02?", "2016-02-01", "2016-02-29", "perhaps February 2016"),
        ("1998~", "1997-01-01", "1999-12-31", "about 1998"),
        ("2016-02~", "2016-01-01", "2016-03-31", "about February 2016"),
        ("2016-02-04~", "2016-02-03", "2016-02-05", "about 4 February 2016"),
        ("2016-02/2016-04", "2016-02-01", "2016-04-30", "February 2016 to April 2016"),
        (
            "[2016-02-03..2016-02-11]",
            "2016-02-03",
            "2016-02-11",
            "between 3 February 2016 and 11 February 2016",
        ),
        ("2016/..", "2016-01-01", None, "from 2016 on"),
        ("../2016", None, "2016-12-31", "until 2016"),
    ],
)
def test_reads(text, earliest, latest, words):
    read = parse_edtf(text)

    assert [day and day.isoformat() for day in (read.earliest, read.latest)] == [earliest, latest]
    assert describe_edtf(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2016-13",
        "2016-02-30",
        "0000",
        "2016-2-4",
        "2017/2016",
        "../..",
        "20160204",
    ],
)
def test_refuses_what_is_no_date(text):
    with pytest.raises(DateSyntaxError):
        parse_edtf(text)


def test_nothing_is_undated():
    assert describe_edtf("") == "undated"


@given(st.dates())
def test_a_day_is_exactly_that_day(day):
    read = parse_edtf(day.isoformat())

    assert (read.earliest, read.latest) == (day, day)


@given(st.dates(date(2, 1, 1), date(9998, 12, 31)), st.sampled_from(["", "?", "~", "%"]))
def test_bounds_hold_what_the_text_says(day, mark):
    for width in (4, 7, 10):
        read = parse_edtf(day.isoformat()[:width] + mark)
        assert read.earliest <= day <= read.latest


@given(st.dates(), st.dates())
def test_an_interval_runs_from_its_first_day_to_its_last(one, other):
    first, last = sorted((one, other))

    read = parse_edtf(f"{first}/{last}")

    assert read.latest - read.earliest == last - first >= timedelta(0)


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text):
    try:
        read = parse_edtf(text)
    except DateSyntaxError:
        return
    assert read.earliest or read.latest
