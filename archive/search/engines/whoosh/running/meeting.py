"""Single words that follow each other or stand near: the common questions of places, made quick.

Places are numbers of 32 bits (article of a part, place), so that one sort of two words brings
together what met, in parts small enough for a processor's cache. A part is some of the articles
asked for, where these are few; otherwise a block of the segment, for which the numbers of a word
are kept. `spans` says the same of anything that has places; where a part holds what these numbers
cannot, it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.arrays import sets, spans
from archive.search.engines.whoosh.arrays.lanes import indices
from archive.search.engines.whoosh.arrays.segments import Key, Places, Segment
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.arrays.spans import SHIFT, Keys, Spans

Numbers = NDArray[np.uint32]
_PLACE_BITS: Final = 17
_PLACE: Final = np.uint32((1 << _PLACE_BITS) - 1)
_BLOCK = 1 << 12
"""Articles of a block."""
_TOGETHER: Final = 4
"""Blocks whose numbers go on from each other: so many of their articles fit beside a place."""
_FEW = 1 << 13
"""So many articles, or fewer, are looked at one by one."""
_MOSTLY = 4
"""Where at least one in so many of a word's articles is asked for, all its places are taken."""
_KEPT = 8_000_000
"""Places of a word, above which numbers are not kept: they would fill the cache by themselves."""
_PLACES_AT_ONCE: Final = 100_000
_NARROW: Final = np.uint16
_UNEVEN = 8
"""So many times more of the one than of the other: looking up beats sorting."""


@dataclass(frozen=True, slots=True)
class Distance:
    """How far apart two words may stand, and whether the first must come first."""

    most: int
    ordered: bool


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
        articles = self.articles(numbers >> np.uint32(_PLACE_BITS)).astype(np.int64)
        return (articles << SHIFT) + (numbers & _PLACE)


def phrase(segment: Segment, field: str, keys: Sequence[Key], docs: Docs) -> Spans:
    """Where the words follow each other in these articles, all of which have every word."""
    words = [(field, key) for key in keys]
    if not _are_narrow(segment, words):
        return spans.phrase([_keys(standing(segment, *word, docs), docs) for word in words])
    found = [np.empty(0, np.int64)]
    found += [part.keys(_followed(part.words)) for part in _parts(segment, words, docs)]
    begins = np.concatenate(found)
    begins = begins[sets.contains(docs, begins >> SHIFT, segment.size)]
    return Spans(begins, begins + (len(words) - 1))


def phrase_docs(segment: Segment, field: str, keys: Sequence[Key], docs: Docs) -> Docs:
    """Those of these articles, all of which have every word, in which the words follow."""
    words = [(field, key) for key in keys]
    if not _are_narrow(segment, words):
        return phrase(segment, field, keys, docs).docs()
    found = [sets.NONE]
    for part in _parts(segment, words, docs):
        rows = _followed(part.words) >> np.uint32(_PLACE_BITS)
        found.append(part.articles(rows[_fresh(rows)]))
    return sets.common(np.concatenate(found), docs, segment.size)


def near_docs(
    segment: Segment, one: tuple[str, Key], other: tuple[str, Key], docs: Docs, asked: Distance
) -> Docs:
    """Those of these articles, all of which have both words, in which they stand near."""
    words = list(dict.fromkeys((one, other)))
    if not _are_narrow(segment, words):
        return _near(asked, [_keys(standing(segment, *word, docs), docs) for word in words])
    found = [sets.NONE]
    for part in _parts(segment, words, docs):
        rows = _met(part.words, asked)
        if rows is None:
            found.append(_near(asked, [part.keys(word) for word in part.words]))
        else:
            found.append(part.articles(rows))
    return sets.common(np.concatenate(found), docs, segment.size)


def _near(asked: Distance, words: Sequence[Keys]) -> Docs:
    both = [Spans(places, places) for places in words]
    return spans.near_docs(both[0], both[-1], asked.most, ordered=asked.ordered)


def _followed(words: Sequence[Numbers]) -> Numbers:
    """The places of the first word that each next word follows."""
    order = sorted(range(len(words)), key=lambda number: len(words[number]))
    ahead = np.uint32(order[0])
    found = words[order[0]][(words[order[0]] & _PLACE) >= ahead] - ahead
    for number in order[1:]:
        found = _common(found, words[number], np.uint32(number))
    return found


def _common(found: Numbers, word: Numbers, after: np.uint32) -> Numbers:
    """Those of `found` so many places before a place of the word."""
    wanted = found + after
    if len(found) * _UNEVEN < len(word):
        rows = np.searchsorted(word, wanted)
        rows[rows == len(word)] = 0
        return found[word[rows] == wanted]
    both = np.concatenate([wanted, word])
    both.sort()
    return both[1:][both[1:] == both[:-1]] - after


def _met(words: Sequence[Numbers], asked: Distance) -> Numbers | None:
    """The rows in which two words stand near: where they do, two neighbours do.

    None where both stand on one place.
    """
    if len(words) == 1:  # a word near itself
        (one,) = words
        rows = one[:-1][one[1:] - one[:-1] <= asked.most] >> np.uint32(_PLACE_BITS)
        return rows[_fresh(rows)]
    one, other = (word << np.uint32(1) for word in words)
    other |= np.uint32(1)
    both = np.concatenate([one, other])
    both.sort()
    close = np.flatnonzero(both[1:] - both[:-1] <= 2 * asked.most + 1)
    before, after = both[close], both[close + 1]
    apart = (after >> np.uint32(1)) - (before >> np.uint32(1))
    if not apart.all():
        return None
    kept = (apart <= asked.most) & (((before ^ after) & np.uint32(1)) > 0)
    if asked.ordered:
        kept &= (before & np.uint32(1)) == 0
    rows = before[kept] >> np.uint32(_PLACE_BITS + 1)
    return rows[_fresh(rows)]


def _fresh(rows: Numbers) -> NDArray[np.bool_]:
    """Where a number is another than the one before."""
    fresh = np.ones(len(rows), bool)
    np.not_equal(rows[1:], rows[:-1], out=fresh[1:])
    return fresh


# Places, as they are asked for


def _are_narrow(segment: Segment, words: Sequence[tuple[str, Key]]) -> bool:
    """Whether every place of these words is small enough for numbers of 32 bits."""
    return all(segment.places(*word).flat.dtype == _NARROW for word in words)


def _parts(segment: Segment, words: Sequence[tuple[str, Key]], docs: Docs) -> Iterator[Part]:
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
        yield Part(tuple(word.part(first, last) for word in words), docs=docs[first:last])
        first = last


def _of_blocks(words: Sequence[Blocks]) -> Iterator[Part]:
    """Each part is a block of the segment, or some together where that holds few places."""
    borders = np.array([word.borders for word in words])
    last = borders.shape[1] - 1
    for first in range(0, last, _TOGETHER):
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
    """The places of a word so frequent that its numbers are made anew, block by block."""

    docs: Docs
    places: Places
    firsts: NDArray[np.intp]
    borders: NDArray[Any]

    def between(self, first: int, last: int) -> Numbers:
        """Made now."""
        begin, end = self.firsts[first], self.firsts[last]
        counts = np.diff(self.places.starts[begin : end + 1])
        flat = self.places.flat[self.borders[first] : self.borders[last]]
        return _numbers(self.docs[begin:end], counts, flat)


def _blocks(segment: Segment, field: str, key: Key, docs: Docs) -> Blocks:
    """A word in these articles, and perhaps in others."""
    having, places = segment.postings(field, key).docs, segment.places(field, key)
    if len(docs) * _MOSTLY < len(having):
        found = standing(segment, field, key, docs)
        ends = np.concatenate([[0], np.cumsum(found.counts, dtype=np.int64)])
        numbers = _numbers(docs, found.counts, found.flat[_rows(found)])
        return Kept(numbers, ends[_firsts(docs, segment.size)])
    firsts = _firsts(having, segment.size)
    if len(places.flat) > _KEPT:
        return Made(having, places, firsts, places.starts[firsts])

    def whole() -> Kept:
        numbers = _numbers(having, np.diff(places.starts), places.flat)
        return Kept(numbers, places.starts[firsts])

    return segment.kept((field, key, "numbers"), whole)


def _numbers(docs: Docs, counts: NDArray[Any], flat: NDArray[Any]) -> Numbers:
    rows = (docs & np.int32(_BLOCK * _TOGETHER - 1)).astype(np.uint32) << np.uint32(_PLACE_BITS)
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
        rows = np.arange(last - first, dtype=np.uint32) << np.uint32(_PLACE_BITS)
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


def _keys(word: Standing, docs: Docs) -> Keys:
    return spans.keys(docs, word.counts, word.flat[_rows(word)])
