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

COOKIE_MAX_AGE: Final = 31_536_000
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


@dataclass(frozen=True, slots=True)
class Preference:
    """A preference: the name of its cookie, its title, and its values with their labels (empty: the default)."""

    name: str
    title: Promise
    values: Mapping[str, str | Promise]


PREFERENCES: Final = (
    Preference("language", _("Language"), {"": _("same as browser"), **dict(settings.LANGUAGES)}),
    Preference(
        "theme",
        _("Theme"),
        {"": _("same as device"), "light": pgettext_lazy("theme", "light"), "dark": pgettext_lazy("theme", "dark")},
    ),
    Preference(
        "size",
        _("Text size"),
        {
            "small": pgettext_lazy("size of text", "small"),
            "": pgettext_lazy("size of text", "medium"),
            "large": pgettext_lazy("size of text", "large"),
            "larger": pgettext_lazy("size of text", "larger"),
        },
    ),
    Preference("face", _("Typeface"), {"": _("serif"), "sans": _("sans-serif")}),
)


def read_preferences(cookies: Mapping[str, str]) -> dict[str, str]:
    """Return the preferences that differ from the default; invalid values are ignored."""
    values = {row.name: cookies.get(row.name, "") for row in PREFERENCES}
    return {row.name: values[row.name] for row in PREFERENCES if values[row.name] and values[row.name] in row.values}


def site_context(request: HttpRequest) -> dict[str, object]:
    """Return site name, version, notice, language, navigation and the reader's preferences."""
    section = next((name for name in NAVIGATION if request.path.startswith(reverse_cached(name))), "")
    return {
        "site_name": settings.SITE_NAME,
        "site_notice": settings.SITE_NOTICE,
        "version": __version__,
        "language": (get_language() or "en").partition("-")[0],
        "direction": "rtl" if get_language_bidi() else "ltr",
        "languages": _list_languages(get_language()),
        "navigation": _build_navigation(get_language(), section),
        "selected_preferences": read_preferences(request.COOKIES),
        "page_url": _build_print_url(request),
    }


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """A language of the pages: its code in settings, its tag in markup, its name in its own words."""

    code: str
    tag: str
    label: str
    is_current: bool


@cache
def _list_languages(current: str | None) -> tuple[LanguageChoice, ...]:
    return tuple(
        LanguageChoice(code, code.partition("-")[0], name, code == current) for code, name in settings.LANGUAGES
    )


def _build_print_url(request: HttpRequest) -> str:
    """Return the URL for printouts; only its path where the host is not allowed."""
    try:
        return request.build_absolute_uri()
    except DisallowedHost:
        return request.path


@cache
def _build_navigation(_: str | None, section: str) -> tuple[Link, ...]:
    """Return the navigation links, that of `section` current; cached by language, the first argument, and section."""
    return tuple(
        Link(str(label), reverse_cached(name), is_current=name == section) for name, label in NAVIGATION.items()
    )
