"""Edits undone and done again: the original and the edits are the text, whatever was turned."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.edits import (
    RuleSpan,
    apply_edits,
    blank_markup,
    classify_edit,
    compute_edits,
    get_removed_words,
    undo_edits,
)
from tests.text.inverses import invert_edits

WORDS = st.lists(
    st.sampled_from(
        [
            "the",
            "harbour",
            "a",
            "é",
            "<b>",
            "</b>",
            "&amp;",
            "\n",
            "\n\n",
            " ",
            "x",
            "中",
            ".",
            "-\n",
        ]
    ),
    max_size=40,
).map("".join)


@given(
    st.text(max_size=120) | WORDS,
    st.text(max_size=120) | WORDS,
    st.booleans(),
    st.lists(st.integers(0, 60), max_size=30),
)
def test_any_sequence_of_undoing_and_redoing_keeps_original_and_text_each_other_s(original, reading, markup, turns):
    seen = blank_markup(original) if markup else original
    edits = compute_edits(original, reading, visible=seen if markup else "")
    undone: set[tuple[int, int]] = set()
    texts = {frozenset(): reading}

    for turn in turns if edits else []:
        one = edits[turn % len(edits)]
        undone ^= {(one.start, one.end)}
        now = undo_edits(original, seen, edits, undone)
        text = apply_edits(original, now)

        assert [(a.start, a.end) for a in now] == [(b.start, b.end) for b in edits]
        assert apply_edits(text, invert_edits(original, now)) == original
        assert texts.setdefault(frozenset(undone), text) == text
    assert apply_edits(original, undo_edits(original, seen, edits, set())) == reading


@given(WORDS, WORDS)
def test_edits_stand_in_order_and_do_not_overlap(original, reading):
    edits = compute_edits(original, reading)

    assert all(one.end <= other.start for one, other in pairwise(edits))


@pytest.mark.parametrize(
    ("original", "reading", "kind", "undone"),
    [
        ("The ships lay\nout all night.", "The ships lay out all night.", "join", "The ships lay\n\nout all night."),
        ("The har-\nbour shut.", "The harbour shut.", "join", "The har-\n\nbour shut."),
        (
            "The ships lay\n\n12\n\nout all night.",
            "The ships lay out all night.",
            "removal",
            "The ships lay\n\n12\n\nout all night.",
        ),
        ("He sayd no.\n", "He said no.", "replacement", "He sayd no."),
        ("One.\n\nShare\n\nTwo.", "One.\n\nTwo.", "removal", "One.\n\nShare\n\nTwo."),
    ],
)
def test_each_kind_puts_back_what_it_took(original, reading, kind, undone):
    edits = compute_edits(original, reading)
    one = next(one for one in edits if classify_edit(one) == kind)

    now = undo_edits(original, original, edits, {(one.start, one.end)})

    assert apply_edits(original, now) == undone


def test_what_a_rule_took_beside_a_sentence_comes_back_as_a_paragraph():
    html = "<p>Closed.</p><p>Share this</p><p>Nobody knew.</p>"
    seen = blank_markup(html)
    place = RuleSpan(html.index("Share"), html.index("this") + 4, "a button")
    edits = compute_edits(html, "Closed.\n\nNobody knew.", rule_spans=[place], visible=seen)
    one = next(one for one in edits if one.reason == "a button")

    now = undo_edits(html, seen, edits, {(one.start, one.end)})

    assert get_removed_words(one, seen) == "Share this"
    assert apply_edits(html, now) == "Closed.\n\nShare this\n\nNobody knew."


def test_words_left_out_without_a_rule_can_be_put_back_too():
    html = "<p>Closed.</p><div>Advertisement</div><p>Nobody knew.</p>"
    seen = blank_markup(html)
    edits = compute_edits(html, "Closed.\n\nNobody knew.", visible=seen)
    one = next(one for one in edits if get_removed_words(one, seen) == "Advertisement")

    now = undo_edits(html, seen, edits, {(one.start, one.end)})

    assert classify_edit(one) == "removal"
    assert apply_edits(html, now) == "Closed.\n\nAdvertisement\n\nNobody knew."
