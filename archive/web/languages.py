"""Language of the interface, from the reader's cookie or Accept-Language."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import (
    get_language_bidi,
    get_language_from_request,
    gettext,
    gettext_noop,
    ngettext,
    override,
)

from archive.text.messages import Message, isolated

WORDS: Final = (
    gettext_noop("year"),
    gettext_noop("text"),
    gettext_noop("title"),
    gettext_noop("unreviewed"),
    gettext_noop("queried"),
)
"""Words translated by value: facets, text fields, review statuses."""


def told(words: str) -> str:
    """Translate a `Message` into the active language; other strings are returned as they are."""
    if not isinstance(words, Message):
        return words
    return words.told(gettext, ngettext, isolated if get_language_bidi() else str)


_SPOKEN: Final = ("text/html", "application/json")  # content types that readers see

Answered = Callable[[HttpRequest], HttpResponseBase]


def in_the_readers_language(answered: Answered) -> Answered:
    """Middleware: activate the reader's language for the request, and vary by it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        language = get_language_from_request(request)
        with override(language):
            response = answered(request)
        if response.get("Content-Type", "").startswith(_SPOKEN):
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


def alike_for_everybody(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator: run a view in LANGUAGE_CODE, for files and feeds."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with override(settings.LANGUAGE_CODE):
            return view(request, *args, **kwargs)

    return answered
