"""Sets of document numbers as ascending arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

DocNumbers = NDArray[np.signedinteger[Any]]
"""Stored in 32 bits; the result of a whole query in 64, which NumPy indexes three times as fast.
(Where 32-bit numbers index others, `take` is as fast.)"""
NO_DOCS: DocNumbers = np.empty(0, np.int32)
_SPARSE_RATIO = 32
"""Below one article in this many, binary search beats a lookup table."""


def build_all_docs(size: int) -> DocNumbers:
    """Return all numbers below `size`."""
    return np.arange(size, dtype=np.int32)


def intersect_docs(left: DocNumbers, right: DocNumbers, size: int) -> DocNumbers:
    """Return the intersection; `size` is the upper bound of the numbers."""
    if len(left) > len(right):
        left, right = right, left
    return left[isin_docs(right, left, size)]


def union_docs(sets: Sequence[DocNumbers], size: int) -> DocNumbers:
    """Return the union."""
    if len(sets) == 1:
        return sets[0]
    is_member = np.zeros(size, bool)
    for docs in sets:
        is_member[docs] = True
    return np.flatnonzero(is_member).astype(np.int32)


def sort_unique(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return the sorted unique numbers. (`numpy.unique` hashes first, which costs more.)"""
    values = np.sort(numbers)
    is_new = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=is_new[1:])
    return values[is_new]


def isin_docs(docs: DocNumbers, candidates: DocNumbers, size: int) -> NDArray[np.bool_]:
    """Return for each of `candidates` whether it is in `docs`."""
    if not len(docs) or not len(candidates):
        return np.zeros(len(candidates), bool)
    if len(candidates) * _SPARSE_RATIO < size:
        rows = docs.searchsorted(candidates)
        np.minimum(rows, len(docs) - 1, out=rows)
        return docs[rows] == candidates
    if len(docs) * _SPARSE_RATIO < size:
        return find_rows(docs, candidates, size) >= 0
    is_member = np.zeros(size, bool)
    is_member[docs.astype(np.intp)] = True
    return is_member.take(candidates)


def find_rows(docs: DocNumbers, candidates: DocNumbers, size: int) -> NDArray[np.signedinteger[Any]]:
    """Return the index in `docs` of each of `candidates`, ascending too; -1 where it is missing."""
    if not len(docs):
        return np.full(len(candidates), -1, np.int32)
    if len(candidates) * _SPARSE_RATIO < size:
        rows = docs.searchsorted(candidates)
        np.minimum(rows, len(docs) - 1, out=rows)
        rows[docs[rows] != candidates] = -1
        return rows
    if len(docs) * _SPARSE_RATIO < size:
        result, slots = np.full(len(candidates), -1, np.int32), np.searchsorted(candidates, docs)
        slots[slots == len(candidates)] = 0
        matches = np.flatnonzero(candidates[slots] == docs)
        result[slots[matches]] = matches
        return result
    return build_row_table(docs, size).take(candidates)


def build_row_table(docs: DocNumbers, size: int) -> NDArray[np.int32]:
    """Return for each number below `size` its index in `docs`; -1 where it is missing."""
    rows = np.full(size, -1, np.int32)
    rows[docs] = np.arange(len(docs), dtype=np.int32)
    return rows
