"""Completions without script, score explanations, and spellings of a name by outlet."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.errors import QuerySyntaxError, SearchError
from archive.models import Article
from archive.search.service import explain
from archive.search.widening.outlet_spellings import spellings_by_outlet
from archive.web.address import Asked, NotHere
from archive.web.searching.completions import ways
from archive.web.searching.search_address import SearchAddress
from archive.web.views.errors import search_failed

LEAST_SHOWN = 0.005  # smallest score visible with two decimals


@require_safe
def suggested(request: HttpRequest) -> HttpResponse:
    """List completions of the query as links, for readers without script."""
    here = SearchAddress.read(request)
    try:
        found = ways(here)
    except SearchError as error:
        return search_failed(request, error, here)
    return render(request, "archive/suggestions.html", {"here": here, "ways_to_go_on": found})


@require_safe
def why(request: HttpRequest, identifier: str) -> HttpResponse:
    """Explain the score of one article."""
    article = get_object_or_404(Article.objects.listed(), identifier=identifier)
    here = SearchAddress.read(request)
    try:
        parsed = here.parsed()
    except QuerySyntaxError as error:
        raise Http404(str(error)) from error
    try:
        found = explain(here.request(parsed.node), article.pk)
    except SearchError as error:
        return search_failed(request, error, here)
    if found is None:
        said = gettext("“%s” is not among what this question finds.") % article
        raise NotHere(said, str(here), gettext("Back to the search"))
    shown = abs(found.other) >= LEAST_SHOWN
    context = {"here": here, "article": article, "explanation": found, "other": shown}
    return render(request, "archive/why.html", context)


@require_safe
def spellings(request: HttpRequest) -> HttpResponse:
    """Show the spellings of a name by outlet."""
    name = Asked(request).text("name")
    try:
        found = spellings_by_outlet(name)
    except SearchError as error:
        return search_failed(request, error, SearchAddress(text=name))
    if found is None:
        said = (
            gettext("“%s” is not among the names that editors have listed with their spellings.")
            % name
        )
        raise NotHere(said, str(SearchAddress(text=name)), gettext("Search for it"))
    return render(request, "archive/spellings.html", {"spellings": found, "name": name})
