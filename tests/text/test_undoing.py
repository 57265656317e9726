"""Edits undone and done again: the original and the edits are the text, whatever was turned."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.edits import Place, apply, edits_between, inverse, without_markup
from archive.text.undoing import kind_of_edit, with_undone, words_taken

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
def test_any_sequence_of_undoing_and_redoing_keeps_original_and_text_each_other_s(
    original, reading, markup, turns
):
    seen = without_markup(original) if markup else original
    edits = edits_between(original, reading, seen=seen if markup else "")
    undone: set[tuple[int, int]] = set()
    texts = {frozenset(): reading}

    for turn in turns if edits else []:
        one = edits[turn % len(edits)]
        undone ^= {(one.start, one.end)}
        now = with_undone(original, seen, edits, undone)
        text = apply(original, now)

        assert [(a.start, a.end) for a in now] == [(b.start, b.end) for b in edits]
        assert apply(text, inverse(original, now)) == original
        assert texts.setdefault(frozenset(undone), text) == text
    assert apply(original, with_undone(original, seen, edits, set())) == reading


@given(WORDS, WORDS)
def test_edits_stand_in_order_and_do_not_overlap(original, reading):
    edits = edits_between(original, reading)

    assert all(one.end <= other.start for one, other in pairwise(edits))


@pytest.mark.parametrize(
    ("original", "reading", "kind", "undone"),
    [
        ("The ships lay\nout all night.", "The ships lay out all night.", "join",
         "The ships lay\n\nout all night."),
        ("The har-\nbour shut.", "The harbour shut.", "join", "The har-\n\nbour shut."),
        ("The ships lay\n\n12\n\nout all night.", "The ships lay out all night.", "removal",
         "The ships lay\n\n12\n\nout all night."),
        ("He sayd no.\n", "He said no.", "replacement", "He sayd no."),
        ("One.\n\nShare\n\nTwo.", "One.\n\nTwo.", "removal", "One.\n\nShare\n\nTwo."),
    ],
)  # fmt: skip
def test_each_kind_puts_back_what_it_took(original, reading, kind, undone):
    edits = edits_between(original, reading)
    one = next(one for one in edits if kind_of_edit(one) == kind)

    now = with_undone(original, original, edits, {(one.start, one.end)})

    assert apply(original, now) == undone


def test_what_a_rule_took_beside_a_sentence_comes_back_as_a_paragraph():
    html = "<p>Closed.</p><p>Share this</p><p>Nobody knew.</p>"
    seen = without_markup(html)
    place = Place(html.index("Share"), html.index("this") + 4, "a button")
    edits = edits_between(html, "Closed.\n\nNobody knew.", places=[place], seen=seen)
    one = next(one for one in edits if one.reason == "a button")

    now = with_undone(html, seen, edits, {(one.start, one.end)})

    assert words_taken(one, seen) == "Share this"
    assert apply(html, now) == "Closed.\n\nShare this\n\nNobody knew."


def test_words_left_out_without_a_rule_can_be_put_back_too():
    html = "<p>Closed.</p><div>Advertisement</div><p>Nobody knew.</p>"
    seen = without_markup(html)
    edits = edits_between(html, "Closed.\n\nNobody knew.", seen=seen)
    one = next(one for one in edits if words_taken(one, seen) == "Advertisement")

    now = with_undone(html, seen, edits, {(one.start, one.end)})

    assert kind_of_edit(one) == "removal"
    assert apply(html, now) == "Closed.\n\nAdvertisement\n\nNobody knew."
