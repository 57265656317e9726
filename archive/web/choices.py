"""What a reader may choose about how pages look: kept in cookies, so that every page comes so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "theme": {"": "as this device", "light": "light", "dark": "dark"},
    "size": {"small": "small", "": "medium", "large": "large", "larger": "larger"},
    "face": {"": "serif", "sans": "sans-serif"},
}
"""Name of the cookie → value → what it is called. The empty value is what goes without saying."""

YEAR: Final = 31_536_000


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its name, what is chosen, and everything there is."""

    name: str
    chosen: str
    values: tuple[tuple[str, str], ...]


def chosen(cookies: Mapping[str, str]) -> dict[str, str]:
    """What was chosen and is not what goes without saying; anything else is ignored."""
    given = {name: cookies.get(name, "") for name in CHOICES}
    return {name: value for name, value in given.items() if value and value in CHOICES[name]}


def offered(cookies: Mapping[str, str]) -> list[Choice]:
    """Everything there is to choose."""
    now = chosen(cookies)
    return [
        Choice(name, now.get(name, ""), tuple(values.items())) for name, values in CHOICES.items()
    ]
