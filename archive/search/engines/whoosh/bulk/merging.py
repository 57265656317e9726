"""Merging of segments: terms in order, documents of one segment after those of another.

Deleted documents are dropped. Terms are merged in ranges, so that memory does not grow with the
segments; within a range everything is arithmetic on whole arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.arrays.columns import joined, living
from archive.search.engines.whoosh.arrays.inverted import Field, Inverted, only
from archive.search.engines.whoosh.arrays.lanes import indices
from archive.search.engines.whoosh.arrays.segmentfile import (
    LENGTHS,
    Lengths,
    SegmentFile,
    write_segment,
)
from archive.search.engines.whoosh.generations.codec import ArraySegment
from archive.search.engines.whoosh.generations.store import INDEX_NAME

_POSTINGS_AT_ONCE = 2_000_000  # of all segments together, about


@dataclass(frozen=True, slots=True)
class Source:
    """A segment to be merged, and a mask of its live documents."""

    file: SegmentFile
    alive: NDArray[np.bool_]


def merged(folder: Path, segments: Sequence[ArraySegment]) -> ArraySegment:
    """Write a new segment of the live documents of `segments`, which stay as they are."""
    sources = [
        Source(SegmentFile(folder, segment.segment_id()), alive_in(segment)) for segment in segments
    ]
    made = ArraySegment(INDEX_NAME)
    made.set_doc_count(merge(folder, made.segment_id(), sources))
    return made


def alive_in(segment: ArraySegment) -> NDArray[np.bool_]:
    """Return by document number whether it is not deleted."""
    alive = np.ones(segment.doc_count_all(), bool)
    alive[np.fromiter(segment.deleted_docs(), np.int64)] = False
    return alive


def merge(folder: Path, name: str, sources: Sequence[Source]) -> int:
    """Write the live documents of `sources`, in order, as the segment `name`; return how many."""
    numbers = _numbers(sources)
    names = dict.fromkeys(field for source in sources for field in source.file.fields)
    columns = joined([living(source.file.columns(), source.alive) for source in sources])
    write_segment(
        folder,
        name,
        {field: _ahead(_merged(field, sources, numbers)) for field in names},
        {field: _lengths(field, sources) for field in names},
        columns,
    )
    return len(columns)


def _numbers(sources: Sequence[Source]) -> list[NDArray[np.int32]]:
    """Return for each source the new number of every live document by its old one."""
    numbers, before = [], 0
    for source in sources:
        counted = np.cumsum(source.alive, dtype=np.int32)
        numbers.append(counted - 1 + np.int32(before))
        before += int(counted[-1]) if len(counted) else 0
    return numbers


def _merged(
    name: str, sources: Sequence[Source], numbers: Sequence[NDArray[np.int32]]
) -> Iterator[Inverted]:
    """Yield a field of all sources, in ranges of terms."""
    fields = [source.file.fields.get(name) for source in sources]
    for ranges in _ranges(fields):
        parts = [
            _renumbered(field.inverted(first, last), source.alive, renumbered)
            for field, source, renumbered, (first, last) in zip(
                fields, sources, numbers, ranges, strict=True
            )
            if field is not None and first < last
        ]
        if any(len(part.words) for part in parts):
            yield joined_words(parts)


def _ahead(parts: Iterator[Inverted]) -> Iterator[Inverted]:
    """Yield tables, computing the next one in a thread while the caller writes."""
    with ThreadPoolExecutor(1) as beside:
        coming = beside.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = beside.submit(next, parts, None)
            yield part


def _renumbered(part: Inverted, alive: NDArray[np.bool_], numbers: NDArray[np.int32]) -> Inverted:
    """Drop deleted documents and renumber; where there are none, only renumber."""
    return replace(part, docs=numbers[part.docs]) if alive.all() else only(part, alive, numbers)


def _ranges(fields: Sequence[Field | None]) -> Iterator[list[tuple[int, int]]]:
    """Yield for each field the numbers of the next range of terms, the same terms in all."""
    largest = max((field for field in fields if field is not None), key=len)
    firsts = [0] * len(fields)
    for border in [*_borders(largest, max(1, _POSTINGS_AT_ONCE // len(fields))), None]:
        lasts = [
            0 if field is None else len(field) if border is None else field.place_of(border)
            for field in fields
        ]
        yield list(zip(firsts, lasts, strict=True))
        firsts = lasts


def _borders(field: Field, most: int) -> Iterator[bytes]:
    """Yield the terms that split a field into ranges of about `most` postings."""
    ends = np.cumsum(field.counts(0, len(field)), dtype=np.int64)
    reached = np.arange(most, ends[-1] if len(ends) else 0, most)
    for number in np.unique(np.searchsorted(ends, reached, "right")).tolist():
        yield field.word(number)


def joined_words(parts: Sequence[Inverted]) -> Inverted:
    """Merge the same range of terms of several segments, documents renumbered."""
    words = sorted({word for part in parts for word in part.words})
    ranks = {word: rank for rank, word in enumerate(words)}
    rank_of = np.concatenate(
        [
            np.fromiter(map(ranks.__getitem__, part.words), np.int64, len(part.words))
            for part in parts
        ]
    )
    order = np.argsort(rank_of, kind="stable")
    counts = np.concatenate([part.counts for part in parts])
    postings = indices((np.cumsum(counts) - counts)[order], counts[order])
    freqs = np.concatenate([part.freqs for part in parts])
    many = freqs.astype(np.int64)
    places = indices((np.cumsum(many) - many)[postings], many[postings])
    return Inverted(
        words,
        np.bincount(rank_of, counts, len(words)).astype(np.int64),
        np.concatenate([part.docs for part in parts])[postings],
        freqs[postings],
        np.concatenate([part.places for part in parts])[places],
    )


def _lengths(field: str, sources: Sequence[Source]) -> Lengths:
    """Concatenate field lengths.

    Lengths of deleted documents are known to the byte only, so the total is approximate.
    """
    codes = [source.file.lengths(field) for source in sources]
    gone = sum(
        float(LENGTHS[code[~source.alive]].sum())
        for code, source in zip(codes, sources, strict=True)
    )
    total = sum(source.file.totals.get(field, 0) for source in sources) - round(gone)
    alive = [code[source.alive] for code, source in zip(codes, sources, strict=True)]
    return Lengths(np.concatenate(alive), max(total, 0))
