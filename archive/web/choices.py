"""Display preferences of a reader, stored in cookies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise
"""A string, possibly lazily translated."""

CHOICES: Final[Mapping[str, Mapping[str, Words]]] = {
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

TITLES: Final[Mapping[str, Words]] = {
    "language": _("Language"),
    "theme": _("Theme"),
    "size": _("Size"),
    "face": _("Face"),
}

YEAR: Final = 31_536_000


@dataclass(frozen=True, slots=True)
class Choice:
    """A preference: its name, title, selected value, and all values with their labels."""

    name: str
    title: Words
    chosen: str
    values: tuple[tuple[str, Words], ...]


def chosen(cookies: Mapping[str, str]) -> dict[str, str]:
    """Return the preferences that differ from the default; invalid values are ignored."""
    given = {name: cookies.get(name, "") for name in CHOICES}
    return {name: value for name, value in given.items() if value and value in CHOICES[name]}


def offered(cookies: Mapping[str, str]) -> list[Choice]:
    """Return every preference with its selected value."""
    now = chosen(cookies)
    return [
        Choice(name, TITLES[name], now.get(name, ""), tuple(values.items()))
        for name, values in CHOICES.items()
    ]
