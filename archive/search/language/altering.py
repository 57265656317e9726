"""Rewriting of queries: one part less, looser, without dates. Pure."""

from __future__ import annotations

from dataclasses import replace

from archive.search.query import (
    And,
    AtLeast,
    DateClause,
    InQuotation,
    Near,
    Node,
    NotNear,
    Or,
    Phrase,
    SameUnit,
    Term,
    Window,
)


def list_without_each(node: Node | None) -> list[tuple[Node, Node]]:
    """Return each conjunct with the query without it."""
    if not isinstance(node, And):
        return []
    parts = node.parts
    return [
        (part, combine_all(parts[:index] + parts[index + 1 :])) for index, part in enumerate(parts)
    ]


def loosen_query(node: Node) -> Node:
    """Return a query for the same words anywhere, dropping proximity and word order."""
    match node:
        case And(parts) | Near(parts) | SameUnit(parts):
            return combine_all(tuple(map(loosen_query, parts)))
        case NotNear(wanted) | AtLeast(wanted) | InQuotation(wanted):
            return loosen_query(wanted)
        case Phrase(text, field, False) if len(text.split()) > 1:
            return combine_all(tuple(Term(word, field) for word in text.split()))
        case Window(words, _, field):
            return combine_all(tuple(Term(word, field) for word in words))
        case Or(parts):
            return Or(tuple(map(loosen_query, parts)))
    return node


def remove_dates(node: Node | None) -> Node | None:
    """Return the query without its top-level date clauses; None if it has none."""
    match node:
        case And(parts):
            remaining = tuple(part for part in parts if not isinstance(part, DateClause))
            return combine_all(remaining) if remaining and len(remaining) < len(parts) else None
    return None


def replace_node(node: Node, old: Node, new: Node) -> Node:
    """Replace a node wherever it stands outside of NOT."""
    if node == old:
        return new
    match node:
        case And(parts) | Or(parts) | Near(parts) | SameUnit(parts):
            return replace(node, parts=tuple(replace_node(part, old, new) for part in parts))
        case NotNear(wanted, unwanted, distance):
            return NotNear(replace_node(wanted, old, new), unwanted, distance)
        case AtLeast(part, count):
            return AtLeast(replace_node(part, old, new), count)
        case InQuotation(part):
            return InQuotation(replace_node(part, old, new))
    return node


def combine_all(parts: tuple[Node, ...]) -> Node:
    """Combine nodes with AND, flattening nested AND nodes."""
    flat = [child for part in parts for child in (part.parts if isinstance(part, And) else (part,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))
