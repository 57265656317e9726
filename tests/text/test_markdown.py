"""Markdown as plain text: marks are removed, words stay."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.normalize import clean_line, strip_markdown


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("**Bill Van Auken**  ", "Bill Van Auken"),
        ("okay. *Maybe* you [emphasis added]", "okay. Maybe you [emphasis added]"),
        ("a _word_ in snake_case_here", "a word in snake_case_here"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a lone * star and **another", "a lone * star and **another"),
        ("***both***", "both"),
        ("see [the page](https://example.com/a_(b)) now", "see the page now"),
        ("![a ship](ship.jpg) at sea", "at sea"),
        ("**<http://www.wsws.org>**", "http://www.wsws.org"),
        ("`code` and \\*stars\\*", "code and *stars*"),
        ("soft\u00adhyphen and zero\u200bwidth", "softhyphen and zerowidth"),
        ("« Oui », dit-elle :\u00a0non", "« Oui », dit-elle : non"),
        ("«\u00a0Oui\u00a0», 50\u00a0000", "«\u00a0Oui\u00a0», 50\u00a0000"),
        ("the bombing.\u00a0 Shamefully", "the bombing. Shamefully"),
        ("half a \ud800 character", "half a \ufffd character"),
    ],
)
def test_plain(line, words):
    assert strip_markdown(line) == words


@given(st.text(st.characters(exclude_characters="*_[]()<>`\\!"), max_size=200))
def test_text_without_marks_is_only_tidied(text):
    assert strip_markdown(text) == clean_line(text)


@given(st.text("*_ab [](){}<>`\\", max_size=300))
def test_marks_in_any_order_lose_no_letter(text):
    if "](" not in text and "<" not in text:
        assert sum(map(strip_markdown(text).count, "ab")) == sum(map(text.count, "ab"))


def test_a_megabyte_of_marks_is_read_at_once():
    assert strip_markdown("*" * 1_000_000)
    assert len(strip_markdown("**a** " * 100_000)) == 199_999


@given(st.text(st.sampled_from("aé  \t\n\x00\u00a0\u00ad\u200b\u2003\ud800\uffff«»3%")))
def test_a_tidy_text_has_nothing_left_to_tidy(text):
    line = clean_line(text)

    assert line == line.strip(" ")
    assert not re.search("[\x00-\x1f\u00ad\u200b\u2003\ud800\uffff]|  ", line)
