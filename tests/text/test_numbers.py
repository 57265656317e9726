"""Sums in each form that papers print, and numbers of other languages."""

import pytest

from archive.text.numbers import find_figures


def read_figures(text, language="en"):
    return [(one.noun, one.value, one.printed) for one in find_figures(text, language)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It was paid at 3 marks 90 the cubic metre.", 3.9),
        ("It is paid 3.90 marks for each.", 3.9),
        ("It is paid 3,90 marks for each.", 3.9),
        ("It costs 3 marks and 90 pfennigs.", 3.9),
        ("It costs 3 marks, 90 pfennigs.", 3.9),
        ("It costs three marks ninety.", 3.9),
        ("It costs three marks ninety-five.", 3.95),
        ("It costs 3 marks 90 per tonne.", 3.9),
        ("It costs 1 mark 20.", 1.2),
        ("The roll went up to 4 marks 20. It was 3.60 before.", 4.2),
        # Nine is not ninety
        ("It costs 3 marks 9.", 3.09),
        ("It costs 3 marks 9 pfennigs.", 3.09),
        ("It costs 3,900 marks.", 3_900),
        ("It costs 2.4 million marks.", 2_400_000),
        # What follows has a number of its own
        ("For 3 marks 90 people came.", 3),
        ("For 3 marks 90 tickets were sold.", 3),
        ("For 3 marks 90 per cent would come.", 3),
        ("For 3 marks, 90 of them would come.", 3),
        ("It rose by 700 million marks, 12.6 percent of all.", 700_000_000),
    ],
)
def test_a_sum_is_one_however_its_hundredths_are_printed(text, value):
    assert read_figures(text)[0][:2] == ("marks", value)


def test_the_hundredths_are_printed_with_the_sum_and_counted_once():
    assert read_figures("It costs 3 euros and 50 cents, not 4 dollars.") == [
        ("euros", 3.5, "3 euros and 50 cents"),
        ("dollars", 4, "4 dollars"),
    ]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("fr", "un coût de 4 200 marks par jour", [("marks", 4_200, "4 200 marks")]),
        (
            "fr",
            "assurée pour 2,4 millions de marks",
            [("marks", 2_400_000, "2,4 millions de marks")],
        ),
        ("fr", "à 3 francs 50 le kilo", [("francs", 3.5, "3 francs 50")]),
        ("fr", "140\u202f000 tonnes", [("tonnes", 140_000, "140\u202f000 tonnes")]),
        ("de", "für 3.900 Euros", [("euros", 3_900, "3.900 Euros")]),
        ("de", "für 3.90 Euros", [("euros", 3.9, "3.90 Euros")]),
        ("en", "for 3.900 euros", [("euros", 3.9, "3.900 euros")]),
        # A group of three digits is no number of its own, whatever the language is said to be
        ("en", "at 4 200 marks a day", []),
    ],
)
def test_numbers_are_read_as_their_language_writes_them(language, text, found):
    assert read_figures(text, language) == found


@pytest.mark.timeout(10)
@pytest.mark.parametrize("piece", ["3 marks 90 ", "1'111", "1 000 ", "3 marks, ", "9 dogs "])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_numbers_without_end_are_read_in_bounded_time(piece, language):
    assert sum(1 for _ in find_figures(piece * 50_000, language)) <= 50_000
