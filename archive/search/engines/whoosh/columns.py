"""The numbers kept of every article as arrays: outlets, authors, languages, days.

A segment's columns are read once; those of all segments are joined when a generation is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import ColumnReader
from whoosh.reading import SegmentReader

from archive.search.engines.whoosh.sentinels import NO_END, NO_START

UNDATED = -2
SEVERAL = -1
"""In `years` and `months`: articles without any date, and dated ones of no single year or month."""

_FIRST_UNIX_DAY = 719_163  # the ordinal of 1 January 1970


@dataclass(frozen=True, slots=True)
class Columns:
    """Arrays by article number, deleted ones included.

    `years` are years and `months` months since the year 0. Languages are places in `tags`. Authors
    are pairs: the n-th says that article `credited[n]` is by `authors[n]`.
    """

    pks: NDArray[np.int64]
    outlets: NDArray[np.int64]
    earliest: NDArray[np.int32]
    latest: NDArray[np.int32]
    years: NDArray[np.int32]
    months: NDArray[np.int32]
    languages: NDArray[np.int32]
    tags: tuple[str, ...]
    credited: NDArray[np.int32]
    authors: NDArray[np.int64]
    fingerprints: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.pks)


def read_columns(reader: SegmentReader) -> Columns:
    """The columns of one segment."""
    earliest = _numbers(reader, "earliest", "i", NO_START)
    latest = _numbers(reader, "latest", "i", NO_END)
    years, months = _calendar(earliest, latest)
    tags, languages = _tags(list(_column(reader, "language")))
    credited, authors = _authors(list(_column(reader, "authors")))
    return Columns(
        _numbers(reader, "pk", "q", 0), _numbers(reader, "outlet", "q", 0),
        earliest, latest, years, months, languages, tags, credited, authors,
        _numbers(reader, "fingerprint", "q", 0),
    )  # fmt: skip


def joined(parts: Sequence[Columns]) -> Columns:
    """The columns of several segments, one after the other."""
    if len(parts) == 1:
        return parts[0]
    tags = tuple(sorted({tag for part in parts for tag in part.tags}))
    places = {tag: place for place, tag in enumerate(tags)}
    offsets = np.cumsum([0, *map(len, parts)])[:-1]

    def join(name: str) -> NDArray:
        return np.concatenate([getattr(part, name) for part in parts])

    languages = [
        np.array([places[tag] for tag in part.tags], np.int32)[part.languages] for part in parts
    ]
    credited = [
        part.credited + np.int32(offset) for part, offset in zip(parts, offsets, strict=True)
    ]
    return Columns(
        join("pks"), join("outlets"), join("earliest"), join("latest"), join("years"),
        join("months"), np.concatenate(languages), tags, np.concatenate(credited),
        join("authors"), join("fingerprints"),
    )  # fmt: skip


def empty() -> Columns:
    """The columns of an index without articles."""
    none32, none64 = np.empty(0, np.int32), np.empty(0, np.int64)
    return Columns(
        none64, none64, none32, none32, none32, none32, none32, (), none32, none64, none64
    )


def _column(reader: SegmentReader, name: str) -> ColumnReader | list[bytes]:
    if not reader.has_column(name):
        return [b""] * reader.doc_count_all()
    return reader.column_reader(name, translate=False)


def _numbers(reader: SegmentReader, name: str, code: str, default: int) -> NDArray:
    """A column of numbers without a loop: big-endian, without the defaults at its end."""
    values = np.full(reader.doc_count_all(), default, np.dtype(code))
    if reader.has_column(name):
        storage: Any = reader.storage()
        file_name = W3Codec.column_filename(reader.segment(), name)
        stored = storage.open_file(file_name)
        raw = np.frombuffer(
            stored.get(0, storage.file_length(file_name)), np.dtype(code).newbyteorder(">")
        )
        stored.close()
        values[: len(raw)] = raw
    return values


def _calendar(earliest: NDArray[np.int32], latest: NDArray[np.int32]) -> tuple[NDArray, NDArray]:
    """Years and months of the articles that are certainly of one; UNDATED or SEVERAL else."""
    undated = (earliest == NO_START) & (latest == NO_END)
    closed = (earliest != NO_START) & (latest != NO_END)
    first, last = (
        np.where(closed, day, _FIRST_UNIX_DAY) - _FIRST_UNIX_DAY for day in (earliest, latest)
    )
    found = []
    for unit, zero in (("Y", 1970), ("M", 1970 * 12)):
        begins, ends = (
            day.astype("datetime64[D]").astype(f"datetime64[{unit}]").astype(np.int32)
            for day in (first, last)
        )
        single = np.where(closed & (begins == ends), begins + zero, SEVERAL)
        found.append(np.where(undated, UNDATED, single).astype(np.int32))
    return found[0], found[1]


def _tags(values: list[bytes]) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    tags = sorted(set(values))
    places = {tag: place for place, tag in enumerate(tags)}
    codes = np.fromiter((places[value] for value in values), np.int32, len(values))
    return tuple(tag.decode() for tag in tags), codes


def _authors(values: list[bytes]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    counts = np.fromiter((len(value) // 8 for value in values), np.int64, len(values))
    credited = np.repeat(np.arange(len(values), dtype=np.int32), counts)
    return credited, np.frombuffer(b"".join(values), np.int64)
