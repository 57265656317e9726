"""Phrases are found in the same texts as by their regular expressions, though most are never tried."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.extraction.common import notice_phrases
from archive.extraction.common.phrase_sets import PhraseSet, find_literals

PHRASES = [
    phrase
    for name in dir(notice_phrases)
    if name.endswith("_PHRASES")
    for phrase in re.split(r"  |\n", getattr(notice_phrases, name))
    if phrase
]


@pytest.mark.parametrize(
    ("phrase", "literals"),
    [
        ("enable cookies", ("enable cookies",)),
        ("cookies?", ("cookie",)),
        ("be a (?:subscriber|member)", ("subscriber", "member")),
        ("(?:a|b)?cd", ("cd",)),
        (r"log ?in \w+ here", (" here",)),
        (r"just a moment\.\.\.", ("just a moment...",)),
        (r"[a-z]{3}", ("",)),
        ("(?:read (?:on|more)|go)", ("read ", "go")),
        ("x(?=abc)yz", ("yz",)),
        ("A{0,80}bc", ("bc",)),
    ],
)
def test_plain_words_that_every_match_has_are_known(phrase, literals):
    assert find_literals(phrase) == literals


@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_no_match_of_a_phrase_is_missed(data):
    phrase = data.draw(st.sampled_from(PHRASES))
    text = data.draw(st.from_regex(re.compile(phrase, re.IGNORECASE | re.ASCII))).swapcase()

    expected = re.search(phrase, text, re.IGNORECASE) is not None
    assert PhraseSet(phrase).is_in(text) == expected
