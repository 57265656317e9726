"""Segments built, merged and built by several processes hold what was given, and nothing else."""

from multiprocessing import active_children
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import SearchError
from archive.search.engines.base import EngineQuery
from archive.search.engines.whoosh.building.commit import SegmentExtent, choose_segments_to_merge
from archive.search.engines.whoosh.building.merging import MergeSource, merge_sources
from archive.search.engines.whoosh.building.worker_pool import SegmentBuilder
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.engines.whoosh.storage.segment import SegmentFile
from archive.search.query.nodes import Term
from tests.search import whoosh_oracle
from tests.search.contract import find_pks, make_entry


def build_segment(folder, entries):
    builder = SegmentBuilder()
    for document in entries:
        builder.add(document)
    return SegmentFile(folder, builder.write(folder).segment_id())


def read_postings(file):
    """The places by field, word and article."""
    held = {}
    for name, field in file.fields.items():
        for part in field.read_table(0, len(field)).split() if len(field) else ():
            ends = np.cumsum(part.freqs)
            words = np.repeat(np.arange(len(part.terms)), part.counts)
            for word, doc, end, many in zip(words, part.docs, ends, part.freqs, strict=True):
                positions = part.positions[end - many : end].tolist()
                held[name, part.terms[word], int(doc)] = positions
    return held


def read_rows(file):
    columns = file.read_columns()
    return (
        columns.pks.tolist(),
        columns.fingerprints.tolist(),
        columns.earliest.tolist(),
        [columns.outlets.categories[code] for code in columns.outlets.codes],
        columns.credited.tolist(),
        [columns.authors.categories[code] for code in columns.authors.codes],
        [columns.languages.categories[code] for code in columns.languages.codes],
    )


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_merged_segments_are_the_segment_of_what_lives_in_them(tmp_path_factory, chance):
    folder = tmp_path_factory.mktemp("merge")
    parts = [
        [whoosh_oracle.draw_entry(chance, 10 * part + number) for number in range(chance.randrange(1, 6))]
        for part in range(chance.randrange(1, 4))
    ]
    alive = [np.array([chance.random() < 0.7 for _ in part]) for part in parts]
    sources = [MergeSource(build_segment(folder, part), is_live) for part, is_live in zip(parts, alive, strict=True)]

    count = merge_sources(folder, "MAIN_merged", sources)

    merged = SegmentFile(folder, "MAIN_merged")
    live_documents = [
        document
        for part, is_live in zip(parts, alive, strict=True)
        for document, is_live in zip(part, is_live, strict=True)
        if is_live
    ]
    whole = build_segment(folder, live_documents)
    assert count == len(live_documents)
    assert read_postings(merged) == read_postings(whole)
    assert read_rows(merged) == read_rows(whole)
    for field in whole.fields:
        assert merged.get_length_codes(field).tolist() == whole.get_length_codes(field).tolist()
    if all(is_live.all() for is_live in alive):
        assert merged.total_lengths == whole.total_lengths


def test_a_merge_takes_words_in_ranges(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.search.engines.whoosh.building.merging._POSTINGS_PER_BATCH", 3)
    chance = Random(7)
    parts = [[whoosh_oracle.draw_entry(chance, pk + 10 * part) for pk in range(8)] for part in range(3)]
    sources = [MergeSource(build_segment(tmp_path, part), np.ones(8, bool)) for part in parts]

    merge_sources(tmp_path, "MAIN_merged", sources)

    whole = build_segment(tmp_path, [document for part in parts for document in part])
    assert read_postings(SegmentFile(tmp_path, "MAIN_merged")) == read_postings(whole)


def test_a_builder_may_be_filled_again(tmp_path):
    builder = SegmentBuilder()
    builder.add(make_entry(1, "aleppo talks"))
    builder.write(tmp_path)
    builder.add(make_entry(2, "homs talks"))

    second = SegmentFile(tmp_path, builder.write(tmp_path).segment_id())

    assert read_postings(second) == read_postings(build_segment(tmp_path, [make_entry(2, "homs talks")]))
    assert second.read_columns().pks.tolist() == [2]


@pytest.mark.parametrize(
    ("extents", "merged"),
    [
        ([], []),
        ([(1, 1)] * 3, []),
        ([(1, 1)] * 4, [0, 1, 2, 3]),
        ([(9_000, 9_000), (1, 1), (1, 1), (1, 1), (1, 1)], [1, 2, 3, 4]),
        ([(2_000, 2_000)] * 4 + [(1, 1)], [0, 1, 2, 3]),
        ([(2_000, 2_000)] * 4 + [(1, 1)] * 4, [4, 5, 6, 7]),
        ([(90_000, 90_000)] * 4, []),  # more than this commit may write again
        ([(5_000, 2_000), (1, 1)], [0]),
        ([(900_000, 300_000)], []),
    ],
)
def test_segments_are_merged_when_there_are_four_of_one_size_or_most_of_one_is_gone(extents, merged):
    assert choose_segments_to_merge([SegmentExtent(*extent) for extent in extents], 20_000) == merged


def test_ten_thousand_edits_leave_few_segments_and_write_little_again():
    sizes, written = [], 0
    for _ in range(10_000):
        sizes.append(1)
        while indexes := choose_segments_to_merge([SegmentExtent(size, size) for size in sizes], 20_000):
            written += sum(sizes[index] for index in indexes)
            sizes = [size for index, size in enumerate(sizes) if index not in indexes] + [
                sum(sizes[index] for index in indexes)
            ]

    assert len(sizes) < 15
    assert sum(sizes) == 10_000


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr("archive.search.engines.whoosh.building.worker_pool._MAX_SERIAL_CHUNKS", 1)
    monkeypatch.setattr("archive.search.engines.whoosh.building.worker_pool.CHUNK_ARTICLES", 4)


def test_several_processes_build_the_same_index_as_one(tmp_path, small_chunks, monkeypatch):
    chance = Random(3)
    articles = [whoosh_oracle.draw_entry(chance, pk) for pk in range(1, 60)]
    crew, alone = (
        WhooshSearchEngine(tmp_path / "crew", 1_000),
        WhooshSearchEngine(tmp_path / "alone", 1_000),
    )

    assert crew.rebuild(articles, lambda _: ((), ())) == 59
    monkeypatch.undo()
    assert alone.rebuild(articles, lambda _: ((), ())) == 59

    assert crew.read_fingerprints() == alone.read_fingerprints()
    for word in ("dam", "talk", "us"):
        query = EngineQuery(query=Term(word), limit=100)
        assert {hit.pk for hit in crew.find(query).hits} == {hit.pk for hit in alone.find(query).hits}


def test_a_process_that_dies_while_building_is_named_and_the_index_is_as_it_was(tmp_path, small_chunks):
    engine = WhooshSearchEngine(tmp_path / "whoosh", 1_000)
    engine.write([make_entry(1, "aleppo")])

    def entries():
        for pk in range(2, 200):
            yield make_entry(pk, "homs")
            if pk == 100:
                for child in active_children():
                    child.kill()

    for action in (lambda: engine.write(entries()), lambda: engine.rebuild(entries(), None)):
        with pytest.raises(SearchError, match="ended before its work was done"):
            action()
        assert find_pks(engine, None) == [1]
    assert active_children() == []


def test_what_goes_wrong_where_articles_come_from_ends_every_process(tmp_path, small_chunks):
    engine = WhooshSearchEngine(tmp_path / "whoosh", 1_000)

    def entries():
        yield from (make_entry(pk, "homs") for pk in range(100))
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.write(entries())

    assert active_children() == []
    assert find_pks(engine, None) == []


def test_whatever_was_built_in_parts_ends_as_one_segment(tmp_path, monkeypatch):
    monkeypatch.setattr("archive.search.engines.whoosh.building.worker_pool.CHUNK_ARTICLES", 2)
    monkeypatch.setattr("archive.search.engines.whoosh.building.worker_pool.SEGMENTS_PER_MERGE", 3)
    monkeypatch.setattr("archive.search.engines.whoosh.building.worker_pool._MAX_SERIAL_CHUNKS", 100)
    monkeypatch.setattr("archive.search.engines.whoosh.building.worker_pool.MAX_SEGMENT_PIECES", 1)
    monkeypatch.setattr("archive.search.engines.whoosh.building.inverting._TEXTS_PER_BATCH", 1)
    engine = WhooshSearchEngine(tmp_path / "whoosh", 1_000)

    engine.rebuild([make_entry(pk, "aleppo talks") for pk in range(1, 15)], lambda _: ((), ()))

    assert [segment.size for segment in engine.get_snapshot().segments] == [14]
    assert find_pks(engine, Term("aleppo"), limit=20) == list(range(1, 15))
    assert len(list(engine.store.live_folder.glob("*.words"))) == 1
