"""The places of words in some articles, part by part, as numbers of 32 bits: (article, place).

A part is some of the articles asked for, where these are few; otherwise a block of the segment, or
some blocks together, for which the numbers of a word are kept. It is small enough for a processor's
cache, and its numbers are ascending.
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
"""Blocks whose numbers go on from each other: so many of their articles fit beside a place."""
_FEW = 1 << 13
"""So many articles, or fewer, are looked at one by one."""
_MOSTLY = 4
"""Where at least one in so many of a word's articles is asked for, all its places are taken."""
_BYTES = 4  # of a number
_PLACES_AT_ONCE: Final = 100_000
_AT_ONCE = 1_000_000
"""Places of a word in some of its articles; more are numbered block by block, in small arrays."""
_NARROW: Final = np.uint16


@dataclass(frozen=True, slots=True)
class Part:
    """Some articles, ascending, and the places of each word in them as numbers of 32 bits.

    The article of a number is `docs[number >> 17]`, or that many articles after `first`.
    """

    words: tuple[Numbers, ...]
    first: int = 0
    docs: Docs | None = None

    def articles(self, rows: Numbers) -> Docs:
        """The articles of these rows."""
        if self.docs is None:
            return rows.astype(np.int32) + np.int32(self.first)
        return self.docs[rows]

    def keys(self, numbers: Numbers) -> Keys:
        """Numbers as `spans` counts places."""
        articles = self.articles(numbers >> np.uint32(PLACE_BITS)).astype(np.int64)
        return (articles << SHIFT) + (numbers & PLACE)


def are_narrow(segment: Segment, words: Sequence[tuple[str, Key]]) -> bool:
    """Whether every place of these words is small enough for numbers of 32 bits."""
    return all(segment.places(*word).flat.dtype == _NARROW for word in words)


def parts_of(segment: Segment, words: Sequence[tuple[str, Key]], docs: Docs) -> Iterator[Part]:
    """The words in these articles, part by part; in blocks other articles may be with them."""
    if len(docs) <= _FEW:
        return _of_few([standing(segment, *word, docs) for word in words], docs)
    return _of_blocks([_blocks(segment, *word, docs) for word in words])


def _of_few(words: Sequence[Standing], docs: Docs) -> Iterator[Part]:
    """Each part holds a bounded number of places."""
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
    """Each part is a block of the segment, or some together where that holds few places."""
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
    """The places of a word, block by block; `borders` count those before each block."""

    @property
    def borders(self) -> NDArray[Any]:
        """One more than there are blocks."""

    def between(self, first: int, last: int) -> Numbers:
        """The places in these blocks as numbers of 32 bits."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Every place as a number, made once."""

    numbers: Numbers
    borders: NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.numbers.nbytes + self.borders.nbytes + 200

    def between(self, first: int, last: int) -> Numbers:
        """A slice."""
        return self.numbers[self.borders[first] : self.borders[last]]


@dataclass(frozen=True, slots=True)
class Made:
    """The places of a word so frequent that only those of its first blocks are kept as numbers.

    Those of the others are made anew each time: all would fill the cache by themselves.
    """

    kept: Kept
    docs: Docs
    places: Places
    firsts: NDArray[np.intp]
    borders: NDArray[Any]

    def between(self, first: int, last: int) -> Numbers:
        """Kept, or made now."""
        if last < len(self.kept.borders):
            return self.kept.between(first, last)
        begin, end = self.firsts[first], self.firsts[last]
        counts = np.diff(self.places.starts[begin : end + 1])
        flat = self.places.flat[self.borders[first] : self.borders[last]]
        return _numbers(self.docs[begin:end], counts, flat)


@dataclass(frozen=True, slots=True)
class Picked:
    """The places of a word in some of its articles, made block by block."""

    docs: Docs
    standing: Standing
    firsts: NDArray[np.intp]
    borders: NDArray[Any]

    def between(self, first: int, last: int) -> Numbers:
        """Made now."""
        some = slice(self.firsts[first], self.firsts[last])
        counts = self.standing.counts[some]
        at = indices(self.standing.starts[some], counts)
        return _numbers(self.docs[some], counts, self.standing.flat[at])


def _blocks(segment: Segment, field: str, key: Key, docs: Docs) -> Blocks:
    """A word in these articles, and perhaps in others."""
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
    """How many of the articles stand before each block."""
    return np.searchsorted(docs, np.arange(0, size + _BLOCK, _BLOCK, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a word stands in each of some articles: `flat[starts[n]:starts[n] + counts[n]]`."""

    starts: NDArray[np.int32]
    counts: NDArray[np.int32]
    flat: NDArray[Any]

    def part(self, first: int, last: int) -> Numbers:
        """The places in a part of the articles as numbers of 32 bits."""
        counts, starts = self.counts[first:last], self.starts[first:last]
        rows = np.arange(last - first, dtype=np.uint32) << np.uint32(PLACE_BITS)
        found = np.repeat(rows, counts)
        begin, end = int(starts[0]), int(starts[-1] + counts[-1])
        if end - begin == len(found):  # all articles that have the word are asked for
            found += self.flat[begin:end]
            return found
        at = np.repeat(starts - (np.cumsum(counts, dtype=np.int32) - counts), counts)
        at += np.arange(len(at), dtype=np.int32)
        found += self.flat[at]
        return found


def standing(segment: Segment, field: str, key: Key, docs: Docs) -> Standing:
    """Where a word stands in these articles, all of which have it."""
    rows, places = segment.located(field, key, docs), segment.places(field, key)
    starts = places.starts[rows]
    return Standing(starts, places.starts[rows + 1] - starts, places.flat)


def _rows(word: Standing) -> NDArray[np.int64]:
    return indices(word.starts.astype(np.int64), word.counts.astype(np.int64))


def keys_of(segment: Segment, field: str, key: Key, docs: Docs) -> Keys:
    """Where a word stands in these articles, as `spans` counts places, however far down."""
    word = standing(segment, field, key, docs)
    return spans.keys(docs, word.counts, word.flat[_rows(word)])
