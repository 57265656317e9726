"""Encoding of postings as bytes, decoded without a loop.

The bytes of one term, in this order (integers are little-endian):

- one byte for each document: the gap to the one before, less one; 255 means that 255 and the next
  lane's value are to be added
- four bits for each document: the frequency, less one; 15 means that there is more to add below
  (padded to an even number of bytes)
- two bytes for each 255 above; 65,535 means that there is more to add in the next lane
- four bytes for each 65,535 above
- four bytes for each 15 above
- the positions, document by document: two bytes each, or four where one of them is beyond 65,535
  (a *wide* term)

Most terms take one and a half bytes for a document and two for a position, and positions are used
as they lie in the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

_STEP: Final = 255
_FAR: Final = 65_535
_OFTEN: Final = 15
_SMALL: Final = 1 << 30
_NARROW: Final = 65_535
"""Highest position that fits two bytes."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The bytes of several terms, one after the other.

    `sizes` are in pairs of bytes, `heads` the part of them before the positions; `wide` flags wide
    terms.
    """

    raw: Bytes
    sizes: NDArray[np.int64]
    heads: NDArray[np.int64]
    wide: NDArray[np.bool_]


def pack(
    counts: NDArray[np.int64],
    docs: NDArray[np.int32],
    freqs: NDArray[np.int32],
    places: NDArray[np.uint32],
) -> Packed:
    """Encode terms with `counts` documents each (at least one)."""
    words, firsts = len(counts), np.cumsum(counts) - counts
    word_of = np.repeat(np.arange(words), counts)
    steps = _steps(docs, firsts)
    near, far = _laned(steps, _STEP)
    middle, farthest = _laned(far, _FAR)
    often, oftener = _laned(freqs - 1, _OFTEN)
    far_of = word_of[near == _STEP]
    far_counts = np.bincount(far_of, minlength=words)
    farthest_counts = np.bincount(far_of[middle == _FAR], minlength=words)
    oftener_counts = np.bincount(word_of[often == _OFTEN], minlength=words)
    place_counts = np.add.reduceat(freqs, firsts, dtype=np.int64)
    wide = np.maximum.reduceat(places, np.cumsum(place_counts) - place_counts) > _NARROW
    heads = (counts + (counts + 1) // 2 + 1) // 2
    lanes = (far_counts, farthest_counts * 2, oftener_counts * 2, place_counts * (1 + wide))
    sizes = heads + sum(lanes)
    starts = np.cumsum(sizes) - sizes
    raw = np.zeros(int(sizes.sum()) * 2, np.uint8)
    raw[indices(starts * 2, counts)] = near
    _put_halves(raw, starts * 2 + counts, counts, often)
    pairs, at = raw.view(np.uint16), starts + heads
    sources: tuple[NDArray[Any], ...] = (
        middle.astype(np.uint16), _pairs(farthest), _pairs(oftener),
        _place_pairs(places, np.repeat(wide, place_counts)),
    )  # fmt: skip
    for lane, source in zip(lanes, sources, strict=True):
        pairs[indices(at, lane)] = source
        at = at + lane
    return Packed(raw, sizes, sizes - lanes[-1], wide)


def unpack_one(raw: Bytes, count: int) -> tuple[NDArray[np.int32], NDArray[Any]]:
    """Return documents and frequencies of one term."""
    near, head = raw[:count], count + (count + 1) // 2
    at = head + head % 2
    steps = near.astype(np.int32)
    beyond = np.flatnonzero(near == _STEP)
    if len(beyond):
        middle = raw[at : at + 2 * len(beyond)].view(np.uint16)
        at += 2 * len(beyond)
        far = middle.astype(np.int32)
        farther = np.flatnonzero(middle == _FAR)
        if len(farther):
            far[farther] += raw[at : at + 4 * len(farther)].view(np.uint32).astype(np.int32)
            at += 4 * len(farther)
        steps[beyond] += far
    steps += 1
    docs = np.cumsum(steps, dtype=np.int32)
    docs -= 1
    often = _halves(raw[count:head], count)
    more = np.flatnonzero(often == _OFTEN)
    often += 1
    if not len(more):
        return docs, often
    freqs = often.astype(np.int32)
    freqs[more] += raw[at : at + 4 * len(more)].view(np.uint32).astype(np.int32)
    return docs, freqs


def places_of_one(raw: Bytes, count: int, *, wide: bool) -> NDArray[Any]:
    """Return the last `count` positions of one term's bytes, as a view of the file."""
    if wide:
        return raw[len(raw) - 4 * count :].view(np.uint32)
    return raw[len(raw) - 2 * count :].view(np.uint16)


def unpack(
    raw: Bytes, sizes: NDArray[np.int64], counts: NDArray[np.int64], wide: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint32]]:
    """Return documents, frequencies and positions of several terms; inverse of `pack_postings`."""
    firsts, starts = np.cumsum(counts) - counts, np.cumsum(sizes) - sizes
    word_of = np.repeat(np.arange(len(counts)), counts)
    pairs = raw.view(np.uint16)
    near = raw[indices(starts * 2, counts)]
    steps = near.astype(np.int32)
    at = starts + (counts + (counts + 1) // 2 + 1) // 2
    beyond = np.flatnonzero(near == _STEP)
    far_counts = np.bincount(word_of[beyond], minlength=len(counts))
    middle = pairs[indices(at, far_counts)]
    far, farther = middle.astype(np.int32), np.flatnonzero(middle == _FAR)
    at = at + far_counts
    farther_counts = np.bincount(word_of[beyond[farther]], minlength=len(counts)) * 2
    far[farther] += pairs[indices(at, farther_counts)].view(np.uint32).astype(np.int32)
    at = at + farther_counts
    steps[beyond] += far
    steps[firsts] -= 1
    steps += 1
    docs = np.cumsum(steps, dtype=np.int64)
    docs -= np.repeat(docs[firsts] - steps[firsts], counts)
    freqs = _take_halves(raw, starts * 2 + counts, counts).astype(np.int32)
    more = np.flatnonzero(freqs == _OFTEN)
    more_counts = np.bincount(word_of[more], minlength=len(counts)) * 2
    freqs += 1
    freqs[more] += pairs[indices(at, more_counts)].view(np.uint32).astype(np.int32)
    at = at + more_counts
    places = _unpack_places(pairs, at, np.add.reduceat(freqs, firsts, dtype=np.int64), wide)
    return docs.astype(np.int32), freqs, places


def indices(starts: NDArray[Any], lengths: NDArray[Any]) -> NDArray[Any]:
    """Return `lengths[n]` consecutive numbers from `starts[n]`, concatenated."""
    ends = np.cumsum(lengths, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    ahead = starts - (ends - lengths)
    if total < _SMALL and (not len(starts) or int(starts.max()) < _SMALL):
        ahead = ahead.astype(np.int32)  # halves the memory traffic
    found = np.repeat(ahead, lengths)
    found += np.arange(total, dtype=found.dtype)
    return found


def _steps(docs: NDArray[np.int32], firsts: NDArray[np.int64]) -> NDArray[np.int32]:
    steps = np.empty_like(docs)
    steps[1:] = docs[1:] - docs[:-1] - 1
    steps[firsts] = docs[firsts]
    return steps


def _laned(numbers: NDArray[Any], limit: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the numbers capped at `limit`, and the remainder of those that reach it."""
    return np.minimum(numbers, limit), numbers[numbers >= limit] - limit


def _pairs(numbers: NDArray[Any]) -> NDArray[np.uint16]:
    return np.ascontiguousarray(numbers, np.uint32).view(np.uint16)


def _place_pairs(places: NDArray[np.uint32], wide: NDArray[np.bool_]) -> NDArray[np.uint16]:
    if not wide.any():
        return places.astype(np.uint16)
    pairs = _pairs(places)
    kept = np.ones(len(pairs), bool)
    kept[1::2] = wide
    return pairs[kept]


def _unpack_places(
    pairs: NDArray[np.uint16],
    at: NDArray[np.int64],
    counts: NDArray[np.int64],
    wide: NDArray[np.bool_],
) -> NDArray[np.uint32]:
    if not wide.any():
        return pairs[indices(at, counts)].astype(np.uint32)
    of_wide = np.repeat(wide, counts)
    first = np.repeat(at, counts) + (indices(counts * 0, counts) << of_wide)
    places = pairs[first].astype(np.uint32)
    places[of_wide] |= pairs[first[of_wide] + 1].astype(np.uint32) << np.uint32(16)
    return places


def _put_halves(
    raw: Bytes, starts: NDArray[np.int64], counts: NDArray[np.int64], halves: NDArray[Any]
) -> None:
    """Write two values a byte, the first one low; the last of a term may be alone."""
    sizes = (counts + 1) // 2
    pairs = np.zeros(int(sizes.sum()) * 2, np.uint8)
    pairs[indices(2 * (np.cumsum(sizes) - sizes), counts)] = halves
    raw[indices(starts, sizes)] = pairs[::2] | pairs[1::2] << 4


def _take_halves(raw: Bytes, starts: NDArray[np.int64], counts: NDArray[np.int64]) -> Bytes:
    at = indices(counts * 0, counts)
    found = raw[np.repeat(starts, counts) + (at >> 1)]
    return np.where(at & 1, found >> 4, found & 15)


def _halves(raw: Bytes, count: int) -> Bytes:
    found = np.empty(2 * len(raw), np.uint8)
    found[::2] = raw & 15
    found[1::2] = raw >> 4
    return found[:count]
