"""Language of the interface and headers of responses."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext, gettext_noop, ngettext

from archive.text.messages import Message, isolate_direction

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_LOCALISED_TYPES: Final = ("text/html", "application/json")  # content types that readers see
TRANSLATABLE_WORDS: Final = (
    gettext_noop("collection"), gettext_noop("story"),
    gettext_noop("year"), gettext_noop("text"), gettext_noop("title"), gettext_noop("unreviewed"),
    gettext_noop("queried"),
)  # fmt: skip
"""Words translated by value: facets, text fields, review statuses."""


def translate_message(message: str) -> str:
    """Translate a `Message` into the active language; other strings are returned as they are."""
    if not isinstance(message, Message):
        return message
    return message.translate_message(gettext, ngettext, isolate_direction if translation.get_language_bidi() else str)


def locale_middleware(get_response: GetResponse) -> GetResponse:
    """Middleware that activates the reader's language for the request, and varies the response by it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = get_response(request)
        if response.get("Content-Type", "").startswith(_LOCALISED_TYPES):
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


def use_default_language(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator: run a view in LANGUAGE_CODE, for files and feeds."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(settings.LANGUAGE_CODE):
            return view(request, *args, **kwargs)

    return wrapper


def revalidation_middleware(get_response: GetResponse) -> GetResponse:
    """Middleware that makes caches revalidate every page, and varies the response by cookie.

    Pages depend on preferences and change with the archive; with an ETag, revalidation costs a 304.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-cache"
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware
