"""The postings of one field of a segment: plain arrays in memory and the format on disk.

Builders produce and mergers consume `PostingsTable`. On disk a field is a sorted table of terms and
the packed bytes of each (see `lanes`), in one array file.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.arrays.arrayfile import Arrays, ArrayWriter
from archive.search.engines.whoosh.arrays.lanes import (
    Packed,
    indices,
    pack,
    places_of_one,
    unpack,
    unpack_one,
)
from archive.search.engines.whoosh.arrays.sentinels import FORM

_WIDE: Final = np.uint32(1 << 31)
_MARKED: Final = 1_024
_AT_ONCE: Final = 1_000_000
"""Postings packed at once: bounds memory, not the size of a term."""


@dataclass(frozen=True, slots=True)
class Inverted:
    """Sorted, distinct terms, each with one posting or more.

    `counts`: postings of each term. `docs` and `freqs`: document and number of positions of every
    posting, documents ascending within a term. `positions` of every posting, ascending within it.
    """

    words: Sequence[bytes]
    counts: NDArray[np.int64]
    docs: NDArray[np.int32]
    freqs: NDArray[np.int32]
    places: NDArray[np.uint32]

    def parts(self, most: int = _AT_ONCE) -> Iterator[Inverted]:
        """Split into tables of whole terms, each of about `max_postings` postings."""
        ends = np.cumsum(self.counts)
        places = np.concatenate([[0], np.cumsum(self.freqs, dtype=np.int64)])
        first = 0
        while first < len(self.words):
            begin = int(ends[first] - self.counts[first])
            last = max(first + 1, int(np.searchsorted(ends, begin + most, "right")))
            end = int(ends[last - 1])
            yield Inverted(
                self.words[first:last], self.counts[first:last], self.docs[begin:end],
                self.freqs[begin:end], self.places[places[begin] : places[end]],
            )  # fmt: skip
            first = last


def write_field(writer: ArrayWriter, field: str, parts: Iterable[Inverted]) -> None:
    """Write a field from batches of terms; each batch's terms follow those of the one before."""
    words: list[bytes] = []
    counts, sizes, checks = [np.empty(0, np.uint32)], [np.zeros(1, np.int64)], array("I")
    writer.begin(f"{field}.postings", np.dtype(np.uint8))
    for part in (small for large in parts for small in large.parts()):
        assert not words or words[-1] < part.words[0], "words come in order"
        packed = pack(part.counts, part.docs, part.freqs, part.places)
        writer.append(packed.raw)
        words.extend(part.words)
        counts.append(part.counts.astype(np.uint32) | np.where(packed.wide, _WIDE, np.uint32(0)))
        sizes.append(packed.sizes)
        checks.extend(_checks(packed))
    writer.write(f"{field}.extents", np.cumsum(np.concatenate(sizes)).astype(np.uint32))
    writer.write(f"{field}.counts", np.concatenate(counts))
    writer.write(f"{field}.checks", np.frombuffer(checks, np.uint32))
    writer.write(f"{field}.by_stem", _by_stem(words))
    ends = np.cumsum([0, *map(len, words)]).astype(np.uint32)
    writer.write(f"{field}.words", np.frombuffer(b"".join(words), np.uint8))
    writer.write(f"{field}.ends", ends)


class Field:
    """A field on disk. A term is identified by its number in the sorted table."""

    def __init__(self, arrays: Arrays, field: str) -> None:
        self._raw = arrays[f"{field}.postings"]
        self._extents = arrays[f"{field}.extents"]
        self._counts = arrays[f"{field}.counts"]
        self._checks = arrays[f"{field}.checks"]
        self._by_stem = arrays[f"{field}.by_stem"]
        self._ends = arrays[f"{field}.ends"]
        self._mapped, self._table = arrays.mapped, arrays.place(f"{field}.words")

    def __len__(self) -> int:
        return len(self._counts)

    @cached_property
    def _marks(self) -> list[bytes]:
        """Every n-th term, to narrow the binary search."""
        return [self.word(number) for number in range(0, len(self), _MARKED)]

    @cached_property
    def _stem_marks(self) -> list[bytes]:
        return [self._stem(number) for number in self._by_stem[::_MARKED]]

    def _stem(self, number: int) -> bytes:
        return _stem(self.word(number))

    def word(self, number: int) -> bytes:
        """Return the term of a number."""
        start, end = (
            self._table + int(self._ends[number]),
            self._table + int(self._ends[number + 1]),
        )
        return self._mapped[start:end]

    def words(self, first: int, last: int) -> list[bytes]:
        """Return the terms of a range of numbers."""
        ends = self._ends[first : last + 1].tolist()
        base = ends[0] if ends else 0
        blob = self._mapped[self._table + base : self._table + (ends[-1] if ends else 0)]
        return [blob[a - base : b - base] for a, b in pairwise(ends)]

    def find(self, word: bytes) -> int | None:
        """Return the number of a term, or None."""
        place = self.place_of(word)
        return place if place < len(self) and self.word(place) == word else None

    def place_of(self, word: bytes) -> int:
        """Return the number of the first term not below `term`."""
        mark = bisect_left(self._marks, word) * _MARKED
        first, last = max(mark - _MARKED, 0), min(mark, len(self))
        return bisect_left(range(last), word, first, key=self.word)

    def range_of(self, prefix: bytes) -> tuple[int, int]:
        """Return the range of terms that begin with `prefix`: first, and first after."""
        after = prefix[:-1] + bytes([prefix[-1] + 1]) if prefix else None
        return self.place_of(prefix), len(self) if after is None else self.place_of(after)

    def forms_of(self, stem: bytes) -> list[int]:
        """Return the numbers of the form terms of this stem."""
        found, forms = self._by_stem, []
        mark = bisect_left(self._stem_marks, stem) * _MARKED
        at = bisect_left(found, stem, max(mark - _MARKED, 0), min(mark, len(found)), key=self._stem)
        while at < len(found) and self._stem(found[at]) == stem:
            forms.append(int(found[at]))
            at += 1
        return forms

    def count(self, number: int) -> int:
        """Return the document frequency of a term."""
        return int(self._counts[number] & ~_WIDE)

    def counts(self, first: int, last: int) -> NDArray[np.uint32]:
        """Return the document frequency of each term of a range."""
        return self._counts[first:last] & ~_WIDE

    def postings(self, number: int) -> tuple[NDArray[np.int32], NDArray[Any]]:
        """Return documents and frequencies of a term; ValueError where damaged."""
        raw = self._bytes(number)
        docs, freqs = unpack_one(raw, self.count(number))
        self._check(number, 0, raw[: self._head(number, int(freqs.sum(dtype=np.int64)))])
        return docs, freqs

    def places(self, number: int, total: int) -> NDArray[Any]:
        """Return all `total` positions of a term (the sum of its frequencies)."""
        raw = self._bytes(number)
        self._check(number, 1, raw[self._head(number, total) :])
        return places_of_one(raw, total, wide=self._is_wide(number))

    def inverted(self, first: int, last: int) -> Inverted:
        """Return a range of terms as a table, for merging."""
        counts = self.counts(first, last).astype(np.int64)
        wide = (self._counts[first:last] & _WIDE) > 0
        extents = self._extents[first : last + 1].astype(np.int64)
        raw = self._raw[2 * int(extents[0]) : 2 * int(extents[-1])]
        return Inverted(
            self.words(first, last), counts, *unpack(raw, np.diff(extents), counts, wide)
        )

    def parts(self, most: int = _AT_ONCE) -> Iterator[Inverted]:
        """Yield all terms in tables of about `max_postings` postings."""
        first, ends = 0, np.cumsum(self.counts(0, len(self)), dtype=np.int64)
        while first < len(self):
            before = int(ends[first - 1]) if first else 0
            last = max(first + 1, int(np.searchsorted(ends, before + most, "right")))
            yield self.inverted(first, last)
            first = last

    def _head(self, number: int, total: int) -> int:
        """Return the number of bytes of a term before its positions."""
        return max(0, len(self._bytes(number)) - total * (4 if self._is_wide(number) else 2))

    def _is_wide(self, number: int) -> bool:
        return bool(self._counts[number] & _WIDE)

    def _check(self, number: int, part: int, raw: NDArray[np.uint8]) -> None:
        if crc32(raw.data) != self._checks[2 * number + part]:
            raise ValueError(f"the postings of {self.word(number)!r} are damaged")

    def _bytes(self, number: int) -> NDArray[np.uint8]:
        return self._raw[2 * int(self._extents[number]) : 2 * int(self._extents[number + 1])]


def _by_stem(words: list[bytes]) -> NDArray[np.uint32]:
    """Return the numbers of form terms in the order of their stems."""
    first, last = bisect_left(words, FORM), bisect_left(words, FORM[:-1] + bytes([FORM[-1] + 1]))
    order = sorted(range(first, last), key=lambda number: _stem(words[number]))
    return np.array(order, np.uint32)


def _stem(term: bytes) -> bytes:
    return term.rpartition(FORM)[2]


def _checks(packed: Packed) -> Iterable[int]:
    """Return two CRC-32 for each term: of the bytes before its positions, and of the positions."""
    sizes = np.stack([packed.heads, packed.sizes - packed.heads], axis=1)
    borders = [0, *(np.cumsum(sizes) * 2).tolist()]
    return map(crc32, map(packed.raw.data.__getitem__, map(slice, borders, borders[1:])))


def inverted(postings: Iterable[tuple[bytes, int, NDArray[np.uint32]]]) -> Inverted:
    """Build a table from (term, document, positions) in this order; for small batches."""
    words: list[bytes] = []
    counts: list[int] = []
    docs, freqs, places = [], [], [np.empty(0, np.uint32)]
    for word, doc, where in postings:
        if not words or words[-1] != word:
            words.append(word)
            counts.append(0)
        counts[-1] += 1
        docs.append(doc)
        freqs.append(len(where))
        places.append(where)
    return Inverted(
        words, np.array(counts, np.int64), np.array(docs, np.int32), np.array(freqs, np.int32),
        np.concatenate(places),
    )  # fmt: skip


def only(field: Inverted, alive: NDArray[np.bool_], numbers: NDArray[np.int32]) -> Inverted:
    """Return the postings of live articles, renumbered; terms without any are dropped."""
    kept = alive[field.docs]
    word_of = np.repeat(np.arange(len(field.words)), field.counts)[kept]
    counts = np.bincount(word_of, minlength=len(field.words))
    left = np.flatnonzero(counts)
    starts = np.cumsum(field.freqs, dtype=np.int64) - field.freqs
    places = field.places[indices(starts[kept], field.freqs[kept].astype(np.int64))]
    return Inverted(
        [field.words[place] for place in left.tolist()], counts[left], numbers[field.docs[kept]],
        field.freqs[kept], places,
    )  # fmt: skip
