"""What templates say: counts, days, languages."""

from datetime import date

import pytest

from archive.templatetags.archive_text import (
    counted,
    date_in_words,
    is_web_address,
    language_in_words,
    language_tag,
    until,
    years_until,
)

FEB, MAR = date(2016, 2, 3), date(2016, 3, 4)


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "article", "0 articles"),
        (1, "article", "1 article"),
        (21_578, "article", "21,578 articles"),
        (2, "story", "2 stories"),
    ],
)
def test_numbers_come_with_their_noun(number, noun, said):
    assert counted(number, noun) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (FEB, FEB, "3 February 2016"),
        (FEB, date(2016, 2, 10), "3 – 10 February 2016"),
        (FEB, MAR, "3 February – 4 March 2016"),
        (FEB, date(2017, 3, 4), "3 February 2016 – 4 March 2017"),
        (None, MAR, "4 March 2016"),
        (None, None, ""),
    ],
)
def test_a_span_says_nothing_twice(first, last, said):
    assert until(first, last) == said


def test_years_and_languages():
    assert years_until(FEB, date(2018, 1, 1)) == "2016–2018"
    assert (years_until(FEB, MAR), years_until(None, None)) == ("2016", "")
    assert (language_in_words("fr"), language_in_words("")) == ("French", "language unknown")
    assert (language_tag("pt-BR"), language_tag("not a tag"), language_tag("")) == ("pt-BR", "", "")


def test_dates_and_addresses_of_the_record():
    assert date_in_words("2016~") == "about 2016"
    assert date_in_words("13 Ventose") == "13 Ventose"
    assert is_web_address("HTTPS://x.example")
    assert not is_web_address("javascript:alert(1)")
