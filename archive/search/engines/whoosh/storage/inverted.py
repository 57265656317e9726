"""The postings of one field of a segment: plain arrays in memory and the format on disk.

Builders produce and mergers consume `PostingsTable`. On disk a field is a sorted table of terms and
the packed bytes of each (see `postings_codec`), in one array file.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from archive.search.analysis import analyzer
from archive.search.engines.whoosh.storage import postings_codec
from archive.search.engines.whoosh.storage.array_file import ArrayFile, ArrayWriter
from archive.search.engines.whoosh.storage.doc_sets import expand_ranges

SENTENCE: Final = analyzer.SENTENCE_TERM.encode()
PARAGRAPH: Final = analyzer.PARAGRAPH_TERM.encode()
QUOTE_START: Final = analyzer.QUOTE_START_TERM.encode()
QUOTE_END: Final = analyzer.QUOTE_END_TERM.encode()
LEAD_END: Final = analyzer.LEAD_END_TERM.encode()
FORM: Final = analyzer.FORM_MARK.encode()
"""Reserved terms as indexed; see `analyzer`."""
_WIDE_FLAG: Final = np.uint32(1 << 31)
_SAMPLE_STEP: Final = 1_024
_POSTINGS_PER_BATCH: Final = 1_000_000
"""Postings packed at once: bounds memory, not the size of a term."""


@dataclass(frozen=True, slots=True)
class PostingsTable:
    """Sorted, distinct terms, each with one posting or more.

    `counts`: postings of each term. `docs` and `freqs`: document and number of positions of every
    posting, documents ascending within a term. `positions` of every posting, ascending within it.
    """

    terms: Sequence[bytes]
    counts: NDArray[np.int64]
    docs: NDArray[np.int32]
    freqs: NDArray[np.int32]
    positions: NDArray[np.uint32]

    def split(self, max_postings: int = _POSTINGS_PER_BATCH) -> Iterator[PostingsTable]:
        """Split into tables of whole terms, each of about `max_postings` postings."""
        ends = np.cumsum(self.counts)
        position_starts = np.concatenate([[0], np.cumsum(self.freqs, dtype=np.int64)])
        first = 0
        while first < len(self.terms):
            begin = int(ends[first] - self.counts[first])
            last = max(first + 1, int(np.searchsorted(ends, begin + max_postings, "right")))
            end = int(ends[last - 1])
            yield PostingsTable(
                terms=self.terms[first:last],
                counts=self.counts[first:last],
                docs=self.docs[begin:end],
                freqs=self.freqs[begin:end],
                positions=self.positions[position_starts[begin] : position_starts[end]],
            )
            first = last


def write_field(writer: ArrayWriter, field: str, tables: Iterable[PostingsTable]) -> None:
    """Write a field from batches of terms; each batch's terms follow those of the one before.

    A term has two checksums: of the bytes before its positions, and of the positions.
    """
    terms: list[bytes] = []
    counts = [np.empty(0, np.uint32)]
    sizes = [np.zeros(1, np.int64)]
    checks = array("I")
    writer.begin(f"{field}.postings", np.dtype(np.uint8))
    for batch in (piece for table in tables for piece in table.split()):
        assert not terms or terms[-1] < batch.terms[0], "words come in order"
        packed = postings_codec.pack_postings(batch.counts, batch.docs, batch.freqs, batch.positions)
        writer.append(packed.raw)
        terms.extend(batch.terms)
        counts.append(batch.counts.astype(np.uint32) | np.where(packed.wide, _WIDE_FLAG, np.uint32(0)))
        sizes.append(packed.sizes)
        part_sizes = np.stack([packed.heads, packed.sizes - packed.heads], axis=1)
        boundaries = (np.append(0, np.cumsum(part_sizes)) * 2).tolist()
        raw = packed.raw.data
        checks.extend(crc32(raw[start:end]) for start, end in pairwise(boundaries))
    writer.write(f"{field}.extents", np.cumsum(np.concatenate(sizes)).astype(np.uint32))
    writer.write(f"{field}.counts", np.concatenate(counts))
    writer.write(f"{field}.checks", np.frombuffer(checks, np.uint32))
    forms = range(bisect_left(terms, FORM), bisect_left(terms, FORM[:-1] + bytes([FORM[-1] + 1])))
    by_stem = sorted(forms, key=lambda number: _extract_stem(terms[number]))
    writer.write(f"{field}.by_stem", np.array(by_stem, np.uint32))
    ends = np.cumsum([0, *map(len, terms)]).astype(np.uint32)
    writer.write(f"{field}.words", np.frombuffer(b"".join(terms), np.uint8))
    writer.write(f"{field}.ends", ends)


class FieldReader:
    """A field on disk. A term is identified by its number in the sorted table."""

    def __init__(self, arrays: ArrayFile, field: str) -> None:
        self._raw = arrays[f"{field}.postings"]
        self._extents = arrays[f"{field}.extents"]
        self._counts = arrays[f"{field}.counts"]
        self._checks = arrays[f"{field}.checks"]
        self._by_stem = arrays[f"{field}.by_stem"]
        self._ends = arrays[f"{field}.ends"]
        self._buffer = arrays.buffer
        self._terms_offset = arrays.get_offset(f"{field}.words")

    def __len__(self) -> int:
        return len(self._counts)

    @cached_property
    def _sample_terms(self) -> list[bytes]:
        """Every n-th term, to narrow the binary search."""
        return [self.get_term(number) for number in range(0, len(self), _SAMPLE_STEP)]

    @cached_property
    def _sample_stems(self) -> list[bytes]:
        return [self._read_stem(number) for number in self._by_stem[::_SAMPLE_STEP]]

    def _read_stem(self, number: int) -> bytes:
        return _extract_stem(self.get_term(number))

    def get_term(self, number: int) -> bytes:
        """Return the term of a number."""
        offset = self._terms_offset
        return self._buffer[offset + int(self._ends[number]) : offset + int(self._ends[number + 1])]

    def get_terms(self, first: int, last: int) -> list[bytes]:
        """Return the terms of a range of numbers."""
        ends = self._ends[first : last + 1].tolist()
        base = ends[0] if ends else 0
        blob = self._buffer[self._terms_offset + base : self._terms_offset + (ends[-1] if ends else 0)]
        return [blob[a - base : b - base] for a, b in pairwise(ends)]

    def find_term(self, term: bytes) -> int | None:
        """Return the number of a term, or None."""
        number = self.find_insertion_point(term)
        return number if number < len(self) and self.get_term(number) == term else None

    def find_insertion_point(self, term: bytes) -> int:
        """Return the number of the first term not below `term`."""
        sample = bisect_left(self._sample_terms, term) * _SAMPLE_STEP
        first, last = max(sample - _SAMPLE_STEP, 0), min(sample, len(self))
        return bisect_left(range(last), term, first, key=self.get_term)

    def find_prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """Return the range of terms that begin with `prefix`: first, and first after."""
        if not prefix:
            return 0, len(self)
        upper_bound = prefix[:-1] + bytes([prefix[-1] + 1])
        return self.find_insertion_point(prefix), self.find_insertion_point(upper_bound)

    def find_forms(self, stem: bytes) -> list[int]:
        """Return the numbers of the form terms of this stem."""
        numbers, forms = self._by_stem, []
        sample = bisect_left(self._sample_stems, stem) * _SAMPLE_STEP
        first, last = max(sample - _SAMPLE_STEP, 0), min(sample, len(numbers))
        row = bisect_left(numbers, stem, first, last, key=self._read_stem)
        while row < len(numbers) and self._read_stem(numbers[row]) == stem:
            forms.append(int(numbers[row]))
            row += 1
        return forms

    def get_doc_frequency(self, number: int) -> int:
        """Return the document frequency of a term."""
        return int(self._counts[number] & ~_WIDE_FLAG)

    def get_doc_frequencies(self, first: int, last: int) -> NDArray[np.uint32]:
        """Return the document frequency of each term of a range."""
        return self._counts[first:last] & ~_WIDE_FLAG

    def read_postings(self, number: int) -> tuple[NDArray[np.int32], NDArray[Any]]:
        """Return documents and frequencies of a term; ValueError where damaged."""
        raw = self._get_bytes(number)
        docs, freqs = postings_codec.unpack_term(raw, self.get_doc_frequency(number))
        self._verify_checksum(number, 0, raw[: self._compute_header_size(number, int(freqs.sum(dtype=np.int64)))])
        return docs, freqs

    def read_positions(self, number: int, total: int) -> NDArray[Any]:
        """Return all `total` positions of a term (the sum of its frequencies)."""
        raw = self._get_bytes(number)
        self._verify_checksum(number, 1, raw[self._compute_header_size(number, total) :])
        return postings_codec.view_positions(raw, total, wide=self._is_wide(number))

    def read_table(self, first: int, last: int) -> PostingsTable:
        """Return a range of terms as a table, for merging."""
        counts = self.get_doc_frequencies(first, last).astype(np.int64)
        wide = (self._counts[first:last] & _WIDE_FLAG) > 0
        extents = self._extents[first : last + 1].astype(np.int64)
        raw = self._raw[2 * int(extents[0]) : 2 * int(extents[-1])]
        postings = postings_codec.unpack_postings(raw, np.diff(extents), counts, wide)
        return PostingsTable(self.get_terms(first, last), counts, *postings)

    def _compute_header_size(self, number: int, total: int) -> int:
        """Return the number of bytes of a term before its positions."""
        return max(0, len(self._get_bytes(number)) - total * (4 if self._is_wide(number) else 2))

    def _is_wide(self, number: int) -> bool:
        return bool(self._counts[number] & _WIDE_FLAG)

    def _verify_checksum(self, number: int, part: int, raw: NDArray[np.uint8]) -> None:
        if crc32(raw.data) != self._checks[2 * number + part]:
            raise ValueError(f"the postings of {self.get_term(number)!r} are damaged")

    def _get_bytes(self, number: int) -> NDArray[np.uint8]:
        return self._raw[2 * int(self._extents[number]) : 2 * int(self._extents[number + 1])]


def _extract_stem(term: bytes) -> bytes:
    return term.rpartition(FORM)[2]


def select_live_postings(table: PostingsTable, alive: NDArray[np.bool_], numbers: NDArray[np.int32]) -> PostingsTable:
    """Return the postings of live articles, renumbered; terms without any are dropped."""
    if alive.all():
        return replace(table, docs=numbers[table.docs])
    is_live = alive[table.docs]
    term_of = np.repeat(np.arange(len(table.terms)), table.counts)[is_live]
    counts = np.bincount(term_of, minlength=len(table.terms))
    nonempty = np.flatnonzero(counts)
    starts = np.cumsum(table.freqs, dtype=np.int64) - table.freqs
    positions = table.positions[expand_ranges(starts[is_live], table.freqs[is_live].astype(np.int64))]
    return PostingsTable(
        terms=[table.terms[number] for number in nonempty.tolist()],
        counts=counts[nonempty],
        docs=numbers[table.docs[is_live]],
        freqs=table.freqs[is_live],
        positions=positions,
    )
