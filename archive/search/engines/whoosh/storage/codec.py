"""Whoosh codec and readers over array segments: its searcher and matchers read them posting by posting."""

# ruff: noqa: ARG002, D102 -- Whoosh's signatures, documented there

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import Codec, FieldCursor, PerDocumentReader, Segment, TermsReader
from whoosh.codec.whoosh3 import W3Segment
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from archive.search.engines.whoosh.storage.segment import LENGTH_BY_CODE, SegmentFile


class RowReader(PerDocumentReader):
    """Reader of rows, lengths and deletions."""

    def __init__(self, segment: Segment, file: SegmentFile) -> None:
        self._segment = segment
        self._file = file

    def doc_count(self) -> int:
        return self._file.size - self._segment.deleted_count()

    def doc_count_all(self) -> int:
        return self._file.size

    def has_deletions(self) -> bool:
        return self._segment.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterable[int]:
        return self._segment.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the approximate number of words in a field."""
        return int(LENGTH_BY_CODE[self._file.get_length_codes(fieldname)[docnum]]) or default

    def field_length(self, fieldname: str) -> int:
        return self._file.total_lengths.get(fieldname, 0)

    def min_field_length(self, fieldname: str) -> int:
        return int(LENGTH_BY_CODE[self._file.get_length_codes(fieldname).min()])

    def max_field_length(self, fieldname: str) -> int:
        return int(LENGTH_BY_CODE[self._file.get_length_codes(fieldname).max()])

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return nothing: no text is stored."""
        return {}


class TermReader(TermsReader):
    """Reader of terms and their postings."""

    def __init__(self, file: SegmentFile) -> None:
        self._file = file

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._file.find_term(*term) is not None

    def indexed_field_names(self) -> Iterable[str]:
        return self._file.fields

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for field in sorted(self._file.fields):
            yield from self.terms_from(field, b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        reader = self._file.fields.get(fieldname)
        if reader is not None:
            for number in range(reader.find_insertion_point(prefix), len(reader)):
                yield fieldname, reader.get_term(number)

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return the statistics of a term. Lengths are bounds only."""
        docs, freqs, _ = self._read_postings(fieldname, text)
        return TermInfo(float(freqs.sum()), len(docs), 1, 1 << 30, float(freqs.max()), docs[0], docs[-1])

    def frequency(self, fieldname: str, text: bytes) -> float:
        return self.term_info(fieldname, text).weight()

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return self._file.get_doc_frequency(fieldname, text)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ListMatcher:
        docs, freqs, positions = self._read_postings(fieldname, text)
        ends = np.cumsum(freqs)
        values = [part.tobytes() for part in np.split(positions, ends[:-1])]
        weights = (freqs * format_.field_boost).tolist()
        term, info = (fieldname, text), self.term_info(fieldname, text)
        return ListMatcher(docs.tolist(), weights, values, format_, scorer=scorer, term=term, terminfo=info)

    def cursor(self, fieldname: str, fieldobj: Any) -> TermCursor:
        return TermCursor(self, fieldname)

    def _read_postings(self, fieldname: str, text: bytes) -> tuple[Any, Any, Any]:
        if (found := self._file.find_term(fieldname, text)) is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        reader, number = found
        docs, freqs = reader.read_postings(number)
        freqs = freqs.astype(np.int64)
        return docs, freqs, reader.read_positions(number, int(freqs.sum())).astype(np.uint32)


class TermCursor(FieldCursor):
    """A cursor over the terms of a field."""

    def __init__(self, reader: TermReader, field: str) -> None:
        self._reader = reader
        self._field = field
        self.first()

    def first(self) -> str | None:
        return self.find(b"")

    def find(self, term: str | bytes) -> str | None:
        """Move to the first term not below this one."""
        term_bytes = term if isinstance(term, bytes) else term.encode()
        self._remaining = self._reader.terms_from(self._field, term_bytes)
        return self.next()

    def next(self) -> str | None:
        _, term = next(self._remaining, (None, None))
        self._text = None if term is None else term.decode()
        return self._text

    def text(self) -> str | None:
        return self._text

    def term_info(self) -> TermInfo | None:
        return self._reader.term_info(self._field, self._text.encode()) if self._text else None

    def is_valid(self) -> bool:
        return self._text is not None


class ArraySegment(W3Segment):
    """A segment's entry in the table of contents (pickled there).

    `files`: by name the size and time of each file when it was written.
    """

    def __init__(self, indexname: str, doc_count: int = 0) -> None:
        super().__init__(None, indexname, doc_count)
        self.files: dict[str, tuple[int, int]] = {}

    def compute_live_mask(self) -> NDArray[np.bool_]:
        """Return by document number whether it is not deleted."""
        alive = np.ones(self.doc_count_all(), bool)
        alive[np.fromiter(self.deleted_docs(), np.int64)] = False
        return alive

    def codec(self, **_: Any) -> ArrayCodec:
        return ArrayCodec()  # type: ignore[abstract]

    def should_assemble(self) -> bool:
        """Return False: files are mapped as they are, never compounded."""
        return False


class ArrayCodec(Codec):
    """Read-only Whoosh codec of array segments; `building` writes them."""

    length_stats = False

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> RowReader:
        return RowReader(segment, SegmentFile(Path(storage.folder), segment.segment_id()))

    def terms_reader(self, storage: Any, segment: ArraySegment) -> TermReader:
        return TermReader(SegmentFile(Path(storage.folder), segment.segment_id()))
