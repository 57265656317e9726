"""Context processor for all pages."""

from functools import cache

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext_lazy as _

from archive import __version__
from archive.models.addresses import address_of
from archive.web.address import Way
from archive.web.choices import chosen

WAYS_IN: dict[str, Promise] = {
    "outlets": _("Outlets"),
    "authors": _("Authors"),
    "dates": _("Dates"),
    "stories": _("Stories"),
    "quotations": _("Quotations"),
    "collections": _("Collections"),
    "help": _("Help"),
}
"""URL name → label."""


def site(request: HttpRequest) -> dict[str, object]:
    """Return site name, version, notice, language, navigation and the reader's preferences."""
    return {
        "site_name": settings.SITE_NAME,
        "site_notice": settings.SITE_NOTICE,
        "version": __version__,
        "language": (get_language() or "en").partition("-")[0],
        "direction": "rtl" if get_language_bidi() else "ltr",
        "ways": _ways(get_language(), _within(request.path)),
        "choices": chosen(request.COOKIES),
        "printed_from": _printed_from(request),
    }


def _printed_from(request: HttpRequest) -> str:
    """Return the URL for printouts; only its path where the host is not allowed."""
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return request.path


def _within(path: str) -> str:
    """Return the URL name of the navigation entry that `path` belongs to, or nothing."""
    return next((name for name in WAYS_IN if path.startswith(address_of(name))), "")


@cache
def _ways(_: str | None, here: str) -> tuple[Way, ...]:
    """Return the navigation links, cached by language (the first argument) and section."""
    return tuple(
        Way(str(label), address_of(name), current=name == here) for name, label in WAYS_IN.items()
    )
