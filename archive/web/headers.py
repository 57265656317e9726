"""What an answer says to the caches on its way: ask again each time, and once for each reader."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

Answered = Callable[[HttpRequest], HttpResponseBase]


def ask_again(answered: Answered) -> Answered:
    """Middleware: pages depend on the reader's choices and change with the archive.

    With the ETag that each answer has, asking again costs a 304 without a body.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answered(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware
