"""Completions without script, score explanations, and spellings of a name by outlet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.errors import QuerySyntaxError, SearchError
from archive.models import Article
from archive.search.service import explain
from archive.search.widening.outlet_spellings import count_spellings_by_outlet
from archive.web.address import NotFound, QueryParams
from archive.web.searching.completions import build_suggestion_links
from archive.web.searching.search_address import SearchParams
from archive.web.views.errors import render_search_failure

MIN_SHOWN_SCORE = 0.005  # smallest score visible with two decimals


@require_safe
def completion_list(request: HttpRequest) -> HttpResponse:
    """List completions of the query as links, for readers without script."""
    params = SearchParams.from_request(request)
    try:
        links = build_suggestion_links(params)
    except SearchError as error:
        return render_search_failure(request, error, params)
    return render(request, "archive/suggestions.html", {"here": params, "ways_to_go_on": links})


@require_safe
def explain_score(request: HttpRequest, identifier: str) -> HttpResponse:
    """Explain the score of one article."""
    article = get_object_or_404(Article.objects.listed(), identifier=identifier)
    params = SearchParams.from_request(request)
    try:
        parsed = params.parse_query()
    except QuerySyntaxError as error:
        raise Http404(str(error)) from error
    try:
        explanation = explain(params.build_search_request(parsed.node), article.pk)
    except SearchError as error:
        return render_search_failure(request, error, params)
    if explanation is None:
        message = gettext("“%s” is not among what this question finds.") % article
        raise NotFound(message, str(params), gettext("Back to the search"))
    has_other_score = abs(explanation.other) >= MIN_SHOWN_SCORE
    context = {
        "here": params,
        "article": article,
        "explanation": explanation,
        "other": has_other_score,
    }
    return render(request, "archive/why.html", context)


@require_safe
def spellings_table(request: HttpRequest) -> HttpResponse:
    """Show the spellings of a name by outlet."""
    name = QueryParams(request).get_text("name")
    try:
        table = count_spellings_by_outlet(name)
    except SearchError as error:
        return render_search_failure(request, error, SearchParams(text=name))
    if table is None:
        message = (
            gettext("“%s” is not among the names that editors have listed with their spellings.")
            % name
        )
        raise NotFound(message, str(SearchParams(text=name)), gettext("Search for it"))
    return render(request, "archive/spellings.html", {"spellings": table, "name": name})
