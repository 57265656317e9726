"""Table of the spellings of a name by outlet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from archive.models import NameVariant, Outlet, VariantGroup
from archive.search.engines.base import MAX_FACET_VALUES, EngineQuery, FacetKey
from archive.search.indexing.change_queue import get_engine
from archive.search.query.request import FacetName
from archive.search.query_expansion import build_spelling_node
from archive.search.service import limit_search_time
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
        get_engine().find(EngineQuery(query=query, limit=0, facets=(FacetName.OUTLET,), interval=None))
        for query in (build_spelling_node(spelling, exact=True) for spelling in spellings)
    ]
    counts = [Counter(dict(result.facets[FacetName.OUTLET])) for result in results]
    totals = sum(counts, Counter())
    outlets = Outlet.objects.in_bulk([key for key in totals if key is not None])
    keys: list[FacetKey] = sorted(outlets, key=lambda key: (-totals[key], key))
    if totals[None]:
        keys.append(None)  # articles of an unknown outlet, which `outlets` lacks
    return SpellingTable(
        group.name,
        tuple((spelling, result.total) for spelling, result in zip(spellings, results, strict=True)),
        tuple(OutletSpellings(outlets.get(key), tuple(count[key] for count in counts)) for key in keys),
        is_truncated=any(len(outlet_counts) >= MAX_FACET_VALUES for outlet_counts in counts),
    )
