"""Resolve `outlet:`, `author:`, `speaker:`, `id:` to primary keys, and report how each was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from archive.models import Article, Author, Outlet
from archive.search.budget import check_time
from archive.search.language.placing import parts_of
from archive.search.query import Named, Node
from archive.search.request import UNKNOWN
from archive.search.results import Resolved
from archive.search.speakers import articles_quoting
from archive.text.messages import said
from archive.text.normalize import name_key

MOST: Final = 50
"""Records one name may resolve to; a name that matches more is too short."""
_KINDS: Final[Mapping[str, type[Outlet] | type[Author]]] = {"outlet": Outlet, "author": Author}
_NAMED_IN_NOTE = 3


@dataclass(frozen=True, slots=True)
class Meant:
    """Primary keys of every NameClause, the records it resolved to, and notes for readers."""

    names: Mapping[Named, tuple[int, ...]]
    notes: tuple[str, ...]
    resolved: tuple[Resolved, ...] = ()


def who_is_meant(node: Node | None) -> Meant:
    """Resolve every name: exact name, slug (a former one, too) or alias first, else names with all
    its words."""
    names: dict[Named, tuple[int, ...]] = {}
    notes: list[str] = []
    resolved: list[Resolved] = []
    for named in _named(node):
        if named in names:
            continue
        check_time()
        if named.field in _KINDS:
            found, note = _resolved(named)
            names[named] = tuple(found)
            shown = tuple(sorted(found.values())[:_NAMED_IN_NOTE])
            resolved.append(Resolved(named.field, named.name, shown, len(found)))
        else:
            names[named], note = _OTHERS[named.field](named.name)
        notes.extend(note)
    return Meant(names, tuple(notes), tuple(resolved))


def _named(node: Node | None) -> list[Named]:
    if isinstance(node, Named):
        return [node]
    return [] if node is None else [named for part in parts_of(node) for named in _named(part)]


def _resolved(named: Named) -> tuple[dict[int, str], list[str]]:
    kind = _KINDS[named.field]
    if exact := _exact(kind, named.name):
        return exact, _note(named, exact)
    words = list(dict.fromkeys(name_key(named.name).split()))
    found = _rows(_with_all(kind, words)) if words else {}
    if not found:
        fault = said(
            "No {field} is called “{name}”, so nothing was found for that name.",
            field=said(named.field),
            name=named.name,
        )
        if words != [UNKNOWN]:
            return {}, [fault]
        return {}, [
            said("{fault} Write no:{field} for articles without.", fault=fault, field=named.field)
        ]
    if len(found) > MOST:
        return found, [
            said(
                "“{name}” fits more than {most} names; only {most} were searched for.",
                name=named.name,
                most=MOST,
            )
        ]
    return found, _note(named, found)


def _exact(kind: type[Outlet] | type[Author], name: str) -> dict[int, str]:
    if found := _rows(kind.objects.named(name)):
        return found
    former = kind.objects.find_by_slug([name.strip().casefold()])
    return _rows(kind.objects.filter(pk__in=[key for key, _ in former.values()]))


def _quoting(name: str) -> tuple[tuple[int, ...], list[str]]:
    found = articles_quoting(name)
    if found is None:
        return (), [
            said(
                "No quotations have been read in this archive yet, so nothing was found for"
                " speaker:."
            )
        ]
    return found, [] if found else [said("No article is known to quote “{name}”.", name=name)]


def _identified(identifier: str) -> tuple[tuple[int, ...], list[str]]:
    found = tuple(Article.objects.filter(identifier=identifier).values_list("pk", flat=True))
    return found, [] if found else [
        said("No article has the identifier “{identifier}”.", identifier=identifier)
    ]


_OTHERS = {"speaker": _quoting, "id": _identified}


def _rows(rows: QuerySet) -> dict[int, str]:
    return dict(rows.order_by("name").values_list("pk", "name")[: MOST + 1])


def _with_all(kind: type[Outlet] | type[Author], words: list[str]) -> QuerySet:
    """Return records of which one name or alias has every word whole."""
    by_name, by_alias = Q(), Q()
    for word in words:
        by_name &= _has_word("key", word)
        by_alias &= _has_word("aliases__key", word)
    return kind.objects.filter(by_name | by_alias).distinct()


def _has_word(key: str, word: str) -> Q:
    return (
        Q(**{key: word})
        | Q(**{f"{key}__startswith": f"{word} "})
        | Q(**{f"{key}__endswith": f" {word}"})
        | Q(**{f"{key}__contains": f" {word} "})
    )


def _note(named: Named, found: Mapping[int, str]) -> list[str]:
    """Note the records of a name, unless it is the record's own name."""
    shown = sorted(found.values())
    if len(shown) == 1 and name_key(shown[0]) == name_key(named.name):
        return []
    listed: object = ", ".join(shown[:_NAMED_IN_NOTE])
    if len(shown) > _NAMED_IN_NOTE:
        listed = said("{shown} and {more} more", shown=listed, more=len(shown) - _NAMED_IN_NOTE)
    return [
        said(
            "{field}:“{name}” was read as {listed}.",
            field=named.field,
            name=named.name,
            listed=listed,
        )
    ]
