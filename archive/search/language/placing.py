"""Positions of query parts: which nodes can be operands of a proximity operator.

Where a part has none (`(a AND b) W/5 c`, `outlet:x W/5 y`), the proximity can often be distributed
over the words: `distribute_proximity` builds that query for a suggestion.
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
"""Fields with indexed sentences, paragraphs and quotations."""
_MOST = 60  # terms of a suggested query

Joining = Callable[[tuple[Node, ...]], Node]


def places_of(node: Node) -> frozenset[str] | None:
    """Return the fields in which `node` has positions; None if any part of it has none."""
    match node:
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window():
            return frozenset({node.field})
        case NotNear(wanted, unwanted):
            return _all((wanted, unwanted))
        case Or(parts) | Near(parts) | Together(parts):
            return _all(parts)
    return None


def can_stand(*nodes: Node, bordered: bool = False) -> bool:
    """Return whether all have positions in one field, with indexed boundaries if `in_unit`."""
    fields = _all(nodes)
    return fields is not None and len(fields) == 1 and (not bordered or fields <= BORDERED)


def why_not(*nodes: Node, bordered: bool = False) -> str:
    """Explain why nodes cannot stand near each other, as the end of a sentence."""
    for node in nodes:
        if culprit := _culprit(node):
            return said("{culprit} has no place in a text", culprit=culprit)
    if bordered and can_stand(*nodes):
        return said("sentences, paragraphs and quotations are known of the text only")
    return said("both sides must be of one field")


def spread(join: Joining, sides: tuple[Node, ...], *, bordered: bool = False) -> Node | None:
    """Distribute a proximity operator over the words of its groups; None for too many."""
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
    """Read `title:talks W/5 siege` as `title:(talks W/5 siege)`, its usual intent."""
    fields = (_all(sides) or frozenset()) - {"text"}
    if len(fields) != 1:
        return And(sides)
    (field,) = fields
    moved = tuple(in_field(side, field) for side in sides)
    return join(moved) if can_stand(*moved, bordered=bordered) else And(sides)


def _culprit(node: Node) -> str:
    """Return the first part without positions, by its operator or field."""
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
    """Move the words of a node to another field."""
    match node:
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window():
            return replace(node, field=field)
        case NotNear(wanted, unwanted):
            return replace(node, wanted=in_field(wanted, field), unwanted=in_field(unwanted, field))
        case Or(parts) | Near(parts) | Together(parts):
            return replace(node, parts=tuple(in_field(part, field) for part in parts))
    return node


def on_each(node: Node, make: Callable[[Node], Node]) -> Node | None:
    """Wrap each largest part with positions; metadata clauses and exclusions stay as they are.

    None if a part has words, but no such positions.
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
    """Return the child nodes."""
    match node:
        case And(parts) | Or(parts) | Near(parts) | Together(parts):
            return parts
        case Not(part) | AtLeast(part) | InQuotation(part):
            return (part,)
        case NotNear(wanted, unwanted):
            return (wanted, unwanted)
    return ()


def depth(node: Node) -> int:
    """Return the nesting depth of a node."""
    return 1 + max((depth(part) for part in parts_of(node)), default=0)


def count_leaves(node: Node) -> int:
    """Count the words, names and dates of a query."""
    inner = parts_of(node)
    return sum(map(count_leaves, inner)) if inner else 1


def count_patterns(node: Node) -> int:
    """Count the wildcard and fuzzy terms of a query."""
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
