"""The inverter gives the postings that plain counting gives."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.analysis.analyzer import (
    PART_POSITION_GAP,
    PART_SEPARATOR,
    analyze_text,
    get_chunk_table,
)
from archive.search.engines.whoosh.building.inverting import FieldInverter
from archive.search.engines.whoosh.building.vocabulary import HashTable, PieceEncoder, Vocabulary
from tests.search.term_positions import collect_term_positions


def invert_texts(texts, *, borders=True):
    vocabulary = Vocabulary()
    inverter = FieldInverter(PieceEncoder(vocabulary), has_boundaries=borders)
    for text in texts:
        inverter.add(text, "english")
    inverter.flush()
    return inverter.build_table(vocabulary.build_sorted_terms())


def build_dict(field):
    postings, posting, position = {}, 0, 0
    for word, count in zip(field.terms, field.counts.tolist(), strict=True):
        for _ in range(count):
            frequency = int(field.freqs[posting])
            key = word.decode(), int(field.docs[posting])
            postings[key] = field.positions[position : position + frequency].tolist()
            posting, position = posting + 1, position + frequency
    return postings


def invert_slowly(texts, *, borders=True):
    postings = defaultdict(list)
    for number, text in enumerate(texts):
        for stem, positions in collect_term_positions(text, boundaries=borders).items():
            postings[stem, number] = positions
    return dict(sorted(postings.items()))


WORDS = st.sampled_from(
    (
        "the dam talks talk négocié U.S. 1,750 l'eau “said.” — 's 北京大学 cease-fire"
        ' Dam TALKS talks. (Talk), "dam" ((("the"))) ?! ... dams. DAM!!! Talks!!!! (U.S.) L\'Eau'
    ).split()
)
TEXTS = st.lists(
    st.one_of(
        st.lists(st.one_of(WORDS, st.just(PART_SEPARATOR), st.sampled_from(["\n", "\u2003"]))).map(" ".join),
        st.text(max_size=40),
    ),
    max_size=8,
)


@given(TEXTS, st.booleans())
def test_every_word_of_every_text_stands_where_it_stood(texts, borders):
    postings = build_dict(invert_texts(texts, borders=borders)[0])

    assert list(postings.items()) == list(invert_slowly(texts, borders=borders).items())


@given(TEXTS)
def test_a_field_is_as_long_as_its_words(texts):
    lengths = [sum(1 for _ in analyze_text(text)) for text in texts]

    assert invert_texts(texts)[1].tolist() == lengths


def test_no_text_has_no_terms():
    field, lengths = invert_texts([])

    assert (field.terms, field.counts.tolist(), lengths.tolist()) == ([], [], [])


def test_parts_lie_apart():
    postings = build_dict(invert_texts([f"dam{PART_SEPARATOR}dam"])[0])

    assert postings["dam", 0] == [0, PART_POSITION_GAP + 1]


def test_articles_are_taken_in_parts(monkeypatch):
    monkeypatch.setattr("archive.search.engines.whoosh.building.inverting._DOCS_PER_BATCH", 2)
    texts = ["a b", "", "c a", "b b", "d"]

    assert build_dict(invert_texts(texts)[0]) == invert_slowly(texts)
    assert invert_texts(texts)[1].tolist() == [2, 0, 2, 2, 1]


def test_what_a_full_table_does_not_remember_is_looked_at_again(monkeypatch):
    monkeypatch.setattr("archive.search.engines.whoosh.building.vocabulary.MAX_KNOWN_PIECES", 2)
    monkeypatch.setattr("archive.search.engines.whoosh.building.inverting._TEXTS_PER_BATCH", 1)
    texts = ["a b", "a b c a d-e", "b c d a d-e"]

    assert build_dict(invert_texts(texts)[0]) == invert_slowly(texts)


def test_long_pieces_that_begin_alike_are_told_apart():
    texts = [f"{'a' * 60}{end} {'é' * 40}{end}" for end in ("", "b", "c", "b")]

    assert build_dict(invert_texts(texts)[0]) == invert_slowly(texts)


def test_one_table_serves_texts_of_several_languages():
    vocabulary = Vocabulary()
    inverter = FieldInverter(PieceEncoder(vocabulary))
    for algorithm in ("english", "french", "english"):
        inverter.add("nations", algorithm)
    inverter.flush()

    postings = build_dict(inverter.build_table(vocabulary.build_sorted_terms())[0])

    assert {key: where for key, where in postings.items() if key[0][0] > " "} == {
        ("nation", 0): [0],
        ("nation", 1): [0],
        ("nation", 2): [0],
    }


@given(st.lists(st.integers(1, 2**64 - 1), unique=True, max_size=200), st.integers(1, 50))
def test_a_table_finds_what_was_put_in_and_nothing_else(hashes, at_once):
    table = HashTable()
    known = np.array(hashes[: len(hashes) // 2], np.uint64)
    numbers = np.arange(len(known), dtype=np.int32)

    for first in range(0, len(known), at_once):
        table.add(known[first : first + at_once], numbers[first : first + at_once])

    assert table.find(known).tolist() == numbers.tolist()
    assert set(table.find(np.array(hashes[len(known) :], np.uint64)).tolist()) <= {-1}


def test_a_table_grows():
    table, hashes = HashTable(), np.random.default_rng(1).integers(1, 2**64 - 1, 100_000, np.uint64)
    for first in range(0, 100_000, 30_000):
        part = hashes[first : first + 30_000]
        table.add(part, np.arange(first, first + len(part), dtype=np.int32))

    assert table.find(hashes).tolist() == list(range(100_000))


def test_more_than_a_key_holds_is_refused_in_words(monkeypatch):
    monkeypatch.setattr("archive.search.engines.whoosh.building.inverting._KEY_BITS", 3)

    with pytest.raises(OverflowError, match="smaller batches"):
        invert_texts(["a b c d e f g", "h i j k"])


ASCII_WORDS = st.text("abcdeilmnorstuyzABS", min_size=1, max_size=12)


@given(st.text('.,;:!?"()', max_size=3), ASCII_WORDS, st.text('.,;:!?"()', max_size=3))
def test_plain_words_are_recognised_as_by_the_slow_path(before, word, after):
    table = get_chunk_table("english")
    piece = before + word + after

    assert table[piece].position_count == table._analyze_chunk(piece).position_count
    assert sorted(table[piece].terms) == sorted(table._analyze_chunk(piece).terms)
