"""Many texts turned inside out: from words in order to sorted arrays of word, article, place.

A text is cut at white space; what stands between is looked up in a table that knows, from the one
analysis of the archive, which words a piece holds and how many places it takes. Everything after
that is arithmetic on whole arrays and one sort of packed numbers (word, article, place).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from archive.search.analysis import PART, PART_GAP

PIECES_KNOWN: Final = 300_000
"""Pieces a table remembers; a fuller one starts again (the words it found stay)."""
_LONGEST_KNOWN = 60  # characters; longer pieces are rare and not worth remembering
_KEY_BITS = 64
GAP: Final = 0
"""The number that every vocabulary gives to the end of a part."""


class Said(NamedTuple):
    """Of a piece: each of its terms with its ascending places, and how many places it takes."""

    places: dict[str, list[int]]
    advance: int


Analysis = Callable[[str], "Said"]
"""What the archive's analysis says of a piece of text."""


@dataclass(frozen=True, slots=True)
class FieldPostings:
    """A field of many articles, turned inside out.

    The n-th of the ascending `terms` has the postings starts[n] to starts[n + 1]: an article each
    (ascending) and how often it has the term. `places` are those of all postings one after the
    other, ascending within each. `lengths` says of every article how many words the field has.
    """

    terms: list[bytes]
    starts: NDArray[np.int64]
    docs: NDArray[np.int32]
    freqs: NDArray[np.int32]
    places: NDArray[np.uint32]
    lengths: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class SortedTerms:
    """A vocabulary as arrays. The n-th piece takes `advances[n]` places and has the terms
    starts[n] to starts[n + 1]: of each its rank in `terms` and its offset from the first place.
    """

    terms: list[bytes]
    ranks: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    starts: NDArray[np.int64]
    advances: NDArray[np.int64]


class Pieces(dict[str, int]):
    """Piece of text between white space → its number in a `Vocabulary`; fills itself."""

    def __init__(self, vocabulary: Vocabulary, analysis: Analysis) -> None:
        self._vocabulary = vocabulary
        self._analysis = analysis

    def __missing__(self, piece: str) -> int:
        number = self._vocabulary.add(self._analysis(piece))
        if len(piece) <= _LONGEST_KNOWN:
            if len(self) >= PIECES_KNOWN:
                self.clear()
            self[piece] = number
        return number


class Vocabulary:
    """The terms met so far, and of every piece: its terms with their offsets, and its places."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._starts = array("q", [0])
        self._terms = array("i")
        self._offsets = array("i")
        self._advances = array("i")
        self.add(Said({}, PART_GAP))  # GAP

    def __len__(self) -> int:
        return len(self._terms)

    def add(self, said: Said) -> int:
        """A piece that was not known before; its number."""
        for term, offsets in said.places.items():
            number = self._numbers.setdefault(term, len(self._numbers))
            self._terms.extend([number] * len(offsets))
            self._offsets.extend(offsets)
        self._starts.append(len(self._terms))
        self._advances.append(said.advance)
        return len(self._advances) - 1

    def sorted_terms(self) -> SortedTerms:
        """What `Inverter.inverted` needs of it."""
        terms = [term.encode() for term in self._numbers]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        ranks = np.empty(len(terms), np.uint64)
        ranks[order] = np.arange(len(terms), dtype=np.uint64)
        return SortedTerms(
            [terms[number] for number in order],
            ranks[np.array(self._terms, np.int64)],
            np.array(self._offsets, np.int64),
            np.array(self._starts, np.int64),
            np.array(self._advances, np.int64),
        )


class Inverter:
    """One field of the articles of one segment."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._pieces = array("i")
        self._ends = array("q")

    def add(self, text: str, pieces: Pieces) -> None:
        """The text of the next article."""
        for place, part in enumerate(text.split(PART)):
            if place:
                self._pieces.append(GAP)
            self._pieces.extend(map(pieces.__getitem__, part.split()))
        self._ends.append(len(self._pieces))

    def inverted(self, known: SortedTerms) -> FieldPostings:
        """The field turned inside out."""
        pieces = np.array(self._pieces, np.int64)
        ends = np.array(self._ends, np.int64)
        begins = np.concatenate([[0], ends])[:-1]
        advances = known.advances[pieces]
        reached = np.concatenate([[0], np.cumsum(advances)])
        places = reached[:-1] - np.repeat(reached[begins], ends - begins)
        counts = np.diff(known.starts)[pieces]
        rows = _ranges(known.starts[pieces], counts)
        docs = np.repeat(np.arange(len(ends)), ends - begins)
        words = np.concatenate([[0], np.cumsum(np.where(pieces == GAP, 0, advances))])
        return _grouped(
            known.terms,
            known.ranks[rows],
            np.repeat(docs, counts),
            np.repeat(places, counts) + known.offsets[rows],
            (words[ends] - words[begins]).astype(np.int32),
        )


def _ranges(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """starts[n], starts[n] + 1, … of which there are counts[n], for each n."""
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(counts.sum())


def _grouped(
    terms: list[bytes],
    ranks: NDArray[np.uint64],
    docs: NDArray[np.int64],
    places: NDArray[np.int64],
    lengths: NDArray[np.int32],
) -> FieldPostings:
    """Occurrences in any order, as postings: one sort of numbers that hold all three."""
    doc_bits = len(lengths).bit_length()
    place_bits = int(places.max(initial=0)).bit_length()
    if len(terms).bit_length() + doc_bits + place_bits > _KEY_BITS:
        raise OverflowError("Too many articles and words for one segment: write smaller batches.")
    keys = ranks << np.uint64(doc_bits)
    keys |= docs.astype(np.uint64)
    keys <<= np.uint64(place_bits)
    keys |= np.maximum(places, 0).astype(np.uint64)
    keys.sort()
    sorted_places = (keys & np.uint64((1 << place_bits) - 1)).astype(np.uint32)
    keys >>= np.uint64(place_bits)
    firsts = _changes(keys)
    postings = keys[firsts]
    owners = postings >> np.uint64(doc_bits)
    starts = _changes(owners)
    return FieldPostings(
        [terms[rank] for rank in owners[starts].tolist()],
        np.append(starts, len(postings)),
        (postings & np.uint64((1 << doc_bits) - 1)).astype(np.int32),
        np.diff(firsts, append=len(keys)).astype(np.int32),
        sorted_places,
        lengths,
    )


def _changes(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Where a run of equal values begins."""
    if not len(values):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
