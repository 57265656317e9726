"""Passages between quotation marks: every shape of mark, over paragraphs, inside one another."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.quotation_marks import find_quote_bounds, find_quoted_spans


def read_quoted_words(text):
    return [text[passage.start : passage.end] for passage in find_quoted_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" twice.', ["no"]),
        ("He said “no” twice.", ["no"]),
        ("''Four years,'' she said.", ["Four years,"]),
        ("``Wire marks,'' he said.", ["Wire marks,"]),
        ("« Oui », dit-il. « Non. »", [" Oui ", " Non. "]),
        ("„Das ist gut“, sagte er. »Ja«, rief sie.", ["Das ist gut", "Ja"]),
        ("”Hej”, sa han.", ["Hej"]),
        ("「你好」他说", ["你好"]),
        ("“[The] talks … (so far) failed,” he said.", ["[The] talks … (so far) failed,"]),
        ("'I saw the workers' pay fall,' he said", ["I saw the workers' pay fall,"]),
        ("the workers' rights were 'a joke' in the '90s", ["a joke"]),
        ("rock 'n' roll isn't the teachers' cup of tea", []),
        ('He is 6\'2" tall and "big".', ["big"]),
        ('"She asked—"why?"—and left', ["why?"]),
        ("”Wrong way round,” he said.", ["Wrong way round,"]),
        ("“Wrong way out,“ he said.", ["Wrong way out,"]),
        ("“...” and “ ” hold no words", []),
    ],
)
def test_the_words_between_marks_are_found(text, expected):
    assert read_quoted_words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“One.\n\n“Two.\n\n“Three,” he said. “Four”", ["One.\n\n“Two.\n\n“Three,", "Four"]),
        ('"One.\n\n"Two," he said.', ['One.\n\n"Two,']),
        ("“One.\n\nTwo without a mark,” he said.", ["One.\n\nTwo without a mark,"]),
        ('"Never closed here.\n\nNext "closed" one.', ["Never closed here.", "closed"]),
        ("“Stray. Then “a” and “b”.\n\nNo more.", ["a", "b"]),
    ],
)
def test_a_quotation_goes_on_over_paragraphs_only_where_the_next_one_says_so(text, expected):
    assert read_quoted_words(text) == expected


def test_quotations_inside_quotations_say_how_deep_they_stand():
    text = "“She told me ‘the “boom” is down’ twice,” he said."

    found = [(text[each.start : each.end], each.depth) for each in find_quoted_spans(text)]

    assert found == [
        ("She told me ‘the “boom” is down’ twice,", 0),
        ("the “boom” is down", 1),
        ("boom", 2),
    ]
    assert find_quote_bounds(text) == [(1, 40)]


def test_a_missing_closing_mark_is_told():
    (passage,) = find_quoted_spans("“Never closed.\n\nAnd on.")

    assert not passage.is_closed


@pytest.mark.parametrize("piece", ['"', "“", "”", "' ", "s' ", '"a ', "“a\n\n", "“a ‘", "\n \n", "«»'"])
def test_unbalanced_marks_by_the_ten_thousand_take_no_more_time_than_their_number(piece):
    find_quoted_spans(piece * 1000)
    begun = time.process_time()

    find_quoted_spans(piece * 20_000)

    assert time.process_time() - begun < 2


@given(st.text(alphabet="ab s.,\n\"'“”‘’«»„", max_size=80))
def test_passages_lie_in_the_text_nest_and_never_overlap_halfway(text):
    found = find_quoted_spans(text)

    assert all(0 <= p.outer_start < p.start < p.end <= p.outer_end <= len(text) for p in found)
    borders = find_quote_bounds(text)
    assert borders == sorted(borders)
    assert all(one[1] <= two[0] for one, two in pairwise(borders))
    for one in found:
        for two in found:
            apart = one.outer_end <= two.outer_start or two.outer_end <= one.outer_start
            inside = (one.start <= two.outer_start and two.outer_end <= one.end) or (
                two.start <= one.outer_start and one.outer_end <= two.end
            )
            assert one == two or apart or inside
