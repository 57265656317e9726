"""Dates as editors type them: read as the search reads them, asked about where they mean several days or none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.edtf import describe_edtf
from archive.text.typed_dates import find_problem, read_typed_date

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("3 February 2016", "2016-02-03"),
        ("Wednesday, 3 February 2016", "2016-02-03"),
        ("February 3rd, 2016", "2016-02-03"),
        ("Feb 2016", "2016-02"),
        ("20160203", "2016-02-03"),
        ("yesterday", "2026-11-29"),
        ("last month", "2026-10"),
        ("3.2.2016", "2016-02-03"),
        ("25/6/2024", "2024-06-25"),
        ("12/31/2016", "2016-12-31"),
        ("02/2016", "2016-02"),
        ("1980s", "198X"),
        ("the 19th century", "18XX"),
        ("about 1980", "1980~"),
        ("3 February 2016?", "2016-02-03?"),
        ("3–5 February 2016", "2016-02-03/2016-02-05"),
        ("February 3 to 5, 2016", "2016-02-03/2016-02-05"),
        ("28 Feb - 2 Mar 2016", "2016-02-28/2016-03-02"),
        ("2015–16", "2015/2016"),
        ("since 3 Feb 2016", "2016-02-03/.."),
        ("٢٠١٦", "2016"),
        ("२०१६", "2016"),
        ("٣ فبراير ٢٠١٦", "2016-02-03"),
        ("۱۳۹۵/۱۱/۱۵", "2017-02-03"),
        ("3 février 2016", "2016-02-03"),
        ("2016年2月3日", "2016-02-03"),
        ("\u200f3.2.2016\u200f", "2016-02-03"),
        ("[2016-02-03..2016-02-11]", "[2016-02-03..2016-02-11]"),
        ("", ""),
    ],
)
def test_a_date_is_read_as_it_is_said(typed, edtf):
    reading = read_typed_date(typed, today=TODAY)

    assert (reading.edtf, reading.question) == (edtf, "")


@pytest.mark.parametrize(
    ("typed", "choices"),
    [
        ("5/6/2024", ("2024-06-05", "2024-05-06")),
        ("5-6-2024", ("2024-06-05", "2024-05-06")),
        ("3.2.16", ("2016-02-03", "1916-02-03")),
        ("5 Jun 24", ("2024-06-05", "1924-06-05")),
        ("June 5, ’24", ("2024-06-05", "1924-06-05")),
        ("Jun '24", ("2024-06", "1924-06")),
        ("42403", ("2016-02-03",)),
        ("42403.5", ("2016-02-03",)),
        ("99999", ()),
        ("3/2/2016 to 5/2/2016", ("2016-02-03/2016-02-05", "2016-03-02/2016-05-02")),
        ("1 December 2026", ("2026-12-01",)),
        ("2559-02-03", ("2559-02-03", "2016-02-03")),
        ("1395-11-15", ("1395-11-15", "2017-02-03")),
        ("30 February 2016", ("2016-02-29",)),
        ("2016-13-05", ("2016-05-13", "2016-12-05")),
        ("2016-02-00", ("2016-02",)),
        ("0000", ("0001",)),
        ("2017 to 2016", ("2016/2017",)),
        ("3 Febuary 2016", ("2016-02-03",)),
        ("Spring 2016", ("2016",)),
        ("1 رمضان 1437", ()),
        ("nonsense", ()),
    ],
)
def test_what_is_not_certain_is_asked_with_the_nearest_dates_there_are(typed, choices):
    reading = read_typed_date(typed, today=TODAY)

    assert reading.edtf == ""
    assert reading.question
    assert reading.choices == choices


@pytest.mark.parametrize(
    "edtf",
    [
        "2016-02-04", "2016-02", "2016", "2016~", "2016-02-04?", "2016%", "198X", "2016/2017", "../2016", "2016-02/..",
        "[2016-02-03..2016-02-11]", "[1914~..1918?]",
    ],
)  # fmt: skip
def test_the_words_in_which_a_date_is_shown_are_read_back(edtf):
    assert read_typed_date(describe_edtf(edtf), today=TODAY).edtf == edtf


@given(st.text(st.sampled_from("0123456789 /-.–~?[]XFebruarysto٢३年月")))
def test_whatever_is_typed_is_a_date_or_a_question(typed):
    reading = read_typed_date(typed, today=TODAY)

    assert not (reading.edtf and (reading.question or find_problem(reading.edtf)))
    assert not any(map(find_problem, reading.choices))
