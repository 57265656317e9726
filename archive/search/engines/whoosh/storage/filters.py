"""Whoosh queries over columns: outlets, authors, languages, days, review status."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import ListMatcher, Matcher
from whoosh.query import Query

from archive.search.engines.whoosh.segments.columns import NO_END, NO_START, UNKNOWN_KEY, ArticleColumns, IndexRow

Mask = NDArray[np.bool_]


class UnscoredMatcher(ListMatcher):
    """A list of articles with a score of zero."""

    def score(self) -> float:
        """Return zero."""
        return 0.0

    def weight(self) -> float:
        """Return zero."""
        return 0.0


class LeafQuery(Query):
    """A query of our own without subqueries; `args` define it."""

    boost = 1.0

    def __init__(self, *args: Any) -> None:
        self.args = args

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.args == other.args  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.args))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self.args}"

    __str__ = __repr__

    def is_leaf(self) -> bool:
        """Return True: it holds no other queries."""
        return True

    def field(self) -> None:
        """Return None: it belongs to no single field, so Whoosh may not merge it with others."""

    def estimate_size(self, reader: Any) -> int:
        """Return an upper bound of the number of matches."""
        return reader.doc_count()


class ColumnFilter(LeafQuery):
    """A filter over columns."""

    def compute_mask(self, columns: ArticleColumns) -> Mask:
        """Return which articles (by number) match."""
        raise NotImplementedError

    def is_match(self, row: IndexRow) -> bool:
        """Return whether an article matches."""
        raise NotImplementedError

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:  # noqa: ARG002 -- Whoosh's signature
        """Match row by row, for Whoosh's searcher."""
        reader = searcher.reader()
        rows = reader.column_reader("row", translate=False) if reader.doc_count_all() else ()
        return UnscoredMatcher([
            number
            for number in range(reader.doc_count_all())
            if not reader.is_deleted(number) and self.is_match(rows[number])
        ])  # fmt: skip


class OutletFilter(ColumnFilter):
    """Articles of any of these outlets; UNKNOWN_KEY for those whose outlet is unknown."""

    def __init__(self, keys: Iterable[int]) -> None:
        super().__init__(tuple(sorted(set(keys))))

    def compute_mask(self, columns: ArticleColumns) -> Mask:
        """Compare outlet keys."""
        return columns.outlets.isin(self.args[0])

    def is_match(self, row: IndexRow) -> bool:
        """Compare outlet keys."""
        return row.outlet in self.args[0]


class AuthorFilter(ColumnFilter):
    """Articles by any of these authors; UNKNOWN_KEY for those without."""

    def __init__(self, keys: Iterable[int]) -> None:
        super().__init__(tuple(sorted(set(keys))))

    def compute_mask(self, columns: ArticleColumns) -> Mask:
        """Compare author keys."""
        mask = np.zeros(len(columns), bool)
        mask[columns.credited[columns.authors.isin(self.args[0])]] = True
        if UNKNOWN_KEY in self.args[0]:
            is_unsigned = np.ones(len(columns), bool)
            is_unsigned[columns.credited] = False
            mask |= is_unsigned
        return mask

    def is_match(self, row: IndexRow) -> bool:
        """Compare author keys."""
        return any(author in self.args[0] for author in row.authors or (UNKNOWN_KEY,))


class LanguageFilter(ColumnFilter):
    """Articles whose language tag is one of these; an empty one for an unknown language."""

    def __init__(self, tags: Iterable[str]) -> None:
        super().__init__(tuple(sorted(set(tags))))

    def compute_mask(self, columns: ArticleColumns) -> Mask:
        """Compare language tags."""
        return columns.languages.isin(self.args[0])

    def is_match(self, row: IndexRow) -> bool:
        """Compare language tags."""
        return row.language in self.args[0]


class StatusFilter(ColumnFilter):
    """Articles of a review status."""

    def __init__(self, status: str) -> None:
        super().__init__(status)

    def compute_mask(self, columns: ArticleColumns) -> Mask:
        """Compare review status."""
        return columns.statuses.isin(self.args)

    def is_match(self, row: IndexRow) -> bool:
        """Compare review status."""
        return row.status == self.args[0]


class KeyFilter(ColumnFilter):
    """Articles with these primary keys."""

    def __init__(self, pks: Iterable[int]) -> None:
        super().__init__(tuple(sorted(set(pks))))

    def compute_mask(self, columns: ArticleColumns) -> Mask:
        """Compare primary keys."""
        return np.isin(columns.pks, np.array(self.args[0], np.int64))

    def is_match(self, row: IndexRow) -> bool:
        """Compare primary keys."""
        return row.pk in self.args[0]


class PeriodFilter(ColumnFilter):
    """Articles certainly (or possibly) within a period; ordinals, None is open."""

    def __init__(self, first: int | None, last: int | None, *, possible: bool = False) -> None:
        super().__init__(first, last, possible)

    def compute_mask(self, columns: ArticleColumns) -> Mask:
        """Compare the first and last possible day."""
        first, last, possible = self.args
        begins, ends = columns.earliest, columns.latest
        if possible:
            begins, ends = ends, begins
        mask = (columns.earliest != NO_START) | (columns.latest != NO_END)
        if first is not None:
            mask &= begins >= first
        if last is not None:
            mask &= ends <= last
        return mask

    def is_match(self, row: IndexRow) -> bool:
        """Compare the first and last possible day."""
        first, last, possible = self.args
        begins, ends = row.earliest, row.latest
        if (begins, ends) == (NO_START, NO_END):
            return False
        low, high = (NO_START if first is None else first), (NO_END if last is None else last)
        return bool(ends >= low and begins <= high) if possible else bool(begins >= low and ends <= high)


class UndatedFilter(ColumnFilter):
    """Articles of unknown date."""

    def compute_mask(self, columns: ArticleColumns) -> Mask:
        """Select those open at both ends."""
        return (columns.earliest == NO_START) & (columns.latest == NO_END)

    def is_match(self, row: IndexRow) -> bool:
        """Select those open at both ends."""
        return (row.earliest, row.latest) == (NO_START, NO_END)


class AddedFilter(ColumnFilter):
    """Articles added to the archive within a period; ordinals, None is open."""

    def __init__(self, first: int | None, last: int | None) -> None:
        super().__init__(first, last)

    def compute_mask(self, columns: ArticleColumns) -> Mask:
        """Compare the day of addition; an unknown one is in no period."""
        first, last = self.args
        mask = columns.added != NO_START
        if first is not None:
            mask &= columns.added >= first
        if last is not None:
            mask &= columns.added <= last
        return mask

    def is_match(self, row: IndexRow) -> bool:
        """Compare the day of addition."""
        first, last = self.args
        is_known = row.added != NO_START
        return is_known and (first or 1) <= row.added <= (NO_END if last is None else last)


class EmptyFieldQuery(LeafQuery):
    """Articles in which a text field is empty, by its lengths."""

    def __init__(self, field: str) -> None:
        super().__init__(field)

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:  # noqa: ARG002 -- Whoosh's signature
        """Match article by article, for Whoosh's searcher."""
        reader = searcher.reader()
        return UnscoredMatcher([
            number
            for number in range(reader.doc_count_all())
            if not reader.is_deleted(number)
            and not reader.doc_field_length(number, self.args[0])
        ])  # fmt: skip
