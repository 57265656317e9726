"""The terms of a segment, and for every piece of text the terms it holds."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from archive.search.analysis import FORM, MARKED, PART_MARK, Known

GAP: Final = 0
"""The number of the piece that separates parts, in every vocabulary."""
_NONE_YET: Final = array("i", [-1]) * 10_000


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
        self._known: dict[int, int] = {}  # by hash: the pieces would take most of the memory
        self._starts = array("q", [0])
        self._terms = array("i")
        self._offsets = array("i")
        self._advances = array("i")
        self._alone = array("i")  # by term: the piece of just this word, or -1
        self.add(MARKED[PART_MARK])  # takes the number PART_GAP

    def __len__(self) -> int:
        return len(self._terms)

    def add(self, known: Known) -> int:
        """Return the number of an analysed piece, adding it if it is new."""
        key = hash(known)
        if (number := self._known.get(key)) is not None:
            return number
        numbers = self._numbers
        for offset, term in known.terms:
            self._terms.append(numbers.setdefault(term, len(numbers)))
            self._offsets.append(offset)
        self._starts.append(len(self._terms))
        self._advances.append(known.advance)
        number = self._known[key] = len(self._advances) - 1
        return number

    def add_words(self, words: Sequence[str], stems: Sequence[str]) -> list[int]:
        """Return the numbers of one-word pieces; a faster `add_piece` of stem and form."""
        return list(map(self._add_word, words, stems))

    def _add_word(self, word: str, stem: str) -> int:
        numbers, alone = self._numbers, self._alone
        own = stem_number = numbers.setdefault(stem, len(numbers))
        if stem != word:
            own = numbers.setdefault(f"{FORM}{word}{FORM}{stem}", len(numbers))
        while own >= len(alone):
            alone.extend(_NONE_YET)
        if (number := alone[own]) < 0:
            self._terms.append(stem_number)
            self._offsets.append(0)
            if own != stem_number:
                self._terms.append(own)
                self._offsets.append(0)
            self._starts.append(len(self._terms))
            number = alone[own] = len(self._advances)
            self._advances.append(1)
        return number

    def sorted_terms(self) -> SortedTerms:
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
