"""Which parts of a question have places in a text, so that they can stand near each other.

Where a part has none (`(a AND b) W/5 c`, `outlet:x W/5 y`), what was meant can mostly be said with
the nearness on each word: `spread` writes that question.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import prod
from typing import Final

from archive.search.language.canonical import canonical
from archive.search.query import (
    And,
    AtLeast,
    Fuzzy,
    InQuotation,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Phrase,
    Term,
    Together,
    Wildcard,
    Window,
)
from archive.text.messages import said

BORDERED: Final = frozenset({"text", "about"})
"""Fields of which sentences, paragraphs and quotations are known."""
_MOST = 60  # leaves of a proposed question

Joining = Callable[[tuple[Node, ...]], Node]


def places_of(node: Node) -> frozenset[str] | None:
    """The fields in which `node` has places; None where it, or a part of it, has none."""
    match node:
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window():
            return frozenset({node.field})
        case NotNear(wanted, unwanted):
            return _all((wanted, unwanted))
        case Or(parts) | Near(parts) | Together(parts):
            return _all(parts)
    return None


def can_stand(*nodes: Node, bordered: bool = False) -> bool:
    """Whether all have places, in one field, whose borders are known if `bordered`."""
    fields = _all(nodes)
    return fields is not None and len(fields) == 1 and (not bordered or fields <= BORDERED)


def why_not(*nodes: Node, bordered: bool = False) -> str:
    """Why they cannot stand near each other, as the end of a sentence."""
    for node in nodes:
        if culprit := _culprit(node):
            return said("{culprit} has no place in a text", culprit=culprit)
    if bordered and can_stand(*nodes):
        return said("sentences, paragraphs and quotations are known of the text only")
    return said("both sides must be of one field")


def spread(join: Joining, sides: tuple[Node, ...], *, bordered: bool = False) -> Node | None:
    """The question that says of the words, each with each, what was said of their groups."""
    if prod(map(count_leaves, sides)) > _MOST:
        return None
    return _spread(join, sides, bordered=bordered)


def _spread(join: Joining, sides: tuple[Node, ...], *, bordered: bool) -> Node:
    if can_stand(*sides, bordered=bordered):
        return join(sides)
    if all(map(places_of, sides)):
        return _in_one_field(join, sides, bordered=bordered)
    if isinstance(sides[0], InQuotation) and all(map(places_of, sides[1:])):
        return InQuotation(_spread(join, (sides[0].part, *sides[1:]), bordered=bordered))
    for at, group in enumerate(sides):
        if isinstance(group, And | Or):
            spread_out = (
                _spread(join, (*sides[:at], part, *sides[at + 1 :]), bordered=bordered)
                for part in group.parts
            )
            return type(group)(tuple(spread_out))
    return And(sides)


def _in_one_field(join: Joining, sides: tuple[Node, ...], *, bordered: bool) -> Node:
    """`title:talks W/5 siege` is mostly meant as `title:(talks W/5 siege)`."""
    fields = (_all(sides) or frozenset()) - {"text"}
    if len(fields) != 1:
        return And(sides)
    (field,) = fields
    moved = tuple(in_field(side, field) for side in sides)
    return join(moved) if can_stand(*moved, bordered=bordered) else And(sides)


def _culprit(node: Node) -> str:
    """The first part without a place, by the word that asks for it."""
    match node:
        case And() | Not():
            return type(node).__name__.upper()
        case AtLeast():
            return "ATLEAST"
        case InQuotation():
            return "quote:"
        case Or(parts):
            return next(filter(None, map(_culprit, parts)), "")
    return "" if places_of(node) else canonical(node).partition(":")[0] + ":"


def in_field(node: Node, field: str) -> Node:
    """The same words, looked for in another field."""
    match node:
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window():
            return replace(node, field=field)
        case NotNear(wanted, unwanted):
            return replace(node, wanted=in_field(wanted, field), unwanted=in_field(unwanted, field))
        case Or(parts) | Near(parts) | Together(parts):
            return replace(node, parts=tuple(in_field(part, field) for part in parts))
    return node


def on_each(node: Node, make: Callable[[Node], Node]) -> Node | None:
    """`make` on each largest part that has places in a text; what is known or excluded as it is.

    None where a part has words, but no such places.
    """
    if can_stand(node, bordered=True):
        return make(node)
    match node:
        case And(parts) | Or(parts):
            made = [on_each(part, make) for part in parts]
            found = tuple(part for part in made if part is not None)
            return type(node)(found) if len(found) == len(parts) else None
        case Not(part):
            inner = on_each(part, make)
            return None if inner is None else Not(inner)
        case AtLeast():
            return None
    return None if places_of(node) else node


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes right inside a node."""
    match node:
        case And(parts) | Or(parts) | Near(parts) | Together(parts):
            return parts
        case Not(part) | AtLeast(part) | InQuotation(part):
            return (part,)
        case NotNear(wanted, unwanted):
            return (wanted, unwanted)
    return ()


def depth(node: Node) -> int:
    """How many nodes stand inside each other, at most."""
    return 1 + max((depth(part) for part in parts_of(node)), default=0)


def count_leaves(node: Node) -> int:
    """How many words, names and dates a question has."""
    inner = parts_of(node)
    return sum(map(count_leaves, inner)) if inner else 1


def count_patterns(node: Node) -> int:
    """How many of its words have signs that stand for letters, or are looked for in similar
    spellings."""
    inner = parts_of(node)
    return sum(map(count_patterns, inner)) if inner else isinstance(node, Wildcard | Fuzzy)


def _all(nodes: tuple[Node, ...]) -> frozenset[str] | None:
    fields: frozenset[str] = frozenset()
    for node in nodes:
        found = places_of(node)
        if found is None:
            return None
        fields |= found
    return fields
