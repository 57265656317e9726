"""Searches as the API gives them: hits, counts, and how the query was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field

from archive.api.rest.article_values import ArticleValue, list_article_fields
from archive.api.rest.record_values import Identifier, ListState, find_site
from archive.pages.search.query_explanation import explain_part
from archive.search.highlight.snippets import HighlightFragment
from archive.search.no_results import QueryProposal
from archive.search.query.parser import ParsedQuery
from archive.search.results import Facet, ResultPage, SearchHit
from archive.web.language import translate_message
from archive.web.search_params import SearchParams


@dataclass(frozen=True, slots=True)
class FragmentValue:
    """A piece of a text, and whether it matches the query. Never markup."""

    text: str
    matched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HitValue(ArticleValue):
    """An article that a search found."""

    score: Annotated[float, Field(description="0 unless sorted by relevance.")]
    title_fragments: tuple[FragmentValue, ...]
    snippet: tuple[FragmentValue, ...]
    reprints: Annotated[tuple[Identifier, ...], Field(description="Other hits with its text, the first twelve.")]
    reprint_count: int


@dataclass(frozen=True, slots=True)
class RepairValue:
    """A mistake in the query that was repaired: what was done, and the characters, counted from 0."""

    detail: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class PartValue:
    """A part of the query, its characters, and how it was read."""

    text: str
    offset: int
    length: int
    reading: str


@dataclass(frozen=True, slots=True)
class ExpansionValue:
    """A word that also finds other spellings, unless `as_typed` has its key."""

    key: str
    typed: str
    also: tuple[str, ...]
    reason: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Reading of a query: its parts, notes, repairs, and the spellings added."""

    text: Annotated[str, Field(description="The query as typed.")]
    canonical: Annotated[str, Field(description="The query as read; it finds the same. Empty: everything.")]
    match: Annotated[str, Field(description="all or any: of words that stand side by side.")]
    parts: tuple[PartValue, ...]
    notes: tuple[str, ...]
    repairs: tuple[RepairValue, ...]
    expansions: tuple[ExpansionValue, ...]


@dataclass(frozen=True, slots=True)
class FacetValueCount:
    """A value of a filter, with the number of articles found that have it."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class FacetList:
    """A filter with its values; counts leave the choice in the same filter aside."""

    name: str
    label: str
    values: tuple[FacetValueCount, ...]


@dataclass(frozen=True, slots=True)
class MonthValue:
    """Number of articles found that are certainly of one month."""

    month: date
    count: int


@dataclass(frozen=True, slots=True)
class HistogramValue:
    """The articles found by month; `imprecise` ones are of no single month. All of them together are the total."""

    months: tuple[MonthValue, ...]
    undated: int
    imprecise: int
    possible: Annotated[int, Field(description="Articles that may be of the period of the query, beside the total.")]


@dataclass(frozen=True, slots=True)
class ProposalValue:
    """Another query that finds something, with the number of articles."""

    kind: str
    query: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchAnswer(ListState):
    """A page of a search. What is said of the whole of it stands on the first page alone, and is null further on."""

    total: Annotated[int, Field(description="Number of articles found, reprints among them.")]
    collapsed: Annotated[int, Field(description="Articles of the total that are listed as a reprint of another hit.")]
    items: tuple[HitValue, ...]
    query: Interpretation
    facets: tuple[FacetList, ...] | None
    histogram: HistogramValue | None
    proposals: tuple[ProposalValue, ...] | None
    url: Annotated[str, Field(description="The same search for people.")]


def build_hit(request: HttpRequest, hit: SearchHit) -> HitValue:
    """Build a hit; its article has `date_is_inferred`."""
    article: Any = hit.article
    return HitValue(
        **list_article_fields(request, article, date_is_inferred=article.date_is_inferred),
        score=hit.score,
        title_fragments=_build_fragments(hit.title),
        snippet=_build_fragments(hit.snippet),
        reprints=tuple(row.identifier for row in hit.reprints),
        reprint_count=hit.reprint_count,
    )


def _build_fragments(fragments: Iterable[HighlightFragment]) -> tuple[FragmentValue, ...]:
    return tuple(FragmentValue(fragment.text, fragment.matched) for fragment in fragments)


def build_interpretation(params: SearchParams, parsed: ParsedQuery, page: ResultPage) -> Interpretation:
    """Build how a query was read; of a page further on, without what the archive made of it."""
    return Interpretation(
        text=params.text,
        canonical=parsed.canonical_text,
        match=params.match,
        parts=tuple(PartValue(part.text, part.offset, part.length, explain_part(part, page)) for part in parsed.parts),
        notes=tuple(map(translate_message, (*parsed.notes, *page.notes))),
        repairs=tuple(RepairValue(translate_message(row.message), row.offset, row.length) for row in parsed.repairs),
        expansions=tuple(
            ExpansionValue(row.key, row.typed, row.alternatives, row.reason, row.is_disabled) for row in page.expansions
        ),
    )


def build_facet(facet: Facet) -> FacetList:
    """Build a filter with its counts."""
    values = tuple(FacetValueCount(row.value, str(row.label), row.count, row.selected) for row in facet.values)
    return FacetList(facet.name, str(facet.label), values)


def build_histogram_value(page: ResultPage) -> HistogramValue:
    """Build the counts by month."""
    months = tuple(MonthValue(row.month, row.count) for row in page.months)
    return HistogramValue(months, page.undated, page.imprecise, page.possible)


def build_proposals(page: ResultPage) -> tuple[ProposalValue, ...]:
    """Build the other queries that a result page proposes."""
    proposals: Iterable[QueryProposal] = (*page.spellings, *(page.no_results.proposals if page.no_results else ()))
    return tuple(ProposalValue(row.kind, row.text, row.count) for row in proposals)


def build_page_url(request: HttpRequest, params: SearchParams) -> str:
    """Return the address of the search for people."""
    return f"{find_site(request)}{params}"
