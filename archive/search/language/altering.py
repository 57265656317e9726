"""Rewriting of queries: one part less, looser, without dates. Pure."""

from __future__ import annotations

from dataclasses import replace

from archive.search.query import (
    And,
    AtLeast,
    InQuotation,
    Near,
    Node,
    NotNear,
    Or,
    Phrase,
    Published,
    Term,
    Together,
    Window,
)


def without_each(node: Node | None) -> list[tuple[Node, Node]]:
    """Return each conjunct with the query without it."""
    if not isinstance(node, And):
        return []
    parts = node.parts
    return [(part, all_of(parts[:at] + parts[at + 1 :])) for at, part in enumerate(parts)]


def loosened(node: Node) -> Node:
    """Return a query for the same words anywhere, dropping proximity and word order."""
    match node:
        case And(parts) | Near(parts) | Together(parts):
            return all_of(tuple(map(loosened, parts)))
        case NotNear(wanted) | AtLeast(wanted) | InQuotation(wanted):
            return loosened(wanted)
        case Phrase(text, field, False) if len(text.split()) > 1:
            return all_of(tuple(Term(word, field) for word in text.split()))
        case Window(words, _, field):
            return all_of(tuple(Term(word, field) for word in words))
        case Or(parts):
            return Or(tuple(map(loosened, parts)))
    return node


def without_dates(node: Node | None) -> Node | None:
    """Return the query without its top-level date clauses; None if it has none."""
    match node:
        case And(parts):
            rest = tuple(part for part in parts if not isinstance(part, Published))
            return all_of(rest) if rest and len(rest) < len(parts) else None
    return None


def replaced(node: Node, old: Node, new: Node) -> Node:
    """Replace a node wherever it stands outside of NOT."""
    if node == old:
        return new
    match node:
        case And(parts) | Or(parts) | Near(parts) | Together(parts):
            return replace(node, parts=tuple(replaced(part, old, new) for part in parts))
        case NotNear(wanted, unwanted, distance):
            return NotNear(replaced(wanted, old, new), unwanted, distance)
        case AtLeast(part, count):
            return AtLeast(replaced(part, old, new), count)
        case InQuotation(part):
            return InQuotation(replaced(part, old, new))
    return node


def all_of(parts: tuple[Node, ...]) -> Node:
    """Combine nodes with AND, flattening nested AND nodes."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, And) else (part,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))
