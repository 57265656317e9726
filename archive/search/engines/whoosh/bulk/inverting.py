"""Inversion of texts: from words in order to sorted arrays of (term, document, position).

A text is split at white space into *pieces*; a table maps each piece, by the archive's own
analysis, to its terms and the number of positions it takes (see `pieces`). The rest is arithmetic
on whole arrays and one sort of packed integers (term, document, position).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.search.analysis import PART, PART_MARK, marked
from archive.search.engines.whoosh.arrays.inverted import Inverted
from archive.search.engines.whoosh.arrays.lanes import indices
from archive.search.engines.whoosh.bulk.pieces import Pieces
from archive.search.engines.whoosh.bulk.vocabulary import GAP, SortedTerms

_KEY_BITS = 64
_DOCS_AT_ONCE = 1_000  # documents: intermediate arrays fit a processor's cache
_TEXTS_AT_ONCE = 250
_CHARACTERS_AT_ONCE = 1_000_000


class Inverter:
    """Inverter of one field of one segment; optionally with sentence and quotation boundaries."""

    def __init__(self, pieces: Pieces, *, borders: bool = False) -> None:
        self._known = pieces
        self._borders = borders
        self._texts: list[str] = []
        self._algorithms: list[str] = []
        self._characters = 0
        self._pieces: list[NDArray[np.int32]] = []
        self._counts: list[NDArray[np.int64]] = []
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, text: str, algorithm: str) -> None:
        """Add the text of the next document."""
        self._texts.append(marked(text) if self._borders else text.replace(PART, f" {PART_MARK} "))
        self._algorithms.append(algorithm)
        self._characters += len(text)
        if len(self._texts) >= _TEXTS_AT_ONCE or self._characters >= _CHARACTERS_AT_ONCE:
            self.take_in()

    def take_in(self) -> None:
        """Encode the pieces of buffered texts; to be called before the terms are sorted."""
        if self._texts:
            pieces, counts = self._known.numbers(self._texts, self._algorithms)
            self._pieces.append(pieces)
            self._counts.append(counts)
            self._size += len(pieces)
            self._texts, self._algorithms, self._characters = [], [], 0

    def inverted(self, known: SortedTerms) -> tuple[Inverted, NDArray[np.int32]]:
        """Return the postings of the field, and its length in words for every document."""
        counts = np.concatenate([np.zeros(1, np.int64), *self._counts])
        bounds, docs = np.cumsum(counts), len(counts) - 1
        pieces = np.concatenate([np.empty(0, np.int32), *self._pieces])
        packing = Packing.of(known, docs)
        keys = [np.empty(0, np.uint64)]
        lengths = [np.empty(0, np.int32)]
        for first in range(0, docs, _DOCS_AT_ONCE):
            found = _occurrences(known, pieces, bounds[first : first + _DOCS_AT_ONCE + 1])
            keys.append(packing.packed(found.ranks, found.docs + first, found.places))
            lengths.append(found.lengths)
        return packing.inverted(np.concatenate(keys), known.terms), np.concatenate(lengths)


class Occurrences(NamedTuple):
    """Terms of some documents in any order: which, in which document, where; and lengths."""

    ranks: NDArray[np.uint64]
    docs: NDArray[np.int64]
    places: NDArray[np.int64]
    lengths: NDArray[np.int32]


class Packing(NamedTuple):
    """Layout of term, document and position in one 64-bit key, from high to low bits."""

    doc_bits: int
    place_bits: int

    @classmethod
    def of(cls, known: SortedTerms, docs: int) -> Packing:
        """Return the layout that leaves for positions all bits not needed otherwise."""
        return cls(docs.bit_length(), _KEY_BITS - docs.bit_length() - len(known.terms).bit_length())

    def packed(
        self, ranks: NDArray[np.uint64], docs: NDArray[np.int64], places: NDArray[np.int64]
    ) -> NDArray[np.uint64]:
        """Pack one key for each occurrence."""
        if self.place_bits < int(places.max(initial=0)).bit_length():
            raise OverflowError("Too much text for one segment: write smaller batches.")
        keys = ranks << np.uint64(self.doc_bits)
        keys |= docs.astype(np.uint64)
        keys <<= np.uint64(self.place_bits)
        keys |= places.astype(np.uint64)
        return keys

    def inverted(self, keys: NDArray[np.uint64], terms: list[bytes]) -> Inverted:
        """Sort `keys` in place, and read the postings off them."""
        keys.sort()
        places = (keys & np.uint64((1 << self.place_bits) - 1)).astype(np.uint32)
        keys >>= np.uint64(self.place_bits)
        firsts = _changes(keys)
        postings = keys[firsts]
        owners = postings >> np.uint64(self.doc_bits)
        starts = _changes(owners)
        return Inverted(
            [terms[rank] for rank in owners[starts].tolist()],
            np.diff(starts, append=len(postings)),
            (postings & np.uint64((1 << self.doc_bits) - 1)).astype(np.int32),
            np.diff(firsts, append=len(keys)).astype(np.int32),
            places,
        )


def _occurrences(
    known: SortedTerms, pieces: NDArray[np.int32], bounds: NDArray[np.int64]
) -> Occurrences:
    """Return all terms of some documents, whose pieces lie between `bounds`."""
    pieces = pieces[bounds[0] : bounds[-1]]
    begins, ends = bounds[:-1] - bounds[0], bounds[1:] - bounds[0]
    sizes = ends - begins
    advances = known.advances[pieces]
    reached = np.concatenate([[0], np.cumsum(advances)])
    places = reached[:-1] - np.repeat(reached[begins], sizes)
    counts = known.counts[pieces]
    rows = indices(known.starts[pieces], counts)
    words = np.concatenate([[0], np.cumsum(np.where(pieces == GAP, 0, advances))])
    return Occurrences(
        known.ranks[rows],
        np.repeat(np.repeat(np.arange(len(ends)), sizes), counts),
        np.maximum(np.repeat(places, counts) + known.offsets[rows], 0),
        (words[ends] - words[begins]).astype(np.int32),
    )


def _changes(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the start of every run of equal values."""
    if not len(values):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
