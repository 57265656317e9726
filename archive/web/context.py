"""What every page knows."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse

from archive import __version__
from archive.web.address import Way
from archive.web.choices import chosen

WAYS_IN = ("outlets", "authors", "dates", "stories", "quotations", "collections", "help")


def site(request: HttpRequest) -> dict[str, object]:
    """Name, version, notice (the demo's, for one), the ways in, and what the reader chose."""
    return {
        "site_name": settings.SITE_NAME,
        "site_notice": settings.SITE_NOTICE,
        "version": __version__,
        "ways": [_way(name, request.path) for name in WAYS_IN],
        "choices": chosen(request.COOKIES),
        "printed_from": _printed_from(request),
    }


def _printed_from(request: HttpRequest) -> str:
    """The address a printout names; its path alone where the host is none that is served here."""
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return request.path


def _way(name: str, path: str) -> Way:
    address = reverse(name)
    return Way(name.capitalize(), address, current=path.startswith(address))
