"""One segment as arrays. Immutable; deletions belong to the snapshot."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from archive.search.budget import check_time
from archive.search.engines.whoosh.arrays import sets
from archive.search.engines.whoosh.arrays.cache import ByteCache, Sized
from archive.search.engines.whoosh.arrays.columns import Columns
from archive.search.engines.whoosh.arrays.damage import reading
from archive.search.engines.whoosh.arrays.forms import Forms, gathered
from archive.search.engines.whoosh.arrays.segmentfile import SegmentFile
from archive.search.engines.whoosh.arrays.sets import Docs

Key = bytes | Forms
"""An index term: a stem (or a reserved term), or several forms searched as one term."""
Kept = TypeVar("Kept", bound=Sized)
_SHARES: Final = 4  # of the cache: a query often has two terms, and other queries come between
_TABLED: Final = 16
"""A term in more than one article in this many gets a table from document to posting."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Articles that have a term, ascending (deleted ones too), and its frequency in each."""

    docs: NDArray[np.int32]
    freqs: NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.docs.nbytes + self.freqs.nbytes + 200


@dataclass(frozen=True, slots=True)
class Places:
    """Positions of a term: of the n-th posting flat[starts[n]:starts[n + 1]], ascending."""

    starts: NDArray[np.int32]
    flat: NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes in memory, without what is mapped from the file."""
        return self.starts.nbytes + (self.flat.nbytes if self.flat.flags.owndata else 0) + 200


NOTHING = Postings(np.empty(0, np.int32), np.empty(0, np.uint8))
NOWHERE = Places(np.zeros(1, np.int32), np.empty(0, np.uint16))


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Postings and positions of a group of forms."""

    postings: Postings
    places: Places

    @property
    def nbytes(self) -> int:
        return self.postings.nbytes + self.places.nbytes


class Segment:
    """Cached access to the arrays of a segment."""

    def __init__(self, file: SegmentFile, cache: ByteCache) -> None:
        self.file = file
        self.name = file.name
        self.size = file.size
        self._cache = cache

    @property
    def share(self) -> int:
        """Largest size in bytes worth caching for one term."""
        return self._cache.limit // _SHARES

    def kept(self, key: tuple[Hashable, ...], make: Callable[[], Kept]) -> Kept:
        """Return what the cache holds of this segment under a key, computing it if missing.

        Checks the time budget: every query passes here.
        """
        check_time()
        return self._cache.get((self.name, *key), make)

    def count(self, field: str, word: Key) -> int:
        """Return the document frequency of a term in a field, deleted articles included."""
        if isinstance(word, Forms):
            return len(self.postings(field, word).docs)
        words = self.file.fields.get(field)
        number = None if words is None else words.find(word)
        return 0 if words is None or number is None else words.count(number)

    def postings(self, field: str, word: Key) -> Postings:
        """Return the postings of a term in a field, deleted articles included."""
        if isinstance(word, Forms):
            return self._gathered(field, word).postings
        return self.kept((field, word), lambda: self._read(field, word))

    def located(self, field: str, word: Key, asked: Docs) -> NDArray[np.signedinteger[Any]]:
        """Return the posting of each of these (ascending) documents; -1 without the term."""
        docs = self.postings(field, word).docs
        if len(docs) * _TABLED < self.size:
            return sets.located(docs, asked, self.size)
        rows = self.kept((field, word, "rows"), lambda: sets.table(docs, self.size))
        return rows.take(asked)

    def places(self, field: str, word: Key) -> Places:
        """Return the positions of a term, in the order of its postings."""
        if isinstance(word, Forms):
            return self._gathered(field, word).places
        return self.kept((field, word, "places"), lambda: self._read_places(field, word))

    def lengths(self, field: str) -> NDArray[np.uint8]:
        """Return the length byte of the field in each article."""
        return self.file.lengths(field)

    def field_length(self, field: str) -> int:
        """Return the number of words of the field in all articles."""
        return self.file.totals.get(field, 0)

    @cached_property
    def columns(self) -> Columns:
        """The columns of every article."""
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
        starts = _starts(self.postings(field, word).freqs)
        with reading(self.name):
            return Places(starts, words.places(number, int(starts[-1])))

    def _gathered(self, field: str, forms: Forms) -> _Gathered:
        def gather() -> _Gathered:
            words = self.file.fields.get(field)
            if words is None:
                return _Gathered(NOTHING, NOWHERE)
            with reading(self.name):
                docs, freqs, places = gathered(words, forms)
            return _Gathered(Postings(docs, freqs), Places(_starts(freqs), places))

        return self.kept((field, forms), gather)


def _starts(freqs: NDArray[Any]) -> NDArray[np.int32]:
    starts = np.zeros(len(freqs) + 1, np.int32)
    np.cumsum(freqs, out=starts[1:])
    return starts
