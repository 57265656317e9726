"""Dates as the world's papers print them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.dates import (
    find_date,
    find_dates,
    find_day_without_year,
    parse_date,
    parse_edtf_or_decade,
    parse_relative_day,
    parse_timestamp,
    strip_dates,
)
from archive.text.edtf import MONTH_NAMES

TODAY = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("line", "edtf", "words"),
    [
        ("4 February 2016", "2016-02-04", "4 February 2016"),
        ("04 February, 2016", "2016-02-04", "04 February, 2016"),
        ("Friday, 15 March 2024", "2024-03-15", "15 March 2024"),
        ("Thursday 14 March 2024", "2024-03-14", "14 March 2024"),
        ("March 14, 2024", "2024-03-14", "March 14, 2024"),
        ("14 | 03 | 2024", "2024-03-14", "14 | 03 | 2024"),
        ("Thu Mar 14 12:45:00 EDT 2024", "2024-03-14", "Mar 14 12:45:00 EDT 2024"),
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
        ("2024. március 14., csütörtök 11:16", "2024-03-14", "2024. március 14."),
        ("Julkaistu 20. elokuuta 2015 klo 11.16", "2015-08-20", "20. elokuuta 2015"),
        ("ngày 20 tháng 8 năm 2015", "2015-08-20", "20 tháng 8 năm 2015"),
        ("২০ আগস্ট ২০১৫", "2015-08-20", "২০ আগস্ট ২০১৫"),
        ("۲۰ اگست ۲۰۱۵", "2015-08-20", "۲۰ اگست ۲۰۱۵"),
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
        ("5 января 2024 г.", "2024-01-05", "5 января 2024 г."),
        ("Опубликовано 5 мая 2024 в 10:30 МСК", "2024-05-05", "5 мая 2024"),
        ("5 يناير 2024", "2024-01-05", "5 يناير 2024"),
        ("٥ يناير ٢٠٢٤", "2024-01-05", "٥ يناير ٢٠٢٤"),
        ("5 كانون الثاني/يناير 2024", "2024-01-05", "5 كانون الثاني/يناير 2024"),
        ("الخميس 14 آذار 2024", "2024-03-14", "14 آذار 2024"),
        ("14 मार्च 2024", "2024-03-14", "14 मार्च 2024"),
        ("१४ मार्च २०२४", "2024-03-14", "१४ मार्च २०२४"),
        ("5 फ़रवरी 2024", "2024-02-05", "5 फ़रवरी 2024"),
        ("14 de março de 2024", "2024-03-14", "14 de março de 2024"),
        ("quinta-feira, 14 de março de 2024 às 10h30", "2024-03-14", "14 de março de 2024"),
        ("2024年3月5日 星期二 10:30", "2024-03-05", "2024年3月5日"),
        ("2024年3月5日(火) 10時30分", "2024-03-05", "2024年3月5日"),
        ("令和6年3月5日", "2024-03-05", "令和6年3月5日"),
        ("二〇二四年三月十五日", "2024-03-15", "二〇二四年三月十五日"),
        ("2024. 3. 5.", "2024-03-05", "2024. 3. 5"),
        ("2024/03/05 10:30", "2024-03-05", "2024/03/05"),
        ("14 Maret 2024", "2024-03-14", "14 Maret 2024"),
        ("May 2024", "2024-05", "May 2024"),
        ("circa 2023", "2023~", "circa 2023"),
        ("c. 1998", "1998~", "c. 1998"),
        ("vers 2023", "2023~", "vers 2023"),
        ("ca. May 1998", "1998-05~", "ca. May 1998"),
    ],
)
def test_reads(line, edtf, words):
    read = parse_date(line, today=TODAY)

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
    assert parse_date(line, today=TODAY) is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("31 February 2016", "the calendar has no such day"),
        ("2016-13-45", "the calendar has no such day"),
        ("2082-01-01", "the day is still to come"),
        ("9999-12-31", "the day is still to come"),
        ("04/02/2016", "day and month cannot be told apart"),
        ("1 January 1066", "there were no newspapers"),
        ("05/09/1445", "day and month cannot be told apart"),
        ("15/09/1445", "there were no newspapers"),
    ],
)
def test_an_impossible_date_is_no_value_but_is_seen(line, problem):
    read = parse_date(line, today=TODAY)

    assert (read.edtf, read.problem) == ("", problem)


def test_equal_day_and_month_have_one_reading():
    assert parse_date("03/03/2016", today=TODAY).edtf == "2016-03-03"


def test_a_later_change_is_told_from_the_first_day():
    assert parse_date("Updated 5 March 2019", today=TODAY).is_update
    assert not parse_date("Published 5 March 2019", today=TODAY).is_update


def test_a_day_without_a_year_is_found_but_is_no_date():
    text = "SALVADOR, Feb 26 -"

    start, end = find_day_without_year(text)

    assert text[start:end] == "Feb 26"
    assert find_date(text, today=TODAY) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1998", "1998"),
        ("1990s", "199X"),
        (" 2016-02 ", "2016-02"),
        ("2016-02~", "2016-02~"),
        ("2016-02-04?", "2016-02-04?"),
        ("2016-02/2016-04", "2016-02/2016-04"),
        ("../2016-04", "../2016-04"),
        ("[2016..2018]", "[2016..2018]"),
        ("201X", "201X"),
    ],
)
def test_a_date_written_as_edtf_keeps_what_it_says_of_itself(text, value):
    found = parse_edtf_or_decade(text, today=TODAY)

    assert (found.edtf, text[found.start : found.end]) == (value, value.replace("199X", "1990s"))


@pytest.mark.parametrize("text", ["98", "2016-17", "2016/05", "04/02/2016", "2016.", "----", ""])
def test_what_is_not_edtf_is_left_to_the_other_readers(text):
    assert parse_edtf_or_decade(text, today=TODAY) is None


@given(st.dates(date(1700, 1, 1), TODAY))
def test_every_day_is_read_in_every_common_form(day):
    month = MONTH_NAMES[day.month - 1]
    forms = [
        f"{day.day} {month} {day.year}",
        f"{day.day:02d} {month[:3]} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{day:%A}, {day.day} {month} {day.year}",
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
    ]

    assert {parse_date(form, today=TODAY).edtf for form in forms} == {day.isoformat()}


@given(st.text(max_size=90))
def test_any_text_is_read_or_left(text):
    read = find_date(text, today=TODAY)

    assert read is None or (0 <= read.start < read.end <= len(text) and bool(read.edtf) != bool(read.problem))


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "Updated 5 March 2019, published 3 March 2019",
            [("2019-03-05", True), ("2019-03-03", False)],
        ),
        ("05.04.2025 - Güncelleme : 06.04.2025", [("2025-04-05", False), ("2025-04-06", True)]),
        ("发布于2024年3月5日 更新2024年3月6日", [("2024-03-05", False), ("2024-03-06", True)]),
        ("nothing", []),
    ],
)
def test_the_words_before_each_date_of_a_line_tell_whether_it_is_an_update(text, days):
    assert [(one.edtf, one.is_update) for one in find_dates(text, today=TODAY)] == days


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("By Maud Ellery - Jan 9, 2017 at 10:05AM", "By Maud Ellery"),
        ("Published on 14 March 2024 by Maud Ellery", "by Maud Ellery"),
        ("谢若含2017-03-01 14:27:02", "谢若含"),
        ("By Maud Ellery March 18 at 5:49 PM", "By Maud Ellery"),
        ("Maud Ellery", "Maud Ellery"),
        ("Route 66", "Route 66"),
    ],
)
def test_what_stands_beside_a_date(line, rest):
    assert strip_dates(line, today=TODAY).strip(" -|") == rest


def test_numbers_are_told_apart_by_the_order_of_a_language_and_say_so():
    read = find_date("04/03/2024", today=TODAY, order="day first")

    assert (read.edtf, read.is_order_dependent) == ("2024-03-04", True)
    assert find_date("04/03/2024", today=TODAY, order="month first").edtf == "2024-04-03"
    assert not find_date("25/03/2024", today=TODAY, order="day first").is_order_dependent
    assert find_date("4.3.24", today=TODAY, order="day first").edtf == "2024-03-04"
    assert find_date("4.3.24", today=TODAY) is None


@pytest.mark.parametrize("stamp", ["20240305", "20240305T1200Z", "2024-03-05T23:59:59+09:00"])
def test_stamps_of_machines(stamp):
    assert parse_timestamp(stamp, today=TODAY).edtf == "2024-03-05"


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("yesterday", "2024-03-13"),
        ("today", "2024-03-14"),
        ("gestern", "2024-03-13"),
        ("hier", "2024-03-13"),
        ("ayer", "2024-03-13"),
        ("вчера", "2024-03-13"),
        ("昨日", "2024-03-13"),
        ("3 days ago", "2024-03-11"),
        ("vor 2 Tagen", "2024-03-12"),
        ("il y a 2 jours", "2024-03-12"),
        ("hace 2 días", "2024-03-12"),
        ("2 дня назад", "2024-03-12"),
        ("2日前", "2024-03-12"),
        ("3 hours ago", "[2024-03-13..2024-03-14]"),
        ("vor 4 Stunden", "[2024-03-13..2024-03-14]"),
        ("2 weeks ago", "[2024-02-23..2024-03-07]"),
    ],
)
def test_relative_words_are_resolved_against_a_day_that_is_stated(words, edtf):
    assert parse_relative_day(words, date(2024, 3, 14)).edtf == edtf


@pytest.mark.parametrize("words", ["soon", "in 3 days", "3 min read", "900000 days ago", ""])
def test_other_words_are_no_day(words):
    assert parse_relative_day(words, date(2024, 3, 14)) is None
