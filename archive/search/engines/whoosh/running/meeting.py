"""Single words that follow each other or stand near: the common questions of places, made quick.

Articles are taken in parts small enough for a processor's cache. In each, places are numbers of 32
bits (article of the part, place), so that one sort of both words brings together what met. `spans`
says the same of anything that has places; where a part holds what these numbers cannot, it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.arrays import spans
from archive.search.engines.whoosh.arrays.lanes import indices
from archive.search.engines.whoosh.arrays.segments import Key, Segment
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.arrays.spans import SHIFT, Keys, Spans

_PLACE_BITS: Final = 17
_DOCS_AT_ONCE: Final = 1 << 13
_PLACES_AT_ONCE: Final = 100_000
_NARROW: Final = np.uint16


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a word stands in each of some articles: `flat[starts[n]:starts[n] + counts[n]]`."""

    starts: NDArray[np.int32]
    counts: NDArray[np.int32]
    flat: NDArray[Any]

    def part(self, first: int, last: int) -> NDArray[np.uint32]:
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


def phrase(segment: Segment, field: str, keys: Sequence[Key], docs: Docs) -> Spans:
    """Where the words follow each other in these articles, all of which have every word."""
    words = [standing(segment, field, key, docs) for key in keys]
    if any(word.flat.dtype != _NARROW for word in words):
        return spans.phrase([_keys(word, docs) for word in words])
    order = sorted(range(len(words)), key=lambda number: int(words[number].counts.sum()))
    found = [np.empty(0, np.int64)]
    for first, last in _parts(words):
        here = words[order[0]].part(first, last) + np.uint32(len(words) - order[0])
        for number in order[1:]:
            both = np.concatenate(
                [here, words[number].part(first, last) + np.uint32(len(words) - number)]
            )
            both.sort()
            here = both[1:][both[1:] == both[:-1]]
        found.append(_long(here, docs[first:last]) - len(words))
    begins = np.concatenate(found)
    return Spans(begins, begins + (len(words) - 1))


def near_docs(
    segment: Segment, one: tuple[str, Key], other: tuple[str, Key], docs: Docs, asked: Distance
) -> Docs:
    """Those of these articles, all of which have both words, in which they stand near."""
    words = [standing(segment, *word, docs) for word in dict.fromkeys((one, other))]
    found = [np.empty(0, np.int64)]
    narrow = all(word.flat.dtype == _NARROW for word in words)
    for first, last in _parts(words):
        met = _met([word.part(first, last) for word in words], asked) if narrow else None
        if met is None:  # two words on one place, or a place beyond these numbers
            ours = [
                Spans(keys, keys)
                for word in words
                for keys in [_keys(_cut(word, first, last), docs[first:last])]
            ]
            near = spans.near_docs(ours[0], ours[-1], asked.most, ordered=asked.ordered)
            found.append(np.searchsorted(docs, near))
        else:
            found.append(met.astype(np.int64) + first)
    return docs[np.concatenate(found)]


@dataclass(frozen=True, slots=True)
class Distance:
    """How far apart two words may stand, and whether the first must come first."""

    most: int
    ordered: bool


def _met(words: Sequence[NDArray[np.uint32]], asked: Distance) -> NDArray[np.uint32] | None:
    """The rows in which two words stand near: where they do, two neighbours do."""
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


def _fresh(rows: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Where a number is another than the one before."""
    fresh = np.ones(len(rows), bool)
    fresh[1:] = rows[1:] != rows[:-1]
    return fresh


def _parts(words: Sequence[Standing]) -> Iterator[tuple[int, int]]:
    ends = np.cumsum(sum(word.counts for word in words))
    first = 0
    while first < len(ends):
        before = int(ends[first - 1]) if first else 0
        last = int(np.searchsorted(ends, before + _PLACES_AT_ONCE, "right"))
        last = min(max(last, first + 1), first + _DOCS_AT_ONCE, len(ends))
        yield first, last
        first = last


def _cut(word: Standing, first: int, last: int) -> Standing:
    return Standing(word.starts[first:last], word.counts[first:last], word.flat)


def _keys(word: Standing, docs: Docs) -> Keys:
    return spans.keys(
        docs,
        word.counts,
        word.flat[indices(word.starts.astype(np.int64), word.counts.astype(np.int64))],
    )


def _long(found: NDArray[np.uint32], docs: Docs) -> Keys:
    """Numbers of a part as `spans` counts places."""
    places = (found & np.uint32((1 << _PLACE_BITS) - 1)).astype(np.int64)
    return (docs[found >> np.uint32(_PLACE_BITS)].astype(np.int64) << SHIFT) + places
