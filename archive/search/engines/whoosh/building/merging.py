"""Merge segments."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.storage.codec import ArraySegment
from archive.search.engines.whoosh.storage.columns import concatenate_columns, select_live_columns
from archive.search.engines.whoosh.storage.doc_sets import expand_ranges
from archive.search.engines.whoosh.storage.inverted import FieldReader, PostingsTable, select_live_postings
from archive.search.engines.whoosh.storage.segment import LENGTH_BY_CODE, FieldLengths, SegmentFile, write_segment
from archive.search.engines.whoosh.storage.store import INDEX_NAME

_POSTINGS_PER_BATCH = 2_000_000  # of all segments together, about


@dataclass(frozen=True, slots=True)
class MergeSource:
    """A segment to be merged, and a mask of its live documents."""

    file: SegmentFile
    alive: NDArray[np.bool_]


def merge_segments(folder: Path, segments: Sequence[ArraySegment]) -> ArraySegment:
    """Write a new segment of the live documents of `segments`, which stay as they are."""
    sources = [
        MergeSource(SegmentFile(folder, segment.segment_id()), segment.compute_live_mask()) for segment in segments
    ]
    merged_segment = ArraySegment(INDEX_NAME)
    merged_segment.set_doc_count(merge_sources(folder, merged_segment.segment_id(), sources))
    return merged_segment


def merge_sources(folder: Path, name: str, sources: Sequence[MergeSource]) -> int:
    """Write the live documents of `sources`, in order, as the segment `name`; return how many."""
    numbers = _assign_numbers(sources)
    names = dict.fromkeys(field for source in sources for field in source.file.fields)
    columns = concatenate_columns([select_live_columns(source.file.read_columns(), source.alive) for source in sources])
    write_segment(
        folder,
        name,
        {field: _prefetch(_iter_merged_tables(field, sources, numbers)) for field in names},
        {field: _merge_lengths(field, sources) for field in names},
        columns,
    )
    return len(columns)


def _assign_numbers(sources: Sequence[MergeSource]) -> list[NDArray[np.int32]]:
    """Return for each source the new number of every live document by its old one."""
    numbers, offset = [], 0
    for source in sources:
        live_counts = np.cumsum(source.alive, dtype=np.int32)
        numbers.append(live_counts - 1 + np.int32(offset))
        offset += int(live_counts[-1]) if len(live_counts) else 0
    return numbers


def _iter_merged_tables(
    name: str, sources: Sequence[MergeSource], numbers: Sequence[NDArray[np.int32]]
) -> Iterator[PostingsTable]:
    """Yield a field of all sources, in ranges of terms."""
    fields = [source.file.fields.get(name) for source in sources]
    for ranges in _iter_term_ranges(fields):
        tables = [
            select_live_postings(field.read_table(first, last), source.alive, new_numbers)
            for field, source, new_numbers, (first, last) in zip(fields, sources, numbers, ranges, strict=True)
            if field is not None and first < last
        ]
        if any(len(table.terms) for table in tables):
            yield merge_tables(tables)


def _prefetch(tables: Iterator[PostingsTable]) -> Iterator[PostingsTable]:
    """Yield tables, computing the next one in a thread while the caller writes."""
    with ThreadPoolExecutor(1) as executor:
        future = executor.submit(next, tables, None)
        while (table := future.result()) is not None:
            future = executor.submit(next, tables, None)
            yield table


def _iter_term_ranges(fields: Sequence[FieldReader | None]) -> Iterator[list[tuple[int, int]]]:
    """Yield for each field the numbers of the next range of terms, the same terms in all, of bounded postings."""
    largest = max((field for field in fields if field is not None), key=len)
    firsts = [0] * len(fields)
    max_postings = max(1, _POSTINGS_PER_BATCH // len(fields))
    ends = np.cumsum(largest.get_doc_frequencies(0, len(largest)), dtype=np.int64)
    full = np.arange(max_postings, ends[-1] if len(ends) else 0, max_postings)
    boundaries = map(largest.get_term, np.unique(np.searchsorted(ends, full, "right")).tolist())
    for boundary in [*boundaries, None]:
        lasts = [_find_range_end(field, boundary) for field in fields]
        yield list(zip(firsts, lasts, strict=True))
        firsts = lasts


def _find_range_end(field: FieldReader | None, boundary: bytes | None) -> int:
    """Return the number of the first term of a field that is not below `boundary`; None: its number of terms."""
    if field is None:
        return 0
    if boundary is None:
        return len(field)
    return field.find_insertion_point(boundary)


def merge_tables(tables: Sequence[PostingsTable]) -> PostingsTable:
    """Merge the same range of terms of several segments, documents renumbered."""
    terms = sorted({term for table in tables for term in table.terms})
    ranks = {term: rank for rank, term in enumerate(terms)}
    rank_of = np.concatenate(
        [np.fromiter(map(ranks.__getitem__, table.terms), np.int64, len(table.terms)) for table in tables]
    )
    order = np.argsort(rank_of, kind="stable")
    counts = np.concatenate([table.counts for table in tables])
    postings = expand_ranges((np.cumsum(counts) - counts)[order], counts[order])
    freqs = np.concatenate([table.freqs for table in tables])
    position_counts = freqs.astype(np.int64)
    position_rows = expand_ranges((np.cumsum(position_counts) - position_counts)[postings], position_counts[postings])
    return PostingsTable(
        terms,
        np.bincount(rank_of, counts, len(terms)).astype(np.int64),
        np.concatenate([table.docs for table in tables])[postings],
        freqs[postings],
        np.concatenate([table.positions for table in tables])[position_rows],
    )


def _merge_lengths(field: str, sources: Sequence[MergeSource]) -> FieldLengths:
    """Concatenate field lengths.

    Lengths of deleted documents are known to the byte only, so the total is approximate.
    """
    codes = [source.file.get_length_codes(field) for source in sources]
    deleted_length = sum(
        float(LENGTH_BY_CODE[code[~source.alive]].sum()) for code, source in zip(codes, sources, strict=True)
    )
    total = sum(source.file.total_lengths.get(field, 0) for source in sources) - round(deleted_length)
    alive = [code[source.alive] for code, source in zip(codes, sources, strict=True)]
    return FieldLengths(np.concatenate(alive), max(total, 0))
