"""Positions of terms in some articles, in batches of 32-bit numbers: (article, position).

A batch is some of the articles asked for, if these are few; otherwise a block of the segment, or
several, for which a term's numbers are cached. It fits a processor's cache, and its numbers are
ascending.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from archive.search.budget import check_time
from archive.search.engines.whoosh.arrays import spans
from archive.search.engines.whoosh.arrays.lanes import indices
from archive.search.engines.whoosh.arrays.segments import Key, Places, Segment
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.arrays.spans import SHIFT, Keys

Numbers = NDArray[np.uint32]
PLACE_BITS: Final = 17
PLACE: Final = np.uint32((1 << PLACE_BITS) - 1)
_BLOCK = 1 << 12
"""Articles of a block."""
_TOGETHER: Final = 4
"""Consecutive blocks of one batch: as many as 32 bits can number beside a position."""
_FEW = 1 << 13
"""Up to this many articles are looked up one by one."""
_MOSTLY = 4
"""Where at least one in this many of a term's articles is asked for, all its positions are read."""
_BYTES = 4  # of a 32-bit number
_PLACES_AT_ONCE: Final = 100_000
_AT_ONCE = 1_000_000
"""Positions of a term in some of its articles; more are numbered block by block."""
_NARROW: Final = np.uint16


@dataclass(frozen=True, slots=True)
class Part:
    """Some articles, ascending, and the positions of each term in them as 32-bit numbers.

    The article of a number is `docs[number >> 17]`, or that many articles after `first`.
    """

    words: tuple[Numbers, ...]
    first: int = 0
    docs: Docs | None = None

    def articles(self, rows: Numbers) -> Docs:
        """Return the articles of these rows."""
        if self.docs is None:
            return rows.astype(np.int32) + np.int32(self.first)
        return self.docs[rows]

    def keys(self, numbers: Numbers) -> Keys:
        """Convert numbers to position keys (see `spans`)."""
        articles = self.articles(numbers >> np.uint32(PLACE_BITS)).astype(np.int64)
        return (articles << SHIFT) + (numbers & PLACE)


def are_narrow(segment: Segment, words: Sequence[tuple[str, Key]]) -> bool:
    """Return whether every position of these terms fits a 32-bit number."""
    return all(segment.places(*word).flat.dtype == _NARROW for word in words)


def parts_of(segment: Segment, words: Sequence[tuple[str, Key]], docs: Docs) -> Iterator[Part]:
    """Yield the terms in these articles, batch by batch; blocks may hold other articles, too."""
    if len(docs) <= _FEW:
        return _of_few([standing(segment, *word, docs) for word in words], docs)
    return _of_blocks([_blocks(segment, *word, docs) for word in words])


def _of_few(words: Sequence[Standing], docs: Docs) -> Iterator[Part]:
    """Yield batches of a bounded number of positions."""
    ends = np.cumsum(sum(word.counts for word in words))
    first = 0
    while first < len(ends):
        before = int(ends[first - 1]) if first else 0
        last = int(np.searchsorted(ends, before + _PLACES_AT_ONCE, "right"))
        last = min(max(last, first + 1), len(ends))
        check_time()
        yield Part(tuple(word.part(first, last) for word in words), docs=docs[first:last])
        first = last


def _of_blocks(words: Sequence[Blocks]) -> Iterator[Part]:
    """Yield a batch for each block, or for several that hold few positions."""
    borders = np.array([word.borders for word in words])
    last = borders.shape[1] - 1
    for first in range(0, last, _TOGETHER):
        check_time()
        end = min(first + _TOGETHER, last)
        many = int((borders[:, end] - borders[:, first]).sum())
        for part in [(first, end)] if many <= _PLACES_AT_ONCE else pairwise(range(first, end + 1)):
            places = tuple(word.between(*part) for word in words)
            if all(map(len, places)):
                yield Part(places, first=first * _BLOCK)


class Blocks(Protocol):
    """Positions of a term, block by block; `boundaries` count those before each block."""

    @property
    def borders(self) -> NDArray[Any]:
        """One more than there are blocks."""

    def between(self, first: int, last: int) -> Numbers:
        """Return the positions in these blocks as 32-bit numbers."""


@dataclass(frozen=True, slots=True)
class Kept:
    """All positions as numbers, computed once."""

    numbers: Numbers
    borders: NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.numbers.nbytes + self.borders.nbytes + 200

    def between(self, first: int, last: int) -> Numbers:
        """Return a slice."""
        return self.numbers[self.borders[first] : self.borders[last]]


@dataclass(frozen=True, slots=True)
class Made:
    """Positions of a term so frequent that only its first blocks are cached as numbers.

    The others are computed each time: all would fill the cache by themselves.
    """

    kept: Kept
    docs: Docs
    places: Places
    firsts: NDArray[np.intp]
    borders: NDArray[Any]

    def between(self, first: int, last: int) -> Numbers:
        """Return cached numbers, or compute them."""
        if last < len(self.kept.borders):
            return self.kept.between(first, last)
        begin, end = self.firsts[first], self.firsts[last]
        counts = np.diff(self.places.starts[begin : end + 1])
        flat = self.places.flat[self.borders[first] : self.borders[last]]
        return _numbers(self.docs[begin:end], counts, flat)


@dataclass(frozen=True, slots=True)
class Picked:
    """Positions of a term in some of its articles, computed block by block."""

    docs: Docs
    standing: Standing
    firsts: NDArray[np.intp]
    borders: NDArray[Any]

    def between(self, first: int, last: int) -> Numbers:
        """Compute the numbers."""
        some = slice(self.firsts[first], self.firsts[last])
        counts = self.standing.counts[some]
        at = indices(self.standing.starts[some], counts)
        return _numbers(self.docs[some], counts, self.standing.flat[at])


def _blocks(segment: Segment, field: str, key: Key, docs: Docs) -> Blocks:
    """Return a term's positions in these articles, and perhaps in others."""
    having, places = segment.postings(field, key).docs, segment.places(field, key)
    if len(docs) * _MOSTLY < len(having):
        found, firsts = standing(segment, field, key, docs), _firsts(docs, segment.size)
        ends = np.concatenate([[0], np.cumsum(found.counts, dtype=np.int64)])
        if ends[-1] > _AT_ONCE:
            return Picked(docs, found, firsts, ends[firsts])
        return Kept(_numbers(docs, found.counts, found.flat[_rows(found)]), ends[firsts])
    firsts = _firsts(having, segment.size)
    borders = places.starts[firsts]
    few = borders[: borders.searchsorted(segment.share // _BYTES, "right")]
    end = firsts[len(few) - 1]

    def first_blocks() -> Kept:
        counts = np.diff(places.starts[: end + 1])
        return Kept(_numbers(having[:end], counts, places.flat[: few[-1]]), few)

    kept = segment.kept((field, key, "numbers"), first_blocks)
    return kept if len(few) == len(borders) else Made(kept, having, places, firsts, borders)


def _numbers(docs: Docs, counts: NDArray[Any], flat: NDArray[Any]) -> Numbers:
    rows = (docs & np.int32(_BLOCK * _TOGETHER - 1)).astype(np.uint32) << np.uint32(PLACE_BITS)
    numbers = np.repeat(rows, counts)
    numbers += flat
    return numbers


def _firsts(docs: Docs, size: int) -> NDArray[np.intp]:
    """Return the number of articles before each block."""
    return np.searchsorted(docs, np.arange(0, size + _BLOCK, _BLOCK, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Standing:
    """Positions of a term in each of some articles: `flat[starts[n]:starts[n] + counts[n]]`."""

    starts: NDArray[np.int32]
    counts: NDArray[np.int32]
    flat: NDArray[Any]

    def part(self, first: int, last: int) -> Numbers:
        """Return the positions in a range of the articles as 32-bit numbers."""
        counts, starts = self.counts[first:last], self.starts[first:last]
        rows = np.arange(last - first, dtype=np.uint32) << np.uint32(PLACE_BITS)
        found = np.repeat(rows, counts)
        begin, end = int(starts[0]), int(starts[-1] + counts[-1])
        if end - begin == len(found):  # the positions are contiguous
            found += self.flat[begin:end]
            return found
        at = np.repeat(starts - (np.cumsum(counts, dtype=np.int32) - counts), counts)
        at += np.arange(len(at), dtype=np.int32)
        found += self.flat[at]
        return found


def standing(segment: Segment, field: str, key: Key, docs: Docs) -> Standing:
    """Return the positions of a term in these articles, all of which have it."""
    rows, places = segment.located(field, key, docs), segment.places(field, key)
    starts = places.starts[rows]
    return Standing(starts, places.starts[rows + 1] - starts, places.flat)


def _rows(word: Standing) -> NDArray[np.int64]:
    return indices(word.starts.astype(np.int64), word.counts.astype(np.int64))


def keys_of(segment: Segment, field: str, key: Key, docs: Docs) -> Keys:
    """Return the position keys of a term in these articles, without a 32-bit limit."""
    word = standing(segment, field, key, docs)
    return spans.keys(docs, word.counts, word.flat[_rows(word)])
