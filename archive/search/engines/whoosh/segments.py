"""One segment as arrays. Segments never change; which of their articles are deleted does."""

from __future__ import annotations

from functools import cached_property
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import SegmentReader

from archive.search.engines.whoosh.cache import ByteCache
from archive.search.engines.whoosh.columns import Columns, read_columns
from archive.search.engines.whoosh.postings import Places, Postings, read_places, read_postings
from archive.search.engines.whoosh.store import reading


class Segment:
    """What the executor reads of a segment, through one reader and one cache."""

    def __init__(self, reader: SegmentReader, cache: ByteCache) -> None:
        segment: Any = reader.segment()
        self.name: str = segment.segment_id()
        self.size: int = reader.doc_count_all()
        self._reader = reader
        self._cache = cache
        self._lock = RLock()  # Whoosh's files have one place to read from
        self._lengths: dict[str, NDArray[np.uint8]] = {}

    def postings(self, field: str, word: bytes) -> Postings:
        """Articles that have the word in the field, deleted ones included."""

        def read() -> Postings:
            with self._lock, reading(self.name):
                return read_postings(self._reader, field, word)

        return self._cache.get((self.name, field, word), read)

    def places(self, field: str, word: bytes) -> Places:
        """Where the word stands in each of those articles."""

        def read() -> Places:
            with self._lock, reading(self.name):
                return read_places(self._reader, field, word)

        return self._cache.get((self.name, field, word, "places"), read)

    def lengths(self, field: str) -> NDArray[np.uint8]:
        """How long the field is in each article, as the byte that Whoosh keeps of it."""
        if field not in self._lengths:
            with self._lock, reading(self.name):
                self._lengths[field] = self._read_lengths(field)
        return self._lengths[field]

    def field_length(self, field: str) -> int:
        """Words of the field in all articles."""
        return self._reader.field_length(field)

    @cached_property
    def columns(self) -> Columns:
        """The numbers kept of each article."""
        with self._lock, reading(self.name):
            return read_columns(self._reader)

    def _read_lengths(self, field: str) -> NDArray[np.uint8]:
        lengths = np.zeros(self.size, np.uint8)
        storage: Any = self._reader.storage()
        file_name = W3Codec.column_filename(self._reader.segment(), f"_{field}_len")
        if storage.file_exists(file_name):
            stored = storage.open_file(file_name)
            raw = np.frombuffer(stored.get(0, storage.file_length(file_name)), np.uint8)
            stored.close()
            lengths[: len(raw)] = raw
        return lengths
