"""Pages for programs: robots.txt, the OpenSearch description, completions."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from archive.errors import SearchError
from archive.pages.search.views import list_suggestions
from archive.search.service import explain_failure
from archive.web.links import build_search_url
from archive.web.params import QueryParams, get_site_url

MAX_AGE = 60  # seconds that completions are cached


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Serve robots.txt: search pages and the admin are disallowed."""
    context = {"site": get_site_url(request)}
    return render(request, "api/robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
def completions(request: HttpRequest) -> JsonResponse:
    """Return at most ten completions of `q`; none where it is too long."""
    try:
        suggestions = list_suggestions(QueryParams(request).data.get("q", ""))
    except SearchError as error:
        return JsonResponse({"error": str(explain_failure(error))}, status=503)
    rows = [{"text": row.text, "shown": row.inserted_text, "says": description} for row, description in suggestions]
    status = ngettext("%(n)d suggestion", "%(n)d suggestions", len(rows)) % {"n": len(rows)}
    response = JsonResponse({"told": status if rows else gettext("No suggestions"), "suggestions": rows})
    response["Cache-Control"] = f"private, max-age={MAX_AGE}"
    return response


@require_safe
def opensearch_description(request: HttpRequest) -> HttpResponse:
    """Serve the OpenSearch description document for browsers (unrelated to the engine): search and feed URLs."""
    context = {"site": get_site_url(request), "name": settings.SITE_NAME}
    media_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "api/opensearch.xml", context, content_type=media_type)


@require_safe
def browser_suggestions(request: HttpRequest) -> JsonResponse:
    """Return completions of `q` as browsers read them: the text, completions, descriptions, searches."""
    typed, site = QueryParams(request).data.get("q", ""), get_site_url(request)
    try:
        suggestions = list_suggestions(typed)
    except SearchError as error:
        return JsonResponse({"error": str(explain_failure(error))}, status=503)
    texts = [row.text for row, _ in suggestions]
    descriptions = [description for _, description in suggestions]
    addresses = [site + build_search_url(text) for text in texts]
    response = JsonResponse([typed, texts, descriptions, addresses], safe=False)
    response["Content-Type"] = "application/x-suggestions+json"
    response["Cache-Control"] = f"private, max-age={MAX_AGE}"
    return response
