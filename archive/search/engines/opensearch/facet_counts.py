"""Facets and calendar as aggregations: what selects a value, what counts all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from archive.search.engines.base import MAX_FACET_VALUES, EngineQuery, FacetCounts, FacetKey, HistogramInterval
from archive.search.engines.opensearch.compile_nodes import Filter, all_of, any_of, none_of
from archive.search.query.request import UNCERTAIN, FacetName

SHARD_SIZE: Final = 5_000
"""Values that each shard counts; where it has more, the counts may be too low, and all of them are asked for."""
ALL_VALUES: Final = 65_000
_IS_DATED: Final[Filter] = {"term": {"is_dated": True}}
_DAYS_PER_INTERVAL: Final = {
    HistogramInterval.YEAR: "year",
    HistogramInterval.MONTH: "month",
    HistogramInterval.DAY: "day",
}


@dataclass(frozen=True, slots=True)
class FacetField:
    """The field of a facet, and its buckets: by facet key what articles without a known value match."""

    name: str
    buckets: Mapping[FacetKey, Filter]


def _lacks(field: str) -> Filter:
    return none_of([{"exists": {"field": field}}])


FACET_FIELDS: Final[Mapping[FacetName, FacetField]] = {
    FacetName.OUTLET: FacetField("outlet", {None: _lacks("outlet")}),
    FacetName.AUTHOR: FacetField("authors", {None: _lacks("authors")}),
    FacetName.LANGUAGE: FacetField("language", {None: _lacks("language")}),
    FacetName.YEAR: FacetField("year", {None: none_of([_IS_DATED]), UNCERTAIN: all_of([_IS_DATED, _lacks("year")])}),
}


def select_values(facet: FacetName, values: Iterable[FacetKey]) -> Filter:
    """Return a filter of articles that have any of these values."""
    field = FACET_FIELDS[facet]
    chosen = set(values)
    known = sorted(chosen - set(field.buckets), key=str)
    parts = [field.buckets[value] for value in field.buckets if value in chosen]
    return any_of([*([{"terms": {field.name: known}}] if known else []), *parts])


def select_all(query: EngineQuery, besides: FacetName | None = None) -> Filter:
    """Return a filter of what is selected in every facet, but in one."""
    return all_of(select_values(facet, values) for facet, values in query.selected.items() if facet is not besides)


def build_aggregations(query: EngineQuery, shard_size: int = SHARD_SIZE) -> dict[str, Any]:
    """Build what counts the matches, the facets and the calendar; each facet under the selections in the others."""
    aggregations: dict[str, Any] = {
        "shown": {"filter": select_all(query), "aggs": _build_calendar(query.interval)},
    }
    for facet in query.facets:
        aggregations[facet.value] = {
            "filter": select_all(query, facet),
            "aggs": _build_values(facet, query.selected.get(facet, frozenset()), shard_size),
        }
    return aggregations


def _build_values(facet: FacetName, selected: frozenset[FacetKey], shard_size: int) -> dict[str, Any]:
    field = FACET_FIELDS[facet]
    terms = {
        "field": field.name,
        "size": MAX_FACET_VALUES,
        "shard_size": shard_size,
        "order": [{"_count": "desc"}, {"_key": "asc"}],
    }
    buckets = {f"bucket-{number}": {"filter": part} for number, part in enumerate(field.buckets.values())}
    chosen = sorted(selected - set(field.buckets), key=str)
    filters = {str(value): {"term": {field.name: value}} for value in chosen}
    values: dict[str, Any] = {"values": {"terms": terms}, **buckets}
    return values | ({"selected": {"filters": {"filters": filters}}} if filters else {})


def _build_calendar(interval: HistogramInterval | None) -> dict[str, Any]:
    if interval is None:
        return {}
    name = _DAYS_PER_INTERVAL[interval]
    terms = {"field": name, "size": ALL_VALUES, "shard_size": ALL_VALUES, "order": {"_key": "asc"}}
    return {
        "calendar": {"terms": terms},
        "undated": {"filter": none_of([_IS_DATED])},
        "imprecise": {"filter": all_of([_IS_DATED, _lacks(name)])},
    }


def are_counts_certain(aggregations: Mapping[str, Any], query: EngineQuery) -> bool:
    """Return whether no shard left out a value that may be among the most frequent."""
    return not any(aggregations[facet.value]["values"]["doc_count_error_upper_bound"] for facet in query.facets)


def read_facet(facet: FacetName, counted: Mapping[str, Any], selected: frozenset[FacetKey]) -> FacetCounts:
    """Read the values of a facet: the most frequent, then selected ones, then what has no value."""
    field = FACET_FIELDS[facet]
    ranked = [(bucket["key"], bucket["doc_count"]) for bucket in counted["values"]["buckets"]]
    buckets = [(value, counted[f"bucket-{number}"]["doc_count"]) for number, value in enumerate(field.buckets)]
    nonempty = sorted((pair for pair in buckets if pair[1]), key=lambda pair: -pair[1])
    listed = {value for value, _ in (*ranked, *nonempty)}
    counts = counted["selected"]["buckets"] if "selected" in counted else {}
    others = [(value, counts[str(value)]["doc_count"] if str(value) in counts else 0) for value in selected - listed]
    others.sort(key=lambda pair: (-pair[1], str(pair[0])))
    with_articles = [pair for pair in others if pair[1]]
    return (*ranked, *with_articles, *nonempty, *(pair for pair in others if not pair[1]))


def read_calendar(
    shown: Mapping[str, Any], interval: HistogramInterval | None
) -> tuple[tuple[tuple[date, int], ...], int, int]:
    """Read (first day, count) of each interval; undated; dated but of no single interval."""
    if interval is None:
        return (), 0, 0
    counts = {bucket["key"]: bucket["doc_count"] for bucket in shown["calendar"]["buckets"]}
    units: Iterable[int] = counts
    if counts and interval is not HistogramInterval.DAY:
        units = range(min(counts), max(counts) + 1)
    days = tuple((to_first_day(unit, interval), counts.get(unit, 0)) for unit in units)
    return days, shown["undated"]["doc_count"], shown["imprecise"]["doc_count"]


def to_first_day(unit: int, interval: HistogramInterval) -> date:
    """Return the first day of a year, of a month since the year 0, or of the day of an ordinal."""
    if interval is HistogramInterval.YEAR:
        return date(unit, 1, 1)
    return date.fromordinal(unit) if interval is HistogramInterval.DAY else date(unit // 12, unit % 12 + 1, 1)
