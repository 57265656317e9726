"""Spellings of one word are the same to a comparison of wordings, and other words are not."""

import pytest

from archive.text.spelling import to_american, unify_spelling


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("grey", "gray"), ("programme", "program"), ("programmes", "programs"), ("manoeuvre", "maneuver"),
        ("manoeuvring", "maneuvering"), ("tyre", "tire"), ("tyres", "tires"), ("cheque", "check"),
        ("cheques", "checks"), ("organisation's", "organization's"), ("centre-left", "center-left"),
        ("colours", "colors"), ("theatre", "theater"), ("storeys", "stories"), ("enquiry", "inquiry"),
        ("travelling", "traveling"), ("analysed", "analyzed"), ("the grey tyre", "the gray tire"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_are_one(british, american):
    assert unify_spelling(british) == unify_spelling(american) == american


@pytest.mark.parametrize(
    "word",
    "before more there where are fire acre four hour our pour your promise wise raise advise precise exchequer"
    " story check 1960s".split(),
)
def test_other_words_stay(word):
    assert unify_spelling(word) == word


def test_search_keeps_words_apart_that_only_a_comparison_takes_for_one():
    assert to_american("tyre") == "tyre"
    assert to_american("cheque") == "cheque"
