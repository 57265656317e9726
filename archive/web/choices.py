"""What a reader may choose about how pages look: kept in cookies, so that every page comes so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise
"""Words in the language of whoever reads them."""

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
"""Name of the cookie → value → what it is called. The empty value is what goes without saying."""

TITLES: Final[Mapping[str, Words]] = {
    "language": _("Language"),
    "theme": _("Theme"),
    "size": _("Size"),
    "face": _("Face"),
}

YEAR: Final = 31_536_000


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its name and title, what is chosen, and everything there is."""

    name: str
    title: Words
    chosen: str
    values: tuple[tuple[str, Words], ...]


def chosen(cookies: Mapping[str, str]) -> dict[str, str]:
    """What was chosen and is not what goes without saying; anything else is ignored."""
    given = {name: cookies.get(name, "") for name in CHOICES}
    return {name: value for name, value in given.items() if value and value in CHOICES[name]}


def offered(cookies: Mapping[str, str]) -> list[Choice]:
    """Everything there is to choose."""
    now = chosen(cookies)
    return [
        Choice(name, TITLES[name], now.get(name, ""), tuple(values.items()))
        for name, values in CHOICES.items()
    ]
