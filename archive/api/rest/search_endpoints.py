"""Endpoint of searches."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from archive.api.rest import search_values as values
from archive.api.rest.cursors import Cursor, build_next_url, read_cursor
from archive.api.rest.parameters import CursorText, FieldNames, Limit
from archive.api.rest.responses import answers, render_value
from archive.duplicates.folding import load_reprint_groups
from archive.search.query.parser import ParsedQuery
from archive.search.query.request import PAGE_SIZE, MatchMode, SearchRequest, SortOrder
from archive.search.results import ResultPage, SearchHit
from archive.search.service import find_further_hits, search
from archive.web.paging import annotate_inferred_dates
from archive.web.search_params import SearchParams

router = Router(tags=["searches"])
FacetValues = Annotated[list[str], Query(description="Only articles with one of these values.", max_length=100)]
_MARKED_FIELDS: Final = ("title_fragments", "snippet")
_NOTHING_SAID: Final = ResultPage()


@router.get("/search", response=answers(values.SearchAnswer), summary="A search")
def search_articles(
    request: HttpRequest,
    q: Annotated[str, Query(description="The query, as on the search page; empty: everything.")] = "",
    outlet: FacetValues = [],  # noqa: B006 -- read only
    author: FacetValues = [],  # noqa: B006
    year: FacetValues = [],  # noqa: B006
    language: FacetValues = [],  # noqa: B006
    collection: Annotated[str, Query(description="Only articles of this collection.", max_length=100)] = "",
    story: Annotated[str, Query(description="Only articles of this story.", max_length=100)] = "",
    match: Annotated[MatchMode, Query(description="Whether all words must be there, or any.")] = MatchMode.ALL,
    as_typed: Annotated[list[str], Query(description="Keys of expansions to switch off.", max_length=100)] = [],  # noqa: B006
    sort: Annotated[SortOrder | None, Query(description="Without a query: newest, else relevance.")] = None,
    printings: Annotated[
        Literal["", "apart"], Query(description="apart: reprints of one text are hits of their own.")
    ] = "",
    limit: Limit = PAGE_SIZE,
    cursor: CursorText = "",
    fields: FieldNames = "",
) -> HttpResponse:
    """Search the archive: hits with highlighted snippets, counts, and how the query was read.

    `next` leads on through all hits, however many. `changed` says that the archive changed on the way.
    """
    params = SearchParams.from_request(request)
    place = read_cursor(request, cursor, int)
    parsed = params.parse_query()
    groups = None if params.are_reprints_separate else load_reprint_groups()
    asked = replace(params.build_search_request(parsed.node, groups), offset=place.offset, limit=limit)
    if place.place:
        is_marked = not fields or any(name in fields for name in _MARKED_FIELDS)
        answer = _build_further_page(request, params, parsed, asked, place, is_marked=is_marked)
    else:
        answer = _build_first_page(request, params, parsed, asked, place)
    return render_value(request, answer, fields)


def _build_first_page(
    request: HttpRequest, params: SearchParams, parsed: ParsedQuery, asked: SearchRequest, place: Cursor
) -> values.SearchAnswer:
    page = search(asked)
    params = params.replace_params(selected=page.selected)
    return values.SearchAnswer(
        **_list_fields(request, params, asked, place, page.hits, page.total, page.collapsed_count),
        query=values.build_interpretation(params, parsed, page),
        facets=tuple(map(values.build_facet, page.facets)),
        histogram=values.build_histogram_value(page),
        proposals=values.build_proposals(page),
    )


def _build_further_page(
    request: HttpRequest,
    params: SearchParams,
    parsed: ParsedQuery,
    asked: SearchRequest,
    place: Cursor,
    *,
    is_marked: bool,
) -> values.SearchAnswer:
    page = find_further_hits(asked, is_marked=is_marked)
    return values.SearchAnswer(
        **_list_fields(request, params, asked, place, page.hits, page.total, page.collapsed_count),
        query=values.build_interpretation(params, parsed, _NOTHING_SAID),
        facets=None,
        histogram=None,
        proposals=None,
    )


def _list_fields(
    request: HttpRequest,
    params: SearchParams,
    asked: SearchRequest,
    place: Cursor,
    hits: tuple[SearchHit, ...],
    total: int,
    collapsed: int,
) -> dict[str, Any]:
    """Return the fields that every page of a search has."""
    annotate_inferred_dates(hit.article for hit in hits)
    end = asked.offset + asked.limit
    return {
        "generation": place.generation,
        "changed": place.is_changed,
        "next": build_next_url(request, place, [end]) if end < total - collapsed else None,
        "total": total,
        "collapsed": collapsed,
        "items": tuple(values.build_hit(request, hit) for hit in hits),
        "url": values.build_page_url(request, params),
    }
