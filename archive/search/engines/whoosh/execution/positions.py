"""Positions of words in articles, and phrases and pairs among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.execution import spans
from archive.search.engines.whoosh.storage import doc_sets
from archive.search.engines.whoosh.storage.doc_sets import DOC_SHIFT, DocNumbers, PositionKeys, expand_ranges
from archive.search.engines.whoosh.storage.postings_codec import NARROW_DTYPE
from archive.search.engines.whoosh.storage.segment import SegmentReader, TermKey, TermPositions
from archive.search.query.budget import check_time

PositionNumbers = NDArray[np.uint32]
POSITION_BITS: Final = 17
POSITION_MASK: Final = np.uint32((1 << POSITION_BITS) - 1)
_BLOCK_DOCS = 1 << 12
"""Articles of a block."""
_BLOCKS_PER_BATCH: Final = 4
"""Consecutive blocks of one batch: as many as 32 bits can number beside a position."""
_FEW_DOCS = 1 << 13
"""Up to this many articles are looked up one by one."""
_DENSE_RATIO = 4
"""Where at least one in this many of a term's articles is asked for, all its positions are read."""
_BYTES_PER_NUMBER = 4  # of a 32-bit number
_POSITIONS_PER_BATCH: Final = 100_000
_MAX_SELECTED_POSITIONS = 1_000_000
"""Positions of a term in some of its articles; more are numbered block by block."""


@dataclass(frozen=True, slots=True)
class PositionBatch:
    """Some articles, ascending, and the positions of each term in them as 32-bit numbers.

    The article of a number is `docs[number >> 17]`, or that many articles after `first`.
    """

    terms: tuple[PositionNumbers, ...]
    first: int = 0
    docs: DocNumbers | None = None

    def get_docs(self, rows: PositionNumbers) -> DocNumbers:
        """Return the articles of these rows."""
        if self.docs is None:
            return rows.astype(np.int32) + np.int32(self.first)
        return self.docs[rows]

    def build_keys(self, numbers: PositionNumbers) -> PositionKeys:
        """Convert numbers to position keys (see `doc_sets`)."""
        docs = self.get_docs(numbers >> np.uint32(POSITION_BITS)).astype(np.int64)
        return (docs << DOC_SHIFT) + (numbers & POSITION_MASK)


def are_positions_narrow(segment: SegmentReader, terms: Sequence[tuple[str, TermKey]]) -> bool:
    """Return whether every position of these terms fits a 32-bit number."""
    return all(segment.get_positions(*term).flat.dtype == NARROW_DTYPE for term in terms)


def iter_batches(
    segment: SegmentReader, terms: Sequence[tuple[str, TermKey]], docs: DocNumbers
) -> Iterator[PositionBatch]:
    """Yield the terms in these articles, batch by batch; blocks may hold other articles, too."""
    if len(docs) <= _FEW_DOCS:
        return _iter_doc_batches([find_doc_positions(segment, *term, docs) for term in terms], docs)
    return _iter_block_batches([_get_blocks(segment, *term, docs) for term in terms])


def _iter_doc_batches(doc_positions: Sequence[DocPositions], docs: DocNumbers) -> Iterator[PositionBatch]:
    """Yield batches of a bounded number of positions."""
    ends = np.cumsum(sum(term.counts for term in doc_positions))
    first = 0
    while first < len(ends):
        start = int(ends[first - 1]) if first else 0
        last = int(np.searchsorted(ends, start + _POSITIONS_PER_BATCH, "right"))
        last = min(max(last, first + 1), len(ends))
        check_time()
        yield PositionBatch(tuple(term.pack_range(first, last) for term in doc_positions), docs=docs[first:last])
        first = last


def _iter_block_batches(term_blocks: Sequence[PositionBlocks]) -> Iterator[PositionBatch]:
    """Yield a batch for each block, or for several that hold few positions."""
    boundaries = np.array([blocks.boundaries for blocks in term_blocks])
    last = boundaries.shape[1] - 1
    for first in range(0, last, _BLOCKS_PER_BATCH):
        check_time()
        end = min(first + _BLOCKS_PER_BATCH, last)
        position_count = int((boundaries[:, end] - boundaries[:, first]).sum())
        for block_range in (
            [(first, end)] if position_count <= _POSITIONS_PER_BATCH else pairwise(range(first, end + 1))
        ):
            numbers = tuple(blocks.read_blocks(*block_range) for blocks in term_blocks)
            if all(map(len, numbers)):
                yield PositionBatch(numbers, first=first * _BLOCK_DOCS)


class PositionBlocks(Protocol):
    """Positions of a term, block by block; `boundaries` count those before each block."""

    @property
    def boundaries(self) -> NDArray[Any]:
        """One more than there are blocks."""

    def read_blocks(self, first: int, last: int) -> PositionNumbers:
        """Return the positions in these blocks as 32-bit numbers."""


@dataclass(frozen=True, slots=True)
class CachedBlocks:
    """All positions as numbers, computed once."""

    numbers: PositionNumbers
    boundaries: NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.numbers.nbytes + self.boundaries.nbytes + 200

    def read_blocks(self, first: int, last: int) -> PositionNumbers:
        """Return a slice."""
        return self.numbers[self.boundaries[first] : self.boundaries[last]]


@dataclass(frozen=True, slots=True)
class PartlyCachedBlocks:
    """Positions of a term so frequent that only its first blocks are cached as numbers.

    The others are computed each time: all would fill the cache by themselves.
    """

    cached: CachedBlocks
    docs: DocNumbers
    positions: TermPositions
    block_starts: NDArray[np.intp]
    boundaries: NDArray[Any]

    def read_blocks(self, first: int, last: int) -> PositionNumbers:
        """Return cached numbers, or compute them."""
        if last < len(self.cached.boundaries):
            return self.cached.read_blocks(first, last)
        start, end = self.block_starts[first], self.block_starts[last]
        counts = np.diff(self.positions.starts[start : end + 1])
        flat = self.positions.flat[self.boundaries[first] : self.boundaries[last]]
        return _pack_numbers(self.docs[start:end], counts, flat)


@dataclass(frozen=True, slots=True)
class SelectedBlocks:
    """Positions of a term in some of its articles, computed block by block."""

    docs: DocNumbers
    doc_positions: DocPositions
    block_starts: NDArray[np.intp]
    boundaries: NDArray[Any]

    def read_blocks(self, first: int, last: int) -> PositionNumbers:
        """Compute the numbers."""
        selection = slice(self.block_starts[first], self.block_starts[last])
        counts = self.doc_positions.counts[selection]
        rows = expand_ranges(self.doc_positions.starts[selection], counts)
        return _pack_numbers(self.docs[selection], counts, self.doc_positions.flat[rows])


def _get_blocks(segment: SegmentReader, field: str, key: TermKey, docs: DocNumbers) -> PositionBlocks:
    """Return a term's positions in these articles, and perhaps in others."""
    term_docs, positions = segment.get_postings(field, key).docs, segment.get_positions(field, key)
    if len(docs) * _DENSE_RATIO < len(term_docs):
        doc_positions, block_starts = (
            find_doc_positions(segment, field, key, docs),
            _find_block_starts(docs, segment.size),
        )
        ends = np.concatenate([[0], np.cumsum(doc_positions.counts, dtype=np.int64)])
        if ends[-1] > _MAX_SELECTED_POSITIONS:
            return SelectedBlocks(docs, doc_positions, block_starts, ends[block_starts])
        return CachedBlocks(
            _pack_numbers(docs, doc_positions.counts, doc_positions.flat[_expand_rows(doc_positions)]),
            ends[block_starts],
        )
    block_starts = _find_block_starts(term_docs, segment.size)
    boundaries = positions.starts[block_starts]
    cached_boundaries = boundaries[: boundaries.searchsorted(segment.max_entry_bytes // _BYTES_PER_NUMBER, "right")]
    end = block_starts[len(cached_boundaries) - 1]

    def pack_first_blocks() -> CachedBlocks:
        counts = np.diff(positions.starts[: end + 1])
        return CachedBlocks(
            _pack_numbers(term_docs[:end], counts, positions.flat[: cached_boundaries[-1]]),
            cached_boundaries,
        )

    cached = segment.get_cached((field, key, "numbers"), pack_first_blocks)
    return (
        cached
        if len(cached_boundaries) == len(boundaries)
        else PartlyCachedBlocks(cached, term_docs, positions, block_starts, boundaries)
    )


def _pack_numbers(docs: DocNumbers, counts: NDArray[Any], flat: NDArray[Any]) -> PositionNumbers:
    rows = (docs & np.int32(_BLOCK_DOCS * _BLOCKS_PER_BATCH - 1)).astype(np.uint32) << np.uint32(POSITION_BITS)
    numbers = np.repeat(rows, counts)
    numbers += flat
    return numbers


def _find_block_starts(docs: DocNumbers, size: int) -> NDArray[np.intp]:
    """Return the number of articles before each block."""
    return np.searchsorted(docs, np.arange(0, size + _BLOCK_DOCS, _BLOCK_DOCS, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class DocPositions:
    """Positions of a term in each of some articles: `flat[starts[n]:starts[n] + counts[n]]`."""

    starts: NDArray[np.int32]
    counts: NDArray[np.int32]
    flat: NDArray[Any]

    def pack_range(self, first: int, last: int) -> PositionNumbers:
        """Return the positions in a range of the articles as 32-bit numbers."""
        counts, starts = self.counts[first:last], self.starts[first:last]
        rows = np.arange(last - first, dtype=np.uint32) << np.uint32(POSITION_BITS)
        numbers = np.repeat(rows, counts)
        start, end = int(starts[0]), int(starts[-1] + counts[-1])
        if end - start == len(numbers):  # the positions are contiguous
            numbers += self.flat[start:end]
            return numbers
        rows_flat = np.repeat(starts - (np.cumsum(counts, dtype=np.int32) - counts), counts)
        rows_flat += np.arange(len(rows_flat), dtype=np.int32)
        numbers += self.flat[rows_flat]
        return numbers


def find_doc_positions(segment: SegmentReader, field: str, key: TermKey, docs: DocNumbers) -> DocPositions:
    """Return the positions of a term in these articles, all of which have it."""
    rows, positions = segment.find_rows(field, key, docs), segment.get_positions(field, key)
    starts = positions.starts[rows]
    return DocPositions(starts, positions.starts[rows + 1] - starts, positions.flat)


def _expand_rows(doc_positions: DocPositions) -> NDArray[np.int64]:
    return expand_ranges(doc_positions.starts.astype(np.int64), doc_positions.counts.astype(np.int64))


def find_term_keys(segment: SegmentReader, field: str, key: TermKey, docs: DocNumbers) -> PositionKeys:
    """Return the position keys of a term in some articles (ascending)."""
    if not len(docs):
        return spans.NO_SPANS.first
    term_docs, positions = segment.get_postings(field, key).docs, segment.get_positions(field, key)
    if len(docs) == len(term_docs) and len(docs) and np.array_equal(docs, term_docs):
        return doc_sets.build_keys(docs, np.diff(positions.starts), positions.flat)
    rows = segment.find_rows(field, key, docs)
    docs, rows = docs[rows >= 0], rows[rows >= 0]
    starts = positions.starts[rows].astype(np.int64)
    counts = positions.starts[rows + 1] - starts
    return doc_sets.build_keys(docs, counts, positions.flat[spans.expand_ranges(starts, counts)])
