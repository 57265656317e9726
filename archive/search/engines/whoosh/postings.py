"""The postings of one word in one segment, block by block into arrays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching import FilterMatcher
from whoosh.reading import SegmentReader, TermNotFound

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Postings:
    """Articles that have a word, in ascending order (deleted ones too), and its weight in each."""

    docs: Numbers
    weights: NDArray[np.float32]

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.docs.nbytes + self.weights.nbytes + 200


@dataclass(frozen=True, slots=True)
class Places:
    """Where a word stands: of the n-th posting at flat[starts[n]:starts[n + 1]], ascending."""

    starts: NDArray[np.int64]
    flat: NDArray[np.uint32]

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.starts.nbytes + self.flat.nbytes + 200


NOTHING = Postings(np.empty(0, np.int32), np.empty(0, np.float32))


def read_postings(reader: SegmentReader, field: str, word: bytes) -> Postings:
    """Articles and weights; NOTHING where the segment does not have the word."""
    matcher = _leaf(reader, field, word)
    if matcher is None:
        return NOTHING
    docs, weights = [], []
    for steps, weight, _ in _blocks(matcher):
        docs.append(np.cumsum(np.array(steps, np.int64)).astype(np.int32))
        weights.append(_weights(weight, len(steps)))
    return Postings(np.concatenate(docs), np.concatenate(weights))


def read_places(reader: SegmentReader, field: str, word: bytes) -> Places:
    """Places, in the order of `read_postings`."""
    matcher = _leaf(reader, field, word)
    values = (
        [] if matcher is None else [value for _, _, block in _blocks(matcher) for value in block]
    )
    starts = np.zeros(len(values) + 1, np.int64)
    np.cumsum([len(value) // 4 for value in values], out=starts[1:])
    return Places(starts, np.frombuffer(b"".join(values), np.uint32))


def _leaf(reader: SegmentReader, field: str, word: bytes) -> W3LeafMatcher | None:
    """The matcher over the blocks themselves, below the one that hides deleted articles."""
    try:
        matcher: Any = reader.postings(field, word)
    except TermNotFound:
        return None
    while isinstance(matcher, FilterMatcher):
        matcher = matcher.child
    matcher.reset()  # hiding deleted articles moved it past the first ones
    return matcher


def _blocks(matcher: Any) -> Iterator[tuple[Any, Any, Any]]:
    """(steps between numbers, weights, values) of every block. The names are Whoosh's seams."""
    while matcher.is_active():
        matcher._read_data()
        steps, weights, values = matcher._data
        yield steps, weights, values
        matcher._next_block()


def _weights(stored: float | tuple[float, ...] | None, count: int) -> NDArray[np.float32]:
    if stored is None:
        return np.ones(count, np.float32)
    if isinstance(stored, float):
        return np.full(count, stored, np.float32)
    return np.array(stored, np.float32)
