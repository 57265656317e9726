"""Cache headers of responses."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def ask_again(get_response: GetResponse) -> GetResponse:
    """Middleware: make caches revalidate, and vary by cookie.

    Pages depend on preferences and change with the archive; with an ETag, revalidation costs a 304.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware
