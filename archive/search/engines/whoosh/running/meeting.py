"""Single words that follow each other or stand near: the common questions of places, made quick.

In each of `parts` places are numbers, so that one sort of two words brings together what met.
`spans` says the same of anything that has places; where a part holds what its numbers cannot, it
does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.search.budget import check_time
from archive.search.engines.whoosh.arrays import sets, spans
from archive.search.engines.whoosh.arrays.segments import Key, Segment
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.arrays.spans import SHIFT, Keys, Spans
from archive.search.engines.whoosh.running.parts import (
    PLACE_BITS,
    Numbers,
    are_narrow,
    keys_of,
    parts_of,
)

_ONE = np.uint32(1)
_UNEVEN = 8
"""So many times more of the one than of the other: looking up beats sorting."""


@dataclass(frozen=True, slots=True)
class Distance:
    """How far apart two words may stand, and whether the first must come first."""

    most: int
    ordered: bool


def phrase(segment: Segment, field: str, keys: Sequence[Key], docs: Docs) -> Spans:
    """Where the words follow each other in these articles, all of which have every word."""
    words, order = _distinct(field, keys)
    if not are_narrow(segment, words):
        places = [keys_of(segment, *word, docs) for word in words]
        return spans.phrase([places[number] for number in order])
    found = [np.empty(0, np.int64)]
    found += [
        part.keys(_followed([part.words[number] for number in order]))
        for part in parts_of(segment, words, docs)
    ]
    begins = np.concatenate(found)
    begins = begins[sets.contains(docs, begins >> SHIFT, segment.size)]
    return Spans(begins, begins + (len(keys) - 1))


def phrase_docs(segment: Segment, field: str, keys: Sequence[Key], docs: Docs) -> Docs:
    """Those of these articles, all of which have every word, in which the words follow."""
    words, order = _distinct(field, keys)
    if not are_narrow(segment, words):
        return phrase(segment, field, keys, docs).docs()
    found = [sets.NONE]
    for part in parts_of(segment, words, docs):
        begins = _followed([part.words[number] for number in order])
        rows = begins >> np.uint32(PLACE_BITS)
        found.append(part.articles(rows[_fresh(rows)]))
    return sets.common(np.concatenate(found), docs, segment.size)


def _distinct(field: str, keys: Sequence[Key]) -> tuple[list[tuple[str, Key]], list[int]]:
    """Each word of a phrase once, and which of them stands at each of its places."""
    numbers: dict[Key, int] = {}
    order = [numbers.setdefault(key, len(numbers)) for key in keys]
    return [(field, key) for key in numbers], order


def near_docs(
    segment: Segment, one: tuple[str, Key], other: tuple[str, Key], docs: Docs, asked: Distance
) -> Docs:
    """Those of these articles, all of which have both words, in which they stand near."""
    words = list(dict.fromkeys((one, other)))
    if not are_narrow(segment, words):
        return _near(asked, [keys_of(segment, *word, docs) for word in words])
    found = [sets.NONE]
    for part in parts_of(segment, words, docs):
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
    """The places of the first word that each next word follows.

    Of a word too near the beginning of its article to have the first one so far before it, that
    place is a number beyond all places of the article before: no word is ever there.
    """
    order = sorted(range(len(words)), key=lambda number: len(words[number]))
    found = _moved(words[order[0]], -order[0])
    for number in order[1:]:
        check_time()
        if not len(found):
            break
        found = _common(found, words[number], number)
    return found


def _moved(numbers: Numbers, places: int) -> Numbers:
    """So many places on."""
    if not places:
        return numbers
    return numbers + np.uint32(places) if places > 0 else numbers - np.uint32(-places)


def _common(found: Numbers, word: Numbers, after: int) -> Numbers:
    """Those of `found` so many places before a place of the word."""
    wanted = _moved(found, after)
    if len(found) * _UNEVEN < len(word):
        rows = word.searchsorted(wanted)
        np.minimum(rows, len(word) - 1, out=rows)
        return found[word[rows] == wanted]
    both = np.concatenate([wanted, word])
    both.sort()
    return _moved(both[1:][both[1:] == both[:-1]], -after)


def _met(words: Sequence[Numbers], asked: Distance) -> Numbers | None:
    """The rows in which two words stand near: where they do, two neighbours do.

    None where both stand on one place.
    """
    if len(words) == 1:  # a word near itself
        (one,) = words
        rows = one[:-1][one[1:] - one[:-1] <= asked.most] >> np.uint32(PLACE_BITS)
        return rows[_fresh(rows)]
    both = np.concatenate(words)
    both <<= _ONE
    both[len(words[0]) :] |= _ONE
    both.sort()
    gaps = both[1:] - both[:-1]  # twice as far as they are apart, and odd: one more or one less
    second = both[:-1] & _ONE
    if ((gaps == 1) & (second == 0)).any():
        return None
    kept = (gaps & _ONE).astype(bool)
    kept &= gaps <= np.uint32(2 * asked.most + 1) - (second << _ONE)
    if asked.ordered:
        kept &= second == 0
    rows = both.take(kept.nonzero()[0])  # quicker than by the mask itself
    rows >>= np.uint32(PLACE_BITS + 1)
    return rows[_fresh(rows)]


def _fresh(rows: Numbers) -> NDArray[np.intp]:
    """Where a number is another than the one before."""
    fresh = np.ones(len(rows), bool)
    np.not_equal(rows[1:], rows[:-1], out=fresh[1:])
    return fresh.nonzero()[0]
