"""One search as a value: what the address bar, a command or the API asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from archive.search.query import Node

PAGE_SIZE = 20
MAX_LIMIT = 1000


class Sort(StrEnum):
    """The orders a reader can choose; undated articles come last in both by date."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class FacetName(StrEnum):
    """The ways to narrow, in the order they are shown. The one list of them."""

    OUTLET = "outlet"
    AUTHOR = "author"
    YEAR = "year"
    LANGUAGE = "language"


class Match(StrEnum):
    """What words side by side mean: an article must hold all of them, or any."""

    ALL = "all"
    ANY = "any"


UNKNOWN = "unknown"
"""The facet value of articles without outlet, author or language."""
UNDATED = "undated"
"""The year value of articles of which no day is known."""
UNCERTAIN = "uncertain"
"""The year value of articles that may be of more than one year."""

_NOTHING: Mapping[FacetName, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Printings:
    """Which articles are printings of one text: groups of keys, the first to be shown first.

    Two are equal only if they are the same one, so that an engine lays each out once.
    """

    groups: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What to find (`query`; None is everything), how to narrow, order and cut it.

    `query` is what `text` was read as, with `match` for words side by side. `selected` maps a facet
    to the values ticked (slugs of outlets and authors, `2016`, `en`; see UNKNOWN, UNDATED,
    UNCERTAIN): values of one facet are alternatives, facets combine. `as_typed` are the keys of
    widenings (see `results.Widening`) that are switched off. Of `printings` of one text, only the
    first that is found has a place among the hits.
    """

    query: Node | None = None
    text: str = ""
    selected: Mapping[FacetName, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    match: Match = Match.ALL
    as_typed: frozenset[str] = frozenset()
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = PAGE_SIZE
    printings: Printings | None = None
