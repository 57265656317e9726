"""What every page knows."""

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
"""Name of the address → what it is called."""


def site(request: HttpRequest) -> dict[str, object]:
    """Name, version, notice (the demo's, for one), language, the ways in, the reader's choices."""
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
    """The address a printout names; its path alone where the host is none that is served here."""
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return request.path


def _within(path: str) -> str:
    """The name of the way in that leads towards this page; none of a page beside them."""
    return next((name for name in WAYS_IN if path.startswith(address_of(name))), "")


@cache
def _ways(_: str | None, here: str) -> tuple[Way, ...]:
    """The ways in, as they are called in this language."""
    return tuple(
        Way(str(label), address_of(name), current=name == here) for name, label in WAYS_IN.items()
    )
