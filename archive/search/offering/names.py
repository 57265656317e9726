"""Suggestions of outlets, authors, speakers, and names with several spellings."""

from __future__ import annotations

from itertools import islice
from typing import Final

from django.db.models import Model, Q

from archive.models import Author, NameVariant, Outlet, Speaker
from archive.search.engines.contract import Question, Value
from archive.search.language.unfinished import Unfinished
from archive.search.offering.offers import (
    LETTERS,
    MOST,
    OF_A_KIND,
    Completion,
    Kind,
    Offers,
    facet_values,
)
from archive.search.query import Or, Phrase
from archive.search.queue import engine
from archive.search.request import FacetName
from archive.text.normalize import name_key

_ROWS: Final = 200
"""Matching records that are examined, in alphabetical order."""
_SPELLINGS: Final = 50
_RECORDS: Final[dict[Kind, type[Model]]] = {
    Kind.OUTLET: Outlet,
    Kind.AUTHOR: Author,
    Kind.SPEAKER: Speaker,
}
_FACETS: Final = {Kind.OUTLET: FacetName.OUTLET, Kind.AUTHOR: FacetName.AUTHOR}

Known = dict[int, tuple[str, tuple[str, ...]]]
"""Name by primary key, and the matching alias if the name does not match."""


def names(part: Unfinished, kind: Kind, prefix: str = "") -> Offers:
    """Suggest records with a name or alias that has a word with this prefix, most articles first.

    Those without articles in the index are omitted.
    """
    known = _fitting(kind, name_key(part.said)) if part.said else _most_frequent(kind)
    counts = _articles(kind, known)
    if counts is not None:
        known = {key: row for key, row in known.items() if counts.get(key)}
    counts = counts or {}
    for key, (name, also) in sorted(
        known.items(), key=lambda row: (-counts.get(row[0], 0), row[1])
    ):
        shown = prefix + _quoted(name)
        yield Completion(kind, part.completed(shown), shown, counts.get(key), also=also)


def _fitting(kind: Kind, key: str) -> Known:
    if not key:
        return {}
    rows = (
        _RECORDS[kind]
        ._default_manager.filter(_begins("key", key) | _begins("aliases__key", key))
        .order_by("name", "pk")
        .values_list("pk", "name", "key", "aliases__name", "aliases__key")[:_ROWS]
    )
    known: Known = {}
    for pk, name, own, alias, alias_key in rows:
        by_alias = not _fits(own, key) and alias is not None and _fits(alias_key, key)
        known.setdefault(pk, (name, (alias,) if by_alias else ()))
    return known


def _begins(field: str, key: str) -> Q:
    return Q(**{f"{field}__startswith": key}) | Q(**{f"{field}__contains": f" {key}"})


def _fits(key: str, wanted: str) -> bool:
    return f" {wanted}" in f" {key}"


def _most_frequent(kind: Kind) -> Known:
    """Return the records with the most articles; none for speakers, which are not counted."""
    if (facet := _FACETS.get(kind)) is None:
        return {}
    keys = [value for value, _ in facet_values(facet)[: MOST + 1] if isinstance(value, int)]
    rows = _RECORDS[kind]._default_manager.filter(pk__in=keys).values_list("pk", "name")
    return {pk: (name, ()) for pk, name in rows}


def _articles(kind: Kind, known: Known) -> dict[Value, int] | None:
    """Return the number of articles of each; None for records that the index does not count."""
    if (facet := _FACETS.get(kind)) is None:
        return None
    return dict(facet_values(facet, known)) if known else {}


def _quoted(name: str) -> str:
    """Return a name as a field value: in quotation marks unless it is one plain word."""
    return name if name.isalnum() else '"{}"'.format(" ".join(name.replace('"', " ").split()))


def spellings(part: Unfinished) -> Offers:
    """Suggest names with several spellings, if an article has any of them."""
    key = name_key(part.said)
    groups = _groups(key) if len(key) >= LETTERS else {}
    for spelt in islice(groups.values(), OF_A_KIND + 1):
        first = next(name for own, name in spelt.items() if own.startswith(key))
        anyhow = Or(tuple(Phrase(name) for name in spelt.values()))
        (articles,) = engine().count([Question(query=anyhow)])
        if articles and len(spelt) > 1:
            shown = _quoted(first)
            also = tuple(name for name in spelt.values() if name != first)
            yield Completion(Kind.SPELLING, part.completed(shown), shown, articles, also=also)


def _groups(key: str) -> dict[int, dict[str, str]]:
    """Return all spellings, by key, of each name with a spelling that has this prefix."""
    rows = NameVariant.objects.filter(group__variants__key__startswith=key).distinct()
    groups: dict[int, dict[str, str]] = {}
    listed = rows.order_by("group_id", "pk").values_list("group", "key", "spelling")
    for group, spelt, spelling in listed[:_SPELLINGS]:
        groups.setdefault(group, {})[spelt] = spelling
    return {group: spelt for group, spelt in groups.items() if _any_begins(spelt, key)}


def _any_begins(spelt: dict[str, str], key: str) -> bool:
    return any(own.startswith(key) for own in spelt)
