"""Template filters of counts, dates and languages."""

from datetime import date

import pytest

from archive.templatetags.archive_text import (
    count_noun,
    format_date_range,
    format_edtf,
    format_language,
    format_year_range,
    is_web_address,
    language_tag,
)

FEB, MAR = date(2016, 2, 3), date(2016, 3, 4)


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [
        (0, "article", "0 articles"),
        (1, "article", "1 article"),
        (21_578, "article", "21,578 articles"),
        (2, "story", "2 stories"),
    ],
)
def test_numbers_come_with_their_noun(number, noun, expected):
    assert count_noun(number, noun) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (FEB, FEB, "3 February 2016"),
        (FEB, date(2016, 2, 10), "3 – 10 February 2016"),
        (FEB, MAR, "3 February – 4 March 2016"),
        (FEB, date(2017, 3, 4), "3 February 2016 – 4 March 2017"),
        (None, MAR, "4 March 2016"),
        (None, None, ""),
    ],
)
def test_a_span_says_nothing_twice(first, last, expected):
    assert format_date_range(first, last) == expected


def test_years_and_languages():
    assert format_year_range(FEB, date(2018, 1, 1)) == "2016–2018"
    assert (format_year_range(FEB, MAR), format_year_range(None, None)) == ("2016", "")
    assert (format_language("fr"), format_language("")) == ("French", "language unknown")
    assert (language_tag("pt-BR"), language_tag("not a tag"), language_tag("")) == ("pt-BR", "", "")


def test_dates_and_addresses_of_the_record():
    assert format_edtf("2016~") == "about 2016"
    assert format_edtf("13 Ventose") == "13 Ventose"
    assert is_web_address("HTTPS://x.example")
    assert not is_web_address("javascript:alert(1)")
