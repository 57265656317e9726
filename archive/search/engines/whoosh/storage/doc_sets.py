"""Sets of document numbers, and positions in documents, as ascending arrays.

A position key is one integer, `document << 32 | position`, so that positions of different documents
are always too far apart to be near.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

DocNumbers = NDArray[np.signedinteger[Any]]
"""Stored in 32 bits; the result of a whole query in 64, which NumPy indexes three times as fast.
(Where 32-bit numbers index others, `take` is as fast.)"""
NO_DOCS: DocNumbers = np.empty(0, np.int32)
PositionKeys = NDArray[np.int64]
DOC_SHIFT: Final = 32
_INT32_LIMIT: Final = 1 << 30
_SPARSE_RATIO = 32
"""Below one article in this many, binary search beats a lookup table."""


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
    return values[mask_run_starts(values)]


def mask_run_starts(values: NDArray[Any], *others: NDArray[Any]) -> NDArray[np.bool_]:
    """Return a mask of the values (with those of other arrays) that differ from the ones before."""
    is_new = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=is_new[1:])
    for other in others:
        is_new[1:] |= other[1:] != other[:-1]
    return is_new


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


def expand_ranges(starts: NDArray[Any], lengths: NDArray[Any]) -> NDArray[Any]:
    """Return `lengths[n]` consecutive numbers from `starts[n]`, concatenated."""
    ends = np.cumsum(lengths, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    shifts = starts - (ends - lengths)
    if total < _INT32_LIMIT and (not len(starts) or int(starts.max()) < _INT32_LIMIT):
        shifts = shifts.astype(np.int32)  # halves the memory traffic
    result = np.repeat(shifts, lengths)
    result += np.arange(total, dtype=result.dtype)
    return result


def build_keys(docs: NDArray[np.int32], counts: NDArray[Any], positions: NDArray[Any]) -> PositionKeys:
    """Encode `counts[n]` positions of each article as position keys."""
    result = np.repeat(docs.astype(np.int64) << DOC_SHIFT, counts)
    result += positions
    return result


def isin_keys(keys: PositionKeys, candidates: PositionKeys) -> NDArray[np.bool_]:
    """Return for each of `candidates` whether it is among `keys`; both ascending."""
    if not len(keys):
        return np.zeros(len(candidates), bool)
    rows = np.searchsorted(keys, candidates)
    return keys[np.minimum(rows, len(keys) - 1)] == candidates
