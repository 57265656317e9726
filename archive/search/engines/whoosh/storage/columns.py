"""Columns of numbers for every article: keys, outlets, authors, languages, days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.storage.doc_sets import mask_run_starts

NO_START: Final = 0
"""Earliest day of an article with an open start; ordinals begin at 1."""
NO_END: Final = 2**31 - 1
"""Latest day of an article with an open end. With NO_START: undated."""
UNKNOWN_KEY: Final = 0
"""Primary key of an unknown outlet or author; real keys begin at 1."""
UNDATED: Final = -2
IMPRECISE: Final = -1
"""Codes in `years` and `months`: articles without a date, and dated ones of no single year or month."""
NUMERIC_COLUMNS: Final = ("pks", "fingerprints", "earliest", "latest", "years", "months", "added")
CATEGORICAL_COLUMNS: Final = ("outlets", "languages", "statuses")
_FIRST_UNIX_DAY: Final = 719_163  # the ordinal of 1 January 1970

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CategoricalColumn:
    """A categorical column: `categories[codes[n]]`; categories in ascending order."""

    codes: NDArray[np.int32]
    categories: tuple[Any, ...]

    def isin(self, values: Iterable[Any]) -> NDArray[np.bool_]:
        """Return a mask of the rows that have one of these values."""
        value_set = set(values)
        is_wanted = np.fromiter((category in value_set for category in self.categories), bool, len(self.categories))
        return is_wanted[self.codes] if len(is_wanted) else np.zeros(len(self.codes), bool)


@dataclass(frozen=True, slots=True)
class ArticleColumns:
    """Arrays by document number, deleted articles included.

    `years` are years and `months` months since the year 0. Authors are pairs: the n-th says that article `credited[n]`
    (ascending) is by the n-th of `authors`. `first_authors` has the first author of every article (code 0:
    unknown; else one more than in `authors`), and `coauthor_rows` are the pairs of all others. `by_year` and `by_month`
    are contiguous from the first that occurs.
    """

    pks: NDArray[np.int64]
    fingerprints: NDArray[np.uint32]
    earliest: NDArray[np.int32]
    latest: NDArray[np.int32]
    years: NDArray[np.int16]
    months: NDArray[np.int32]
    added: NDArray[np.int32]
    outlets: CategoricalColumn
    languages: CategoricalColumn
    statuses: CategoricalColumn
    credited: NDArray[np.int32]
    authors: CategoricalColumn
    by_year: CategoricalColumn = field(init=False)
    by_month: CategoricalColumn = field(init=False)
    first_authors: CategoricalColumn = field(init=False)
    coauthor_rows: NDArray[np.intp] = field(init=False)

    def __post_init__(self) -> None:
        first = mask_run_starts(self.credited)
        first_authors = np.zeros(len(self), np.int32)
        first_authors[self.credited[first]] = self.authors.codes[first] + 1
        object.__setattr__(self, "by_year", _encode_contiguous_units(self.years))
        object.__setattr__(self, "by_month", _encode_contiguous_units(self.months))
        object.__setattr__(
            self, "first_authors", CategoricalColumn(first_authors, (UNKNOWN_KEY, *self.authors.categories))
        )
        object.__setattr__(self, "coauthor_rows", np.flatnonzero(~first))

    def __len__(self) -> int:
        return len(self.pks)


@dataclass(frozen=True, slots=True)
class IndexRow:
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


def build_columns(rows: Sequence[IndexRow]) -> ArticleColumns:
    """Build the columns of articles in the order of their document numbers."""

    def build_array(name: str, dtype: Any) -> NDArray[Any]:
        return np.fromiter((getattr(row, name) for row in rows), dtype, len(rows))

    earliest, latest = build_array("earliest", np.int32), build_array("latest", np.int32)
    years, months = compute_years_and_months(earliest, latest)
    author_counts = [len(row.authors) for row in rows]
    return ArticleColumns(
        pks=build_array("pk", np.int64),
        fingerprints=build_array("fingerprint", np.uint32),
        earliest=earliest,
        latest=latest,
        years=years,
        months=months,
        added=build_array("added", np.int32),
        outlets=encode_categories([row.outlet for row in rows]),
        languages=encode_categories([row.language for row in rows]),
        statuses=encode_categories([row.status for row in rows]),
        credited=np.repeat(np.arange(len(rows), dtype=np.int32), author_counts),
        authors=encode_categories([author for row in rows for author in row.authors]),
    )


def encode_categories(values: Sequence[Any]) -> CategoricalColumn:
    """Encode values as codes and a table of categories."""
    categories = tuple(sorted(set(values)))
    codes = {category: code for code, category in enumerate(categories)}
    return CategoricalColumn(np.fromiter((codes[value] for value in values), np.int32, len(values)), categories)


def concatenate_columns(parts: Sequence[ArticleColumns]) -> ArticleColumns:
    """Concatenate the columns of several segments."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return build_columns(())
    offsets = np.cumsum([0, *map(len, parts)], dtype=np.int32)[:-1]
    credited = [part.credited + offset for part, offset in zip(parts, offsets, strict=True)]
    columns: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in NUMERIC_COLUMNS
    }
    for name in (*CATEGORICAL_COLUMNS, "authors"):
        columns[name] = _merge_categories([getattr(part, name) for part in parts])
    return ArticleColumns(**columns, credited=np.concatenate(credited))


def select_live_columns(columns: ArticleColumns, alive: NDArray[np.bool_]) -> ArticleColumns:
    """Return the columns of live articles, renumbered."""
    new_numbers = np.cumsum(alive, dtype=np.int32) - 1
    is_live_credit = alive[columns.credited]
    live_columns: dict[str, Any] = {name: getattr(columns, name)[alive] for name in NUMERIC_COLUMNS}
    for name in CATEGORICAL_COLUMNS:
        column = getattr(columns, name)
        live_columns[name] = CategoricalColumn(column.codes[alive], column.categories)
    return ArticleColumns(
        **live_columns,
        credited=new_numbers[columns.credited[is_live_credit]],
        authors=CategoricalColumn(columns.authors.codes[is_live_credit], columns.authors.categories),
    )


def compute_years_and_months(
    earliest: NDArray[np.int32], latest: NDArray[np.int32]
) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
    """Return year and month of each article that is certainly of one; else UNDATED or IMPRECISE."""
    undated = (earliest == NO_START) & (latest == NO_END)
    closed = (earliest != NO_START) & (latest != NO_END)
    first = (np.where(closed, earliest, _FIRST_UNIX_DAY) - _FIRST_UNIX_DAY).astype("datetime64[D]")
    last = (np.where(closed, latest, _FIRST_UNIX_DAY) - _FIRST_UNIX_DAY).astype("datetime64[D]")
    units = []
    for unit, epoch in (("datetime64[Y]", 1970), ("datetime64[M]", 1970 * 12)):
        begins = first.astype(unit).astype(np.int32)
        ends = last.astype(unit).astype(np.int32)
        single = np.where(closed & (begins == ends), begins + epoch, IMPRECISE)
        units.append(np.where(undated, UNDATED, single))
    return units[0].astype(np.int16), units[1].astype(np.int32)


def _encode_contiguous_units(units: NDArray[Any]) -> CategoricalColumn:
    """Encode as UNDATED, IMPRECISE, and every year or month from first to last."""
    dated = units[units >= 0]
    first = int(dated.min()) if len(dated) else 0
    last = int(dated.max()) + 1 if len(dated) else 0
    codes = np.where(units < 0, units + 2, units - first + 2).astype(np.int32)
    return CategoricalColumn(codes, (UNDATED, IMPRECISE, *range(first, last)))


def _merge_categories(parts: Sequence[CategoricalColumn]) -> CategoricalColumn:
    categories = tuple(sorted({category for part in parts for category in part.categories}))
    codes = {category: code for code, category in enumerate(categories)}
    remapped = [
        np.array([codes[category] for category in part.categories], np.int32)[part.codes]
        for part in parts
        if len(part.codes)
    ]
    return CategoricalColumn(np.concatenate(remapped) if remapped else np.empty(0, np.int32), categories)


def match_outlets(columns: ArticleColumns, keys: Sequence[int]) -> Mask:
    """Match articles of any of these outlets; UNKNOWN_KEY for those whose outlet is unknown."""
    return columns.outlets.isin(keys)


def match_authors(columns: ArticleColumns, keys: Sequence[int]) -> Mask:
    """Match articles by any of these authors; UNKNOWN_KEY for those without."""
    mask = np.zeros(len(columns), bool)
    mask[columns.credited[columns.authors.isin(keys)]] = True
    if UNKNOWN_KEY in keys:
        is_unsigned = np.ones(len(columns), bool)
        is_unsigned[columns.credited] = False
        mask |= is_unsigned
    return mask


def match_languages(columns: ArticleColumns, tags: Sequence[str]) -> Mask:
    """Match articles whose language tag is one of these; an empty one for an unknown language."""
    return columns.languages.isin(tags)


def match_status(columns: ArticleColumns, status: str) -> Mask:
    """Match articles of a review status."""
    return columns.statuses.isin((status,))


def match_keys(columns: ArticleColumns, keys: Sequence[int]) -> Mask:
    """Match articles with these primary keys."""
    return np.isin(columns.pks, np.array(keys, np.int64))


def match_period(columns: ArticleColumns, first: int | None, last: int | None, *, possible: bool = False) -> Mask:
    """Match articles certainly (or possibly) within a period; ordinals, None is open."""
    begins, ends = (columns.latest, columns.earliest) if possible else (columns.earliest, columns.latest)
    return _restrict_days(~match_undated(columns), begins, ends, first, last)


def match_undated(columns: ArticleColumns) -> Mask:
    """Match articles of unknown date: open at both ends."""
    return (columns.earliest == NO_START) & (columns.latest == NO_END)


def match_added(columns: ArticleColumns, first: int | None, last: int | None) -> Mask:
    """Match articles added to the archive within a period; an unknown day is in no period."""
    return _restrict_days(columns.added != NO_START, columns.added, columns.added, first, last)


def _restrict_days(
    mask: Mask, begins: NDArray[np.int32], ends: NDArray[np.int32], first: int | None, last: int | None
) -> Mask:
    if first is not None:
        mask &= begins >= first
    if last is not None:
        mask &= ends <= last
    return mask
