# ruff: noqa: ARG002 -- Whoosh's signatures
"""Segments of arrays as Whoosh sees them: its writer makes them, its matchers read them.

What an article is beside its words travels as one value, a `Row`, in the column `row`. The places
of a word travel as 32-bit numbers, one after the other. How they are read is in `readers`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec.base import Codec, FieldWriter, PerDocumentWriter
from whoosh.codec.whoosh3 import W3Segment
from whoosh.columns import Column

from archive.search.engines.whoosh.arrays.columns import Row, columns_of
from archive.search.engines.whoosh.arrays.inverted import inverted
from archive.search.engines.whoosh.arrays.segmentfile import (
    SegmentFile,
    lengths_of,
    write_rows,
    write_words,
)
from archive.search.engines.whoosh.generations.readers import RowReader, WordReader


class ArraySegment(W3Segment):
    """What the table of contents holds of a segment.

    `files`: by name the size and time of each file when it was written.
    """

    def __init__(self, indexname: str, articles: int = 0) -> None:
        super().__init__(None, indexname, articles)
        self.files: dict[str, tuple[int, int]] = {}

    def codec(self, **_: Any) -> ArrayCodec:
        """How to read it."""
        return ArrayCodec()  # type: ignore[abstract]

    def should_assemble(self) -> bool:
        """Its files are mapped as they are."""
        return False


class ArrayCodec(Codec):
    """Whoosh's door to segments of arrays."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """A segment that has no files yet."""
        return ArraySegment(indexname)

    def per_document_writer(self, storage: Any, segment: ArraySegment) -> RowWriter:
        """For columns and lengths."""
        return RowWriter(Path(storage.folder), segment)  # type: ignore[abstract]

    def field_writer(self, storage: Any, segment: ArraySegment) -> WordWriter:
        """For postings."""
        return WordWriter(Path(storage.folder), segment)  # type: ignore[abstract]

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> RowReader:
        """Of columns and lengths."""
        return RowReader(segment, SegmentFile(Path(storage.folder), segment.segment_id()))

    def terms_reader(self, storage: Any, segment: ArraySegment) -> WordReader:
        """Of postings."""
        return WordReader(SegmentFile(Path(storage.folder), segment.segment_id()))


class RowWriter(PerDocumentWriter):
    """Gathers rows and lengths; writes them on closing, if there are any."""

    def __init__(self, folder: Path, segment: ArraySegment) -> None:
        self._folder, self._segment = folder, segment
        self._rows: list[Row] = []
        self._lengths: dict[str, dict[int, int]] = defaultdict(dict)
        self.is_closed = False

    def start_doc(self, docnum: int) -> None:
        """Numbers come in order."""
        assert docnum == len(self._rows)
        self._number = docnum

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int | None) -> None:
        """How long a field is."""
        if length:
            self._lengths[fieldname][self._number] = length

    def add_column_value(self, fieldname: str, columnobj: Column, value: Row) -> None:
        """The row."""
        self._rows.append(value)

    def cancel_doc(self) -> None:
        """Nothing of an article that cannot be written stays."""
        for lengths in self._lengths.values():
            lengths.pop(self._number, None)

    def close(self) -> None:
        """Write."""
        self.is_closed = True
        if not self._rows:
            return
        numbers = range(len(self._rows))
        lengths = {
            field: lengths_of([found.get(number, 0) for number in numbers])
            for field, found in self._lengths.items()
        }
        name = self._segment.segment_id()
        write_rows(self._folder, name, lengths, columns_of(self._rows))


class WordWriter(FieldWriter):
    """Takes all postings at once, in order, and writes them."""

    def __init__(self, folder: Path, segment: ArraySegment) -> None:
        self._folder, self._segment = folder, segment
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[tuple[Any, ...]]) -> None:
        """Postings (field, word, article, weight, places) in this order."""
        fields: dict[str, list[Any]] = {}
        for field, word, doc, _, places in items:
            fields.setdefault(field, []).append((word, doc, np.frombuffer(places, np.uint32)))
        words = {field: [inverted(found)] for field, found in fields.items()}
        write_words(self._folder, self._segment.segment_id(), words)

    def close(self) -> None:
        """Nothing is left to do."""
        self.is_closed = True
