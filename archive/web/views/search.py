"""The search page."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from archive.errors import QuerySyntaxError, SearchError
from archive.models.addresses import reverse_cached
from archive.search.request import FacetName
from archive.search.service import search
from archive.web.address import QueryParams, build_url
from archive.web.cards import annotate_inferred_dates
from archive.web.searching.composing import compose_query
from archive.web.searching.findings import build_results_context
from archive.web.searching.folding import load_printings
from archive.web.searching.search_address import SearchParams, mask_control_characters
from archive.web.searching.understanding import explain_query
from archive.web.searching.ways_on import build_no_results_links, build_single_word_links
from archive.web.views.errors import render_search_failure

_CARRIED_PARAMS = (*FacetName, "match", "sort", "printings")
"""Parameters that a form carries over from the search it was sent from."""


@require_safe
def search_results(request: HttpRequest) -> HttpResponse:
    """Show one page of results; an invalid query gives a 400 that points to the error."""
    params = SearchParams.from_request(request)
    try:
        parsed = params.parse_query()
    except QuerySyntaxError as error:
        context = {"here": params, "fault": QueryErrorContext.from_error(error, params)}
        return render(request, "archive/search_fault.html", context, status=400)
    try:
        printing_groups = None if params.is_unfolded else load_printings()
        page = search(params.build_search_request(parsed.node, printing_groups))
    except SearchError as error:
        return render_search_failure(request, error, params)
    params = params.replace_filters(page.selected)
    annotate_inferred_dates(
        article for hit in page.hits for article in (hit.article, *hit.reprints)
    )
    context = {
        "here": params,
        "parsed": parsed,
        "page": page,
        "too_many_pairs": printing_groups is None and not params.is_unfolded,
        "findings": build_results_context(params, parsed, page),
        "understanding": explain_query(params, parsed, page),
        "ways_on": [] if page.total else build_no_results_links(params, page.no_results),
        "words_alone": build_single_word_links(params, page.no_results),
    }
    return render(request, "archive/search.html", context)


@require_safe
def compose(request: HttpRequest) -> HttpResponse:
    """Redirect from the advanced form to the search it describes."""
    params = QueryParams(request)
    carried = {name: params.get_list(f"narrow-{name}") for name in _CARRIED_PARAMS}
    query_params = {"q": compose_query(params)} | {
        name: list(values) for name, values in carried.items()
    }
    given_params = {name: value for name, value in query_params.items() if value}
    return redirect(build_url(reverse_cached("search"), given_params))


@dataclass(frozen=True, slots=True)
class QueryErrorContext:
    """A query split at its error, and the URL of the suggested correction, if any."""

    message: str
    before: str
    wrong: str
    after: str
    suggestion: str
    url: str

    @classmethod
    def from_error(cls, error: QuerySyntaxError, params: SearchParams) -> "QueryErrorContext":
        """Build the context from the error."""
        end = error.offset + error.length
        suggestion = error.suggestion or ""
        return cls(
            message=error.message,
            before=mask_control_characters(params.text[: error.offset]),
            wrong=mask_control_characters(params.text[error.offset : end]),
            after=mask_control_characters(params.text[end:]),
            suggestion=suggestion,
            url=str(params.replace_text(suggestion)) if suggestion else "",
        )
