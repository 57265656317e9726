"""Ends of sentences."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.sentences import find_sentence_boundaries, find_sentence_spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("Mr. Vry met Gen. Hale in the U.S. capital. He left.", None),
        ("The U.S. He left.", ["The U.S. He left."]),
        ("It rose 2.5 percent at No. 10 Weir St. on Feb. 3. Then it fell.", None),
        ("J. R. Vry sold Kell Inc. The price was low.", None),
        ("“Why?” he asked. “Go!” she said.", ["“Why?” he asked.", "“Go!” she said."]),
        ("He waited … and left. (He came back.) So.", None),
        ("First paragraph\n\nSecond paragraph", ["First paragraph", "Second paragraph"]),
        ("今天很好。明天呢？「好。」他说。", ["今天很好。", "明天呢？", "「好。」", "他说。"]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, expected):
    found = [text[start:end] for start, end in find_sentence_spans(text)]

    known = {
        "Mr.": ["Mr. Vry met Gen. Hale in the U.S. capital.", "He left."],
        "It ": ["It rose 2.5 percent at No. 10 Weir St. on Feb. 3.", "Then it fell."],
        "J. ": ["J. R. Vry sold Kell Inc.", "The price was low."],
        "He ": ["He waited … and left.", "(He came back.)", "So."],
    }
    assert found == (expected or known[text[:3]])


def test_spans_may_be_asked_of_a_part_of_the_text():
    text = "Zero. One. Two. Three."

    assert [text[a:b] for a, b in find_sentence_spans(text, 6, 15)] == ["One.", "Two."]


@given(st.text(alphabet='ab.!? \n"”A', max_size=60))
def test_borders_rise_and_the_last_one_closes_the_text(text):
    borders = find_sentence_boundaries(text)

    assert borders == sorted(set(borders)) or not text.strip()
    assert not text[borders[-1] :].strip()
    joined = "".join(text[a:b] for a, b in find_sentence_spans(text))
    assert "".join(joined.split()) == "".join(text.split())


@pytest.mark.parametrize("piece", [".", ". ", "\n", "\n ", '…"', "a.b.", "!? "])
def test_long_runs_of_marks_take_no_more_time_than_their_number(piece):
    begun = time.process_time()

    find_sentence_boundaries(piece * 50_000)

    assert time.process_time() - begun < 2
