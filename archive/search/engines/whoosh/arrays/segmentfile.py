"""A segment on the disk: `….words` (every field's postings) and `….rows` (columns and lengths).

This is the one place that says what a segment consists of: the live writer, bulk building and
merging all end in `write_segment` (or its two halves), and every reader opens a `SegmentFile`.
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
"""By the byte that is kept of it: how many words a field is taken to have."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many words a field has in each article, as bytes (see LENGTHS), and exactly in all."""

    codes: NDArray[np.uint8]
    total: int


def lengths_of(counts: Sequence[int] | NDArray[Any]) -> Lengths:
    """From the number of words in each article."""
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
    """Write a whole segment; the parts of a field come in the order of their words."""
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
    """Write the columns, and the length of each field."""
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
    """A segment as it lies on the disk, mapped; ValueError or OSError where it cannot be read.

    What every question needs is checked on opening; postings are, word by word, when first read.
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
        """How long the field is in each article, as a byte (see LENGTHS)."""
        found = self.rows.get(f"{field}.lengths")
        return np.zeros(self.size, np.uint8) if found is None else found

    def columns(self) -> Columns:
        """The numbers kept of each article; arrays over the file itself."""
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
        """The files that are not as they were written; reads all of them."""
        return [arrays.path.name for arrays in (self.words, self.rows) if arrays.damaged()]
