"""The language of the interface: what a reader chose, or what their browser asks for."""

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
"""Words of fixed lists that are said by their value: facets, fields of a text, review statuses."""


def told(words: str) -> str:
    """What a pure room says, in the language of the page."""
    if not isinstance(words, Message):
        return words
    return words.told(gettext, ngettext, isolated if get_language_bidi() else str)


Answered = Callable[[HttpRequest], HttpResponseBase]


def in_the_readers_language(answered: Answered) -> Answered:
    """Middleware: pages are made in one of LANGUAGES, and caches keep these apart.

    The language lasts as long as the request, so that nothing else speaks it by accident.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        language = get_language_from_request(request)
        with override(language):
            response = answered(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return middleware


def alike_for_everybody(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorator: files and feeds are the same for whoever takes them."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with override(settings.LANGUAGE_CODE):
            return view(request, *args, **kwargs)

    return answered
