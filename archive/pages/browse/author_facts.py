"""Facts about the authors of a directory: first letters of their names, and the outlets they write for."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from archive.models import Author, Outlet
from archive.search.holdings import find_author_outlets
from archive.web.cache import cached_by_generation

OTHER: Final = "other"
"""Stands for names that begin with no letter of an alphabet."""
_ALPHABETS: Final = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "ARABIC", "GEORGIAN", "DEVANAGARI", "BENGALI")
_MAX_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class AuthorOutlets:
    """The outlets of an author: the first of them by name, and the number of the others."""

    outlets: tuple[Outlet, ...] = ()
    more: int = 0


def get_first_letter(sort_name: str) -> str:
    """Return the letter under which a name is listed, a capital without its accents; OTHER where it has none."""
    first = next((char for char in unicodedata.normalize("NFKD", sort_name) if char.isalnum()), "")
    is_letter = first.isalpha() and unicodedata.name(first, "").startswith(_ALPHABETS)
    return first.upper()[:1] if is_letter else OTHER


def load_first_letters() -> Mapping[int, str]:
    """Return the first letter of every author, in the order of their names; cached."""

    def read() -> dict[int, str]:
        rows = Author.objects.order_by("sort_name", "name", "pk").values_list("pk", "sort_name")
        return {pk: get_first_letter(sort_name) for pk, sort_name in rows.iterator()}

    return cached_by_generation("first letters", read)


def load_outlets(authors: Collection[int]) -> dict[int, AuthorOutlets]:
    """Return the outlets of these authors."""
    outlet_keys: defaultdict[int, set[int]] = defaultdict(set)
    for author, outlet in find_author_outlets(authors):
        outlet_keys[author].add(outlet)
    outlets = Outlet.objects.in_bulk(set().union(*outlet_keys.values()))
    return {pk: _select_shown([outlets[key] for key in keys if key in outlets]) for pk, keys in outlet_keys.items()}


def _select_shown(outlets: list[Outlet]) -> AuthorOutlets:
    ordered = sorted(outlets, key=lambda outlet: (outlet.name.casefold(), outlet.pk))
    return AuthorOutlets(tuple(ordered[:_MAX_SHOWN]), max(0, len(ordered) - _MAX_SHOWN))
