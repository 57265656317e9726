"""Original, edits and reading text: each two give the third."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.edits import Edit, RuleSpan, apply_edits, blank_escapes, blank_markup, compute_edits
from tests.text.inverses import invert_edits

PAGE = (
    "HARBOUR CLOSED\n\nBy Maud Ellery\n\nThe harbour was closed on\nThursday evening.\n\n"
    "Read more\n\nNobody had been told.\n"
)
READING = "The harbour was closed on Thursday evening.\n\nNobody had been told."
WORDS = st.lists(
    st.sampled_from(["the", "harbour", "a", "é", "<b>", "</b>", "&amp;", "\n", "\n\n", " ", "x", "中", "."]),
    max_size=40,
).map("".join)


@given(st.text(max_size=200) | WORDS, st.text(max_size=200) | WORDS, st.booleans())
def test_original_and_edits_give_the_reading_text_and_back(original, reading, markup):
    edits = compute_edits(original, reading, visible=blank_markup(original) if markup else "")

    assert apply_edits(original, edits) == reading
    assert apply_edits(reading, invert_edits(original, edits)) == original
    assert all(one.end <= other.start for one, other in pairwise(edits))


def test_each_edit_says_why():
    places = [
        RuleSpan(16, 30, "a byline"),
        RuleSpan(PAGE.index("Read"), PAGE.index("Read") + 9, "a button"),
    ]

    edits = compute_edits(PAGE, READING, rule_spans=places)

    reasons = [(PAGE[one.start : one.end].strip(), one.reason) for one in edits]
    assert ("HARBOUR CLOSED", "left out: not part of the text") in reasons
    assert ("By Maud Ellery", "a byline") in reasons
    assert ("Read more", "a button") in reasons
    assert ("", "joined: a line or a page broke here") in reasons
    assert apply_edits(PAGE, edits) == READING


def test_words_of_a_page_are_found_between_its_tags():
    html = "<p class='a'>The <a href='/a'>harbour</a> was &amp; is a port.</p><script>a</script>"

    edits = compute_edits(html, "The harbour was & is a port.", visible=blank_markup(html))

    remaining = [one for one in edits if "harbour" in html[one.start : one.end]]
    assert remaining == []
    assert apply_edits(html, edits) == "The harbour was & is a port."


def test_an_edit_that_is_left_out_puts_the_words_back():
    edits = compute_edits(PAGE, READING, rule_spans=[RuleSpan(16, 30, "a byline")])

    remaining = [one for one in edits if one.reason != "a byline"]

    assert "By Maud Ellery" in apply_edits(PAGE, remaining)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("original", "reading"),
    [
        ("a " * 200_000, "b " * 100_000),
        ("the x " * 100_000, "the y\n\n" * 3000),
        ("<" * 300_000, "a"),
        ("<script " * 50_000, "script"),
    ],
)
def test_long_texts_take_bounded_time(original, reading):
    edits = compute_edits(original, reading, visible=blank_markup(original))

    assert apply_edits(original, edits) == reading


def test_words_of_a_line_of_json_are_found_between_its_escapes():
    line = '{"text": "Nobody knew.\\nThe pilots \\"slept\\"."}'
    reading = 'Nobody knew.\n\nThe pilots "slept".'

    edits = compute_edits(line, reading, visible=blank_escapes(line))

    assert apply_edits(line, edits) == reading
    assert not any("pilots" in line[one.start : one.end] for one in edits)


def test_an_edit_is_a_value():
    assert Edit(0, 1, "x") == Edit(0, 1, "x", "")
