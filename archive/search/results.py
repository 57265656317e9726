"""Values of a result page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from archive.search.highlight.snippets import Fragment
from archive.search.name_resolution import ResolvedName
from archive.search.no_results import NoResults, TermCount
from archive.search.query.request import FacetName
from archive.search.query_expansion import QueryExpansion

if TYPE_CHECKING:
    from archive.models import Article

__all__ = [
    "Facet",
    "FacetValue",
    "Fragment",
    "MonthCount",
    "NoResults",
    "PatternExpansion",
    "QueryExpansion",
    "ResolvedName",
    "ResultPage",
    "SearchHit",
    "TermCount",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PatternExpansion:
    """Most frequent forms, with counts, that match a wildcard or fuzzy term.

    `total` forms match; `is_truncated` if not all of them were searched.
    """

    text: str
    forms: tuple[tuple[str, int], ...]
    total: int
    is_truncated: bool


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One hit: its article, its score (0 unless sorted by relevance), highlighted fragments.

    `reprints` are other hits that print its text: the first of `reprint_count`.
    """

    article: Article
    score: float
    title: tuple[Fragment, ...]
    snippet: tuple[Fragment, ...]
    reprints: tuple[Article, ...] = ()
    reprint_count: int = 0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A facet value: its value in the address, label, number of articles, and whether selected."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet and its values. Counts ignore the selection in this same facet."""

    name: FacetName
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Number of hits certainly of one month (`month` is its first day)."""

    month: date
    count: int


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of hits and the totals of the whole result.

    `months` covers every month between the first and the last that has any, zeros included.
    `undated` counts hits without any date, `imprecise` dated ones of no single month; `months` +
    `undated` + `imprecise` = `total`. `possible` counts articles that a date in the query excludes
    but that may be of that period. `notes` are sentences on how the query was read; `expansions`
    lists the added spellings, `patterns` the forms of wildcards, `resolved_names` the records of
    names. `no_results` explains a page without hits. `collapsed_count` of the total are listed
    under another printing of their text. `selected` holds the facet selection, by the current slugs
    of outlets and authors.
    """

    hits: tuple[SearchHit, ...] = ()
    total: int = 0
    facets: tuple[Facet, ...] = ()
    months: tuple[MonthCount, ...] = ()
    undated: int = 0
    imprecise: int = 0
    possible: int = 0
    notes: tuple[str, ...] = ()
    expansions: tuple[QueryExpansion, ...] = ()
    patterns: tuple[PatternExpansion, ...] = ()
    resolved_names: tuple[ResolvedName, ...] = ()
    no_results: NoResults | None = None
    collapsed_count: int = 0
    selected: Mapping[FacetName, tuple[str, ...]] = field(default_factory=dict)
