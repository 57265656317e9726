"""The columns of a segment: keys, outlets, authors, languages, days and states as arrays.

Values of few distinct kinds are stored as *codes*: indexes into a sorted table of categories. A
segment's columns are mapped from its file; those of several segments are concatenated when a
generation is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.arrays.sentinels import NO_END, NO_START

UNDATED: Final = -2
SEVERAL: Final = -1
"""Codes in `years` and `months`: articles without a date, and dated ones of no single year or
month."""

_FIRST_UNIX_DAY: Final = 719_163  # the ordinal of 1 January 1970


@dataclass(frozen=True, slots=True)
class Coded:
    """A categorical column: `categories[codes[n]]`; categories in ascending order."""

    codes: NDArray[np.int32]
    kinds: tuple[Any, ...]

    def among(self, wanted: Iterable[Any]) -> NDArray[np.bool_]:
        """Return a mask of the rows that have one of these values."""
        known = set(wanted)
        chosen = np.fromiter((kind in known for kind in self.kinds), bool, len(self.kinds))
        return chosen[self.codes] if len(chosen) else np.zeros(len(self.codes), bool)


@dataclass(frozen=True, slots=True)
class Columns:
    """Arrays by document number, deleted articles included.

    `years` are years and `months` months since the year 0. Authors are pairs: the n-th says that
    article `credited[n]` (ascending) is by the n-th of `authors`. `first_authors` has the first
    author of every article (None, code 0: unknown; else one more than in `authors`), and
    `coauthor_rows` are the pairs of all others. `by_year` and `by_month` are contiguous from the
    first that occurs.
    """

    pks: NDArray[np.int64]
    fingerprints: NDArray[np.uint32]
    earliest: NDArray[np.int32]
    latest: NDArray[np.int32]
    years: NDArray[np.int16]
    months: NDArray[np.int32]
    added: NDArray[np.int32]
    outlets: Coded
    languages: Coded
    statuses: Coded
    credited: NDArray[np.int32]
    authors: Coded
    by_year: Coded = field(init=False)
    by_month: Coded = field(init=False)
    leads: Coded = field(init=False)
    further: NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        first = np.ones(len(self.credited), bool)
        first[1:] = self.credited[1:] != self.credited[:-1]
        leads = np.zeros(len(self), np.int32)
        leads[self.credited[first]] = self.authors.codes[first] + 1
        object.__setattr__(self, "by_year", _in_a_row(self.years))
        object.__setattr__(self, "by_month", _in_a_row(self.months))
        object.__setattr__(self, "leads", Coded(leads, (None, *self.authors.kinds)))
        object.__setattr__(self, "further", np.flatnonzero(~first))

    def __len__(self) -> int:
        return len(self.pks)


PLAIN: Final = ("pks", "fingerprints", "earliest", "latest", "years", "months", "added")
CODED: Final = ("outlets", "languages", "statuses")


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of one article. Days are ordinals, or a sentinel."""

    pk: int
    fingerprint: int
    outlet: int
    authors: tuple[int, ...]
    earliest: int
    latest: int
    added: int
    language: str
    status: str


def columns_of(rows: Sequence[Row]) -> Columns:
    """Build the columns of articles in the order of their document numbers."""

    def numbers(name: str, kind: Any) -> NDArray[Any]:
        return np.fromiter((getattr(row, name) for row in rows), kind, len(rows))

    earliest, latest = numbers("earliest", np.int32), numbers("latest", np.int32)
    counts = [len(row.authors) for row in rows]
    return Columns(
        numbers("pk", np.int64), numbers("fingerprint", np.uint32), earliest, latest,
        *calendar(earliest, latest), numbers("added", np.int32),
        coded([row.outlet for row in rows]), coded([row.language for row in rows]),
        coded([row.status for row in rows]),
        np.repeat(np.arange(len(rows), dtype=np.int32), counts),
        coded([author for row in rows for author in row.authors]),
    )  # fmt: skip


def coded(values: Sequence[Any]) -> Coded:
    """Encode values as codes and a table of categories."""
    kinds = tuple(sorted(set(values)))
    places = {kind: place for place, kind in enumerate(kinds)}
    return Coded(np.fromiter((places[value] for value in values), np.int32, len(values)), kinds)


def joined(parts: Sequence[Columns]) -> Columns:
    """Concatenate the columns of several segments."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return columns_of(())
    offsets = np.cumsum([0, *map(len, parts)], dtype=np.int32)[:-1]
    credited = [part.credited + offset for part, offset in zip(parts, offsets, strict=True)]
    plain: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in PLAIN
    }
    tables: dict[str, Any] = {
        name: _one_table([getattr(part, name) for part in parts]) for name in CODED
    }
    authors = _one_table([part.authors for part in parts])
    return Columns(**plain, **tables, credited=np.concatenate(credited), authors=authors)


def living(columns: Columns, alive: NDArray[np.bool_]) -> Columns:
    """Return the columns of live articles, renumbered."""
    numbers = np.cumsum(alive, dtype=np.int32) - 1
    kept = alive[columns.credited]
    kept_ones: dict[str, Any] = {name: getattr(columns, name)[alive] for name in PLAIN}
    for name in CODED:
        table = getattr(columns, name)
        kept_ones[name] = Coded(table.codes[alive], table.kinds)
    return Columns(
        **kept_ones,
        credited=numbers[columns.credited[kept]],
        authors=Coded(columns.authors.codes[kept], columns.authors.kinds),
    )


def row_at(columns: Columns, number: int) -> Row:
    """Return the row of one article."""
    first, last = np.searchsorted(columns.credited, [number, number + 1])
    authors, plain = columns.authors, {name: int(getattr(columns, name)[number]) for name in PLAIN}
    outlet, language, status = (
        table.kinds[table.codes[number]] for table in (getattr(columns, name) for name in CODED)
    )
    return Row(
        plain["pks"], plain["fingerprints"], outlet,
        tuple(authors.kinds[code] for code in authors.codes[first:last].tolist()),
        plain["earliest"], plain["latest"], plain["added"], language, status,
    )  # fmt: skip


def calendar(
    earliest: NDArray[np.int32], latest: NDArray[np.int32]
) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
    """Return year and month of each article that is certainly of one; else UNDATED or IMPRECISE."""
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
        found.append(np.where(undated, UNDATED, single))
    return found[0].astype(np.int16), found[1].astype(np.int32)


def _in_a_row(units: NDArray[Any]) -> Coded:
    """Encode as UNDATED, IMPRECISE, and every year or month from first to last."""
    dated = units[units >= 0]
    first = int(dated.min()) if len(dated) else 0
    last = int(dated.max()) + 1 if len(dated) else 0
    codes = np.where(units < 0, units + 2, units - first + 2).astype(np.int32)
    return Coded(codes, (UNDATED, SEVERAL, *range(first, last)))


def _one_table(parts: Sequence[Coded]) -> Coded:
    kinds = tuple(sorted({kind for part in parts for kind in part.kinds}))
    places = {kind: place for place, kind in enumerate(kinds)}
    moved = [
        np.array([places[kind] for kind in part.kinds], np.int32)[part.codes]
        for part in parts
        if len(part.codes)
    ]
    return Coded(np.concatenate(moved) if moved else np.empty(0, np.int32), kinds)
