"""A search request as a value, from the address bar, a command or the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from archive.search.query.nodes import Node

PAGE_SIZE = 20
MAX_LIMIT = 1000
UNKNOWN = "unknown"  # facet value of articles without outlet, author or language
UNDATED = "undated"  # year value of articles without any known day
UNCERTAIN = "uncertain"  # year value of articles that may be of more than one year


class SortOrder(StrEnum):
    """Sort orders a reader can choose; undated articles come last in both by date."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class FacetName(StrEnum):
    """Facets, in display order. The only list of them."""

    OUTLET = "outlet"
    AUTHOR = "author"
    YEAR = "year"
    LANGUAGE = "language"


class ScopeName(StrEnum):
    """Kinds of record whose articles alone can be searched."""

    COLLECTION = "collection"
    STORY = "story"


class MatchMode(StrEnum):
    """Meaning of adjacent words: all of them required, or any."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, eq=False)
class ReprintGroups:
    """Groups of articles that print one text, by primary key, each in display order.

    Compared by identity, so that an engine prepares each object once.
    """

    groups: tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One search: `query` (None is everything), facets, sort order and slice.

    `query` is the tree parsed from `text`, with `match` for adjacent words. `selected` maps a facet to its selected
    values (slugs of outlets and authors, `2016`, `en`; see UNKNOWN, UNDATED, UNCERTAIN): values of one facet are
    alternatives, facets combine. `disabled_expansions` are the keys of expansions (see `query_expansion`) that are
    switched off. `scopes` are records, by slug or identifier, whose articles alone are searched. Of the `reprints` of
    one text, only the first match has a place among the hits.
    """

    query: Node | None = None
    text: str = ""
    selected: Mapping[FacetName, tuple[str, ...]] = field(default_factory=dict)
    scopes: Mapping[ScopeName, str] = field(default_factory=dict)
    match: MatchMode = MatchMode.ALL
    disabled_expansions: frozenset[str] = frozenset()
    sort: SortOrder = SortOrder.RELEVANCE
    offset: int = 0
    limit: int = PAGE_SIZE
    reprints: ReprintGroups | None = None
