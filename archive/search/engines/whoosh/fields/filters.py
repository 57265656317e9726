"""Whoosh queries over columns: outlets, authors, languages, days. They filter and never score.

The executor calls `compute_mask`; Whoosh's own matchers test row by row, so that they stay an
independent oracle.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import ListMatcher, Matcher
from whoosh.query import Query

from archive.search.engines.whoosh.arrays.columns import Columns, Row
from archive.search.engines.whoosh.arrays.sentinels import NO_END, NO_START, NOBODY

Mask = NDArray[np.bool_]


class Unscored(ListMatcher):
    """A list of articles with a score of zero."""

    def score(self) -> float:
        """Return zero."""
        return 0.0

    def weight(self) -> float:
        """Return zero."""
        return 0.0


class Leaf(Query):
    """A query of our own without subqueries; `args` define it."""

    boost = 1.0

    def __init__(self, *given: Any) -> None:
        self.given = given

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.given == other.given  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.given))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self.given}"

    __str__ = __repr__

    def is_leaf(self) -> bool:
        """Return True: it holds no other queries."""
        return True

    def field(self) -> None:
        """Return None: it belongs to no single field, so Whoosh may not merge it with others."""

    def estimate_size(self, reader: Any) -> int:
        """Return an upper bound of the number of matches."""
        return reader.doc_count()


class Filter(Leaf):
    """A filter over columns."""

    def mask(self, columns: Columns) -> Mask:
        """Return which articles (by number) match."""
        raise NotImplementedError

    def holds(self, row: Row) -> bool:
        """Return whether an article matches."""
        raise NotImplementedError

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:  # noqa: ARG002 -- Whoosh's signature
        """Match row by row, for Whoosh's searcher."""
        reader = searcher.reader()
        rows = reader.column_reader("row", translate=False) if reader.doc_count_all() else ()
        return Unscored([
            number
            for number in range(reader.doc_count_all())
            if not reader.is_deleted(number) and self.holds(rows[number])
        ])  # fmt: skip


class FromOutlets(Filter):
    """Articles of any of these outlets; UNKNOWN_KEY for those whose outlet is unknown."""

    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(tuple(sorted(set(numbers))))

    def mask(self, columns: Columns) -> Mask:
        """Compare outlet keys."""
        return columns.outlets.among(self.given[0])

    def holds(self, row: Row) -> bool:
        """Compare outlet keys."""
        return row.outlet in self.given[0]


class ByAuthors(Filter):
    """Articles by any of these authors; UNKNOWN_KEY for those without."""

    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(tuple(sorted(set(numbers))))

    def mask(self, columns: Columns) -> Mask:
        """Compare author keys."""
        found = np.zeros(len(columns), bool)
        found[columns.credited[columns.authors.among(self.given[0])]] = True
        if NOBODY in self.given[0]:
            nobody = np.ones(len(columns), bool)
            nobody[columns.credited] = False
            found |= nobody
        return found

    def holds(self, row: Row) -> bool:
        """Compare author keys."""
        return any(author in self.given[0] for author in row.authors or (NOBODY,))


class InLanguages(Filter):
    """Articles whose language tag is one of these; an empty one for an unknown language."""

    def __init__(self, tags: Iterable[str]) -> None:
        super().__init__(tuple(sorted(set(tags))))

    def mask(self, columns: Columns) -> Mask:
        """Compare language tags."""
        return columns.languages.among(self.given[0])

    def holds(self, row: Row) -> bool:
        """Compare language tags."""
        return row.language in self.given[0]


class OfStatus(Filter):
    """Articles of a review status."""

    def __init__(self, status: str) -> None:
        super().__init__(status)

    def mask(self, columns: Columns) -> Mask:
        """Compare review status."""
        return columns.statuses.among(self.given)

    def holds(self, row: Row) -> bool:
        """Compare review status."""
        return row.status == self.given[0]


class Numbered(Filter):
    """Articles with these primary keys."""

    def __init__(self, pks: Iterable[int]) -> None:
        super().__init__(tuple(sorted(set(pks))))

    def mask(self, columns: Columns) -> Mask:
        """Compare primary keys."""
        return np.isin(columns.pks, np.array(self.given[0], np.int64))

    def holds(self, row: Row) -> bool:
        """Compare primary keys."""
        return row.pk in self.given[0]


class InPeriod(Filter):
    """Articles certainly (or possibly) within a period; ordinals, None is open."""

    def __init__(self, first: int | None, last: int | None, *, possible: bool = False) -> None:
        super().__init__(first, last, possible)

    def mask(self, columns: Columns) -> Mask:
        """Compare the first and last possible day."""
        first, last, possible = self.given
        begins, ends = columns.earliest, columns.latest
        if possible:
            begins, ends = ends, begins
        found = (columns.earliest != NO_START) | (columns.latest != NO_END)
        if first is not None:
            found &= begins >= first
        if last is not None:
            found &= ends <= last
        return found

    def holds(self, row: Row) -> bool:
        """Compare the first and last possible day."""
        first, last, possible = self.given
        begins, ends = row.earliest, row.latest
        if (begins, ends) == (NO_START, NO_END):
            return False
        low, high = (NO_START if first is None else first), (NO_END if last is None else last)
        return (
            bool(ends >= low and begins <= high)
            if possible
            else bool(begins >= low and ends <= high)
        )


class Undated(Filter):
    """Articles of unknown date."""

    def mask(self, columns: Columns) -> Mask:
        """Select those open at both ends."""
        return (columns.earliest == NO_START) & (columns.latest == NO_END)

    def holds(self, row: Row) -> bool:
        """Select those open at both ends."""
        return (row.earliest, row.latest) == (NO_START, NO_END)


class AddedIn(Filter):
    """Articles added to the archive within a period; ordinals, None is open."""

    def __init__(self, first: int | None, last: int | None) -> None:
        super().__init__(first, last)

    def mask(self, columns: Columns) -> Mask:
        """Compare the day of addition; an unknown one is in no period."""
        first, last = self.given
        found = columns.added != NO_START
        if first is not None:
            found &= columns.added >= first
        if last is not None:
            found &= columns.added <= last
        return found

    def holds(self, row: Row) -> bool:
        """Compare the day of addition."""
        first, last = self.given
        known = row.added != NO_START
        return known and (first or 1) <= row.added <= (NO_END if last is None else last)


class WithoutWords(Leaf):
    """Articles in which a text field is empty, by its lengths."""

    def __init__(self, field: str) -> None:
        super().__init__(field)

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:  # noqa: ARG002 -- Whoosh's signature
        """Match article by article, for Whoosh's searcher."""
        reader = searcher.reader()
        return Unscored([
            number
            for number in range(reader.doc_count_all())
            if not reader.is_deleted(number)
            and not reader.doc_field_length(number, self.given[0])
        ])  # fmt: skip
