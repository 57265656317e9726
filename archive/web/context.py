"""Context processor for all pages."""

from functools import cache

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext_lazy as _

from archive import __version__
from archive.models.addresses import reverse_cached
from archive.web.address import Link
from archive.web.choices import read_preferences

NAVIGATION: dict[str, Promise] = {
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
        "ways": _build_navigation(get_language(), _find_section(request.path)),
        "choices": read_preferences(request.COOKIES),
        "printed_from": _build_print_url(request),
    }


def _build_print_url(request: HttpRequest) -> str:
    """Return the URL for printouts; only its path where the host is not allowed."""
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return request.path


def _find_section(path: str) -> str:
    """Return the URL name of the navigation entry that `path` belongs to, or nothing."""
    return next((name for name in NAVIGATION if path.startswith(reverse_cached(name))), "")


@cache
def _build_navigation(_: str | None, section: str) -> tuple[Link, ...]:
    """Return the navigation links, cached by language (the first argument) and section."""
    return tuple(
        Link(str(label), reverse_cached(name), is_current=name == section)
        for name, label in NAVIGATION.items()
    )
