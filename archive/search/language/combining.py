"""Combination of parsed parts, including `*` and dropped parts."""

from __future__ import annotations

from collections.abc import Sequence

from archive.search.language.placing import get_position_fields
from archive.search.query import And, AtLeast, InQuotation, MissingClause, Node, Not, Or


class MatchAll:
    """Placeholder for `*` while a tree is built."""


MATCH_ALL = MatchAll()
PartialNode = Node | MatchAll | None
"""None: every token of it was dropped."""


def combine_and(parts: list[PartialNode]) -> PartialNode:
    """Combine parts with AND; `*` adds nothing."""
    present = [part for part in parts if part is not None]
    nodes = tuple(part for part in present if not isinstance(part, MatchAll))
    if not nodes:
        return MATCH_ALL if present else None
    return nodes[0] if len(nodes) == 1 else And(nodes)


def combine_or(parts: list[PartialNode]) -> PartialNode:
    """Combine parts with OR; `*` absorbs the others."""
    present = [part for part in parts if part is not None]
    nodes = tuple(part for part in present if not isinstance(part, MatchAll))
    if len(nodes) < len(present):
        return MATCH_ALL
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else Or(nodes)


def combine_any(
    groups: Sequence[Sequence[PartialNode]], *, of_values: bool
) -> tuple[list[PartialNode], bool]:
    """Return the alternatives of adjacent parts, and whether AND holds one of them together.

    Between the parts of one group AND was typed, between groups nothing: any of those with words
    suffices. Metadata clauses and exclusions stay required, beside a single alternative too; in
    brackets behind a field (`of_values`) a metadata clause is an alternative.
    """
    alternative_groups: list[tuple[Node, ...]] = []
    required_nodes: list[Node] = []
    for group in groups:
        nodes = [part for part in group if part is not None and not isinstance(part, MatchAll)]
        positive = tuple(node for node in nodes if not _is_excluded(node))
        if positive and (of_values or any(map(_has_words, positive))):
            alternative_groups.append(positive)
            required_nodes += [node for node in nodes if _is_excluded(node)]
        else:
            required_nodes += nodes
    if len(alternative_groups) < 2:
        conjunction = combine_and([part for group in groups for part in group])
        return [conjunction], len(required_nodes) + sum(map(len, alternative_groups)) > 1
    alternative_nodes = [
        nodes[0] if len(nodes) == 1 else And(nodes) for nodes in alternative_groups
    ]
    if required_nodes:
        return [And((Or(tuple(alternative_nodes)), *required_nodes))], True
    return [*alternative_nodes], any(len(nodes) > 1 for nodes in alternative_groups)


def require_nodes(node: Node, required_nodes: Sequence[Node]) -> Node:
    """Return `node` with each of `required_nodes` required; the others only raise the score."""
    parts = node.parts if isinstance(node, And) else (node,)
    others = [
        part
        for part in parts
        if not (isinstance(part, Or) and set(part.parts) <= set(required_nodes))
    ]
    return And((*(part for part in required_nodes if part not in others), *others))


def _is_excluded(node: Node) -> bool:
    """Return whether a node excludes; `has:` is positive, though it is a Not."""
    return isinstance(node, Not) and not isinstance(node.part, MissingClause)


def _has_words(node: Node) -> bool:
    match node:
        case Not():
            return False
        case And(parts) | Or(parts):
            return any(map(_has_words, parts))
        case AtLeast() | InQuotation():
            return True
    return get_position_fields(node) is not None
