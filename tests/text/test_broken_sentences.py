"""Sentences that a page or a wire broke are whole again."""

import pytest

from archive.text.sentences import is_continuation, is_wire_text, join_sentence_parts, split_wire_paragraphs


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the government offensive waged with", "close air support from Russian planes"),
        ("a strategic", "objective of Washington"),
        ("the Syrian “rebel” representatives in", "Astana voiced their acceptance"),
        ("who led the Russian delegation at the talks,", "told reporters"),
        ("who led the Russian delegation at the talks,", "Lavrov told reporters"),
        (
            ("It was clear to all who stood on the quay that day that the order had been given by Captain"),
            "Reve himself.",
        ),
    ],
)
def test_goes_on(before, after):
    assert is_continuation(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The talks ended.", "they will resume"),
        ("He said: “No.”", "and left"),
        ("Background", "The war began in 2011"),
        (
            ("It was clear to all who stood on the quay that day that the order had been given by the town"),
            "The next day it rained.",
        ),
        ("in", ""),
    ],
)
def test_does_not_go_on(before, after):
    assert not is_continuation(before, after)


def test_a_cut_word_is_whole_where_the_text_knows_it():
    assert join_sentence_parts("the govern-", "ment said", frozenset({"government"})) == "the government said"
    assert join_sentence_parts("a Russian-", "backed force", frozenset({"government"})) == "a Russian-backed force"


def test_lines_of_a_news_wire_become_paragraphs():
    text = "Showers continued throughout\nthe week.\n    The dry period means\nit will be late.\n"

    assert is_wire_text(text)
    assert split_wire_paragraphs(text) == [
        "Showers continued throughout the week.",
        "The dry period means it will be late.",
    ]


def test_a_table_keeps_its_lines():
    text = "RESERVES - FEB 26\n Net free......644 vs...1,337\n Bank......425 vs....688\n"

    assert split_wire_paragraphs(text) == ["RESERVES - FEB 26\n Net free......644 vs...1,337\n Bank......425 vs....688"]
