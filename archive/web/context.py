"""Template context of every page, and the reader's display choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_bidi, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from archive import __version__
from archive.db.addresses import reverse_cached
from archive.web.params import Link

LazyText = str | Promise
"""A string, possibly lazily translated."""

PREFERENCES: Final[Mapping[str, Mapping[str, LazyText]]] = {
    "language": {"": _("as this browser asks"), **dict(settings.LANGUAGES)},
    "theme": {
        "": _("as this device"),
        "light": pgettext_lazy("theme", "light"),
        "dark": pgettext_lazy("theme", "dark"),
    },
    "size": {
        "small": pgettext_lazy("size of text", "small"),
        "": pgettext_lazy("size of text", "medium"),
        "large": pgettext_lazy("size of text", "large"),
        "larger": pgettext_lazy("size of text", "larger"),
    },
    "face": {"": _("serif"), "sans": _("sans-serif")},
}
"""Cookie name → value → label. The empty value is the default."""

PREFERENCE_TITLES: Final[Mapping[str, LazyText]] = {
    "language": _("Language"),
    "theme": _("Theme"),
    "size": _("Size"),
    "face": _("Face"),
}

COOKIE_MAX_AGE: Final = 31_536_000


@dataclass(frozen=True, slots=True)
class Preference:
    """A preference: its name, title, selected value, and all values with their labels."""

    name: str
    title: LazyText
    selected: str
    values: tuple[tuple[str, LazyText], ...]


def read_preferences(cookies: Mapping[str, str]) -> dict[str, str]:
    """Return the preferences that differ from the default; invalid values are ignored."""
    cookie_values = {name: cookies.get(name, "") for name in PREFERENCES}
    return {name: value for name, value in cookie_values.items() if value and value in PREFERENCES[name]}


def list_preferences(cookies: Mapping[str, str]) -> list[Preference]:
    """Return every preference with its selected value."""
    selected = read_preferences(cookies)
    return [
        Preference(name, PREFERENCE_TITLES[name], selected.get(name, ""), tuple(values.items()))
        for name, values in PREFERENCES.items()
    ]


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
        "navigation": _build_navigation(get_language(), _find_section(request.path)),
        "selected_preferences": read_preferences(request.COOKIES),
        "page_url": _build_print_url(request),
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
        Link(str(label), reverse_cached(name), is_current=name == section) for name, label in NAVIGATION.items()
    )
