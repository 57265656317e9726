"""Search box completions as JSON."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from archive.errors import SearchError
from archive.search.failures import explain_failure
from archive.web.address import Asked
from archive.web.searching.completions import suggestions, told

FRESH = 60  # seconds


@require_safe
def completions(request: HttpRequest) -> JsonResponse:
    """Return at most ten completions of `q`; none where it is too long."""
    try:
        found = suggestions(Asked(request).given.get("q", ""))
    except SearchError as error:
        return JsonResponse({"error": str(explain_failure(error))}, status=503)
    rows = [{"text": one.text, "shown": one.shown, "says": one.says} for one in found]
    answer = JsonResponse({"told": told(len(rows)), "suggestions": rows})
    answer["Cache-Control"] = f"private, max-age={FRESH}"
    return answer
