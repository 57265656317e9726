"""One open generation of the index: segments, deletions, columns, and statistics for scoring.

A snapshot never changes. The next one reuses the segments that are still there, so that a commit
costs only what it changed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from math import log
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.index import TOC, FileIndex
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from archive.search.engines.whoosh.arrays.cache import ByteCache
from archive.search.engines.whoosh.arrays.columns import Columns, joined
from archive.search.engines.whoosh.arrays.segmentfile import LENGTHS, SegmentFile
from archive.search.engines.whoosh.arrays.segments import Key, Segment
from archive.search.engines.whoosh.fields.schema import TITLE_WEIGHT
from archive.search.request import Printings

Told = TypeVar("Told")
_REMEMBERED: Final = 200
K1: Final = 1.2
B: Final = 0.75


def rarity(articles: int, having: int) -> float:
    """Return the inverse document frequency; near zero where nearly every article has the term."""
    return log(1 + (articles - having + 0.5) / (having + 0.5))


def counted_in(field: str) -> str:
    """Return the field whose document frequency counts: for `title` that of `text`.

    Words of a title are words of the text as well; a word that half of the articles have is not
    rare because few titles do.
    """
    return "text" if field == "title" else field


class Weighting(BM25F):
    """Whoosh's BM25F with our inverse document frequency."""

    def idf(self, searcher: Searcher, fieldname: str, text: Any) -> float:
        """Return the inverse document frequency over the whole index."""
        parent = searcher.get_parent()
        return rarity(parent.doc_count_all(), parent.doc_frequency(counted_in(fieldname), text))


class Snapshot:
    """Everything one query runs on."""

    def __init__(
        self, index: FileIndex, toc: TOC, known: Mapping[str, Segment], cache: ByteCache
    ) -> None:
        self.index = index
        self._toc = toc
        self.generation: int = toc.generation
        storage: Any = index.storage
        folder = Path(storage.folder)
        self.segments = [
            known.get(one.segment_id()) or Segment(SegmentFile(folder, one.segment_id()), cache)
            for one in toc.segments
        ]
        sizes = [segment.size for segment in self.segments]
        self.offsets: list[int] = np.cumsum([0, *sizes]).tolist()[:-1]
        self.size: int = sum(sizes)
        self.alive = np.ones(self.size, bool)
        for one, offset in zip(toc.segments, self.offsets, strict=True):
            self.alive[np.fromiter(one.deleted_docs(), np.int64) + offset] = False
        self.weights = {"title": TITLE_WEIGHT}
        self._remembered: dict[Hashable, Any] = {}
        self.printings: tuple[Printings, NDArray[np.int64], NDArray[np.int64]] | None = None
        self._norms: dict[str, NDArray[np.float32]] = {}
        self._idf: dict[tuple[str, Key], float] = {}

    def remembered(self, asked: Hashable, make: Callable[[], Told]) -> Told:
        """Return the value of `key` from this generation's cache, computing it if missing.

        For compiled queries, never for matches: readers page, filter and sort the same query.
        """
        told = self._remembered.get(asked)
        if told is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            told = self._remembered[asked] = make()
        return told

    @cached_property
    def count(self) -> int:
        """Number of articles, without deleted ones."""
        return int(np.count_nonzero(self.alive))

    @cached_property
    def columns(self) -> Columns:
        """The columns of all segments."""
        return joined([segment.columns for segment in self.segments])

    def idf(self, field: str, word: Key) -> float:
        """Return the inverse document frequency of a term; deleted articles are counted."""
        key = (field, word)
        if key not in self._idf:
            self._idf[key] = rarity(self.size, self.having(counted_in(field), word))
        return self._idf[key]

    def having(self, field: str, word: Key) -> int:
        """Return the document frequency of a term, deleted articles counted."""
        return sum(segment.count(field, word) for segment in self.segments)

    def average(self, field: str) -> float:
        """Return the average length of a field in words; 1 where it is empty everywhere."""
        words = sum(segment.field_length(field) for segment in self.segments)
        return words / (self.size or 1) or 1.0

    def norms(self, field: str) -> NDArray[np.float32]:
        """Return by length byte the part of BM25's divisor that depends on field length."""
        if field not in self._norms:
            lengths = LENGTHS / self.average(field)
            self._norms[field] = (K1 * ((1 - B) + B * lengths)).astype(np.float32)
        return self._norms[field]

    @cached_property
    def searcher(self) -> Searcher:
        """Whoosh's own searcher of this generation: for rare queries, and as an oracle."""
        toc, storage = self._toc, self.index.storage
        reader = FileIndex._reader(storage, toc.schema, list(toc.segments), toc.generation)
        return Searcher(reader, fromindex=self.index, weighting=Weighting(B=B, K1=K1))
