"""A segment on disk, `….words` (postings of every field) and `….rows` (columns and lengths), and its reader."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length

from archive.search.engines.whoosh.storage import array_file, doc_sets, inverted
from archive.search.engines.whoosh.storage.array_file import ByteCache, CacheValueT
from archive.search.engines.whoosh.storage.columns import (
    CATEGORICAL_COLUMNS,
    NUMERIC_COLUMNS,
    ArticleColumns,
    CategoricalColumn,
)
from archive.search.engines.whoosh.storage.doc_sets import DocNumbers
from archive.search.engines.whoosh.storage.form_postings import FormGroup, merge_form_postings
from archive.search.query.budget import check_time

POSTINGS_SUFFIX: Final = ".words"
COLUMNS_SUFFIX: Final = ".rows"
LENGTH_BY_CODE: Final = np.array([byte_to_length(byte) for byte in range(256)], np.float64)
"""Field length in words for each length byte."""
_CACHE_SHARES: Final = 4  # of the cache: a query often has two terms, and other queries come between
_TABLE_RATIO: Final = 16
"""A term in more than one article in this many gets a table from document to posting."""
TermKey = bytes | FormGroup
"""An index term: a stem (or a reserved term), or several forms searched as one term."""


@dataclass(frozen=True, slots=True)
class FieldLengths:
    """The length of a field in each article, as bytes (see LENGTH_BY_CODE), and the exact total."""

    codes: NDArray[np.uint8]
    total: int


def encode_lengths(counts: Sequence[int] | NDArray[Any]) -> FieldLengths:
    """Encode the number of words in each article."""
    exact = np.asarray(counts, np.int64)
    codes = np.minimum(np.searchsorted(LENGTH_BY_CODE[:255], exact), 255).astype(np.uint8)
    return FieldLengths(codes, int(exact.sum()))


def write_segment(
    folder: Path,
    name: str,
    tables: Mapping[str, Iterable[inverted.PostingsTable]],
    lengths: Mapping[str, FieldLengths],
    columns: ArticleColumns,
) -> None:
    """Write a whole segment; the tables of a field come in the order of their terms."""
    with array_file.ArrayWriter(folder / f"{name}{POSTINGS_SUFFIX}") as writer:
        for field, field_tables in tables.items():
            inverted.write_field(writer, field, field_tables)
        writer.close(fields=list(tables))
    categorical = {column: getattr(columns, column) for column in (*CATEGORICAL_COLUMNS, "authors")}
    with array_file.ArrayWriter(folder / f"{name}{COLUMNS_SUFFIX}") as writer:
        for column in NUMERIC_COLUMNS:
            writer.write(column, getattr(columns, column))
        for column, values in categorical.items():
            writer.write(f"{column}.codes", values.codes)
        writer.write("credited", columns.credited)
        for field, field_lengths in lengths.items():
            writer.write(f"{field}.lengths", field_lengths.codes)
        writer.close(
            articles=len(columns),
            kinds={column: values.categories for column, values in categorical.items()},
            totals={field: field_lengths.total for field, field_lengths in lengths.items()},
        )


class SegmentFile:
    """A segment on disk, memory-mapped; ValueError or OSError where it cannot be read.

    Everything but postings is verified on opening; postings are, term by term, when first read.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.postings_file = array_file.ArrayFile(folder / f"{name}{POSTINGS_SUFFIX}")
        self.columns_file = array_file.ArrayFile(folder / f"{name}{COLUMNS_SUFFIX}")
        if (
            damaged := self.postings_file.find_damaged_arrays(excluded_suffix=".postings")
            + self.columns_file.find_damaged_arrays()
        ):
            raise ValueError(f"{name} is damaged: {', '.join(damaged)}")
        self.size: int = self.columns_file.metadata["articles"]
        self.fields = {
            field: inverted.FieldReader(self.postings_file, field) for field in self.postings_file.metadata["fields"]
        }
        self.total_lengths: Mapping[str, int] = self.columns_file.metadata["totals"]

    def find_term(self, field: str, term: bytes) -> tuple[inverted.FieldReader, int] | None:
        """Return the reader of a field, and the number of a term in it; None where it has no such term."""
        reader = self.fields.get(field)
        number = None if reader is None else reader.find_term(term)
        return None if reader is None or number is None else (reader, number)

    def get_doc_frequency(self, field: str, term: bytes) -> int:
        """Return the document frequency of a term in a field."""
        found = self.find_term(field, term)
        return found[0].get_doc_frequency(found[1]) if found else 0

    def get_length_codes(self, field: str) -> NDArray[np.uint8]:
        """Return the length byte of a field in each article (see LENGTH_BY_CODE)."""
        codes = self.columns_file.get(f"{field}.lengths")
        return np.zeros(self.size, np.uint8) if codes is None else codes

    def read_columns(self) -> ArticleColumns:
        """Return the columns, as views of the file."""
        arrays, categories = self.columns_file, self.columns_file.metadata["kinds"]
        columns: dict[str, Any] = {name: arrays[name] for name in (*NUMERIC_COLUMNS, "credited")}
        for name in (*CATEGORICAL_COLUMNS, "authors"):
            columns[name] = CategoricalColumn(arrays[f"{name}.codes"], tuple(categories[name]))
        return ArticleColumns(**columns)


@dataclass(frozen=True, slots=True)
class TermPositions:
    """Positions of a term: of the n-th posting flat[starts[n]:starts[n + 1]], ascending."""

    starts: NDArray[np.int32]
    flat: NDArray[Any]

    @property
    def nbytes(self) -> int:
        """Bytes in memory, without what is mapped from the file."""
        return self.starts.nbytes + (self.flat.nbytes if self.flat.flags.owndata else 0) + 200


@dataclass(frozen=True, slots=True)
class Postings:
    """Articles that have a term, ascending (deleted ones too), and its frequency in each.

    A group of forms is read with its positions.
    """

    docs: NDArray[np.int32]
    freqs: NDArray[Any]
    positions: TermPositions | None = None

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.docs.nbytes + self.freqs.nbytes + (self.positions.nbytes if self.positions else 0) + 200


EMPTY_POSTINGS = Postings(np.empty(0, np.int32), np.empty(0, np.uint8))
EMPTY_POSITIONS = TermPositions(np.zeros(1, np.int32), np.empty(0, np.uint16))


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
        return self.file.get_doc_frequency(field, key)

    def get_postings(self, field: str, key: TermKey) -> Postings:
        """Return the postings of a term in a field, deleted articles included."""
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
            return self.get_postings(field, key).positions or EMPTY_POSITIONS
        return self.get_cached((field, key, "places"), lambda: self._read_positions(field, key))

    @cached_property
    def columns(self) -> ArticleColumns:
        """The columns of every article."""
        return self.file.read_columns()

    def _read_postings(self, field: str, key: TermKey) -> Postings:
        with array_file.convert_read_errors(self.name):
            if isinstance(key, FormGroup):
                if (reader := self.file.fields.get(field)) is None:
                    return EMPTY_POSTINGS
                docs, freqs, positions = merge_form_postings(reader, key)
                return Postings(docs, freqs, TermPositions(_compute_starts(freqs), positions))
            if (found := self.file.find_term(field, key)) is None:
                return EMPTY_POSTINGS
            reader, number = found
            return Postings(*reader.read_postings(number))

    def _read_positions(self, field: str, term: bytes) -> TermPositions:
        if (found := self.file.find_term(field, term)) is None:
            return EMPTY_POSITIONS
        reader, number = found
        starts = _compute_starts(self.get_postings(field, term).freqs)
        with array_file.convert_read_errors(self.name):
            return TermPositions(starts, reader.read_positions(number, int(starts[-1])))


def _compute_starts(freqs: NDArray[Any]) -> NDArray[np.int32]:
    starts = np.zeros(len(freqs) + 1, np.int32)
    np.cumsum(freqs, out=starts[1:])
    return starts
