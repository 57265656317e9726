"""Who is meant by a name in a question: through the authority records, and said aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from archive.models import Author, Outlet
from archive.search.query import And, Named, Node, Not, Or
from archive.search.request import UNKNOWN
from archive.text.normalize import name_key

MOST: Final = 50
"""Records one name may stand for; a name that fits more is too short to mean anyone."""
_KINDS: Final[Mapping[str, type[Outlet] | type[Author]]] = {"outlet": Outlet, "author": Author}
_NAMED_IN_NOTE = 3


@dataclass(frozen=True, slots=True)
class Meant:
    """The primary keys every Named node stands for, and sentences where that needs saying."""

    names: Mapping[Named, tuple[int, ...]]
    notes: tuple[str, ...]


def who_is_meant(node: Node | None) -> Meant:
    """Resolve every name: the very name, slug or alias first, else names with all its words."""
    names: dict[Named, tuple[int, ...]] = {}
    notes: list[str] = []
    for named in _named(node):
        if named not in names:
            names[named], note = _resolved(named)
            notes.extend(note)
    return Meant(names, tuple(notes))


def _named(node: Node | None) -> list[Named]:
    match node:
        case Named():
            return [node]
        case Not(part):
            return _named(part)
        case And(parts) | Or(parts):
            return [named for part in parts for named in _named(part)]
    return []


def _resolved(named: Named) -> tuple[tuple[int, ...], list[str]]:
    kind = _KINDS[named.field]
    if exact := _rows(kind.objects.named(named.name)):
        return tuple(exact), _note(named, exact)
    words = name_key(named.name).split()
    found = _rows(_with_all(kind, words)) if words else {}
    if not found:
        hint = f" Write no:{named.field} for articles without." if words == [UNKNOWN] else ""
        said = f"No {named.field} is called “{named.name}”, so nothing was found for that name."
        return (), [said + hint]
    if len(found) > MOST:
        return tuple(found), [
            f"“{named.name}” fits more than {MOST} names; only {MOST} were searched for."
        ]
    return tuple(found), _note(named, found)


def _rows(rows: QuerySet) -> dict[int, str]:
    return dict(rows.order_by("name").values_list("pk", "name")[: MOST + 1])


def _with_all(kind: type[Outlet] | type[Author], words: list[str]) -> QuerySet:
    """Records of which one name or alias has every word whole; several records may."""
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
    """Nothing to say where the name is the record's own."""
    shown = sorted(found.values())
    if len(shown) == 1 and name_key(shown[0]) == name_key(named.name):
        return []
    listed = ", ".join(shown[:_NAMED_IN_NOTE])
    more = f" and {len(shown) - _NAMED_IN_NOTE} more" if len(shown) > _NAMED_IN_NOTE else ""
    return [f"{named.field}:“{named.name}” was read as {listed}{more}."]
