"""Differences between two printings, each named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.quotations.differences import MAX_WORDS, DifferenceKind, PieceStatus, compare_wordings


@pytest.mark.parametrize(
    ("base", "printed", "expected"),
    [
        (
            "the terrorist organizations there",
            "the terrorist organisations there",
            [DifferenceKind.SPELLING],
        ),
        ("what Gaddafi has said", "what Qaddafi has said", [DifferenceKind.SPELLING]),
        ("a grey day", "a gray day", [DifferenceKind.SPELLING]),
        ("the programmes go on", "the programs go on", [DifferenceKind.SPELLING]),
        ("one more manoeuvre", "one more maneuver", [DifferenceKind.SPELLING]),
        ("the tyre of a car", "the tire of a car", [DifferenceKind.SPELLING]),
        ("a cheque from him", "a check from him", [DifferenceKind.SPELLING]),
        ("the centre-left will lose", "the center left will lose", [DifferenceKind.SPELLING]),
        ("a cheque book here", "a checkbook here", [DifferenceKind.SPELLING]),
        ("a take-over of it", "a takeover of it", [DifferenceKind.COMPOUNDING]),
        ("a bore for all", "a boer for all", [DifferenceKind.CHOICE]),
        ("why these air strikes go on", "why these airstrikes go on", [DifferenceKind.COMPOUNDING]),
        ("a cease-fire in the town", "a ceasefire in the town", [DifferenceKind.COMPOUNDING]),
        ("like Jabhat al-Nusra alone", "like [al-Nusra Front] alone", [DifferenceKind.BRACKETS]),
        ("we will go on and stop", "we … stop", [DifferenceKind.ELLIPSIS]),
        ("the boom is down", "the old boom is down", [DifferenceKind.ADDITION]),
        ("the boom is down for good", "the boom is down", [DifferenceKind.TRUNCATION]),
        ("I think the boom is down", "the boom is down", [DifferenceKind.TRUNCATION]),
        ("until we really defeat them", "until we truly defeat them", [DifferenceKind.CHOICE]),
        ("a talk for peace", "a talks for peace", [DifferenceKind.CHOICE]),
        (
            "it opens when all the dredging is honest",
            "it opens once nobody can doubt the work",
            [DifferenceKind.REWORDING],
        ),
        ("The boom – is down!", "the boom is “down”", []),
        ("café here", "cafe here", []),
    ],
)
def test_each_difference_has_its_name(base, printed, expected):
    assert list(compare_wordings(base, printed).kinds) == expected


def test_an_indirect_report_is_one_difference():
    wording = compare_wordings("I see no reason", "he saw no reason", is_report=True)

    assert wording.kinds == (DifferenceKind.REPORT,)
    assert [piece.text for piece in wording.pieces] == ["he saw no reason"]


def test_what_is_missing_is_shown_in_the_words_of_the_base():
    wording = compare_wordings("the boom is down for good", "the boom is down")

    assert [(piece.text, piece.status) for piece in wording.pieces] == [
        ("the boom is down", PieceStatus.SAME),
        ("for good", PieceStatus.MISSING),
    ]


words = st.lists(st.sampled_from("a b c dd … [x] -- end,".split()), max_size=12).map(" ".join)


@given(words, words)
def test_the_pieces_put_together_are_the_printing(base, printed):
    pieces = compare_wordings(base, printed).pieces

    text_here = " ".join(piece.text for piece in pieces if piece.status is not PieceStatus.MISSING)
    assert text_here.split() == printed.split()


@given(words)
def test_words_do_not_differ_from_themselves(base):
    assert compare_wordings(base, base).kinds == ()


def test_very_long_words_are_compared_in_bounded_time():
    wording = compare_wordings("a b " * 50_000, "b a " * 50_000)

    assert sum(len(piece.text.split()) for piece in wording.pieces) < 2 * MAX_WORDS + 20
