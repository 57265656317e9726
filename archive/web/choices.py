"""Display preferences of a reader, stored in cookies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
    return {
        name: value for name, value in cookie_values.items() if value and value in PREFERENCES[name]
    }


def list_preferences(cookies: Mapping[str, str]) -> list[Preference]:
    """Return every preference with its selected value."""
    selected = read_preferences(cookies)
    return [
        Preference(name, PREFERENCE_TITLES[name], selected.get(name, ""), tuple(values.items()))
        for name, values in PREFERENCES.items()
    ]
