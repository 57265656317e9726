"""Combination of query parts: AND, OR and adjacent words, and which parts can stand near each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import prod
from typing import Final

from archive.search.query import nodes
from archive.search.query.errors import build_no_position_error
from archive.search.query.nodes import And, AtLeast, InQuotation, Node, Not, Or, combine_with
from archive.search.query.request import MatchMode
from archive.search.query.tokens import ProximityOperator, QueryToken, SourceSpan
from archive.search.query.unparse import describe_proximity, to_canonical
from archive.text.messages import Message, lazy_message

BOUNDARY_FIELDS: Final = frozenset({"text", "about"})  # fields with indexed sentences, paragraphs and quotations
_MAX_TERMS = 60  # terms of a suggested query

NodeBuilder = Callable[[tuple[Node, ...]], Node]


def get_position_fields(*parts: Node) -> frozenset[str]:
    """Return the fields in which the parts have positions; none if any of them has no positions."""
    fields: list[frozenset[str]] = []
    for part in parts:
        if isinstance(part, nodes.TermNode):
            fields.append(frozenset({part.field}))
        elif isinstance(part, Or | nodes.Near | nodes.NotNear | nodes.SameUnit):
            fields.append(get_position_fields(*nodes.get_children(part)))
        else:
            return frozenset()
    return frozenset().union(*fields) if all(fields) else frozenset()


def can_be_near(*parts: Node, in_unit: bool = False) -> bool:
    """Return whether all have positions in one field, with indexed boundaries if `in_unit`."""
    fields = get_position_fields(*parts)
    return len(fields) == 1 and (not in_unit or fields <= BOUNDARY_FIELDS)


def explain_not_near(*parts: Node, in_unit: bool = False) -> str:
    """Explain why parts cannot stand near each other, as the end of a sentence."""
    if offender := next(filter(None, map(_find_offender, parts)), ""):
        return lazy_message("{culprit} has no place in a text", culprit=offender)
    if in_unit and can_be_near(*parts):
        return lazy_message("sentences, paragraphs and quotations are known of the text only")
    return lazy_message("both sides must be of one field")


def _distribute(build_node: NodeBuilder, operands: tuple[Node, ...], *, in_unit: bool) -> Node:
    """Distribute a proximity operator over the words of its groups."""
    if can_be_near(*operands, in_unit=in_unit):
        return build_node(operands)
    if fields := get_position_fields(*operands):
        name, *others = fields - {"text"}  # `title:talks W/5 siege` usually means `title:(talks W/5 siege)`
        moved = tuple(_move_to_field(operand, name) for operand in operands)
        return build_node(moved) if not others and can_be_near(*moved, in_unit=in_unit) else And(operands)
    if isinstance(operands[0], InQuotation) and all(map(get_position_fields, operands[1:])):
        return InQuotation(_distribute(build_node, (operands[0].part, *operands[1:]), in_unit=in_unit))
    for index, group in enumerate(operands):
        if isinstance(group, And | Or):
            spread_out = (
                _distribute(build_node, (*operands[:index], part, *operands[index + 1 :]), in_unit=in_unit)
                for part in group.parts
            )
            return type(group)(tuple(spread_out))
    return And(operands)


def _find_offender(node: Node) -> str:
    """Return the first part without positions, by its operator or field."""
    match node:
        case And() | Not():
            return type(node).__name__.upper()
        case AtLeast():
            return "ATLEAST"
        case InQuotation():
            return "quote:"
        case Or(parts):
            return next(filter(None, map(_find_offender, parts)), "")
    return "" if get_position_fields(node) else to_canonical(node).partition(":")[0] + ":"


def _move_to_field(node: Node, field: str) -> Node:
    """Move the words of a node with positions to another field."""
    if isinstance(node, nodes.TermNode):
        return replace(node, field=field)
    return nodes.map_children(node, lambda child: _move_to_field(child, field))


def map_positional(node: Node, wrap: Callable[[Node], Node]) -> Node | None:
    """Wrap each largest part with positions; metadata clauses and exclusions stay as they are.

    None if a part has words, but no such positions.
    """
    if can_be_near(node, in_unit=True):
        return wrap(node)
    match node:
        case And(parts) | Or(parts):
            wrapped = tuple(inner for part in parts if (inner := map_positional(part, wrap)) is not None)
            return type(node)(wrapped) if len(wrapped) == len(parts) else None
        case Not(part):
            inner = map_positional(part, wrap)
            return None if inner is None else Not(inner)
        case AtLeast():
            return None
    return None if get_position_fields(node) else node


class MatchAll:
    """Placeholder for `*` while a tree is built."""


MATCH_ALL = MatchAll()
PartialNode = Node | MatchAll | None  # None: every token of it was dropped


def combine_and(parts: list[PartialNode]) -> PartialNode:
    """Combine parts with AND; `*` adds nothing."""
    if present := _select_nodes(parts):
        return combine_with(And, present)
    return MATCH_ALL if MATCH_ALL in parts else None


def combine_or(parts: list[PartialNode]) -> PartialNode:
    """Combine parts with OR; `*` absorbs the others."""
    if MATCH_ALL in parts:
        return MATCH_ALL
    present = _select_nodes(parts)
    return combine_with(Or, present) if present else None


def _select_nodes(parts: Iterable[PartialNode]) -> list[Node]:
    return [part for part in parts if not isinstance(part, MatchAll | None)]


def combine_any(groups: Sequence[Sequence[PartialNode]], *, of_values: bool) -> tuple[list[PartialNode], bool]:
    """Return the alternatives of adjacent parts, and whether AND holds one of them together.

    Between the parts of one group AND was typed, between groups nothing: any of those with words
    suffices. Metadata clauses and exclusions stay required, beside a single alternative too; in
    brackets behind a field (`of_values`) a metadata clause is an alternative.
    """
    alternative_groups: list[tuple[Node, ...]] = []
    required_nodes: list[Node] = []
    for group in groups:
        present = _select_nodes(group)
        positive = tuple(node for node in present if not _is_excluded(node))
        if positive and (of_values or any(map(_has_words, positive))):
            alternative_groups.append(positive)
            required_nodes += [node for node in present if _is_excluded(node)]
        else:
            required_nodes += present
    if len(alternative_groups) < 2:
        conjunction = combine_and([part for group in groups for part in group])
        return [conjunction], len(required_nodes) + sum(map(len, alternative_groups)) > 1
    alternative_nodes = [combine_with(And, group) for group in alternative_groups]
    if required_nodes:
        return [And((Or(tuple(alternative_nodes)), *required_nodes))], True
    return [*alternative_nodes], any(len(group) > 1 for group in alternative_groups)


def require_nodes(node: Node, required_nodes: Sequence[Node]) -> Node:
    """Return `node` with each of `required_nodes` required; the others only raise the score."""
    parts = node.parts if isinstance(node, And) else (node,)
    others = [part for part in parts if not (isinstance(part, Or) and set(part.parts) <= set(required_nodes))]
    return And((*(part for part in required_nodes if part not in others), *others))


def _is_excluded(node: Node) -> bool:
    """Return whether a node excludes; `has:` is positive, though it is a Not."""
    return isinstance(node, Not) and not isinstance(node.part, nodes.MissingClause)


def _has_words(node: Node) -> bool:
    match node:
        case Not():
            return False
        case And(parts) | Or(parts):
            return any(map(_has_words, parts))
        case AtLeast() | InQuotation():
            return True
    return bool(get_position_fields(node))


@dataclass(slots=True)
class ProximityChain:
    """Operands joined by one proximity operator so far, and their span.

    `depth`: how many chains of other operators are nested in the first operand.
    """

    operands: list[PartialNode]
    span: SourceSpan
    depth: int = 0
    operators: list[QueryToken] = field(default_factory=list)
    is_negated: bool = False

    @property
    def operator(self) -> ProximityOperator:
        """Proximity operator of the chain."""
        return self.operators[0].proximity or ProximityOperator()

    def build_node(self, mode: MatchMode) -> Node:
        """Build the proximity node, or raise the error that explains why the operands cannot be near."""
        token, in_unit = self.operators[0], self.operator.unit is not None
        operands = tuple(_select_nodes(self.operands))
        if len(operands) < len(self.operands):
            raise build_no_position_error(self.span, token, "* has no place in a text", None)
        if self.is_negated and in_unit:
            reason = "NOT goes with a number only"
            raise build_no_position_error(self.span, token, reason, And((operands[0], Not(operands[1]))), mode)
        build_node = partial(self.operator.build_node, negated=self.is_negated)
        if not can_be_near(*operands, in_unit=in_unit):
            reason = explain_not_near(*operands, in_unit=in_unit)
            is_small = prod(map(nodes.count_terms, operands)) <= _MAX_TERMS
            replacement = _distribute(build_node, operands, in_unit=in_unit) if is_small else None
            raise build_no_position_error(self.span, token, reason, replacement, mode)
        return build_node(operands)

    def describe(self) -> Message:
        """Describe the operator of the chain for its operands."""
        reading = describe_proximity(self.operator, len(self.operands))
        return lazy_message("the first without the second {nearness}", nearness=reading) if self.is_negated else reading
