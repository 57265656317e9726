"""Differences of two versions of a text: nothing is lost of either, and the cost is bounded."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import word_diff
from archive.text.word_diff import compare_versions, split_into_paragraphs

WORDS = st.lists(st.sampled_from(["a", "b", "the", "harbour.", "\n\n", "\n"]), max_size=30).map(" ".join)


def list_words(pieces, status):
    """The words of one side in order."""
    return [word for piece in pieces if piece.status in ("same", status) for word in piece.text.split()]


@given(WORDS, WORDS)
@pytest.mark.parametrize("limit", [0, 20, 40_000_000])
def test_each_side_is_told_whole_and_in_order(limit, old, new):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(word_diff, "MAX_WORD_PAIRS", limit)
        pieces = compare_versions(old, new)

    assert list_words(pieces, "removed") == old.split()
    assert list_words(pieces, "added") == new.split()
    paragraphs = split_into_paragraphs(pieces)
    assert all(piece.text.strip() for paragraph in paragraphs for piece in paragraph)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Thirty boats lay", "Twenty boats lay", ["-Thirty", "+Twenty", " boats lay"]),
        ("a b", "a b", [" a b"]),
        ("", "new", ["+new"]),
        ("one two x three four", "five six x seven eight", ["-one two x three four", "+five six x seven eight"]),
        ("kept\n\ngone", "kept", [" kept", "-gone"]),
    ],
)
def test_what_changed_is_marked(old, new, told):
    signs = {"same": " ", "removed": "-", "added": "+"}
    assert [signs[piece.status] + piece.text.strip() for piece in compare_versions(old, new)] == told


@pytest.mark.timeout(20)
def test_long_and_repetitive_texts_are_compared_soon():
    started = time.process_time()
    for old, new in (("a " * 100_000, "a\n\n" * 60_000), ("a\n\n" * 60_000, "b a\n\n" * 40_000)):
        compare_versions(old, new)

    assert time.process_time() - started < 3
