"""Dates as the world's papers print them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.dates import find_date, find_day_without_year, read_date, read_year
from archive.text.edtf import MONTHS

TODAY = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("line", "edtf", "words"),
    [
        ("4 February 2016", "2016-02-04", "4 February 2016"),
        ("04 February, 2016", "2016-02-04", "04 February, 2016"),
        ("Friday, 15 March 2024", "2024-03-15", "15 March 2024"),
        ("Thursday 14 March 2024", "2024-03-14", "14 March 2024"),
        ("March 14, 2024", "2024-03-14", "March 14, 2024"),
        ("Feb. 4, 2016 5:15 p.m. ET", "2016-02-04", "Feb. 4, 2016"),
        ("September 11th, 2001", "2001-09-11", "September 11th, 2001"),
        ("4-Feb-2016", "2016-02-04", "4-Feb-2016"),
        ("Thu, 04 Feb 2016 10:00:00 GMT", "2016-02-04", "04 Feb 2016"),
        ("Published: 4 February 2016 at 10:35 GMT", "2016-02-04", "4 February 2016"),
        ("Sun 3 Mar 2019 10.15 GMT", "2019-03-03", "3 Mar 2019"),
        ("2016-02-04", "2016-02-04", "2016-02-04"),
        ("2016-02-04T23:30:00-05:00", "2016-02-04", "2016-02-04T23:30:00-05:00"),
        ("25/01/2017", "2017-01-25", "25/01/2017"),
        ("1/25/2017", "2017-01-25", "1/25/2017"),
        ("4.2.2016", "2016-02-04", "4.2.2016"),
        ("Le 14 mars 2024", "2024-03-14", "14 mars 2024"),
        ("1er avril 2024", "2024-04-01", "1er avril 2024"),
        ("Publié le 4 février 2016 à 18h00", "2016-02-04", "4 février 2016"),
        ("4. Februar 2016", "2016-02-04", "4. Februar 2016"),
        ("Montag, den 4. Jänner 2016", "2016-01-04", "4. Jänner 2016"),
        ("4 de febrero de 2016", "2016-02-04", "4 de febrero de 2016"),
        ("Mercoledì 3 febbraio 2016", "2016-02-03", "3 febbraio 2016"),
        ("3 de março de 2016", "2016-03-03", "3 de março de 2016"),
        ("3 maart 2016", "2016-03-03", "3 maart 2016"),
        ("2016年2月4日", "2016-02-04", "2016年2月4日"),
        ("4 Şubat 2016", "2016-02-04", "4 Şubat 2016"),
        ("4 лютого 2016", "2016-02-04", "4 лютого 2016"),
        ("May 2024", "2024-05", "May 2024"),
        ("circa 2023", "2023~", "circa 2023"),
        ("c. 1998", "1998~", "c. 1998"),
        ("vers 2023", "2023~", "vers 2023"),
        ("ca. May 1998", "1998-05~", "ca. May 1998"),
    ],
)
def test_reads(line, edtf, words):
    read = read_date(line, today=TODAY)

    assert read.edtf == edtf
    assert line[read.start : read.end] == words


@pytest.mark.parametrize(
    "line",
    [
        "3 min read",
        "We may 2016",
        "July and the 2016",
        "12 killed in March 2016 attack",
        "The plan for 2016",
        "2016",
        "Geneva, 4 February 2016",
        "On Wednesday",
        "Feb. 11",
        "",
    ],
)
def test_a_line_that_is_more_or_less_than_a_date_is_none(line):
    assert read_date(line, today=TODAY) is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("31 February 2016", "the calendar has no such day"),
        ("2016-13-45", "the calendar has no such day"),
        ("2082-01-01", "the day is still to come"),
        ("9999-12-31", "the day is still to come"),
        ("04/02/2016", "day and month cannot be told apart"),
        ("1 January 1066", "there were no newspapers"),
    ],
)
def test_an_impossible_date_is_no_value_but_is_seen(line, problem):
    read = read_date(line, today=TODAY)

    assert (read.edtf, read.problem) == ("", problem)


def test_equal_day_and_month_have_one_reading():
    assert read_date("03/03/2016", today=TODAY).edtf == "2016-03-03"


def test_a_later_change_is_told_from_the_first_day():
    assert read_date("Updated 5 March 2019", today=TODAY).is_update
    assert not read_date("Published 5 March 2019", today=TODAY).is_update


def test_a_day_without_a_year_is_found_but_is_no_date():
    text = "SALVADOR, Feb 26 -"

    start, end = find_day_without_year(text)

    assert text[start:end] == "Feb 26"
    assert find_date(text, today=TODAY) is None


def test_years_and_decades():
    assert read_year("1998", today=TODAY).edtf == "1998"
    assert read_year("1990s", today=TODAY).edtf == "199X"
    assert read_year("98", today=TODAY) is None


@given(st.dates(date(1700, 1, 1), TODAY))
def test_every_day_is_read_in_every_common_form(day):
    month = MONTHS[day.month - 1]
    forms = [
        f"{day.day} {month} {day.year}",
        f"{day.day:02d} {month[:3]} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day:%A}, {day.day} {month} {day.year}",
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
    ]

    assert {read_date(form, today=TODAY).edtf for form in forms} == {day.isoformat()}


@given(st.text(max_size=90))
def test_any_text_is_read_or_left(text):
    read = find_date(text, today=TODAY)

    assert read is None or (
        0 <= read.start < read.end <= len(text) and bool(read.edtf) != bool(read.problem)
    )
