"""Search box completions as JSON."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from archive.errors import SearchError
from archive.search.failures import explain_failure
from archive.web.address import QueryParams
from archive.web.searching.completions import format_suggestion_count, list_suggestions

MAX_AGE = 60  # seconds


@require_safe
def completions(request: HttpRequest) -> JsonResponse:
    """Return at most ten completions of `q`; none where it is too long."""
    try:
        matches = list_suggestions(QueryParams(request).data.get("q", ""))
    except SearchError as error:
        return JsonResponse({"error": str(explain_failure(error))}, status=503)
    rows = [
        {"text": match.text, "shown": match.label, "says": match.description} for match in matches
    ]
    response = JsonResponse({"told": format_suggestion_count(len(rows)), "suggestions": rows})
    response["Cache-Control"] = f"private, max-age={MAX_AGE}"
    return response
