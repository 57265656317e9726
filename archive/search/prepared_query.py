"""Preparation of a request for the engine: names, addresses and scopes resolved, spelling variants added."""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.engines.base import EngineQuery
from archive.search.held_addresses import build_address_notes, expand_addresses, load_addresses
from archive.search.indexing import change_queue
from archive.search.name_resolution import ResolvedNames, resolve_names
from archive.search.query.request import SearchRequest
from archive.search.query_expansion import QueryExpansion, VariantTable, collect_keys, expand_variants, load_variants
from archive.search.results import FacetSelection, resolve_facets
from archive.search.scopes import SearchedScope, load_scopes
from archive.text.messages import Message, lazy_message, lazy_plural_message


@dataclass(frozen=True, slots=True)
class PreparedQuery:
    """A request ready to run: expanded engine query, resolved names, notes."""

    engine_query: EngineQuery
    variants: VariantTable
    expansions: tuple[QueryExpansion, ...]
    names: ResolvedNames
    notes: tuple[str, ...]
    facet_selection: FacetSelection
    scopes: tuple[SearchedScope, ...] = ()


def prepare_query(request: SearchRequest, hidden: frozenset[int]) -> PreparedQuery:
    """Prepare a request; the articles of the `hidden` keys are not found."""
    addresses = load_addresses(request.query)
    query = expand_addresses(request.query, addresses) if request.query else None
    names = resolve_names(query)
    facet_selection = resolve_facets(request.selected)
    scopes = load_scopes(request.scopes)
    variants = load_variants(collect_keys(query), change_queue.get_engine())
    node, expansions = expand_variants(query, variants, request.disabled_expansions, request.match)
    engine_query = EngineQuery(
        query=node,
        name_keys=names.keys,
        selected=facet_selection.keys,
        sort=request.sort,
        offset=request.offset,
        limit=request.limit,
        hidden_keys=hidden,
        within_keys=_intersect_scopes(scopes),
        reprints=request.reprints,
    )
    notes = (*build_address_notes(addresses), *names.notes, *_build_unknown_notes(facet_selection, scopes))
    return PreparedQuery(engine_query, variants, tuple(expansions), names, notes, facet_selection, scopes)


def _build_unknown_notes(facet_selection: FacetSelection, scopes: tuple[SearchedScope, ...]) -> list[Message]:
    """Name the filters and scopes that this archive has not."""
    notes = [
        lazy_message("There is no {facet} “{value}” in this archive.", facet=lazy_message(facet), value=value)
        for facet, values in facet_selection.unknown.items()
        for value in values
    ]
    notes += [
        lazy_message(
            "There is no {scope} “{value}” in this archive.", scope=lazy_message(scope.name), value=scope.value
        )
        for scope in scopes
        if scope.keys is None
    ]
    return notes


def _intersect_scopes(scopes: tuple[SearchedScope, ...]) -> frozenset[int] | None:
    """Return the keys of the articles in all scopes; None without any."""
    return frozenset.intersection(*(scope.keys or frozenset() for scope in scopes)) if scopes else None


def apply_waiting_changes() -> tuple[frozenset[int], tuple[str, ...]]:
    """Apply waiting changes if possible at once; return the keys to hide, and a note."""
    if not change_queue.has_waiting_changes():
        return frozenset(), ()
    with change_queue.log_index_errors():
        change_queue.apply_queue(change_queue.MAX_CHANGES_PER_SEARCH)
    if not (waiting_count := change_queue.count_waiting()):
        return frozenset(), ()
    return change_queue.find_waiting_unlisted(), (
        lazy_plural_message(
            "{shown} changed article is waiting to be indexed, so the results may be slightly out of date.",
            "{shown} changed articles are waiting to be indexed, so the results may be slightly out of date.",
            waiting_count,
            shown=f"{waiting_count:,}",
        ),
    )
