"""Facts about the authors of a directory: first letters of their names, and the outlets they write for."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from archive.models import Author, Byline, Outlet
from archive.search.engines.base import CountedArticles, RecordCounts
from archive.search.holdings import count_records
from archive.search.query.request import FacetName
from archive.web.cache import cached_by_generation

OTHER: Final = "other"
"""Stands for names that begin with no letter of an alphabet."""
_ALPHABETS: Final = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "ARABIC", "GEORGIAN", "DEVANAGARI", "BENGALI")
_MAX_ROWS: Final = 100  # articles of an author whose outlets the database reads; the index counts those of others
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


def load_outlets(authors: Collection[int], counts: RecordCounts) -> dict[int, AuthorOutlets]:
    """Return the outlets of these authors, of whose articles `counts` says how many there are."""
    frequent = [pk for pk in authors if pk in counts and counts[pk].articles > _MAX_ROWS]
    outlet_keys: defaultdict[int, set[int]] = defaultdict(set)
    for pk in frequent:
        outlet_keys[pk] = {key for key in _count_outlets(pk) if key}
    bylines = Byline.objects.filter(author__in=set(authors) - set(frequent), article__withdrawn_at=None)
    rows = bylines.exclude(article__outlet=None).order_by().values_list("author", "article__outlet").distinct()
    for pk, outlet in rows:
        outlet_keys[pk].add(outlet)
    outlets = Outlet.objects.in_bulk(set().union(*outlet_keys.values()))
    return {pk: _select_shown([outlets[key] for key in keys if key in outlets]) for pk, keys in outlet_keys.items()}


def _count_outlets(author: int) -> RecordCounts:
    chosen = CountedArticles(author=author)
    return cached_by_generation(("outlets of author", author), lambda: count_records(FacetName.OUTLET, chosen))


def _select_shown(outlets: list[Outlet]) -> AuthorOutlets:
    ordered = sorted(outlets, key=lambda outlet: (outlet.name.casefold(), outlet.pk))
    return AuthorOutlets(tuple(ordered[:_MAX_SHOWN]), max(0, len(ordered) - _MAX_SHOWN))
