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

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.storage.doc_sets import expand_ranges

ByteArray = NDArray[np.uint8]

_GAP_ESCAPE: Final = 255
_LONG_GAP_ESCAPE: Final = 65_535
_FREQUENCY_ESCAPE: Final = 15
NARROW_DTYPE: Final = np.dtype(np.uint16)
"""Type of positions that fit two bytes."""
MAX_NARROW_POSITION: Final = 65_535


@dataclass(frozen=True, slots=True)
class PackedPostings:
    """The bytes of several terms, one after the other.

    `sizes` are in pairs of bytes, `heads` the part of them before the positions; `wide` flags wide terms.
    """

    raw: ByteArray
    sizes: NDArray[np.int64]
    heads: NDArray[np.int64]
    wide: NDArray[np.bool_]


def pack_postings(
    counts: NDArray[np.int64], docs: NDArray[np.int32], freqs: NDArray[np.int32], positions: NDArray[np.uint32]
) -> PackedPostings:
    """Encode terms with `counts` documents each (at least one)."""
    term_count, firsts = len(counts), np.cumsum(counts) - counts
    term_of = np.repeat(np.arange(term_count), counts)
    gaps = _compute_gaps(docs, firsts)
    short_gaps, long_gaps = _split_escaped(gaps, _GAP_ESCAPE)
    medium_gaps, longest_gaps = _split_escaped(long_gaps, _LONG_GAP_ESCAPE)
    frequency_nibbles, high_frequencies = _split_escaped(freqs - 1, _FREQUENCY_ESCAPE)
    long_gap_terms = term_of[short_gaps == _GAP_ESCAPE]
    long_gap_counts = np.bincount(long_gap_terms, minlength=term_count)
    longest_gap_counts = np.bincount(long_gap_terms[medium_gaps == _LONG_GAP_ESCAPE], minlength=term_count)
    high_frequency_counts = np.bincount(term_of[frequency_nibbles == _FREQUENCY_ESCAPE], minlength=term_count)
    position_counts = np.add.reduceat(freqs, firsts, dtype=np.int64)
    wide = np.maximum.reduceat(positions, np.cumsum(position_counts) - position_counts) > MAX_NARROW_POSITION
    heads = (counts + (counts + 1) // 2 + 1) // 2
    lanes = (long_gap_counts, longest_gap_counts * 2, high_frequency_counts * 2, position_counts * (1 + wide))
    sizes = heads + sum(lanes)
    starts = np.cumsum(sizes) - sizes
    raw = np.zeros(int(sizes.sum()) * 2, np.uint8)
    raw[expand_ranges(starts * 2, counts)] = short_gaps
    _write_nibbles(raw, starts * 2 + counts, counts, frequency_nibbles)
    sources: tuple[NDArray[Any], ...] = (
        medium_gaps.astype(np.uint16),
        _to_byte_pairs(longest_gaps),
        _to_byte_pairs(high_frequencies),
        _pack_positions(positions, np.repeat(wide, position_counts)),
    )
    _write_lanes(raw.view(np.uint16), starts + heads, lanes, sources)
    return PackedPostings(raw, sizes, sizes - lanes[-1], wide)


def _write_lanes(
    pairs: NDArray[np.uint16],
    offset: NDArray[np.int64],
    lanes: Sequence[NDArray[np.int64]],
    sources: Sequence[NDArray[Any]],
) -> None:
    """Write each source into the lanes of all terms; `offset` is where the first lane of each term begins."""
    for lane, source in zip(lanes, sources, strict=True):
        pairs[expand_ranges(offset, lane)] = source
        offset = offset + lane


def unpack_term(raw: ByteArray, count: int) -> tuple[NDArray[np.int32], NDArray[Any]]:
    """Return documents and frequencies of one term."""
    short_gaps, head = raw[:count], count + (count + 1) // 2
    offset = head + head % 2
    gaps = short_gaps.astype(np.int32)
    escaped = np.flatnonzero(short_gaps == _GAP_ESCAPE)
    if len(escaped):
        medium_gaps = raw[offset : offset + 2 * len(escaped)].view(np.uint16)
        offset += 2 * len(escaped)
        long_gaps = medium_gaps.astype(np.int32)
        long_escaped = np.flatnonzero(medium_gaps == _LONG_GAP_ESCAPE)
        if len(long_escaped):
            long_gaps[long_escaped] += raw[offset : offset + 4 * len(long_escaped)].view(np.uint32).astype(np.int32)
            offset += 4 * len(long_escaped)
        gaps[escaped] += long_gaps
    gaps += 1
    docs = np.cumsum(gaps, dtype=np.int32)
    docs -= 1
    packed, nibbles = raw[count:head], np.empty(2 * (head - count), np.uint8)
    nibbles[::2], nibbles[1::2] = packed & 15, packed >> 4
    frequency_nibbles = nibbles[:count]
    frequency_escaped = np.flatnonzero(frequency_nibbles == _FREQUENCY_ESCAPE)
    frequency_nibbles += 1
    if not len(frequency_escaped):
        return docs, frequency_nibbles
    freqs = frequency_nibbles.astype(np.int32)
    freqs[frequency_escaped] += raw[offset : offset + 4 * len(frequency_escaped)].view(np.uint32).astype(np.int32)
    return docs, freqs


def view_positions(raw: ByteArray, count: int, *, wide: bool) -> NDArray[Any]:
    """Return the last `count` positions of one term's bytes, as a view of the file."""
    if wide:
        return raw[len(raw) - 4 * count :].view(np.uint32)
    return raw[len(raw) - 2 * count :].view(np.uint16)


def unpack_postings(
    raw: ByteArray, sizes: NDArray[np.int64], counts: NDArray[np.int64], wide: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint32]]:
    """Return documents, frequencies and positions of several terms; inverse of `pack_postings`."""
    firsts, starts = np.cumsum(counts) - counts, np.cumsum(sizes) - sizes
    term_of = np.repeat(np.arange(len(counts)), counts)
    pairs = raw.view(np.uint16)
    short_gaps = raw[expand_ranges(starts * 2, counts)]
    gaps = short_gaps.astype(np.int32)
    offset = starts + (counts + (counts + 1) // 2 + 1) // 2
    escaped = np.flatnonzero(short_gaps == _GAP_ESCAPE)
    long_gap_counts = np.bincount(term_of[escaped], minlength=len(counts))
    medium_gaps = pairs[expand_ranges(offset, long_gap_counts)]
    long_gaps, long_escaped = medium_gaps.astype(np.int32), np.flatnonzero(medium_gaps == _LONG_GAP_ESCAPE)
    offset = offset + long_gap_counts
    longest_gap_counts = np.bincount(term_of[escaped[long_escaped]], minlength=len(counts)) * 2
    long_gaps[long_escaped] += pairs[expand_ranges(offset, longest_gap_counts)].view(np.uint32).astype(np.int32)
    offset = offset + longest_gap_counts
    gaps[escaped] += long_gaps
    gaps[firsts] -= 1
    gaps += 1
    docs = np.cumsum(gaps, dtype=np.int64)
    docs -= np.repeat(docs[firsts] - gaps[firsts], counts)
    freqs = _read_nibbles(raw, starts * 2 + counts, counts).astype(np.int32)
    frequency_escaped = np.flatnonzero(freqs == _FREQUENCY_ESCAPE)
    high_frequency_counts = np.bincount(term_of[frequency_escaped], minlength=len(counts)) * 2
    freqs += 1
    freqs[frequency_escaped] += pairs[expand_ranges(offset, high_frequency_counts)].view(np.uint32).astype(np.int32)
    offset = offset + high_frequency_counts
    positions = _unpack_positions(pairs, offset, np.add.reduceat(freqs, firsts, dtype=np.int64), wide)
    return docs.astype(np.int32), freqs, positions


def _compute_gaps(docs: NDArray[np.int32], firsts: NDArray[np.int64]) -> NDArray[np.int32]:
    gaps = np.empty_like(docs)
    gaps[1:] = docs[1:] - docs[:-1] - 1
    gaps[firsts] = docs[firsts]
    return gaps


def _split_escaped(numbers: NDArray[Any], limit: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the numbers capped at `limit`, and the remainder of those that reach it."""
    return np.minimum(numbers, limit), numbers[numbers >= limit] - limit


def _to_byte_pairs(numbers: NDArray[Any]) -> NDArray[np.uint16]:
    return np.ascontiguousarray(numbers, np.uint32).view(np.uint16)


def _pack_positions(positions: NDArray[np.uint32], wide: NDArray[np.bool_]) -> NDArray[np.uint16]:
    if not wide.any():
        return positions.astype(np.uint16)
    pairs = _to_byte_pairs(positions)
    is_used = np.ones(len(pairs), bool)
    is_used[1::2] = wide
    return pairs[is_used]


def _unpack_positions(
    pairs: NDArray[np.uint16], offsets: NDArray[np.int64], counts: NDArray[np.int64], wide: NDArray[np.bool_]
) -> NDArray[np.uint32]:
    if not wide.any():
        return pairs[expand_ranges(offsets, counts)].astype(np.uint32)
    is_wide = np.repeat(wide, counts)
    first = np.repeat(offsets, counts) + (expand_ranges(counts * 0, counts) << is_wide)
    positions = pairs[first].astype(np.uint32)
    positions[is_wide] |= pairs[first[is_wide] + 1].astype(np.uint32) << np.uint32(16)
    return positions


def _write_nibbles(raw: ByteArray, starts: NDArray[np.int64], counts: NDArray[np.int64], nibbles: NDArray[Any]) -> None:
    """Write two values a byte, the first one low; the last of a term may be alone."""
    sizes = (counts + 1) // 2
    pairs = np.zeros(int(sizes.sum()) * 2, np.uint8)
    pairs[expand_ranges(2 * (np.cumsum(sizes) - sizes), counts)] = nibbles
    raw[expand_ranges(starts, sizes)] = pairs[::2] | pairs[1::2] << 4


def _read_nibbles(raw: ByteArray, starts: NDArray[np.int64], counts: NDArray[np.int64]) -> ByteArray:
    nibble_offsets = expand_ranges(counts * 0, counts)
    packed = raw[np.repeat(starts, counts) + (nibble_offsets >> 1)]
    return np.where(nibble_offsets & 1, packed >> 4, packed & 15)
