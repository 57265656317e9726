"""Facet selection: slugs to primary keys before a search, labels after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.models import Author, Outlet
from archive.models.prepared import Prepared
from archive.search.engines.contract import Value
from archive.search.request import UNCERTAIN, UNDATED, UNKNOWN, FacetName
from archive.search.results import Facet, FacetValue
from archive.search.words.languages import language_name

Selected = Mapping[FacetName, tuple[str, ...]]
Chosen = dict[FacetName, frozenset[Value]]
Counts = Mapping[FacetName, tuple[tuple[Value, int], ...]]
Unmet = dict[FacetName, tuple[str, ...]]

LABELS: Final[Mapping[FacetName, Promise]] = {
    FacetName.OUTLET: _("Outlet"),
    FacetName.AUTHOR: _("Author"),
    FacetName.YEAR: _("Year"),
    FacetName.LANGUAGE: _("Language"),
}
_RECORDS: Final[Mapping[FacetName, type[Outlet] | type[Author]]] = {
    FacetName.OUTLET: Outlet,
    FacetName.AUTHOR: Author,
}
_NAMES: Final[Mapping[FacetName, Prepared[tuple[int, str, str]]]] = {
    facet: Prepared(
        lambda keys, record=record: (
            record.objects.filter(pk__in=[keys]).order_by().values_list("pk", "slug", "name")
        )
    )
    for facet, record in _RECORDS.items()
}
_BUCKETS: Final[Mapping[tuple[FacetName, Value], tuple[str, Promise]]] = {
    (FacetName.OUTLET, None): (UNKNOWN, _("outlet unknown")),
    (FacetName.AUTHOR, None): (UNKNOWN, _("author unknown")),
    (FacetName.LANGUAGE, None): (UNKNOWN, _("language unknown")),
    (FacetName.YEAR, None): (UNDATED, _("undated")),
    (FacetName.YEAR, UNCERTAIN): (UNCERTAIN, _("year uncertain")),
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Selected facet values: as indexed (`keys`), and as current address values (`selected`);
    `unknown` are those that match nothing."""

    chosen: Chosen
    selected: Selected
    unmet: Unmet


def resolve_narrowing(selected: Selected) -> Narrowing:
    """Resolve selected values; the former slug of an outlet or author resolves to its record."""
    chosen: Chosen = {}
    current: dict[FacetName, tuple[str, ...]] = {}
    unmet: Unmet = {}
    for facet, values in selected.items():
        if values:
            known = _known(facet, values)
            chosen[facet] = frozenset(value for value, _ in known.values())
            named = [known[value][1] if value in known else value for value in values]
            current[facet] = tuple(dict.fromkeys(named))
            unmet[facet] = tuple(value for value in values if value not in known)
    return Narrowing(chosen, current, {facet: values for facet, values in unmet.items() if values})


def facets(counts: Counts, narrowing: Narrowing) -> tuple[Facet, ...]:
    """Build every facet with its labels; years newest first, the others by count; buckets last."""
    selected, unmet = narrowing.selected, narrowing.unmet
    return tuple(
        Facet(
            facet,
            str(LABELS[facet]),
            _values(facet, counts[facet], selected.get(facet, ()), unmet.get(facet, ())),
        )
        for facet in FacetName
    )


def _known(facet: FacetName, values: tuple[str, ...]) -> dict[str, tuple[Value, str]]:
    """Map each known value of the address to its facet key and its current address value."""
    buckets = {name: (value, name) for (of, value), (name, _) in _BUCKETS.items() if of is facet}
    known: dict[str, tuple[Value, str]] = {
        value: buckets[value] for value in values if value in buckets
    }
    rest = [value for value in values if value not in known]
    if record := _RECORDS.get(facet):
        known |= record.objects.find_by_slug(rest)
    elif facet is FacetName.YEAR:
        known |= {
            value: (int(value), value)
            for value in rest
            if len(value) <= 4 and value.isascii() and value.isdigit()
        }
    else:
        known |= {value: (value, value) for value in rest}
    return known


def _values(
    facet: FacetName,
    counts: tuple[tuple[Value, int], ...],
    selected: tuple[str, ...],
    unmet: tuple[str, ...],
) -> tuple[FacetValue, ...]:
    named = _named(facet, [value for value, _ in counts if (facet, value) not in _BUCKETS])
    rows, buckets = [], []
    for value, count in counts:
        if bucket := _BUCKETS.get((facet, value)):
            name, label = bucket
            buckets.append(FacetValue(name, str(label), count, name in selected))
        elif shown := named.get(value):
            rows.append(FacetValue(*shown, count, shown[0] in selected))
    rows += [FacetValue(value, value, 0, selected=True) for value in unmet]
    if facet is FacetName.YEAR:
        rows.sort(key=lambda row: row.value.zfill(4), reverse=True)
    else:
        rows.sort(key=lambda row: (-row.count, row.label.casefold(), row.value))
    return (*rows, *sorted(buckets, key=lambda row: row.value))


def _named(facet: FacetName, values: list[Value]) -> dict[Value, tuple[str, str]]:
    """Map each facet key to its value in the address and its label."""
    if names := _NAMES.get(facet):
        keys = tuple(value for value in values if isinstance(value, int))
        return {pk: (slug, name) for pk, slug, name in names(keys)}
    if facet is FacetName.LANGUAGE:
        return {value: (str(value), _language(str(value))) for value in values}
    return {value: (f"{value:04}", f"{value:04}") for value in values}


def _language(tag: str) -> str:
    """Return `English (US)`, translated for the page; a tag without a name unchanged."""
    primary, _, rest = tag.partition("-")
    name = language_name(primary)
    return tag if name == primary else gettext(name) + (f" ({rest})" if rest else "")
