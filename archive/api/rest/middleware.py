"""Answers of the API that no endpoint gives: unknown addresses, wrong methods and faults, as problems."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from archive.api.rest.problems import ProblemError, build_problem_response

PREFIX: Final = "/api/v1/"
_DETAILS: Final = {
    HTTPStatus.BAD_REQUEST: ("bad-request", _("The request cannot be read.")),
    HTTPStatus.FORBIDDEN: ("forbidden", _("This request is not allowed.")),
    HTTPStatus.NOT_FOUND: ("not-found", _("There is nothing at this address.")),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method-not-allowed", _("This address takes other methods: see Allow.")),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too-large", _("The request is too large.")),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "fault",
        _("A fault of this archive stands in the way. It is in the log; the administrator can look into it."),
    ),
}
_KEPT_HEADERS: Final = ("Allow", "Retry-After", "WWW-Authenticate")


def is_api_request(request: HttpRequest) -> bool:
    """Return whether a program asks, so that errors are problems and not pages."""
    return request.path.startswith(PREFIX) or hasattr(request, "is_api_request")


def api_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that turns error pages of the API into problems."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if is_api_request(request):
            return _replace_error_page(response)
        return response

    return middleware


def _replace_error_page(response: HttpResponse) -> HttpResponse:
    """Return the problem of an error that Django answers itself; anything else as it is."""
    if response.status_code < HTTPStatus.BAD_REQUEST or response.get("Content-Type", "").startswith("application/"):
        return response
    status = HTTPStatus(response.status_code)
    code, detail = _DETAILS.get(status, ("error", status.description))
    headers = {name: response[name] for name in _KEPT_HEADERS if response.has_header(name)}
    return build_problem_response(ProblemError(status, code, str(detail), headers=headers))
