"""Marks in a text agree with the results of the engine."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.search.analysis.analyzer import PART_SEPARATOR, split_words
from archive.search.engines.base import EngineQuery, IndexDocument
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.highlight.snippets import build_targets, find_mark_spans, highlight_title
from archive.search.highlight.term_finder import TermFinder
from archive.search.query import nodes as q
from archive.search.query.parser import parse_query

WORDS = ["talk", "talks", "talking", "siege", "U.S.", "us", "cease-fire", "fire", "négocié", "the"]
chances = st.integers(0, 2**32).map(Random)


def draw_text(chance):
    pieces = [
        chance.choice(WORDS).capitalize() + chance.choice(["", "", "", ". ", "”", " “", ".\n\n"])
        for _ in range(chance.randrange(1, 16))
    ]
    return " ".join(pieces)


def draw_operand(chance):
    one = chance.choice(WORDS)
    return chance.choice(
        [
            q.Term(one),
            q.Term(one, exact=True),
            q.Phrase(f"{one} {chance.choice(WORDS)}"),
            q.Phrase(f"{one} {chance.choice(WORDS)}", exact=True),
            q.Wildcard(chance.choice(["tal*", "talk?", "sie*e", "f?re"])),
            q.Fuzzy(chance.choice(["talk", "siege", "fire"]), chance.choice([1, 2])),
            q.Window(("talk", chance.choice(["siege", "fire", "talk"])), chance.randrange(1, 6)),
        ]
    )


def draw_placed_node(chance, depth=2):
    if depth == 0 or chance.random() < 0.3:
        return draw_operand(chance)
    several = tuple(draw_placed_node(chance, depth - 1) for _ in range(chance.choice([2, 2, 3, 4])))
    a, b, n = several[0], several[1], chance.randrange(1, 7)
    return chance.choice(
        [
            q.Near(several, n),
            q.Near(several, n, ordered=True),
            q.NotNear(a, b, n),
            q.Or((a, b)),
            q.SameUnit(several, chance.choice(list(q.TextUnit))),
            q.InQuotation(a),
            q.AtLeast(a, chance.randrange(1, 4)),
        ]
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(chances)
def test_marks_something_exactly_where_the_engine_finds(chance):
    texts = [draw_text(chance) for _ in range(6)]
    with TemporaryDirectory() as folder:
        engine = WhooshSearchEngine(Path(folder), 1_000_000)
        engine.write(
            IndexDocument(n, "", PART_SEPARATOR.join(("", "", one)), "en", None, (), None, None)
            for n, one in enumerate(texts, start=1)
        )
        for _ in range(12):
            node = draw_placed_node(chance)
            found = {one.pk for one in engine.find(EngineQuery(query=node)).hits}
            marked = {n for n, one in enumerate(texts, 1) if find_mark_spans(one, build_targets(node), "en")}
            assert marked == found, node


ODD = [
    "Talking,", "(TALK)", "tAlk", "l’eau", "us", "US.", "fires?”", "“Sieges", "dying", "Dyed",
    "die", "gaol", "jails", "oestrogen", "Estrogens", "négocié", "negocie", "北京市",
    "fire-talks", "3,000", "a", "TV", "talk's", "ﬁre", "السلام", "O'Neil's",
]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(chances)
def test_letters_that_a_word_begins_with_hide_nothing_that_is_sought(chance):
    sought = [
        q.Term(chance.choice(ODD)),
        q.Term(chance.choice(ODD), exact=True),
        draw_operand(chance),
        q.Wildcard(chance.choice(["o*l", "?ire", "tal*", "né?o*"])),
        q.Fuzzy("fyre", 1),
    ]
    seeker = TermFinder(q.Or(tuple(chance.sample(sought, 3))), chance.choice(["english", "french"]))
    pieces = chance.choices(ODD + WORDS, k=40)

    every = [(at, piece, hit) for at, piece in enumerate(pieces) if (hit := seeker._find_in_chunk(piece))]

    found = seeker.find_hits(" \n".join(pieces))
    assert [(chunk.chunk, chunk.hits) for chunk in found] == [(piece, hit) for _, piece, hit in every]
    assert [chunk.start for chunk in found] == [len(" \n".join([*pieces[:at], ""])) for at, _, _ in every]
    assert [chunk.position for chunk in found] == [len(split_words(" ".join(pieces[:at]))) for at, _, _ in every]


def find_marks(body, query):
    return [body[low:high] for low, high in find_mark_spans(body, build_targets(parse_query(query).node), "en")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("=talks", ["Talks", "talks"]),
        ("talk*", ["Talks", "talked", "talks"]),
        ("tolk~1", []),
        ("talkt~1", ["Talks", "talks"]),
        ("talks W/2 peace", ["peace", "talks"]),
        ("peace PRE/1 talks", ["peace", "talks"]),
        ('"peace talks"', ["peace talks"]),
        ("talks NOT W/2 peace", ["Talks", "talked"]),
        ("quote:talk*", ["talks"]),
        ("talked W/S Geneva", ["talked", "Geneva", "talks"]),
        ("ceasefire", ["cease"]),
        ("outlet:x", []),
    ],
)
def test_marks_what_met_the_question_as_it_is_printed(query, found):
    body = "Talks. They talked in Geneva: “peace talks” now, a cease-fire later."

    assert find_marks(body, query) == found


def test_a_title_shows_words_of_the_lead_too():
    fragments = highlight_title("Talks fail", build_targets(parse_query("about:talk").node), "en")

    assert [one.text for one in fragments if one.matched] == ["Talks"]


@pytest.mark.parametrize("query", ["کتاب\u200cها", "کتابها", '"خانه\u200cها و کتابها"', "کتاب*"])
def test_joiners_of_letters_hide_no_word_from_being_marked(query):
    assert "کتاب\u200cها" in " ".join(find_marks("به خانه\u200cها و کتاب\u200cها رفت.", query))


def test_a_word_with_a_joiner_is_marked_where_it_is_printed_without_one():
    assert find_marks("به خانهها و کتابها رفت.", "کتاب\u200cها") == ["کتابها"]
