"""The answer as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from archive.search.nothing import Nothing, WordCount
from archive.search.request import FacetName
from archive.search.showing.fragments import Fragment
from archive.search.widening.expanding import Widening

if TYPE_CHECKING:
    from archive.models import Article

__all__ = [
    "Facet",
    "FacetValue",
    "Fragment",
    "Hit",
    "MonthCount",
    "Nothing",
    "Pattern",
    "Resolved",
    "ResultPage",
    "Widening",
    "WordCount",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a wildcard or a similar spelling stood for: its most frequent forms with their counts.

    `total` forms fit it; `cut` where not all of them were looked for.
    """

    text: str
    forms: tuple[tuple[str, int], ...]
    total: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom or what a name in the question stands for (`shown`), through the authority records."""

    field: str
    name: str
    shown: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One found article: its row, its score (0 where not ordered by relevance), words to show.

    `under` are other printings of its text that are found, too: the first of `folded`.
    """

    article: Article
    score: float
    title: tuple[Fragment, ...]
    snippet: tuple[Fragment, ...]
    under: tuple[Article, ...] = ()
    folded: int = 0


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One way to narrow: the value in the address, its label, how many articles, whether ticked."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of ways to narrow. Counts ignore what is ticked in this same facet."""

    name: FacetName
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class MonthCount:
    """How many found articles are certainly of one month (`month` is its first day)."""

    month: date
    count: int


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of hits with what belongs to the whole answer.

    `months` covers every month between the first and the last that has any, zeros included.
    `undated` counts found articles without any date, `imprecise` dated ones of no single month;
    `months` + `undated` + `imprecise` = `total`.
    `possibly` counts articles that a date in the query leaves out but that may be of that period.
    `notes` are sentences on how the query was understood; `widenings` say what else was looked for,
    `patterns` what wildcards stood for, `names` who was meant. `nothing` explains a page without
    hits. `folded` of the total have no place of their own among the hits: they stand under another
    printing of their text. `selected` is what the answer is narrowed to, by the slugs that outlets
    and authors have now.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: tuple[Facet, ...] = ()
    months: tuple[MonthCount, ...] = ()
    undated: int = 0
    imprecise: int = 0
    possibly: int = 0
    notes: tuple[str, ...] = ()
    widenings: tuple[Widening, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    names: tuple[Resolved, ...] = ()
    nothing: Nothing | None = None
    folded: int = 0
    selected: Mapping[FacetName, tuple[str, ...]] = field(default_factory=dict)
