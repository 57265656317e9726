"""Sets of article numbers as ascending arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Docs = NDArray[np.signedinteger[Any]]
"""Kept in 32 bits; what a whole question finds in 64, by which NumPy looks up three times as fast.
(Where numbers of 32 bits look up others, `take` is as fast.)"""
NONE: Docs = np.empty(0, np.int32)
_SPARSE = 32
"""Below one article in this many, a search in order beats a table of all numbers."""


def everything(size: int) -> Docs:
    """All numbers below `size`."""
    return np.arange(size, dtype=np.int32)


def common(one: Docs, other: Docs, size: int) -> Docs:
    """Those in both; `size` is the first number that is none."""
    if len(one) > len(other):
        one, other = other, one
    return one[contains(other, one, size)]


def union(sets: Sequence[Docs], size: int) -> Docs:
    """Those in any."""
    if len(sets) == 1:
        return sets[0]
    having = np.zeros(size, bool)
    for docs in sets:
        having[docs] = True
    return np.flatnonzero(having).astype(np.int32)


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """Each number once, ascending. (`numpy.unique` hashes first, which costs more.)"""
    found = np.sort(numbers)
    fresh = np.ones(len(found), bool)
    np.not_equal(found[1:], found[:-1], out=fresh[1:])
    return found[fresh]


def without(one: Docs, other: Docs, size: int) -> Docs:
    """Those in `one` that are not in `other`."""
    return one[~contains(other, one, size)]


def contains(docs: Docs, asked: Docs, size: int) -> NDArray[np.bool_]:
    """For each of `asked`, whether it is in `docs`."""
    if not len(docs) or not len(asked):
        return np.zeros(len(asked), bool)
    if len(asked) * _SPARSE < size:
        places = docs.searchsorted(asked)
        np.minimum(places, len(docs) - 1, out=places)
        return docs[places] == asked
    if len(docs) * _SPARSE < size:
        return located(docs, asked, size) >= 0
    having = np.zeros(size, bool)
    having[docs.astype(np.intp)] = True
    return having.take(asked)


def located(docs: Docs, asked: Docs, size: int) -> NDArray[np.signedinteger[Any]]:
    """For each of `asked`, ascending too, its place in `docs`; -1 where it is not there."""
    if not len(docs):
        return np.full(len(asked), -1, np.int32)
    if len(asked) * _SPARSE < size:
        places = docs.searchsorted(asked)
        np.minimum(places, len(docs) - 1, out=places)
        places[docs[places] != asked] = -1
        return places
    if len(docs) * _SPARSE < size:
        found, spots = np.full(len(asked), -1, np.int32), np.searchsorted(asked, docs)
        spots[spots == len(asked)] = 0
        here = np.flatnonzero(asked[spots] == docs)
        found[spots[here]] = here
        return found
    return table(docs, size).take(asked)


def table(docs: Docs, size: int) -> NDArray[np.int32]:
    """For each number below `size` its place in `docs`; -1 where it is not there."""
    found = np.full(size, -1, np.int32)
    found[docs] = np.arange(len(docs), dtype=np.int32)
    return found
