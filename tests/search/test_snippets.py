"""Snippets: the words shown, and those of them that are marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.highlight.snippets import (
    SNIPPET_LENGTH,
    HighlightFragment,
    build_snippet,
    build_targets,
    find_mark_spans,
    highlight_title,
)
from archive.search.query.nodes import And, Not, Or, Phrase, Term
from archive.search.query.parser import parse_query, to_canonical

LONG = "Nothing of note happened here for a while. " * 30


def get_marked_texts(fragments):
    return [fragment.text for fragment in fragments if fragment.matched]


def join_texts(fragments):
    return "".join(fragment.text for fragment in fragments)


def build_phrase_targets(*texts):
    return build_targets(parse_query(" ".join(f'"{text}"' for text in texts)).node)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (None, []),
        (Term("a"), ["a"]),
        (And((Term("a"), Not(Term("b")))), ["a"]),
        (Or((Phrase("a b"), Term("c"))), ['"a b" OR c']),
        (Not(Not(Term("a"))), []),
        (And((Term("a"), Term("a"))), ["a"]),
    ],
)
def test_what_is_excluded_is_not_wanted(node, expected):
    assert [to_canonical(want.node) for want in build_targets(node)] == expected


def test_inflections_are_marked_as_they_stand():
    assert get_marked_texts(build_snippet(["The Talks; he talked."], build_phrase_targets("talk"))) == [
        "Talks",
        "talked",
    ]


def test_a_phrase_is_marked_whole_and_only_as_a_phrase():
    fragments = build_snippet(["Talks on peace. The peace talks failed."], build_phrase_targets("peace talks"))

    assert get_marked_texts(fragments) == ["peace talks"]


def test_a_phrase_never_crosses_from_standfirst_to_body():
    assert get_marked_texts(build_snippet(["about peace", "talks failed"], build_phrase_targets("peace talks"))) == []


def test_the_window_shows_where_most_of_what_was_asked_stands():
    text = f"Aleppo. {LONG} In Aleppo the siege went on. {LONG} siege"

    fragments = build_snippet([text], build_phrase_targets("aleppo", "siege"))

    assert get_marked_texts(fragments) == ["Aleppo", "siege"]
    assert join_texts(fragments).startswith("…")
    assert join_texts(fragments).endswith("…")
    assert len(join_texts(fragments)) <= SNIPPET_LENGTH + 2


def test_the_part_that_shows_more_is_chosen():
    fragments = build_snippet(["The siege.", "The siege of Aleppo."], build_phrase_targets("aleppo", "siege"))

    assert join_texts(fragments) == "The siege of Aleppo."


def test_without_a_match_the_beginning_is_shown_up_to_a_whole_word():
    fragments = build_snippet(["", LONG], build_phrase_targets("absent"))

    assert get_marked_texts(fragments) == []
    assert join_texts(fragments).startswith("Nothing of note")
    assert join_texts(fragments).endswith("…")
    assert len(join_texts(fragments)) <= SNIPPET_LENGTH + 1
    assert join_texts(fragments).rstrip("…").split()[-1].strip(".") in LONG.split()[:60]


def test_words_of_the_title_alone_are_not_looked_for_in_the_text():
    assert get_marked_texts(build_snippet(["Aleppo"], build_targets(Term("aleppo", "title")))) == []
    assert get_marked_texts(highlight_title("Aleppo falls", build_targets(Term("aleppo", "title")))) == ["Aleppo"]


def test_a_title_is_shown_whole():
    assert highlight_title("US talks, and U.S. talks", build_phrase_targets("us")) == (
        HighlightFragment("US", matched=True),
        HighlightFragment(" talks, and "),
        HighlightFragment("U.S.", matched=True),
        HighlightFragment(" talks"),
    )


def test_text_is_shown_on_one_line_and_never_as_markup():
    fragments = build_snippet(["A & B <\n\n C  talks"], build_phrase_targets("talks"))

    assert join_texts(fragments) == "A & B < C talks"


def test_french_words_are_marked_by_french_rules():
    text = "Les négociations de l’Assemblée"

    fragments = build_snippet([text], build_phrase_targets("négociation", "assemblee"), "fr")

    assert get_marked_texts(fragments) == ["négociations", "Assemblée"]


def test_nothing_to_show_shows_nothing():
    assert build_snippet(["", "  "], build_phrase_targets("a")) == ()
    assert highlight_title("", build_phrase_targets("a")) == ()


texts = st.lists(
    st.sampled_from(["peace", "talks", "the", "U.S.", "al-Assad", "\n\n", "…", "l’eau"]),
    max_size=80,
)


@given(
    texts.map(" ".join),
    st.lists(st.sampled_from(["peace", "peace talks", "US", "al-Assad", "eau"]), max_size=3),
)
def test_fragments_are_pieces_of_the_text_in_order(text, words):
    fragments = build_snippet([text], build_phrase_targets(*words))
    shown = " ".join(text.split())

    assert join_texts(fragments).strip("…").strip() in shown
    assert all(span[0] < span[1] for span in find_mark_spans(text, build_phrase_targets(*words)))
    assert len(join_texts(fragments)) <= SNIPPET_LENGTH + 60
