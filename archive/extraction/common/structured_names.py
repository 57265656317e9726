"""Names of persons that a record gives in parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from archive.text.normalize import collapse_whitespace

_FAMILY_KEYS: Final = "family familyName family_name lastName last_name lastname last surname".split()
_GIVEN_KEYS: Final = "given givenName given_name firstName first_name firstname first forename".split()


@dataclass(frozen=True, slots=True)
class StructuredName:
    """A person's name that a record gives in parts."""

    display_name: str
    sort_name: str
    parts: tuple[str, str]


def read_structured_name(value: dict[str, object]) -> StructuredName | None:
    """Return the name in an object such as `{"family": "Doe", "given": "Jane"}`, or None."""
    family_name, given_name = _get_first_text(value, _FAMILY_KEYS), _get_first_text(value, _GIVEN_KEYS)
    if not family_name or not given_name:
        return None
    dropping = _get_first_text(value, ("dropping-particle", "dropping_particle"))
    particle = _get_first_text(value, ("non-dropping-particle", "non_dropping_particle", "prefix"))
    suffix = _get_first_text(value, ("suffix",))
    display_name = " ".join(filter(None, (given_name, dropping, particle, family_name, suffix)))
    sort_name = f"{' '.join(filter(None, (particle, family_name)))}, {given_name} {dropping} {suffix}"
    return StructuredName(display_name, collapse_whitespace(sort_name), (family_name, given_name))


def _get_first_text(value: dict[str, object], keys: Sequence[str]) -> str:
    texts = (text for key in keys if isinstance(text := value.get(key), str))
    return next((collapse_whitespace(text)[:100] for text in texts if text.strip()), "")
