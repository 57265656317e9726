"""An original with places marked: nothing of a mark is lost, long texts are shown in parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.admin.marked_originals import MarkedOriginalPiece, MarkSpan, count_omitted_after, split_by_marks
from archive.text.edits import blank_markup

TEXT = "Harbour closed\n\nBy Maud Ellery\n\nThe harbour was closed on Thursday."


def get_marked_words(pieces, key):
    """The words under one mark."""
    return "".join(piece.text for piece in pieces if key in piece.keys)


def test_the_words_of_each_mark_stand_in_their_place():
    name = MarkSpan(TEXT.index("Maud"), TEXT.index("Ellery") + 6, 7)

    pieces = split_by_marks(TEXT, TEXT, [name])

    assert [piece.text for piece in pieces] == [
        "Harbour closed\n\nBy ",
        "Maud Ellery",
        "\n\nThe harbour was closed on Thursday.",
    ]
    assert pieces[1] == MarkedOriginalPiece("Maud Ellery", (7,), (7,))


def test_marks_that_overlap_keep_both_and_begin_once():
    pieces = split_by_marks("abcdef", "abcdef", [MarkSpan(0, 4, 1), MarkSpan(2, 6, 2)])

    assert [(one.text, one.keys, one.begins) for one in pieces] == [
        ("ab", (1,), (1,)),
        ("cd", (1, 2), (2,)),
        ("ef", (2,), ()),
    ]


def test_a_page_is_shown_as_lines_and_a_mark_in_a_tag_with_a_little_of_the_tag():
    html = '<head><meta name="author" content="Maud Ellery"></head><p>One <b>two</b>.</p><p>Three.</p>'
    at = html.index("Maud")

    pieces = split_by_marks(html, blank_markup(html), [MarkSpan(at, at + 11, 1)])
    whole = "".join(piece.text for piece in pieces)

    assert get_marked_words(pieces, 1) == "Maud Ellery"
    assert 'name="author"' in whole
    assert whole.endswith("One two.\n\nThree.\n\n")


def test_of_a_long_text_the_beginning_and_what_is_about_each_mark_is_shown():
    text = "word " * 20_000
    mark = MarkSpan(60_000, 60_004, 1)

    pieces = split_by_marks(text, text, [mark])

    assert get_marked_words(pieces, 1) == text[60_000:60_004]
    assert sum(len(piece.text) for piece in pieces) < 5000
    assert sum(piece.left_out for piece in pieces) + count_omitted_after(text, [mark]) > 90_000


@pytest.mark.parametrize("size", [0, 10, 30_000])
def test_a_text_without_marks_is_shown_too(size):
    text = "x" * size

    assert "".join(piece.text for piece in split_by_marks(text, text, [])) == text[:3000]


@given(
    st.text(alphabet="ab <>p/\n&", max_size=80),
    st.lists(st.tuples(st.integers(0, 79), st.integers(1, 20)), max_size=6),
)
def test_no_mark_is_lost_whatever_it_lies_in(text, places):
    marks = [
        MarkSpan(start, min(start + size, len(text)), number)
        for number, (start, size) in enumerate(places)
        if start < len(text)
    ]

    pieces = split_by_marks(text, blank_markup(text), marks)

    assert {key for piece in pieces for key in piece.begins} == {one.key for one in marks}
    assert sum(len(piece.begins) for piece in pieces) == len(marks)
