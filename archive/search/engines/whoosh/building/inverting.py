"""Inversion of texts: from words in order to sorted arrays of (term, document, position).

A text is split at white space into *pieces*; a table maps each piece, by the archive's own
analysis, to its terms and the number of positions it takes (see `vocabulary`). The rest is arithmetic
on whole arrays and one sort of packed integers (term, document, position).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.search.analysis.analyzer import PART_MARK, PART_SEPARATOR, mark_boundaries
from archive.search.engines.whoosh.building.vocabulary import PART_GAP, PieceEncoder, SortedTerms
from archive.search.engines.whoosh.storage.doc_sets import expand_ranges, mask_run_starts
from archive.search.engines.whoosh.storage.inverted import PostingsTable

_KEY_BITS = 64
_DOCS_PER_BATCH = 1_000  # documents: intermediate arrays fit a processor's cache
_TEXTS_PER_BATCH = 250
_CHARACTERS_PER_BATCH = 1_000_000


class FieldInverter:
    """Inverter of one field of one segment; optionally with sentence and quotation boundaries."""

    def __init__(self, encoder: PieceEncoder, *, has_boundaries: bool = False) -> None:
        self._encoder = encoder
        self._has_boundaries = has_boundaries
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
        self._texts.append(
            mark_boundaries(text) if self._has_boundaries else text.replace(PART_SEPARATOR, f" {PART_MARK} ")
        )
        self._algorithms.append(algorithm)
        self._characters += len(text)
        if len(self._texts) >= _TEXTS_PER_BATCH or self._characters >= _CHARACTERS_PER_BATCH:
            self.flush()

    def flush(self) -> None:
        """Encode the pieces of buffered texts; to be called before the terms are sorted."""
        if self._texts:
            pieces, counts = self._encoder.encode(self._texts, self._algorithms)
            self._pieces.append(pieces)
            self._counts.append(counts)
            self._size += len(pieces)
            self._texts = []
            self._algorithms = []
            self._characters = 0

    def build_table(self, sorted_terms: SortedTerms) -> tuple[PostingsTable, NDArray[np.int32]]:
        """Return the postings of the field, and its length in words for every document."""
        counts = np.concatenate([np.zeros(1, np.int64), *self._counts])
        bounds, docs = np.cumsum(counts), len(counts) - 1
        pieces = np.concatenate([np.empty(0, np.int32), *self._pieces])
        layout = KeyLayout(docs.bit_length(), _KEY_BITS - docs.bit_length() - len(sorted_terms.terms).bit_length())
        keys = [np.empty(0, np.uint64)]
        lengths = [np.empty(0, np.int32)]
        for first in range(0, docs, _DOCS_PER_BATCH):
            ranks, batch_docs, positions, batch_lengths = _find_occurrences(
                sorted_terms, pieces, bounds[first : first + _DOCS_PER_BATCH + 1]
            )
            keys.append(layout.pack_keys(ranks, batch_docs + first, positions))
            lengths.append(batch_lengths)
        return layout.build_table(np.concatenate(keys), sorted_terms.terms), np.concatenate(lengths)


class KeyLayout(NamedTuple):
    """Layout of term, document and position in one 64-bit key, from high to low bits: positions get what is unused."""

    doc_bits: int
    position_bits: int

    def pack_keys(
        self, ranks: NDArray[np.uint64], docs: NDArray[np.int64], positions: NDArray[np.int64]
    ) -> NDArray[np.uint64]:
        """Pack one key for each occurrence."""
        if self.position_bits < int(positions.max(initial=0)).bit_length():
            raise OverflowError("Too much text for one segment: write smaller batches.")
        keys = ranks << np.uint64(self.doc_bits)
        keys |= docs.astype(np.uint64)
        keys <<= np.uint64(self.position_bits)
        keys |= positions.astype(np.uint64)
        return keys

    def build_table(self, keys: NDArray[np.uint64], terms: list[bytes]) -> PostingsTable:
        """Sort `keys` in place, and read the postings off them."""
        keys.sort()
        positions = (keys & np.uint64((1 << self.position_bits) - 1)).astype(np.uint32)
        keys >>= np.uint64(self.position_bits)
        firsts = np.flatnonzero(mask_run_starts(keys))
        postings = keys[firsts]
        posting_terms = postings >> np.uint64(self.doc_bits)
        starts = np.flatnonzero(mask_run_starts(posting_terms))
        return PostingsTable(
            [terms[rank] for rank in posting_terms[starts].tolist()],
            np.diff(starts, append=len(postings)),
            (postings & np.uint64((1 << self.doc_bits) - 1)).astype(np.int32),
            np.diff(firsts, append=len(keys)).astype(np.int32),
            positions,
        )


def _find_occurrences(
    sorted_terms: SortedTerms, pieces: NDArray[np.int32], bounds: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Return ranks, documents and positions of all terms of some documents, in any order, and their lengths.

    The pieces of the documents lie between `bounds`.
    """
    pieces = pieces[bounds[0] : bounds[-1]]
    begins, ends = bounds[:-1] - bounds[0], bounds[1:] - bounds[0]
    sizes = ends - begins
    advances = sorted_terms.advances[pieces]
    positions_before = np.concatenate([[0], np.cumsum(advances)])
    positions = positions_before[:-1] - np.repeat(positions_before[begins], sizes)
    counts = sorted_terms.counts[pieces]
    rows = expand_ranges(sorted_terms.starts[pieces], counts)
    words_before = np.concatenate([[0], np.cumsum(np.where(pieces == PART_GAP, 0, advances))])
    return (
        sorted_terms.ranks[rows],
        np.repeat(np.repeat(np.arange(len(ends)), sizes), counts),
        np.maximum(np.repeat(positions, counts) + sorted_terms.offsets[rows], 0),
        (words_before[ends] - words_before[begins]).astype(np.int32),
    )
