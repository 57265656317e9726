"""Faults that libraries report, in words for whoever has the file."""

import pytest

from archive.formats.faults import describe_fault


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("Excessive depth in document: 256, use XML_PARSE_HUGE option, line 2, column 9 (<string>, line 2)", "deeply"),
        ("File is not a zip file", "its end is missing"),
        ("Compressed file ended before the end-of-stream marker was reached", "its end is missing"),
        ("Bad CRC-32 for file 'a.html'", "some of its bytes are wrong"),
        ("Error -3 while decompressing data: invalid distance too far back", "some of its bytes are wrong"),
        ("AttValue: ' expected, line 12, column 853 (<string>, line 12)", "its markup is broken in line 12"),
        ("compression type 9 is not supported", "made in a way that is not known here"),
        ("a sentence of our own", "a sentence of our own"),
        ("", "nothing more is known"),
    ],
)
def test_a_fault_is_told_without_the_words_of_the_library(message, words):
    assert words in describe_fault(ValueError(message))
