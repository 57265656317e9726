"""Differences between two printings, each named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.quotations.differences import MOST_WORDS, Name, Shape, compare


@pytest.mark.parametrize(
    ("base", "printed", "expected"),
    [
        ("the terrorist organizations there", "the terrorist organisations there", [Name.SPELLING]),
        ("what Gaddafi has said", "what Qaddafi has said", [Name.SPELLING]),
        ("why these air strikes go on", "why these airstrikes go on", [Name.COMPOUNDING]),
        ("a cease-fire in the town", "a ceasefire in the town", [Name.COMPOUNDING]),
        ("like Jabhat al-Nusra alone", "like [al-Nusra Front] alone", [Name.BRACKETS]),
        ("we will go on and stop", "we … stop", [Name.ELLIPSIS]),
        ("the boom is down", "the old boom is down", [Name.ADDITION]),
        ("the boom is down for good", "the boom is down", [Name.TRUNCATION]),
        ("I think the boom is down", "the boom is down", [Name.TRUNCATION]),
        ("until we really defeat them", "until we truly defeat them", [Name.CHOICE]),
        ("a talk for peace", "a talks for peace", [Name.CHOICE]),
        (
            "it opens when all the dredging is honest",
            "it opens once nobody can doubt the work",
            [Name.REWORDING],
        ),
        ("The boom – is down!", "the boom is “down”", []),
        ("café here", "cafe here", []),
    ],
)
def test_each_difference_has_its_name(base, printed, expected):
    assert list(compare(base, printed).names) == expected


def test_an_indirect_report_is_one_difference():
    wording = compare("I see no reason", "he saw no reason", is_report=True)

    assert wording.names == (Name.REPORT,)
    assert [piece.text for piece in wording.pieces] == ["he saw no reason"]


def test_what_is_missing_is_shown_in_the_words_of_the_base():
    wording = compare("the boom is down for good", "the boom is down")

    assert [(piece.text, piece.shape) for piece in wording.pieces] == [
        ("the boom is down", Shape.SAME),
        ("for good", Shape.MISSING),
    ]


words = st.lists(st.sampled_from("a b c dd … [x] -- end,".split()), max_size=12).map(" ".join)


@given(words, words)
def test_the_pieces_put_together_are_the_printing(base, printed):
    pieces = compare(base, printed).pieces

    here = " ".join(piece.text for piece in pieces if piece.shape is not Shape.MISSING)
    assert here.split() == printed.split()


@given(words)
def test_words_do_not_differ_from_themselves(base):
    assert compare(base, base).names == ()


def test_very_long_words_are_compared_in_bounded_time():
    wording = compare("a b " * 50_000, "b a " * 50_000)

    assert sum(len(piece.text.split()) for piece in wording.pieces) < 2 * MOST_WORDS + 20
