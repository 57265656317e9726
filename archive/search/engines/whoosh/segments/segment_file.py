"""A segment on disk: `….words` (postings of every field) and `….rows` (columns and lengths).

The only definition of what a segment consists of: building and merging end in `write_segment`, and
every reader opens a `SegmentFile`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length

from archive.search.engines.whoosh.segments.array_file import ArrayFile, ArrayWriter
from archive.search.engines.whoosh.segments.columns import (
    CATEGORICAL_COLUMNS,
    NUMERIC_COLUMNS,
    ArticleColumns,
    CategoricalColumn,
)
from archive.search.engines.whoosh.segments.inverted import FieldReader, PostingsTable, write_field

POSTINGS_SUFFIX: Final = ".words"
COLUMNS_SUFFIX: Final = ".rows"
LENGTH_BY_CODE: Final = np.array([byte_to_length(byte) for byte in range(256)], np.float64)
"""Field length in words for each length byte."""


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
    tables: Mapping[str, Iterable[PostingsTable]],
    lengths: Mapping[str, FieldLengths],
    columns: ArticleColumns,
) -> None:
    """Write a whole segment; the tables of a field come in the order of their terms."""
    write_postings(folder, name, tables)
    write_columns(folder, name, lengths, columns)


def write_postings(folder: Path, name: str, tables: Mapping[str, Iterable[PostingsTable]]) -> None:
    """Write the postings of each field."""
    writer = ArrayWriter(folder / f"{name}{POSTINGS_SUFFIX}")
    try:
        for field, field_tables in tables.items():
            write_field(writer, field, field_tables)
        writer.close(fields=list(tables))
    except BaseException:
        writer.abandon()
        raise


def write_columns(folder: Path, name: str, lengths: Mapping[str, FieldLengths], columns: ArticleColumns) -> None:
    """Write the columns, and the lengths of each field."""
    writer = ArrayWriter(folder / f"{name}{COLUMNS_SUFFIX}")
    try:
        for column in NUMERIC_COLUMNS:
            writer.write(column, getattr(columns, column))
        for column in (*CATEGORICAL_COLUMNS, "authors"):
            writer.write(f"{column}.codes", getattr(columns, column).codes)
        writer.write("credited", columns.credited)
        for field, field_lengths in lengths.items():
            writer.write(f"{field}.lengths", field_lengths.codes)
        writer.close(
            articles=len(columns),
            kinds={column: getattr(columns, column).categories for column in (*CATEGORICAL_COLUMNS, "authors")},
            totals={field: field_lengths.total for field, field_lengths in lengths.items()},
        )
    except BaseException:
        writer.abandon()
        raise


class SegmentFile:
    """A segment on disk, memory-mapped; ValueError or OSError where it cannot be read.

    Everything but postings is verified on opening; postings are, term by term, when first read.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.postings_file = ArrayFile(folder / f"{name}{POSTINGS_SUFFIX}")
        self.columns_file = ArrayFile(folder / f"{name}{COLUMNS_SUFFIX}")
        if (
            damaged := self.postings_file.find_damaged_arrays(excluded_suffix=".postings")
            + self.columns_file.find_damaged_arrays()
        ):
            raise ValueError(f"{name} is damaged: {', '.join(damaged)}")
        self.size: int = self.columns_file.metadata["articles"]
        self.fields = {field: FieldReader(self.postings_file, field) for field in self.postings_file.metadata["fields"]}
        self.total_lengths: Mapping[str, int] = self.columns_file.metadata["totals"]

    def get_length_codes(self, field: str) -> NDArray[np.uint8]:
        """Return the length byte of a field in each article (see LENGTH_BY_CODE)."""
        codes = self.columns_file.get(f"{field}.lengths")
        return np.zeros(self.size, np.uint8) if codes is None else codes

    def read_columns(self) -> ArticleColumns:
        """Return the columns, as views of the file."""
        categories = self.columns_file.metadata["kinds"]
        categorical: dict[str, Any] = {
            column: CategoricalColumn(self.columns_file[f"{column}.codes"], tuple(categories[column]))
            for column in (*CATEGORICAL_COLUMNS, "authors")
        }
        numeric: dict[str, Any] = {
            field.name: self.columns_file[field.name]
            for field in fields(ArticleColumns)
            if field.name in self.columns_file
        }
        return ArticleColumns(**numeric, **categorical)

    def find_damaged_files(self) -> list[str]:
        """Return the files whose checksums differ; reads all of them."""
        return [arrays.path.name for arrays in (self.postings_file, self.columns_file) if arrays.find_damaged_arrays()]
