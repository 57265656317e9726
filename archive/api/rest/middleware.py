"""Frame of the API: who asks and how often, other origins, compression, and errors that no endpoint answers."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from archive.api.rest.permissions import identify_client
from archive.api.rest.problems import ProblemError, build_problem_response
from archive.api.rest.rate_limits import RateState, count_request

PREFIX: Final = "/api/v1/"
_NO_API: Final = "/search/suggestions.json"
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
_METHODS: Final = "GET, HEAD, POST, PATCH, DELETE, OPTIONS"
_SENT_HEADERS: Final = "Authorization, Content-Type, If-Match, If-None-Match, If-Modified-Since"
_READ_HEADERS: Final = (
    "ETag, Last-Modified, Link, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
)
_PREFLIGHT_AGE: Final = 86_400  # seconds
_MIN_LENGTH: Final = 500  # bytes; shorter ones gain nothing
_QUALITY: Final = 4  # about as fast as gzip, and smaller

GetResponse = Callable[[HttpRequest], HttpResponse]


def is_api_request(request: HttpRequest) -> bool:
    """Return whether a program asks: at an address of the API, or for the file beside a page."""
    return request.path.startswith(PREFIX) or (request.path.endswith(".json") and request.path != _NO_API)


def api_middleware(get_response: GetResponse) -> GetResponse:
    """Middleware that identifies and counts programs, and answers them in their form, errors among it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_api_request(request):
            return get_response(request)
        if request.method == "OPTIONS":
            return _allow_origin(request, _build_preflight_response())
        state: RateState | None = None
        try:
            token = identify_client(request)
            state = count_request(request, token)
        except ProblemError as error:
            response = build_problem_response(error)
        else:
            response = _replace_error_page(get_response(request))
        for name, value in (state.headers if state else {}).items():
            response[name] = value
        patch_vary_headers(response, ["Authorization"])
        return _allow_origin(request, response)

    return middleware


def brotli_middleware(get_response: GetResponse) -> GetResponse:
    """Middleware that compresses answers of the API by Brotli for whoever takes it, where Django would by gzip."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if is_api_request(request) and not response.streaming and len(response.content) >= _MIN_LENGTH:
            patch_vary_headers(response, ["Accept-Encoding"])
            if _accepts_brotli(request) and not response.has_header("Content-Encoding"):
                response.content = brotli.compress(response.content, quality=_QUALITY)
                response["Content-Encoding"] = "br"
                response["Content-Length"] = str(len(response.content))
                _weaken_etag(response)
        return response

    return middleware


def _accepts_brotli(request: HttpRequest) -> bool:
    codings = request.headers.get("Accept-Encoding", "").replace(" ", "").casefold().split(",")
    return any(each == "br" or (each.startswith("br;q=") and each not in ("br;q=0", "br;q=0.0")) for each in codings)


def _weaken_etag(response: HttpResponse) -> None:
    """Say that the bytes are others, though they mean the same: as Django does for gzip."""
    etag = response.get("ETag", "")
    if etag.startswith('"'):
        response["ETag"] = f"W/{etag}"


def _allow_origin(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the scripts of other sites read the response, if CUTTINGS_API_ORIGINS names them; never with cookies."""
    origin = request.headers.get("Origin", "")
    allowed = settings.API_ORIGINS
    if allowed and allowed != ["*"]:
        patch_vary_headers(response, ["Origin"])
    if origin and (allowed == ["*"] or origin in allowed):
        response["Access-Control-Allow-Origin"] = "*" if allowed == ["*"] else origin
        response["Access-Control-Expose-Headers"] = _READ_HEADERS
        if request.method == "OPTIONS":
            response["Access-Control-Allow-Methods"] = _METHODS
            response["Access-Control-Allow-Headers"] = _SENT_HEADERS
            response["Access-Control-Max-Age"] = str(_PREFLIGHT_AGE)
    return response


def _build_preflight_response() -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response["Allow"] = _METHODS
    return response


def _replace_error_page(response: HttpResponse) -> HttpResponse:
    """Return the problem of an error that Django answers itself; anything else as it is."""
    if response.status_code < HTTPStatus.BAD_REQUEST or response.get("Content-Type", "").startswith("application/"):
        return response
    status = HTTPStatus(response.status_code)
    code, detail = _DETAILS.get(status, ("error", status.description))
    headers = {name: response[name] for name in _KEPT_HEADERS if response.has_header(name)}
    return build_problem_response(ProblemError(status, code, str(detail), headers=headers))
