"""Values of a result page, and facets: slugs to primary keys before a search, labels after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.db.compiled_queries import CompiledQuery
from archive.models import Article, Author, Outlet
from archive.search.engines.base import FacetCounts, FacetKey
from archive.search.highlight.snippets import HighlightFragment
from archive.search.name_resolution import ResolvedName
from archive.search.no_results import NoResults, QueryProposal
from archive.search.query.request import UNCERTAIN, UNDATED, UNKNOWN, FacetName
from archive.search.query_expansion import QueryExpansion
from archive.search.scopes import SearchedScope
from archive.text.languages import get_language_name


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
    title: tuple[HighlightFragment, ...]
    snippet: tuple[HighlightFragment, ...]
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

    `months` covers every month between the first and the last that has any, zeros included. `undated` counts hits
    without any date, `imprecise` dated ones of no single month; `months` + `undated` + `imprecise` = `total`.
    `possible` counts articles that a date in the query excludes but that may be of that period. `notes` are sentences
    on how the query was read; `expansions` lists the added spellings, `patterns` the forms of wildcards,
    `resolved_names` the records of names. `no_results` explains a page without hits, `spellings` are
    other spellings of a query that find more. `collapsed_count` of the total are
    listed under another reprint of their text. `selected` holds the facet selection, by the current slugs of outlets
    and authors, `scopes` the records whose articles alone were searched.
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
    spellings: tuple[QueryProposal, ...] = ()
    collapsed_count: int = 0
    selected: Mapping[FacetName, tuple[str, ...]] = field(default_factory=dict)
    scopes: tuple[SearchedScope, ...] = ()


FacetParams = Mapping[FacetName, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FacetDisplay:
    """Display of a facet: its label, and by facet key the address value and the label of each bucket.

    `model`: its values are records, by primary key; None where a value is shown as it is indexed.
    """

    label: Promise
    buckets: Mapping[FacetKey, tuple[str, Promise]]
    model: type[Outlet] | type[Author] | None = None


_FACET_DISPLAYS: Final[Mapping[FacetName, FacetDisplay]] = {
    FacetName.OUTLET: FacetDisplay(_("Outlet"), {None: (UNKNOWN, _("outlet unknown"))}, Outlet),
    FacetName.AUTHOR: FacetDisplay(_("Author"), {None: (UNKNOWN, _("author unknown"))}, Author),
    FacetName.YEAR: FacetDisplay(
        _("Year"), {None: (UNDATED, _("undated")), UNCERTAIN: (UNCERTAIN, _("year uncertain"))}
    ),
    FacetName.LANGUAGE: FacetDisplay(_("Language"), {None: (UNKNOWN, _("language unknown"))}),
}
_NAME_COLUMNS = ("pk", "slug", "name")
_RECORD_NAMES: Final[Mapping[type[Outlet] | type[Author], CompiledQuery[tuple[int, str, str]]]] = {
    Outlet: CompiledQuery(lambda keys: Outlet.objects.filter(pk__in=[keys]).order_by().values_list(*_NAME_COLUMNS)),
    Author: CompiledQuery(lambda keys: Author.objects.filter(pk__in=[keys]).order_by().values_list(*_NAME_COLUMNS)),
}
"""The names of records by primary key; `[keys]` is one parameter for all keys (see `CompiledQuery`)."""


@dataclass(frozen=True, slots=True)
class FacetSelection:
    """Selected facet values: as indexed (`keys`), as current address values, and those that match nothing."""

    keys: Mapping[FacetName, frozenset[FacetKey]]
    selected: FacetParams
    unknown: FacetParams


def resolve_facets(selected: FacetParams) -> FacetSelection:
    """Resolve selected values; the former slug of an outlet or author resolves to its record."""
    keys: dict[FacetName, frozenset[FacetKey]] = {}
    current: dict[FacetName, tuple[str, ...]] = {}
    unknown: dict[FacetName, tuple[str, ...]] = {}
    for facet, values in selected.items():
        if values:
            keys_by_value = _resolve_values(facet, values)
            keys[facet] = frozenset(key for key, _ in keys_by_value.values())
            current[facet] = tuple(dict.fromkeys(keys_by_value.get(value, (None, value))[1] for value in values))
            if missing := tuple(value for value in values if value not in keys_by_value):
                unknown[facet] = missing
    return FacetSelection(keys, current, unknown)


def build_facets(counts: Mapping[FacetName, FacetCounts], selection: FacetSelection) -> tuple[Facet, ...]:
    """Build every facet with its labels; years newest first, the others by count; buckets last."""
    return tuple(
        Facet(facet, str(_FACET_DISPLAYS[facet].label), _build_values(facet, counts[facet], selection))
        for facet in FacetName
    )


def _resolve_values(facet: FacetName, values: tuple[str, ...]) -> dict[str, tuple[FacetKey, str]]:
    """Map each known value of the address to its facet key and its current address value."""
    display = _FACET_DISPLAYS[facet]
    buckets = {name: (key, name) for key, (name, _) in display.buckets.items()}
    resolved: dict[str, tuple[FacetKey, str]] = {value: buckets[value] for value in values if value in buckets}
    unresolved = [value for value in values if value not in resolved]
    if display.model:
        resolved |= display.model.objects.find_by_slug(unresolved)
    elif facet is FacetName.YEAR:
        resolved |= {
            value: (int(value), value)
            for value in unresolved
            if len(value) <= 4 and value.isascii() and value.isdigit()
        }
    else:
        resolved |= {value: (value, value) for value in unresolved}
    return resolved


def _build_values(facet: FacetName, counts: FacetCounts, selection: FacetSelection) -> tuple[FacetValue, ...]:
    selected = selection.selected.get(facet, ())
    bucket_labels = _FACET_DISPLAYS[facet].buckets
    labels = _load_labels(facet, [value for value, _ in counts if value not in bucket_labels])
    rows, buckets = [], []
    for value, count in counts:
        if value in bucket_labels:
            name, label = bucket_labels[value]
            buckets.append(FacetValue(name, str(label), count, name in selected))
        elif value_and_label := labels.get(value):
            rows.append(FacetValue(*value_and_label, count, value_and_label[0] in selected))
    rows += [FacetValue(value, value, 0, selected=True) for value in selection.unknown.get(facet, ())]
    if facet is FacetName.YEAR:
        rows.sort(key=lambda row: row.value.zfill(4), reverse=True)
    else:
        rows.sort(key=lambda row: (-row.count, row.label.casefold(), row.value))
    return (*rows, *sorted(buckets, key=lambda row: row.value))


def load_value_labels(selected: FacetParams) -> dict[tuple[FacetName, str], str]:
    """Map facets with their selected address values to labels, as far as they are known."""
    labels: dict[tuple[FacetName, str], str] = {}
    for facet, values in selected.items():
        buckets = {value: str(label) for value, label in _FACET_DISPLAYS[facet].buckets.values()}
        labels |= {(facet, value): buckets[value] for value in values if value in buckets}
        keys = [key for key, value in _resolve_values(facet, values).values() if value not in buckets]
        labels |= {(facet, value): label for value, label in _load_labels(facet, keys).values()}
    return labels


def _load_labels(facet: FacetName, values: list[FacetKey]) -> dict[FacetKey, tuple[str, str]]:
    """Map each facet key to its value in the address and its label."""
    if model := _FACET_DISPLAYS[facet].model:
        keys = tuple(value for value in values if isinstance(value, int))
        return {pk: (slug, name) for pk, slug, name in _RECORD_NAMES[model](keys)}
    match facet:
        case FacetName.LANGUAGE:
            return {value: (str(value), _get_language_label(str(value))) for value in values}
        case FacetName.YEAR:
            return {value: (f"{value:04}", f"{value:04}") for value in values}
    return {value: (str(value), str(value)) for value in values}


def _get_language_label(tag: str) -> str:
    """Return `English (US)`, translated for the page; a tag without a name unchanged."""
    primary, _, subtags = tag.partition("-")
    name = get_language_name(primary)
    if name == primary:
        return tag
    return f"{gettext(name)} ({subtags})" if subtags else gettext(name)
