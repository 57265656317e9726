"""Normalization for comparing: equal texts whatever their spacing, case and marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.normalize import collapse_whitespace, compute_text_digest, fold, name_key, strip_controls


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hélène Marchetti", "HELENE MARCHETTI"),
        ("Mei-Lin Frost", "Mei Lin  Frost"),
        ("Mark O'Neill", "Mark O’Neill"),
        ("The Hask\u00a0Observer", "the hask observer"),
        ("V.N.A.", "v n a"),
    ],
)
def test_spellings_of_one_name_have_one_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Ellery", "Elery"), ("A. Bell", "M. Bell"), ("王小明", "王小")])
def test_other_names_have_other_keys(one, other):
    assert name_key(one) != name_key(other)


@given(st.text())
def test_folding_twice_is_folding_once_for_names(text):
    assert name_key(name_key(text)) == name_key(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_folds_to_its_lower_case(text):
    assert fold(text) == text.casefold()


def test_texts_that_read_the_same_have_one_digest():
    assert compute_text_digest("A Title", "Some  words, here.") == compute_text_digest("a title", "some words here")
    assert compute_text_digest("A Title", "Some words") != compute_text_digest("A Title", "Other words")


def test_white_space_and_controls_go():
    assert collapse_whitespace(" a\n\tb\u00a0 c ") == "a b c"
    assert strip_controls("a\x00b\x07c\nd\te") == "abc\nd\te"
