"""Segments of arrays as Whoosh's searcher reads them; the readers are in `readers`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.codec.base import Codec
from whoosh.codec.whoosh3 import W3Segment

from archive.search.engines.whoosh.arrays.segmentfile import SegmentFile
from archive.search.engines.whoosh.generations.readers import RowReader, TermReader


class ArraySegment(W3Segment):
    """A segment's entry in the table of contents (pickled there).

    `files`: by name the size and time of each file when it was written.
    """

    def __init__(self, indexname: str, doc_count: int = 0) -> None:
        super().__init__(None, indexname, doc_count)
        self.files: dict[str, tuple[int, int]] = {}

    def codec(self, **_: Any) -> ArrayCodec:
        """Return the codec that reads it."""
        return ArrayCodec()  # type: ignore[abstract]

    def should_assemble(self) -> bool:
        """Return False: files are mapped as they are, never compounded."""
        return False


class ArrayCodec(Codec):
    """Read-only Whoosh codec of array segments; they are written by `bulk`."""

    length_stats = False

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> RowReader:
        """Return the reader of columns and lengths."""
        return RowReader(segment, SegmentFile(Path(storage.folder), segment.segment_id()))

    def terms_reader(self, storage: Any, segment: ArraySegment) -> TermReader:
        """Return the reader of postings."""
        return TermReader(SegmentFile(Path(storage.folder), segment.segment_id()))
