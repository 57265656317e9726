"""Phrases and proximity of single terms: the fast path for common positional queries.

In each batch of `parts` positions are 32-bit numbers, so that one sort of two terms finds the
matches. `spans` does the same for anything with positions, and is used where 32 bits are too few.
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
"""From this ratio of sizes on, binary search beats sorting."""


@dataclass(frozen=True, slots=True)
class Distance:
    """Maximum distance of two terms, and whether the first must come first."""

    most: int
    ordered: bool


def phrase(segment: Segment, field: str, keys: Sequence[Key], docs: Docs) -> Spans:
    """Return the spans of a phrase in these articles, all of which have every term."""
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
    """Return those of these articles (all of which have every term) that have the phrase."""
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
    """Return each term of a phrase once, and the number of the term at each place in it."""
    numbers: dict[Key, int] = {}
    order = [numbers.setdefault(key, len(numbers)) for key in keys]
    return [(field, key) for key in numbers], order


def near_docs(
    segment: Segment, one: tuple[str, Key], other: tuple[str, Key], docs: Docs, asked: Distance
) -> Docs:
    """Return those of these articles (all of which have both terms) in which they are near."""
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
    """Return the positions of the first term that all next terms follow in order.

    Where a shift would pass the start of an article, the result is a number beyond all positions of
    the article before: it never matches.
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
    """Shift by a number of positions."""
    if not places:
        return numbers
    return numbers + np.uint32(places) if places > 0 else numbers - np.uint32(-places)


def _common(found: Numbers, word: Numbers, after: int) -> Numbers:
    """Return those of `starts` that are `distance` before a position of the term."""
    wanted = _moved(found, after)
    if len(found) * _UNEVEN < len(word):
        rows = word.searchsorted(wanted)
        np.minimum(rows, len(word) - 1, out=rows)
        return found[word[rows] == wanted]
    both = np.concatenate([wanted, word])
    both.sort()
    return _moved(both[1:][both[1:] == both[:-1]], -after)


def _met(words: Sequence[Numbers], asked: Distance) -> Numbers | None:
    """Return the rows in which two terms are near: then two neighbours in the merged order are.

    None where both stand on one position.
    """
    if len(words) == 1:  # a term near itself
        (one,) = words
        rows = one[:-1][one[1:] - one[:-1] <= asked.most] >> np.uint32(PLACE_BITS)
        return rows[_fresh(rows)]
    both = np.concatenate(words)
    both <<= _ONE
    both[len(words[0]) :] |= _ONE
    both.sort()
    gaps = both[1:] - both[:-1]  # twice the distance; of different terms odd: one more or less
    second = both[:-1] & _ONE
    if ((gaps == 1) & (second == 0)).any():
        return None
    kept = (gaps & _ONE).astype(bool)
    kept &= gaps <= np.uint32(2 * asked.most + 1) - (second << _ONE)
    if asked.ordered:
        kept &= second == 0
    rows = both.take(kept.nonzero()[0])  # faster than by the mask itself
    rows >>= np.uint32(PLACE_BITS + 1)
    return rows[_fresh(rows)]


def _fresh(rows: Numbers) -> NDArray[np.intp]:
    """Return the indexes at which a value differs from the one before."""
    fresh = np.ones(len(rows), bool)
    np.not_equal(rows[1:], rows[:-1], out=fresh[1:])
    return fresh.nonzero()[0]
