"""Combination of parsed parts, including `*` and dropped parts."""

from __future__ import annotations

from collections.abc import Sequence

from archive.search.language.placing import places_of
from archive.search.query import Absent, And, AtLeast, InQuotation, Node, Not, Or


class Everything:
    """Placeholder for `*` while a tree is built."""


EVERYTHING = Everything()
Part = Node | Everything | None
"""None: every token of it was dropped."""


def joined(parts: list[Part]) -> Part:
    """Combine parts with AND; `*` adds nothing."""
    real = [part for part in parts if part is not None]
    nodes = tuple(part for part in real if not isinstance(part, Everything))
    if not nodes:
        return EVERYTHING if real else None
    return nodes[0] if len(nodes) == 1 else And(nodes)


def alternatives(parts: list[Part]) -> Part:
    """Combine parts with OR; `*` absorbs the others."""
    real = [part for part in parts if part is not None]
    nodes = tuple(part for part in real if not isinstance(part, Everything))
    if len(nodes) < len(real):
        return EVERYTHING
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else Or(nodes)


def any_of(groups: Sequence[Sequence[Part]], *, of_values: bool) -> tuple[list[Part], bool]:
    """Return the alternatives of adjacent parts, and whether AND holds one of them together.

    Between the parts of one group AND was typed, between groups nothing: any of those with words
    suffices. Metadata clauses and exclusions stay required, beside a single alternative too; in
    brackets behind a field (`of_values`) a metadata clause is an alternative.
    """
    wanted: list[tuple[Node, ...]] = []
    musts: list[Node] = []
    for group in groups:
        nodes = [part for part in group if part is not None and not isinstance(part, Everything)]
        asked = tuple(node for node in nodes if not _is_excluded(node))
        if asked and (of_values or any(map(_asks_for_words, asked))):
            wanted.append(asked)
            musts += [node for node in nodes if _is_excluded(node)]
        else:
            musts += nodes
    if len(wanted) < 2:
        together = joined([part for group in groups for part in group])
        return [together], len(musts) + sum(map(len, wanted)) > 1
    either = [nodes[0] if len(nodes) == 1 else And(nodes) for nodes in wanted]
    if musts:
        return [And((Or(tuple(either)), *musts))], True
    return [*either], any(len(nodes) > 1 for nodes in wanted)


def required(node: Node, needed: Sequence[Node]) -> Node:
    """Return `node` with each of `required_nodes` required; the others only raise the score."""
    parts = node.parts if isinstance(node, And) else (node,)
    rest = [part for part in parts if not (isinstance(part, Or) and set(part.parts) <= set(needed))]
    return And((*(part for part in needed if part not in rest), *rest))


def _is_excluded(node: Node) -> bool:
    """Return whether a node excludes; `has:` is positive, though it is a Not."""
    return isinstance(node, Not) and not isinstance(node.part, Absent)


def _asks_for_words(node: Node) -> bool:
    match node:
        case Not():
            return False
        case And(parts) | Or(parts):
            return any(map(_asks_for_words, parts))
        case AtLeast() | InQuotation():
            return True
    return places_of(node) is not None
