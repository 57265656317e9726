"""Paragraph links after a text changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.pages.article.text import ParagraphRange, find_paragraph_moves, group_moves

ONE = "The harbour was closed on Thursday evening."
TWO = "Nobody had been told of the soundings."
THREE = "The pilots will meet on Friday."


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        ([ONE, TWO], [ONE, TWO], {}),
        ([ONE, TWO], ["Share", ONE, TWO], {1: 2, 2: 3}),
        ([ONE, "Share", TWO], [ONE, TWO], {2: None, 3: 2}),
        ([ONE, TWO], [ONE, TWO.replace("soundings", "charts")], {}),
        ([ONE, TWO, THREE], [ONE, THREE + " At noon."], {2: None, 3: 2}),
        ([ONE], [], {1: None}),
    ],
)
def test_paragraphs_that_moved_or_went_are_named(before, after, moved):
    assert find_paragraph_moves(before, after) == moved


def test_paragraphs_that_moved_together_are_named_together():
    moved = {2: 3, 3: 4, 4: None, 5: None, 7: 5, 9: 6}

    assert group_moves(moved) == (
        ParagraphRange(2, 3, 3),
        ParagraphRange(4, 5, None),
        ParagraphRange(7, 7, 5),
        ParagraphRange(9, 9, 6),
    )


@given(st.lists(st.text(min_size=1, max_size=9), max_size=8, unique=True), st.integers(0, 8))
def test_a_paragraph_put_in_moves_those_below_it(paragraphs, at):
    after = [*paragraphs[:at], "something put in that none has", *paragraphs[at:]]

    moved = find_paragraph_moves(paragraphs, after)

    assert all(place == number + 1 for number, place in moved.items() if place is not None)
