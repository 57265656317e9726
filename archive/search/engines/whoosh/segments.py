"""One segment as arrays. Segments never change; which of their articles are deleted does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.cache import ByteCache
from archive.search.engines.whoosh.columns import Columns
from archive.search.engines.whoosh.segmentfile import SegmentFile
from archive.search.engines.whoosh.store import reading


@dataclass(frozen=True, slots=True)
class Postings:
    """Articles that have a word, ascending (deleted ones too), and how often each has it."""

    docs: NDArray[np.int32]
    freqs: NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.docs.nbytes + self.freqs.nbytes + 200


@dataclass(frozen=True, slots=True)
class Places:
    """Where a word stands: of the n-th posting at flat[starts[n]:starts[n + 1]], ascending."""

    starts: NDArray[np.int32]
    flat: NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes in memory; the places lie in the file."""
        return self.starts.nbytes + 200


NOTHING = Postings(np.empty(0, np.int32), np.empty(0, np.uint8))
NOWHERE = Places(np.zeros(1, np.int32), np.empty(0, np.uint16))


class Segment:
    """What the executor reads of a segment, through one cache."""

    def __init__(self, file: SegmentFile, cache: ByteCache) -> None:
        self.file = file
        self.name = file.name
        self.size = file.size
        self._cache = cache

    def count(self, field: str, word: bytes) -> int:
        """How many articles have the word in the field, deleted ones included."""
        words = self.file.fields.get(field)
        number = None if words is None else words.find(word)
        return 0 if words is None or number is None else words.count(number)

    def postings(self, field: str, word: bytes) -> Postings:
        """Articles that have the word in the field, deleted ones included."""
        return self._cache.get((self.name, field, word), lambda: self._read(field, word))

    def places(self, field: str, word: bytes) -> Places:
        """Where the word stands in each of those articles."""
        return self._cache.get(
            (self.name, field, word, "places"), lambda: self._read_places(field, word)
        )

    def lengths(self, field: str) -> NDArray[np.uint8]:
        """How long the field is in each article, as the byte that is kept of it."""
        return self.file.lengths(field)

    def field_length(self, field: str) -> int:
        """Words of the field in all articles."""
        return self.file.totals.get(field, 0)

    @cached_property
    def columns(self) -> Columns:
        """The numbers kept of each article."""
        return self.file.columns()

    def _read(self, field: str, word: bytes) -> Postings:
        words = self.file.fields.get(field)
        number = None if words is None else words.find(word)
        if words is None or number is None:
            return NOTHING
        with reading(self.name):
            return Postings(*words.postings(number))

    def _read_places(self, field: str, word: bytes) -> Places:
        words = self.file.fields.get(field)
        number = None if words is None else words.find(word)
        if words is None or number is None:
            return NOWHERE
        freqs = self.postings(field, word).freqs
        starts = np.zeros(len(freqs) + 1, np.int32)
        np.cumsum(freqs, out=starts[1:])
        with reading(self.name):
            return Places(starts, words.places(number, int(starts[-1])))
