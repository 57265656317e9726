"""Passages that readers marked: found again when the text is cleaned anew, lost rather than moved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.passages import PassageText

BEFORE = [
    "The harbour was closed on Thursday after the soundings were found to be false, the ministry said.",
    "“Nobody had been told,” Edmund Pell said. He had asked.",
    "The ships lay outside the boom all night with their lights on, and he had asked why.",
    "Share this article",
    "In the morning the gate was opened again, and the first of them came in.",
]


def cut(words, paragraphs=BEFORE):
    text = PassageText(paragraphs)
    start = text.text.index(words)
    return text.cut_passage(start, start + len(words))


def find(words, after):
    """The words at the place where a passage is found in another text, and whether it is certain."""
    text = PassageText(after)
    place = text.locate(cut(words))
    return place and (text.text[place.start : place.end], place.is_certain)


@pytest.mark.parametrize(
    ("words", "after", "found"),
    [
        ("“Nobody had been told,”", BEFORE, ("“Nobody had been told,”", True)),
        ("“Nobody had been told,”", BEFORE[1:], ("“Nobody had been told,”", True)),
        ("the gate was opened again", [*BEFORE[:3], BEFORE[4]], ("the gate was opened again", True)),
        # white space, marks of quotation and case are no change
        (
            "“Nobody had been told,” Edmund Pell said.",
            [BEFORE[0], '"Nobody  had been\ntold," Edmund PELL said. He had asked.'],
            ('Nobody  had been\ntold," Edmund PELL said.', True),
        ),
        # over the end of a paragraph that was joined with the next
        (
            "He had asked.\n\nThe ships lay outside",
            [BEFORE[0], f"{BEFORE[1]} {BEFORE[2]}"],
            ("He had asked. The ships lay outside", True),
        ),
        # words that stand twice are told apart by those around them
        ("had asked", BEFORE[1:3], ("had asked", True)),
        ("had asked", BEFORE[2:3], None),
        ("had asked", ["Quite another text, in which somebody had asked for bread."], None),
        # changed words
        (
            "The ships lay outside the boom all night with their lights on",
            [BEFORE[1], "The ships lay outside the barrier all night with the lights on, and he had asked why."],
            ("The ships lay outside the barrier all night with the lights on", False),
        ),
        ("The ships lay outside the boom all night with their lights on", BEFORE[:2], None),
        ("told", ["Nobody else was told."], None),
        ("“Nobody had been told,”", [], None),
    ],
)
def test_a_passage_is_found_where_it_is_now(words, after, found):
    assert find(words, after) == found


def test_the_same_words_among_the_same_words_are_uncertain():
    refrain = ["La la la.", "Hear the bell.", "La la la."] * 9
    text = PassageText(["A new beginning.", *refrain])

    place = text.locate(cut("Hear the bell.", refrain))

    assert text.text[place.start : place.end] == "Hear the bell."
    assert not place.is_certain


PLACES = st.integers(0, 60)


@given(st.text("ab .“\n|", max_size=60), PLACES, PLACES)
def test_any_passage_is_found_in_its_own_text(paragraphs, one, other):
    text = PassageText(paragraphs.split("|"))
    passage = text.cut_passage(*sorted((one, other)))

    place = text.locate(passage)

    if passage.exact:
        assert (place.start, place.is_certain) == (passage.start, True)
        assert text.text[place.start : place.end] == passage.exact


@given(st.text("abcd .|", max_size=40), st.text("abcd .|", max_size=40), PLACES, PLACES)
def test_what_is_certain_has_the_same_letters(paragraphs, others, one, other):
    passage = PassageText(paragraphs.split("|")).cut_passage(*sorted((one, other)))
    changed = PassageText(others.split("|"))

    place = changed.locate(passage)

    if place and place.is_certain:
        assert [*filter(str.isalnum, changed.text[place.start : place.end])] == [*filter(str.isalnum, passage.exact)]


def test_words_that_a_reader_pastes_are_found_in_their_paragraph_first():
    text = PassageText(BEFORE)

    assert text.find_words("he had  ASKED", 3).start == text.text.index("he had asked why")
    assert text.find_words("he had asked", 1).start == text.text.index("He had asked.")
    assert text.find_words("nowhere") is None
    assert text.find_words("“”") is None
