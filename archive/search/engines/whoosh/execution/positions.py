"""Positions of words in articles, and phrases and pairs among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.storage import doc_sets
from archive.search.engines.whoosh.storage.doc_sets import DOC_SHIFT, DocNumbers, PositionKeys
from archive.search.engines.whoosh.storage.postings_codec import NARROW_DTYPE
from archive.search.engines.whoosh.storage.segment import SegmentReader, TermKey
from archive.search.query.budget import charge_work, check_time

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


@dataclass(frozen=True, slots=True)
class DocPositions:
    """Positions of a term in each of some articles: `flat[starts[n]:ends[n]]`."""

    docs: DocNumbers
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    flat: NDArray[Any]

    @property
    def counts(self) -> NDArray[np.int32]:
        """The number of positions in each article."""
        return self.ends - self.starts

    def pack(self, first: int, last: int, rows: PositionNumbers) -> PositionNumbers:
        """Return the positions in a range of the articles as 32-bit numbers; `rows` number its articles."""
        starts, ends = self.starts[first:last], self.ends[first:last]
        counts = ends - starts
        numbers = np.repeat(rows << np.uint32(POSITION_BITS), counts)
        if not len(numbers):
            return numbers
        start, end = int(starts[0]), int(ends[-1])
        if end - start == len(numbers):  # the positions are contiguous
            numbers += self.flat[start:end]
        else:  # as `doc_sets.expand_ranges`, but 32-bit throughout
            indices = np.repeat(starts - (np.cumsum(counts, dtype=np.int32) - counts), counts)
            indices += np.arange(len(indices), dtype=np.int32)
            numbers += self.flat[indices]
        return numbers

    def pack_in_blocks(self, first: int, last: int) -> PositionNumbers:
        """Return the positions in a range of the articles; a row is an article's place in its blocks."""
        rows = self.docs[first:last] & np.int32(_BLOCK_DOCS * _BLOCKS_PER_BATCH - 1)
        return self.pack(first, last, rows.astype(np.uint32))


@dataclass(frozen=True, slots=True)
class PositionBlocks:
    """Positions of a term, block by block; `boundaries` count those before each block.

    `numbers` are those of the first blocks. The others are computed each time: all positions of a frequent term
    would fill the cache by themselves.
    """

    doc_positions: DocPositions
    block_starts: NDArray[np.intp]
    boundaries: NDArray[Any]
    numbers: PositionNumbers

    def read_blocks(self, first: int, last: int) -> PositionNumbers:
        """Return the positions in these blocks as 32-bit numbers."""
        start, end = self.boundaries[first], self.boundaries[last]
        if end <= len(self.numbers):
            return self.numbers[start:end]
        return self.doc_positions.pack_in_blocks(self.block_starts[first], self.block_starts[last])


def are_positions_narrow(segment: SegmentReader, terms: Sequence[tuple[str, TermKey]]) -> bool:
    """Return whether every position of these terms fits a 32-bit number."""
    return all(segment.get_positions(*term).flat.dtype == NARROW_DTYPE for term in terms)


def iter_batches(
    segment: SegmentReader, terms: Sequence[tuple[str, TermKey]], docs: DocNumbers
) -> Iterator[PositionBatch]:
    """Yield the terms in these articles, batch by batch; blocks may hold other articles, too."""
    if len(docs) <= _FEW_DOCS:
        return _iter_doc_batches([_find_doc_positions(segment, *term, docs) for term in terms], docs)
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
        rows = np.arange(last - first, dtype=np.uint32)
        charge_work(int(ends[last - 1]) - start)
        yield PositionBatch(tuple(term.pack(first, last, rows) for term in doc_positions), docs=docs[first:last])
        first = last


def _iter_block_batches(term_blocks: Sequence[PositionBlocks]) -> Iterator[PositionBatch]:
    """Yield a batch for each block, or for several that hold few positions."""
    boundaries = np.array([blocks.boundaries for blocks in term_blocks])
    last = boundaries.shape[1] - 1
    for first in range(0, last, _BLOCKS_PER_BATCH):
        check_time()
        end = min(first + _BLOCKS_PER_BATCH, last)
        is_small = int((boundaries[:, end] - boundaries[:, first]).sum()) <= _POSITIONS_PER_BATCH
        block_numbers = (first, end) if is_small else range(first, end + 1)
        for start, stop in pairwise(block_numbers):
            numbers = tuple(blocks.read_blocks(start, stop) for blocks in term_blocks)
            charge_work(sum(map(len, numbers)))
            if all(map(len, numbers)):
                yield PositionBatch(numbers, first=first * _BLOCK_DOCS)


def _get_blocks(segment: SegmentReader, field: str, key: TermKey, docs: DocNumbers) -> PositionBlocks:
    """Return a term's positions in these articles, and perhaps in others."""
    term_docs, positions = segment.get_postings(field, key).docs, segment.get_positions(field, key)
    is_selection = len(docs) * _DENSE_RATIO < len(term_docs)
    block_docs = docs if is_selection else term_docs
    first_docs = np.arange(0, segment.size + _BLOCK_DOCS, _BLOCK_DOCS, dtype=np.int32)
    block_starts = np.searchsorted(block_docs, first_docs)
    if is_selection:
        selected = _find_doc_positions(segment, field, key, docs)
        boundaries = np.concatenate([[0], np.cumsum(selected.counts, dtype=np.int64)])[block_starts]
        is_large = boundaries[-1] > _MAX_SELECTED_POSITIONS
        return PositionBlocks(
            selected, block_starts, boundaries, selected.pack_in_blocks(0, 0 if is_large else len(docs))
        )
    doc_positions = DocPositions(term_docs, positions.starts[:-1], positions.starts[1:], positions.flat)
    boundaries = positions.starts[block_starts]
    end = block_starts[boundaries.searchsorted(segment.max_entry_bytes // _BYTES_PER_NUMBER, "right") - 1]
    numbers = segment.get_cached((field, key, "numbers"), lambda: doc_positions.pack_in_blocks(0, end))
    return PositionBlocks(doc_positions, block_starts, boundaries, numbers)


def _find_doc_positions(segment: SegmentReader, field: str, key: TermKey, docs: DocNumbers) -> DocPositions:
    """Return the positions of a term in these articles, all of which have it."""
    rows, positions = segment.find_rows(field, key, docs), segment.get_positions(field, key)
    return DocPositions(docs, positions.starts[rows], positions.starts[rows + 1], positions.flat)


def find_term_keys(segment: SegmentReader, field: str, key: TermKey, docs: DocNumbers) -> PositionKeys:
    """Return the position keys of a term in some articles (ascending)."""
    if not len(docs):
        return np.empty(0, np.int64)
    term_docs, positions = segment.get_postings(field, key).docs, segment.get_positions(field, key)
    charge_work(min(len(positions.flat), len(docs) * len(positions.flat) // (len(term_docs) or 1)))
    if len(docs) == len(term_docs) and np.array_equal(docs, term_docs):
        return doc_sets.build_keys(docs, np.diff(positions.starts), positions.flat)
    rows = segment.find_rows(field, key, docs)
    docs, rows = docs[rows >= 0], rows[rows >= 0]
    starts = positions.starts[rows].astype(np.int64)
    counts = positions.starts[rows + 1] - starts
    return doc_sets.build_keys(docs, counts, positions.flat[doc_sets.expand_ranges(starts, counts)])
