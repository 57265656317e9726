"""Several operands with one operator: all of them, in any order, none sharing a word."""

import re
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import QuerySyntaxError
from archive.search.analysis.analyzer import PART_SEPARATOR
from archive.search.engines.base import EngineQuery, IndexDocument
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.engines.whoosh.execution import chains
from archive.search.highlight import chains as shown_chains
from archive.search.highlight.snippets import build_targets, find_mark_spans
from archive.search.query.parser import parse_query, to_canonical
from tests.search.chain_oracle import Any, Chain, Document, Phrase, Word

chances = st.integers(0, 2**32).map(Random)
VOCABULARY = ["alpha", "bravo", "delta", "echo", "golf"]


def draw_document(chance, longest=14, vocabulary=VOCABULARY):
    words = chance.choices(vocabulary, k=chance.randrange(1, longest + 1))
    sentences = list(_cut(chance, words))
    return Document(tuple(tuple(map(tuple, sentence)) for sentence in _cut(chance, sentences)))


def _cut(chance, row):
    while row:
        size = chance.choice([1, 2, 4, 8, 16])
        yield row[:size]
        row = row[size:]


def draw_operand(chance, depth):
    word = chance.choice(VOCABULARY)
    if depth and chance.random() < 0.25:
        return draw_chain(chance, depth - 1)
    return chance.choice(
        [
            Word(word),
            Word(word),
            Word(word),
            Word(chance.choice(["bra*", "delt?", "ech*", "gol?"])),
            Phrase((word, chance.choice(VOCABULARY))),
            Any((Word(word), Word(chance.choice(VOCABULARY)))),
            Any((Word(word), Phrase((word, chance.choice(VOCABULARY))))),
        ]
    )


def draw_operator(chance):
    near = chance.randrange(1, 6)
    return chance.choice([f"W/{near}", f"W/{near}", f"PRE/{near}", "W/S", "W/P", f"NOT W/{near}"])


def draw_chain(chance, depth=2):
    """Mostly of one operator."""
    count = chance.choice([2, 3, 3, 3, 4])
    operands = tuple(draw_operand(chance, depth) for _ in range(count))
    if chance.random() < 0.3:
        return Chain(operands, tuple(draw_operator(chance) for _ in range(count - 1)))
    return Chain(operands, (draw_operator(chance),) * (count - 1))


def build_index(folder, documents):
    engine = WhooshSearchEngine(Path(folder), 1_000_000)
    engine.write(
        IndexDocument(number, "", PART_SEPARATOR.join(("", "", document.text)), "en", None, (), None, None)
        for number, document in enumerate(documents)
    )
    return engine


def find_pks(engine, text):
    return {hit.pk for hit in engine.find(EngineQuery(query=parse_query(text).node, limit=1_000)).hits}


def find_marked_words(text, question):
    """The numbers of the words that are marked."""
    marks = find_mark_spans(text, build_targets(parse_query(question).node), "en")
    words = [match.span() for match in re.finditer(r"\w+", text)]
    return {
        number for number, (start, end) in enumerate(words) if any(low <= start and end <= high for low, high in marks)
    }


def check_chains(chance):
    documents = [draw_document(chance) for _ in range(8)]
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(chains, "_EVENTS_PER_BATCH", chance.choice([1, 20, 1 << 17]))
        patch.setattr(chains, "_PAIRS_PER_BATCH", chance.choice([1, 10, 1 << 20]))
        engine = build_index(folder, documents)
        for _ in range(10):
            query = draw_chain(chance)
            occurrences = [query.occurrences(document) for document in documents]
            expected = {number for number, those in enumerate(occurrences) if those}
            assert find_pks(engine, query.flat) == expected, query.flat
            assert find_pks(engine, parse_query(query.flat).canonical_text) == expected, query.flat
            for document, those in zip(documents, occurrences, strict=True):
                assert find_marked_words(document.text, query.flat) == set().union(*those), (query.flat, document.text)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(chances)
def test_chains_find_and_mark_what_trying_everything_finds(chance):
    check_chains(chance)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=4_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(chances)
def test_chains_find_and_mark_what_trying_everything_finds_many_times(chance):
    check_chains(chance)


LETTERS = ["alpha", "bravo", "delta", "echo", "golf", "hotel", "kilo", "lima", "oscar", "tango"]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(chances)
def test_long_chains_find_and_mark_what_trying_everything_finds(chance):
    count = chance.choice([5, 6, 7, 8])
    words = chance.choices(LETTERS[:count], k=chance.randrange(3)) + LETTERS
    query = Chain(
        tuple(map(Word, chance.sample(words, count))),
        (chance.choice(["W/1", "W/2", "W/3", "W/S", "W/P"]),) * (count - 1),
    )
    documents = []
    for _ in range(8):
        row = [operand.pattern for operand in query.operands] + chance.choices(LETTERS, k=3)
        chance.shuffle(row)
        documents.append(Document(tuple(tuple(map(tuple, sentence)) for sentence in _cut(chance, [row]))))

    with TemporaryDirectory() as folder:
        engine = build_index(folder, documents)
        occurrences = [query.occurrences(document) for document in documents]
        assert find_pks(engine, query.flat) == {number for number, those in enumerate(occurrences) if those}
        nested = f"({query.flat}) W/2 tango"
        both = Chain((query, Word("tango")), ("W/2",))
        assert find_pks(engine, nested) == {
            number for number, document in enumerate(documents) if both.occurrences(document)
        }
    for document, those in zip(documents, occurrences, strict=True):
        assert find_marked_words(document.text, query.flat) == set().union(*those), (query.flat, document.text)


@settings(max_examples=100, deadline=None)
@given(chances)
def test_different_operators_run_from_left_to_right_and_the_reading_is_shown(chance):
    query = draw_chain(chance)
    parsed = parse_query(query.flat)

    assert parse_query(query.nested.flat).node == parsed.node
    assert to_canonical(parsed.node) == parsed.canonical_text
    if len(set(query.operators)) > 1:
        assert any(f": {parsed.canonical_text}." in note for note in parsed.notes)


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("alpha W/S bravo W/S charlie", {"between", "after", "before"}),
        ("alpha W/P bravo W/P charlie", {"between", "after", "before", "apart"}),
        ("alpha W/2 bravo W/2 charlie", {"between", "after", "before"}),
        ("alpha W/1 bravo W/1 charlie", set()),
        ("charlie W/2 alpha W/2 bravo", {"between", "after", "before"}),
        ("(alpha W/5 bravo) W/5 charlie", {"after", "before"}),
        ("alpha PRE/2 charlie PRE/2 bravo", {"between"}),
        ("alpha PRE/2 bravo PRE/2 charlie", {"after"}),
        ("alpha W/5 alpha W/5 bravo", set()),
        ("quote:(alpha W/5 bravo W/5 charlie)", {"after"}),
        ("ATLEAST1(alpha W/5 bravo W/5 charlie)", {"between", "after", "before"}),
        ("ATLEAST2(alpha W/5 bravo W/5 charlie)", set()),
        ("charlie NOT W/9 (alpha W/5 bravo W/5 charlie)", {"apart"}),
        ("(alpha OR zulu) W/2 bravo W/2 charl*", {"between", "after", "before"}),
        ('"one charlie" W/9 alpha W/9 bravo', {"between"}),
    ],
)
def test_a_chain_finds_its_words_in_any_order(question, texts, tmp_path):
    bodies = {
        "between": "Alpha one charlie bravo.",
        "after": "He said: “Alpha two bravo charlie.”",
        "before": "Charlie three alpha bravo.",
        "apart": "Alpha four bravo. After many hours at the gate of the port came Charlie.",
    }
    engine = WhooshSearchEngine(tmp_path, 1_000_000)
    engine.write(
        IndexDocument(number, "", PART_SEPARATOR.join(("", "", body)), "en", None, (), None, None)
        for number, body in enumerate(bodies.values())
    )

    names = list(bodies)
    assert {names[number] for number in find_pks(engine, question)} == texts


def test_a_chain_stands_in_a_title_too(tmp_path):
    engine = WhooshSearchEngine(tmp_path, 1_000_000)
    title = "Alpha one charlie bravo"
    engine.write([IndexDocument(1, title, PART_SEPARATOR.join((title, "", "x")), "en", None, (), None, None)])

    assert find_pks(engine, "title:(alpha W/2 bravo W/2 charlie)") == {1}
    assert find_pks(engine, "title:(alpha W/1 bravo W/1 charlie)") == set()


def test_a_long_text_of_common_words_is_marked_in_bounded_time(monkeypatch):
    """With more rows than can be followed, some of each are marked, and no other."""
    monkeypatch.setattr(shown_chains, "MAX_STEPS", 200)
    text = "alpha bravo delta echo golf hotel kilo lima " * 60
    question = " W/99 ".join(["alpha", "bravo", "delta", "echo", "golf", "hotel", "kilo", "lima"])

    assert len(find_marked_words(text, question)) == 480
    assert find_marked_words(text, question.replace("lima", "zulu")) == set()


def test_a_chain_of_too_many_operands_is_refused_where_it_is_too_long():
    text = " W/5 ".join(["a", "b", "c", "d", "e", "f", "g", "h", "i"])

    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(text)

    assert (caught.value.code, caught.value.offset) == ("chain-too-long", text.index("W/5 i"))
    assert caught.value.suggestion == text.replace("W/5 i", "AND i")
    assert "at most 8" in caught.value.message
    assert parse_query(text.replace("W/", "PRE/")).node.ordered
