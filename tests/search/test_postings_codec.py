"""Postings packed into bytes come back as they were, one word at a time and many at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.engines.whoosh.storage.array_file import ArrayFile, ArrayWriter
from archive.search.engines.whoosh.storage.inverted import FieldReader, PostingsTable, select_live_postings, write_field
from archive.search.engines.whoosh.storage.postings_codec import (
    pack_postings,
    unpack_postings,
    unpack_term,
    view_positions,
)
from tests.search.postings_tables import build_table

SPREADS = [40, 400, 70_000, 3_000_000]


@st.composite
def draw_fields(draw):
    """A few words with postings near and far apart, rare and frequent, narrow and wide."""
    postings = []
    for number in range(draw(st.integers(1, 6))):
        docs = draw(st.sets(st.integers(0, draw(st.sampled_from(SPREADS))), min_size=1, max_size=9))
        for doc in sorted(docs):
            count = draw(st.sampled_from([1, 1, 2, 15, 16, 17, 40]))
            step = draw(st.sampled_from([1, 7, 3_000]))
            positions = np.arange(count, dtype=np.uint32) * step + draw(st.integers(0, 66_000))
            postings.append((f"word{number}".encode(), doc, positions.astype(np.uint32)))
    return build_table(postings)


@given(draw_fields())
def test_many_words_come_back_as_they_were(field):
    packed = pack_postings(field.counts, field.docs, field.freqs, field.positions)

    docs, freqs, positions = unpack_postings(packed.raw, packed.sizes, field.counts, packed.wide)

    assert docs.tolist() == field.docs.tolist()
    assert freqs.tolist() == field.freqs.tolist()
    assert positions.tolist() == field.positions.tolist()


@given(draw_fields())
def test_one_word_comes_back_as_it_was(field):
    packed = pack_postings(field.counts, field.docs, field.freqs, field.positions)
    ends, docs, freqs, positions = np.cumsum(packed.sizes) * 2, [], [], []

    for number, count in enumerate(field.counts.tolist()):
        raw = packed.raw[ends[number] - packed.sizes[number] * 2 : ends[number]]
        term_docs, term_freqs = unpack_term(raw, count)
        total = int(term_freqs.sum(dtype=np.int64))
        docs += term_docs.tolist()
        freqs += term_freqs.tolist()
        positions += view_positions(raw, total, wide=bool(packed.wide[number])).tolist()

    assert (docs, freqs, positions) == (
        field.docs.tolist(),
        field.freqs.tolist(),
        field.positions.tolist(),
    )


def test_most_postings_take_a_byte_and_a_half_and_two_for_each_place():
    docs = np.arange(0, 200_000, 20, dtype=np.int32)
    freqs, positions = np.full(len(docs), 2, np.int32), np.arange(2 * len(docs), dtype=np.uint32)

    packed = pack_postings(np.array([len(docs)]), docs, freqs, positions)

    assert len(packed.raw) == len(docs) * (1.5 + 2 * 2)


@pytest.fixture
def field(tmp_path):
    """A field on the disk: forms of two stems, written in two parts."""
    where = np.array([1], np.uint32)
    terms = [b"\x1ftalking\x1ftalk", b"\x1ftalks\x1ftalk", b"\x1fzoos\x1fzoo", b"talk", b"zoo"]
    writer = ArrayWriter(tmp_path / "field")
    first, last = (build_table((term, 3, where) for term in part) for part in (terms[:2], terms[2:]))
    write_field(writer, "text", [first, last])
    writer.close(fields=["text"])
    return FieldReader(ArrayFile(tmp_path / "field"), "text")


def test_words_are_found_by_themselves_by_beginnings_and_by_stem(field):
    assert [field.get_term(number) for number in range(*field.find_prefix_range(b"t"))] == [b"talk"]
    assert field.find_term(b"zoo") == 4
    assert field.find_term(b"zo") is None
    assert [field.get_term(n) for n in field.find_forms(b"talk")] == [
        b"\x1ftalking\x1ftalk",
        b"\x1ftalks\x1ftalk",
    ]
    assert field.find_forms(b"tal") == []


def test_what_is_deleted_is_gone_from_words_and_places():
    one, two = np.array([1, 5], np.uint32), np.array([2], np.uint32)
    whole = build_table([(b"a", 0, one), (b"a", 2, two), (b"b", 0, two)])

    live = select_live_postings(whole, np.array([False, True, True]), np.array([-1, 0, 1], np.int32))

    assert isinstance(live, PostingsTable)
    assert (live.terms, live.docs.tolist(), live.freqs.tolist(), live.positions.tolist()) == (
        [b"a"],
        [1],
        [1],
        [2],
    )
