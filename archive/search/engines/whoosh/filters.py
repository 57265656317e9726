"""Whoosh queries over columns: outlets, authors, languages, days. They narrow and never score.

The executor asks `mask`; Whoosh's own matchers read the columns value by value, so that they stay
an independent oracle.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import ListMatcher, Matcher
from whoosh.query import Query

from archive.search.engines.whoosh.columns import Columns
from archive.search.engines.whoosh.sentinels import NO_END, NO_START, NOBODY

Mask = NDArray[np.bool_]


class Unscored(ListMatcher):
    """A list of articles that adds nothing to a score."""

    def score(self) -> float:
        """Always nothing."""
        return 0.0

    def weight(self) -> float:
        """Always nothing."""
        return 0.0


class Filter(Query):
    """A question that columns answer."""

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
        """Filters hold no other queries."""
        return True

    def field(self) -> None:
        """Of no single field: Whoosh may not merge it with others."""

    def estimate_size(self, reader: Any) -> int:
        """As many as there are, at most."""
        return reader.doc_count()

    def mask(self, columns: Columns) -> Mask:
        """Which articles (by number) hold it."""
        raise NotImplementedError

    def holds(self, kept: dict[str, Any]) -> bool:
        """Whether an article with these column values holds it."""
        raise NotImplementedError

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:  # noqa: ARG002 -- Whoosh's signature
        """Whoosh's way: value by value."""
        reader = searcher.reader()
        names = [
            name
            for name in ("outlet", "authors", "language", "earliest", "latest")
            if reader.has_column(name)
        ]
        columns = {name: reader.column_reader(name, translate=False) for name in names}
        defaults = {
            "outlet": NOBODY,
            "authors": b"",
            "language": b"",
            "earliest": NO_START,
            "latest": NO_END,
        }
        return Unscored([
            number
            for number in range(reader.doc_count_all())
            if not reader.is_deleted(number)
            and self.holds(defaults | {name: column[number] for name, column in columns.items()})
        ])  # fmt: skip


class FromOutlets(Filter):
    """Articles of any of these outlets; NOBODY stands for those whose outlet is not known."""

    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(tuple(sorted(set(numbers))))

    def mask(self, columns: Columns) -> Mask:
        """By the outlet's number."""
        return np.isin(columns.outlets, self.given[0])

    def holds(self, kept: dict[str, Any]) -> bool:
        """By the outlet's number."""
        return kept["outlet"] in self.given[0]


class ByAuthors(Filter):
    """Articles by any of these authors; NOBODY stands for those without."""

    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(tuple(sorted(set(numbers))))

    def mask(self, columns: Columns) -> Mask:
        """By the authors' numbers."""
        found = np.zeros(len(columns), bool)
        found[columns.credited[np.isin(columns.authors, self.given[0])]] = True
        if NOBODY in self.given[0]:
            nobody = np.ones(len(columns), bool)
            nobody[columns.credited] = False
            found |= nobody
        return found

    def holds(self, kept: dict[str, Any]) -> bool:
        """By the authors' numbers."""
        authors = array("Q", bytes(kept["authors"])).tolist() or [NOBODY]
        return any(author in self.given[0] for author in authors)


class InLanguages(Filter):
    """Articles whose language tag is one of these; an empty one stands for a language not known."""

    def __init__(self, tags: Iterable[str]) -> None:
        super().__init__(tuple(sorted(set(tags))))

    def mask(self, columns: Columns) -> Mask:
        """By the tag."""
        wanted = np.array([tag in self.given[0] for tag in columns.tags], bool)
        return wanted[columns.languages] if len(wanted) else np.zeros(len(columns), bool)

    def holds(self, kept: dict[str, Any]) -> bool:
        """By the tag."""
        return bytes(kept["language"]).decode() in self.given[0]


class InPeriod(Filter):
    """Articles certainly (or at least possibly) from one day to another; ordinals, None is open."""

    def __init__(self, first: int | None, last: int | None, *, possible: bool = False) -> None:
        super().__init__(first, last, possible)

    def mask(self, columns: Columns) -> Mask:
        """By the first and the last day an article can be of."""
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

    def holds(self, kept: dict[str, Any]) -> bool:
        """By the first and the last day an article can be of."""
        first, last, possible = self.given
        begins, ends = kept["earliest"], kept["latest"]
        if (begins, ends) == (NO_START, NO_END):
            return False
        low, high = (NO_START if first is None else first), (NO_END if last is None else last)
        return (
            bool(ends >= low and begins <= high)
            if possible
            else bool(begins >= low and ends <= high)
        )


class Undated(Filter):
    """Articles of which no day is known."""

    def mask(self, columns: Columns) -> Mask:
        """Open at both ends."""
        return (columns.earliest == NO_START) & (columns.latest == NO_END)

    def holds(self, kept: dict[str, Any]) -> bool:
        """Open at both ends."""
        return (kept["earliest"], kept["latest"]) == (NO_START, NO_END)
