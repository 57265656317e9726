"""One immutable segment: postings, positions, word forms and deletions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.segments import doc_sets
from archive.search.engines.whoosh.segments.array_file import ByteCache, CacheValue, convert_read_errors
from archive.search.engines.whoosh.segments.columns import FORM, ArticleColumns
from archive.search.engines.whoosh.segments.doc_sets import DocNumbers, sort_unique
from archive.search.engines.whoosh.segments.inverted import FieldReader
from archive.search.engines.whoosh.segments.segment_file import SegmentFile
from archive.search.engines.whoosh.segments.spans import DOC_SHIFT, build_keys, isin_keys
from archive.search.query.budget import check_time

# Postings of printed forms, derived from the terms of a segment.

_POSITION_MASK = (1 << DOC_SHIFT) - 1
_MAX_NARROW_POSITION = 65_535  # as in `lanes`: the highest position of two bytes


@dataclass(frozen=True, slots=True)
class FormGroup:
    """A group of printed forms (folded, as bytes) searched as one term."""

    forms: tuple[bytes, ...]


FormPostings = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[Any]]
"""Documents, frequencies and positions."""


def merge_form_postings(reader: FieldReader, group: FormGroup) -> FormPostings:
    """Return the postings of a group of forms."""
    wanted = frozenset(group.forms)
    whole_terms: list[int] = []
    partial_keys: list[NDArray[np.int64]] = []
    for form in group.forms:
        whole_terms.extend(range(*reader.find_prefix_range(FORM + form + FORM)))
        if (stem := reader.find_term(form)) is not None:
            others = [n for n in reader.find_forms(form) if extract_form(reader.get_term(n)) not in wanted]
            if others:
                partial_keys.append(_subtract_forms(reader, stem, others))
            else:
                whole_terms.append(stem)
    return _split_keys(sort_unique(np.concatenate([*_iter_keys(reader, whole_terms), *partial_keys, _NO_KEYS])))


def count_articles_printing(reader: FieldReader, form: bytes, size: int) -> int:
    """Count the articles, of `size`, that print this very form; positions are not read.

    An article prints the stem as it stands where the stem is more frequent than its other forms.
    """
    numbers = list(range(*reader.find_prefix_range(FORM + form + FORM)))
    stem = reader.find_term(form)
    others = [] if stem is None else reader.find_forms(form)
    if not others and len(numbers) + (stem is not None) == 1:
        return reader.get_doc_frequency(numbers[0] if stem is None else stem)
    remaining = np.zeros(size, np.int64)
    for number, sign in ((stem, 1), *((other, -1) for other in others)):
        if number is not None:
            docs, freqs = reader.read_postings(number)
            remaining[docs] += sign * freqs.astype(np.int64)
    for number in numbers:
        remaining[reader.read_postings(number)[0]] = 1
    return int(np.count_nonzero(remaining))


def extract_form(term: bytes) -> bytes:
    """Return the form in a form term."""
    return term[1:].partition(FORM)[0]


_NO_KEYS = np.empty(0, np.int64)


def _iter_keys(reader: FieldReader, numbers: Iterable[int]) -> Iterator[NDArray[np.int64]]:
    """Yield the position keys of these terms; adjacent terms are read together."""
    for _, run in groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0]):
        run_numbers = [number for _, number in run]
        table = reader.read_table(run_numbers[0], run_numbers[-1] + 1)
        yield build_keys(table.docs, table.freqs, table.positions)


def _subtract_forms(reader: FieldReader, stem: int, others: list[int]) -> NDArray[np.int64]:
    (stem_keys,) = _iter_keys(reader, [stem])
    other_keys = sort_unique(np.concatenate([*_iter_keys(reader, others)]))
    return stem_keys[~isin_keys(other_keys, stem_keys)]


def _split_keys(position_keys: NDArray[np.int64]) -> FormPostings:
    docs: NDArray[Any]
    docs, counts = np.unique(position_keys >> DOC_SHIFT, return_counts=True)
    positions = position_keys & _POSITION_MASK
    narrow = np.uint16 if int(positions.max(initial=0)) <= _MAX_NARROW_POSITION else np.uint32
    return docs.astype(np.int32), counts.astype(np.int32), positions.astype(narrow)


TermKey = bytes | FormGroup
"""An index term: a stem (or a reserved term), or several forms searched as one term."""
CacheValueT = TypeVar("CacheValueT", bound=CacheValue)
_CACHE_SHARES: Final = 4  # of the cache: a query often has two terms, and other queries come between
_TABLE_RATIO: Final = 16
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
class TermPositions:
    """Positions of a term: of the n-th posting flat[starts[n]:starts[n + 1]], ascending."""

    starts: NDArray[np.int32]
    flat: NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes in memory, without what is mapped from the file."""
        return self.starts.nbytes + (self.flat.nbytes if self.flat.flags.owndata else 0) + 200


EMPTY_POSTINGS = Postings(np.empty(0, np.int32), np.empty(0, np.uint8))
EMPTY_POSITIONS = TermPositions(np.zeros(1, np.int32), np.empty(0, np.uint16))


@dataclass(frozen=True, slots=True)
class _GroupPostings:
    """Postings and positions of a group of forms."""

    postings: Postings
    positions: TermPositions

    @property
    def nbytes(self) -> int:
        return self.postings.nbytes + self.positions.nbytes


class SegmentReader:
    """Cached access to the arrays of a segment."""

    def __init__(self, file: SegmentFile, cache: ByteCache) -> None:
        self.file = file
        self.name = file.name
        self.size = file.size
        self._cache = cache

    @property
    def max_entry_bytes(self) -> int:
        """Largest size in bytes worth caching for one term."""
        return self._cache.limit // _CACHE_SHARES

    def get_cached(self, key: tuple[Hashable, ...], compute: Callable[[], CacheValueT]) -> CacheValueT:
        """Return what the cache holds of this segment under a key, computing it if missing.

        Checks the time budget: every query passes here.
        """
        check_time()
        return self._cache.get((self.name, *key), compute)

    def get_doc_frequency(self, field: str, key: TermKey) -> int:
        """Return the document frequency of a term in a field, deleted articles included."""
        if isinstance(key, FormGroup):
            return len(self.get_postings(field, key).docs)
        reader = self.file.fields.get(field)
        number = None if reader is None else reader.find_term(key)
        return 0 if reader is None or number is None else reader.get_doc_frequency(number)

    def get_postings(self, field: str, key: TermKey) -> Postings:
        """Return the postings of a term in a field, deleted articles included."""
        if isinstance(key, FormGroup):
            return self._get_group_postings(field, key).postings
        return self.get_cached((field, key), lambda: self._read_postings(field, key))

    def find_rows(self, field: str, key: TermKey, candidates: DocNumbers) -> NDArray[np.signedinteger[Any]]:
        """Return the posting of each of these (ascending) documents; -1 without the term."""
        docs = self.get_postings(field, key).docs
        if len(docs) * _TABLE_RATIO < self.size:
            return doc_sets.find_rows(docs, candidates, self.size)
        rows = self.get_cached((field, key, "rows"), lambda: doc_sets.build_row_table(docs, self.size))
        return rows.take(candidates)

    def get_positions(self, field: str, key: TermKey) -> TermPositions:
        """Return the positions of a term, in the order of its postings."""
        if isinstance(key, FormGroup):
            return self._get_group_postings(field, key).positions
        return self.get_cached((field, key, "places"), lambda: self._read_positions(field, key))

    def get_length_codes(self, field: str) -> NDArray[np.uint8]:
        """Return the length byte of the field in each article."""
        return self.file.get_length_codes(field)

    def get_total_length(self, field: str) -> int:
        """Return the number of words of the field in all articles."""
        return self.file.total_lengths.get(field, 0)

    @cached_property
    def columns(self) -> ArticleColumns:
        """The columns of every article."""
        return self.file.read_columns()

    def _read_postings(self, field: str, term: bytes) -> Postings:
        reader = self.file.fields.get(field)
        number = None if reader is None else reader.find_term(term)
        if reader is None or number is None:
            return EMPTY_POSTINGS
        with convert_read_errors(self.name):
            return Postings(*reader.read_postings(number))

    def _read_positions(self, field: str, term: bytes) -> TermPositions:
        reader = self.file.fields.get(field)
        number = None if reader is None else reader.find_term(term)
        if reader is None or number is None:
            return EMPTY_POSITIONS
        starts = _compute_starts(self.get_postings(field, term).freqs)
        with convert_read_errors(self.name):
            return TermPositions(starts, reader.read_positions(number, int(starts[-1])))

    def _get_group_postings(self, field: str, group: FormGroup) -> _GroupPostings:
        def merge() -> _GroupPostings:
            reader = self.file.fields.get(field)
            if reader is None:
                return _GroupPostings(EMPTY_POSTINGS, EMPTY_POSITIONS)
            with convert_read_errors(self.name):
                docs, freqs, positions = merge_form_postings(reader, group)
            return _GroupPostings(Postings(docs, freqs), TermPositions(_compute_starts(freqs), positions))

        return self.get_cached((field, group), merge)


def _compute_starts(freqs: NDArray[Any]) -> NDArray[np.int32]:
    starts = np.zeros(len(freqs) + 1, np.int32)
    np.cumsum(freqs, out=starts[1:])
    return starts
