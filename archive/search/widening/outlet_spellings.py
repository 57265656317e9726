"""Spellings of a name by outlet, with counts of articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.models import NameVariant, Outlet, VariantGroup
from archive.search.engines.contract import MAX_FACET_VALUES, EngineQuery
from archive.search.limits import limit_search_time
from archive.search.query import Phrase, Term
from archive.search.queue import get_engine
from archive.search.request import FacetName
from archive.text.normalize import name_key

MAX_SPELLINGS = 12


@dataclass(frozen=True, slots=True)
class OutletSpellings:
    """Articles of one outlet (None: unknown) for each spelling, in the order of the spellings."""

    outlet: Outlet | None
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SpellingTable:
    """A name, its spellings with their articles, and the same by outlet.

    `is_truncated`: more outlets have it than are shown.
    """

    name: str
    spellings: tuple[tuple[str, int], ...]
    rows: tuple[OutletSpellings, ...]
    is_truncated: bool = False


def count_spellings_by_outlet(spelling: str) -> SpellingTable | None:
    """Return the table of the name that has this spelling; None if there is none."""
    variant = NameVariant.objects.filter(key=name_key(spelling)).select_related("group").first()
    if variant is None:
        return None
    with limit_search_time():
        return _build_table(variant.group)


def _build_table(group: VariantGroup) -> SpellingTable:
    spellings = [variant.spelling for variant in group.variants.all()[:MAX_SPELLINGS]]
    results = [
        get_engine().find(
            EngineQuery(
                query=_build_exact_node(spelling),
                limit=0,
                facets=(FacetName.OUTLET,),
                interval=None,
            )
        )
        for spelling in spellings
    ]
    counts: list[Mapping] = [dict(result.facets[FacetName.OUTLET]) for result in results]
    outlet_keys = sorted(
        {outlet for outlet_counts in counts for outlet in outlet_counts if outlet is not None},
        key=lambda outlet: (-sum(outlet_counts.get(outlet, 0) for outlet_counts in counts), outlet),
    )
    outlets = Outlet.objects.in_bulk(outlet_keys)
    rows = [
        OutletSpellings(
            outlets[outlet], tuple(outlet_counts.get(outlet, 0) for outlet_counts in counts)
        )
        for outlet in outlet_keys
        if outlet in outlets
    ]
    if any(outlet_counts.get(None) for outlet_counts in counts):
        rows.append(
            OutletSpellings(None, tuple(outlet_counts.get(None, 0) for outlet_counts in counts))
        )
    totals = tuple(
        (spelling, result.total) for spelling, result in zip(spellings, results, strict=True)
    )
    is_truncated = any(len(outlet_counts) >= MAX_FACET_VALUES for outlet_counts in counts)
    return SpellingTable(group.name, totals, tuple(rows), is_truncated)


def _build_exact_node(spelling: str) -> Term | Phrase:
    if len(name_key(spelling).split()) > 1:
        return Phrase(spelling, exact=True)
    return Term(spelling, exact=True)
