"""The terms of a segment, and for every piece of text the terms it holds."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from archive.search.analysis import FORM_MARK, MARK_TERMS, PART_MARK, ChunkTerms

PART_GAP: Final = 0
"""The number of the piece that separates parts, in every vocabulary."""
_UNSET: Final = array("i", [-1]) * 10_000


@dataclass(frozen=True, slots=True)
class SortedTerms:
    """A vocabulary as arrays.

    The n-th piece takes `advances[n]` positions and has counts[n] terms from starts[n] on: of each
    its rank in `terms` and its offset from the first position.
    """

    terms: list[bytes]
    ranks: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    advances: NDArray[np.int64]


class Vocabulary:
    """Numbers of terms and pieces; for every piece its terms with offsets, and its positions."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._piece_by_hash: dict[
            int, int
        ] = {}  # by hash: the pieces would take most of the memory
        self._starts = array("q", [0])
        self._terms = array("i")
        self._offsets = array("i")
        self._advances = array("i")
        self._piece_by_term = array("i")  # by term: the piece of just this word, or -1
        self.add_piece(MARK_TERMS[PART_MARK])  # takes the number PART_GAP

    def __len__(self) -> int:
        return len(self._terms)

    def add_piece(self, piece: ChunkTerms) -> int:
        """Return the number of an analysed piece, adding it if it is new."""
        key = hash(piece)
        if (number := self._piece_by_hash.get(key)) is not None:
            return number
        numbers = self._numbers
        for offset, term in piece.terms:
            self._terms.append(numbers.setdefault(term, len(numbers)))
            self._offsets.append(offset)
        self._starts.append(len(self._terms))
        self._advances.append(piece.position_count)
        number = self._piece_by_hash[key] = len(self._advances) - 1
        return number

    def add_plain_words(self, words: Sequence[str], stems: Sequence[str]) -> list[int]:
        """Return the numbers of one-word pieces; a faster `add_piece` of stem and form."""
        return list(map(self._add_plain_word, words, stems))

    def _add_plain_word(self, word: str, stem: str) -> int:
        numbers, piece_by_term = self._numbers, self._piece_by_term
        term_number = stem_number = numbers.setdefault(stem, len(numbers))
        if stem != word:
            term_number = numbers.setdefault(f"{FORM_MARK}{word}{FORM_MARK}{stem}", len(numbers))
        while term_number >= len(piece_by_term):
            piece_by_term.extend(_UNSET)
        if (number := piece_by_term[term_number]) < 0:
            self._terms.append(stem_number)
            self._offsets.append(0)
            if term_number != stem_number:
                self._terms.append(term_number)
                self._offsets.append(0)
            self._starts.append(len(self._terms))
            number = piece_by_term[term_number] = len(self._advances)
            self._advances.append(1)
        return number

    def build_sorted_terms(self) -> SortedTerms:
        """Return the vocabulary with sorted terms, for `FieldInverter.build_table`."""
        terms = [term.encode() for term in self._numbers]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        ranks = np.empty(len(terms), np.uint64)
        ranks[order] = np.arange(len(terms), dtype=np.uint64)
        starts = np.array(self._starts, np.int64)
        return SortedTerms(
            [terms[number] for number in order],
            ranks[np.array(self._terms, np.int64)],
            np.array(self._offsets, np.int64),
            starts[:-1],
            np.diff(starts),
            np.array(self._advances, np.int64),
        )
