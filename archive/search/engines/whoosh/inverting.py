"""Many texts turned inside out: from words in order to sorted arrays of word, article, place.

A text is cut at white space; what stands between is looked up in a table that knows, from the one
analysis of the archive, which words a piece holds and how many places it takes. Everything after
that is arithmetic on whole arrays and one sort of packed numbers (word, article, place).
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.search.analysis import MARKED, PART_MARK, Known, pieces_of
from archive.search.engines.whoosh.inverted import Inverted
from archive.search.engines.whoosh.lanes import indices

PIECES_KNOWN: Final = 400_000
"""Pieces a table remembers, the first it meets; what is rarer is looked at again."""
_LONGEST_KNOWN = 60  # characters; longer pieces are rare and not worth remembering
_KEY_BITS = 64
_DOCS_AT_ONCE = 1_000  # articles: what is made of them on the way fits the cache of a processor
GAP: Final = 0
"""The number that every vocabulary gives to the end of a part."""


@dataclass(frozen=True, slots=True)
class SortedTerms:
    """A vocabulary as arrays. The n-th piece takes `advances[n]` places and has counts[n]
    terms from starts[n] on: of each its rank in `terms` and its offset from the first place.
    """

    terms: list[bytes]
    ranks: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    advances: NDArray[np.int64]


class Pieces(dict[str, int]):
    """What stands between white space → its number in a `Vocabulary`; fills itself."""

    def __init__(self, vocabulary: Vocabulary, known: Mapping[str, Known]) -> None:
        self._vocabulary = vocabulary
        self._known = known
        self[PART_MARK] = GAP

    def __missing__(self, piece: str) -> int:
        number = self._vocabulary.add(self._known[piece])
        if len(self) < PIECES_KNOWN and len(piece) <= _LONGEST_KNOWN:
            self[piece] = number
        return number


class Vocabulary:
    """The terms met so far, and of every piece: its terms with their offsets, and its places."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._known: dict[Known, int] = {}
        self._starts = array("q", [0])
        self._terms = array("i")
        self._offsets = array("i")
        self._advances = array("i")
        self.add(MARKED[PART_MARK])  # GAP

    def __len__(self) -> int:
        return len(self._terms)

    def add(self, known: Known) -> int:
        """The number of a piece of which this is known, be it the first or not."""
        if (number := self._known.get(known)) is not None:
            return number
        numbers = self._numbers
        for offset, term in known.terms:
            self._terms.append(numbers.setdefault(term, len(numbers)))
            self._offsets.append(offset)
        self._starts.append(len(self._terms))
        self._advances.append(known.advance)
        number = self._known[known] = len(self._advances) - 1
        return number

    def sorted_terms(self) -> SortedTerms:
        """What `Inverter.inverted` needs of it."""
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


class Inverter:
    """One field of the articles of one segment; with the borders of sentences and quotations."""

    def __init__(self, vocabulary: Vocabulary, *, borders: bool = False) -> None:
        self._vocabulary = vocabulary
        self._borders = borders
        self._pieces = array("i")
        self._ends = array("q")

    def __len__(self) -> int:
        return len(self._pieces)

    def add(self, text: str, pieces: Pieces) -> None:
        """The text of the next article."""
        self._pieces.extend(map(pieces.__getitem__, pieces_of(text, borders=self._borders)))
        self._ends.append(len(self._pieces))

    def inverted(self, known: SortedTerms) -> tuple[Inverted, NDArray[np.int32]]:
        """The field turned inside out; and of every article, how many words the field has."""
        bounds = np.array([0, *self._ends], np.int64)
        packing = Packing.of(known, len(self._ends))
        keys = [np.empty(0, np.uint64)]
        lengths = [np.empty(0, np.int32)]
        for first in range(0, len(self._ends), _DOCS_AT_ONCE):
            found = self._occurrences(known, bounds[first : first + _DOCS_AT_ONCE + 1])
            keys.append(packing.packed(found.ranks, found.docs + first, found.places))
            lengths.append(found.lengths)
        return packing.inverted(np.concatenate(keys), known.terms), np.concatenate(lengths)

    def _occurrences(self, known: SortedTerms, bounds: NDArray[np.int64]) -> Occurrences:
        """All terms of some articles; their pieces stand between `bounds`."""
        pieces = np.frombuffer(self._pieces, np.int32)[bounds[0] : bounds[-1]]
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


class Occurrences(NamedTuple):
    """Terms of some articles in any order: which, in which article, where; lengths by article."""

    ranks: NDArray[np.uint64]
    docs: NDArray[np.int64]
    places: NDArray[np.int64]
    lengths: NDArray[np.int32]


class Packing(NamedTuple):
    """How term, article and place lie in one number of 64 bits, from the highest to the lowest."""

    doc_bits: int
    place_bits: int

    @classmethod
    def of(cls, known: SortedTerms, docs: int) -> Packing:
        """What the terms and the articles leave is for the places."""
        return cls(docs.bit_length(), _KEY_BITS - docs.bit_length() - len(known.terms).bit_length())

    def packed(
        self, ranks: NDArray[np.uint64], docs: NDArray[np.int64], places: NDArray[np.int64]
    ) -> NDArray[np.uint64]:
        """One number for each occurrence."""
        if self.place_bits < int(places.max(initial=0)).bit_length():
            raise OverflowError("Too much text for one segment: write smaller batches.")
        keys = ranks << np.uint64(self.doc_bits)
        keys |= docs.astype(np.uint64)
        keys <<= np.uint64(self.place_bits)
        keys |= places.astype(np.uint64)
        return keys

    def inverted(self, keys: NDArray[np.uint64], terms: list[bytes]) -> Inverted:
        """Sorts `keys` in place, and reads the postings off them."""
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


def _changes(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Where a run of equal values begins."""
    if not len(values):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
