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

from archive.search.engines.whoosh.arrays.arrayfile import Arrays, ArrayWriter
from archive.search.engines.whoosh.arrays.columns import CODED, PLAIN, Coded, Columns
from archive.search.engines.whoosh.arrays.inverted import Field, Inverted, write_field

WORDS_END: Final = ".words"
ROWS_END: Final = ".rows"
LENGTHS: Final = np.array([byte_to_length(byte) for byte in range(256)], np.float64)
"""Field length in words for each length byte."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """The length of a field in each article, as bytes (see LENGTH_BY_CODE), and the exact total."""

    codes: NDArray[np.uint8]
    total: int


def lengths_of(counts: Sequence[int] | NDArray[Any]) -> Lengths:
    """Encode the number of words in each article."""
    exact = np.asarray(counts, np.int64)
    codes = np.minimum(np.searchsorted(LENGTHS[:255], exact), 255).astype(np.uint8)
    return Lengths(codes, int(exact.sum()))


def write_segment(
    folder: Path,
    name: str,
    words: Mapping[str, Iterable[Inverted]],
    lengths: Mapping[str, Lengths],
    columns: Columns,
) -> None:
    """Write a whole segment; the tables of a field come in the order of their terms."""
    write_words(folder, name, words)
    write_rows(folder, name, lengths, columns)


def write_words(folder: Path, name: str, words: Mapping[str, Iterable[Inverted]]) -> None:
    """Write the postings of each field."""
    writer = ArrayWriter(folder / f"{name}{WORDS_END}")
    try:
        for field, parts in words.items():
            write_field(writer, field, parts)
        writer.close(fields=list(words))
    except BaseException:
        writer.abandon()
        raise


def write_rows(folder: Path, name: str, lengths: Mapping[str, Lengths], columns: Columns) -> None:
    """Write the columns, and the lengths of each field."""
    writer = ArrayWriter(folder / f"{name}{ROWS_END}")
    try:
        for column in PLAIN:
            writer.write(column, getattr(columns, column))
        for column in (*CODED, "authors"):
            writer.write(f"{column}.codes", getattr(columns, column).codes)
        writer.write("credited", columns.credited)
        for field, length in lengths.items():
            writer.write(f"{field}.lengths", length.codes)
        writer.close(
            articles=len(columns),
            kinds={column: getattr(columns, column).kinds for column in (*CODED, "authors")},
            totals={field: length.total for field, length in lengths.items()},
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
        self.words = Arrays(folder / f"{name}{WORDS_END}")
        self.rows = Arrays(folder / f"{name}{ROWS_END}")
        if bad := self.words.damaged(but=".postings") + self.rows.damaged():
            raise ValueError(f"{name} is damaged: {', '.join(bad)}")
        self.size: int = self.rows.facts["articles"]
        self.fields = {field: Field(self.words, field) for field in self.words.facts["fields"]}
        self.totals: Mapping[str, int] = self.rows.facts["totals"]

    def lengths(self, field: str) -> NDArray[np.uint8]:
        """Return the length byte of a field in each article (see LENGTH_BY_CODE)."""
        found = self.rows.get(f"{field}.lengths")
        return np.zeros(self.size, np.uint8) if found is None else found

    def columns(self) -> Columns:
        """Return the columns, as views of the file."""
        kinds = self.rows.facts["kinds"]
        tables: dict[str, Any] = {
            column: Coded(self.rows[f"{column}.codes"], tuple(kinds[column]))
            for column in (*CODED, "authors")
        }
        plain: dict[str, Any] = {
            field.name: self.rows[field.name]
            for field in fields(Columns)
            if field.name in self.rows
        }
        return Columns(**plain, **tables)

    def damaged(self) -> list[str]:
        """Return the files whose checksums differ; reads all of them."""
        return [arrays.path.name for arrays in (self.words, self.rows) if arrays.damaged()]
