"""Suggestions for the search box while one types, as JSON."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from archive.errors import SearchError
from archive.search.failures import explain_failure
from archive.web.address import Asked
from archive.web.searching.completions import suggestions, told

FRESH = 60  # seconds for which a browser need not ask again


@require_safe
def completions(request: HttpRequest) -> JsonResponse:
    """At most ten ways the question could go on; none for one that is too long."""
    try:
        found = suggestions(Asked(request).given.get("q", ""))
    except SearchError as error:
        return JsonResponse({"error": str(explain_failure(error))}, status=503)
    rows = [{"text": one.text, "shown": one.shown, "says": one.says} for one in found]
    answer = JsonResponse({"told": told(len(rows)), "suggestions": rows})
    answer["Cache-Control"] = f"private, max-age={FRESH}"
    return answer
