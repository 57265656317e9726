"""Operands of a query: terms, field values, groups, and how they combine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.search.analysis.analyzer import has_words, split_words
from archive.search.query.errors import (
    MAX_BRACKETS,
    MAX_PATTERNS,
    MAX_PHRASE_WORDS,
    build_bare_star_error,
    build_inclusion_notes,
    build_long_phrase_error,
    build_no_position_error,
    build_spelling_notes,
    build_too_deep_error,
    build_too_many_patterns_error,
    build_whole_name_error,
)
from archive.search.query.explanations import TokenCursor, describe_node
from archive.search.query.field_values import VALUE_PARSERS, FieldValue
from archive.search.query.fields import FieldKind, QueryField
from archive.search.query.nodes import (
    And,
    AtLeast,
    InQuotation,
    MissingClause,
    NameClause,
    Node,
    Not,
    Or,
    combine_with,
    count_patterns,
)
from archive.search.query.positions import (
    can_be_near,
    explain_not_near,
    get_position_fields,
    map_positional,
)
from archive.search.query.term_nodes import build_term_node
from archive.search.query.tokens import QueryToken, TokenType
from archive.text.messages import lazy_message

# Combination of parsed parts, including `*` and dropped parts.


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
    return combine_with(And, nodes)


def combine_or(parts: list[PartialNode]) -> PartialNode:
    """Combine parts with OR; `*` absorbs the others."""
    present = [part for part in parts if part is not None]
    nodes = tuple(part for part in present if not isinstance(part, MatchAll))
    if len(nodes) < len(present):
        return MATCH_ALL
    if not nodes:
        return None
    return combine_with(Or, nodes)


def combine_any(groups: Sequence[Sequence[PartialNode]], *, of_values: bool) -> tuple[list[PartialNode], bool]:
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
    alternative_nodes = [combine_with(And, nodes) for nodes in alternative_groups]
    if required_nodes:
        return [And((Or(tuple(alternative_nodes)), *required_nodes))], True
    return [*alternative_nodes], any(len(nodes) > 1 for nodes in alternative_groups)


def require_nodes(node: Node, required_nodes: Sequence[Node]) -> Node:
    """Return `node` with each of `required_nodes` required; the others only raise the score."""
    parts = node.parts if isinstance(node, And) else (node,)
    others = [part for part in parts if not (isinstance(part, Or) and set(part.parts) <= set(required_nodes))]
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


@dataclass(frozen=True, slots=True)
class FieldScope:
    """Field prefix of a part; `is_grouped`: with a bracket between."""

    field: QueryField | None = None
    possible: bool = False
    is_grouped: bool = False


class OperandParser(TokenCursor):
    """Parser of operands; `grammar.QueryParser` adds the operators."""

    depth = 0
    pattern_count = 0

    def parse_or(self, scope: FieldScope) -> PartialNode:
        """Parse alternatives separated by OR."""
        raise NotImplementedError

    def parse_not(self, scope: FieldScope) -> PartialNode:
        """Parse an operand with any NOT, `-` or `+` before it."""
        raise NotImplementedError

    def parse_operand(self, scope: FieldScope) -> PartialNode:
        """Parse the operand that begins here."""
        token = self.take_token()
        if self.depth >= MAX_BRACKETS:
            raise build_too_deep_error(token)
        self.depth += 1
        try:
            return self._parse_operand(token, scope)
        finally:
            self.depth -= 1

    def _parse_operand(self, token: QueryToken, scope: FieldScope) -> PartialNode:
        match token.kind:
            case TokenType.OPEN:
                return self._parse_group(token, scope)
            case TokenType.FIELD:
                return self._parse_field(token)
            case TokenType.AT_LEAST:
                return self._parse_at_least(token, scope)
            case TokenType.STAR:
                if scope.field is None:
                    return MATCH_ALL
                raise build_bare_star_error(self.get_span(token), scope.field)
            case TokenType.NOT | TokenType.PLUS:  # behind a prefix: title:-talks
                self.index -= 1
                return self.parse_not(scope)
        return self._parse_value(token, scope)

    def _parse_group(self, opening: QueryToken, scope: FieldScope) -> PartialNode:
        inner_scope = FieldScope(scope.field, scope.possible, is_grouped=scope.field is not None)
        node = self.parse_or(inner_scope)
        if self.is_next(TokenType.CLOSE):
            self.index += 1
        elif node is not None:
            self.add_repair("The bracket {here} is not closed; closed at the end.", opening)
        if node is None:
            self.add_repair("Nothing stands in the bracket {here}; left out.", opening)
        return node

    def _parse_field(self, token: QueryToken) -> PartialNode:
        if not self.expect_operand(token):
            return None
        if token.field is None or token.field.kind is not FieldKind.QUOTE:
            return self.parse_operand(FieldScope(token.field, token.possible))
        node = self.parse_operand(FieldScope())
        if node is None:
            return None
        quotation = None if isinstance(node, MatchAll) else map_positional(node, InQuotation)
        if quotation is None:
            raise build_no_position_error(self.get_span_from(token), token, "* and counts have no place", None)
        return quotation

    def _parse_at_least(self, token: QueryToken, scope: FieldScope) -> PartialNode:
        """Parse the operand of `ATLEAST5(aleppo)`."""
        if not self.expect_operand(token):
            return None
        node = self.parse_operand(scope)
        if node is None:
            return None
        if isinstance(node, MatchAll):
            raise build_no_position_error(self.get_span_from(token), token, "* has no place", None)

        def build_at_least(part: Node) -> Node:
            return AtLeast(part, token.number)

        if not can_be_near(node):
            replacement = map_positional(node, build_at_least)
            raise build_no_position_error(
                self.get_span_from(token), token, explain_not_near(node), replacement, self.mode
            )
        at_least = build_at_least(node)
        self.add_part(
            self.get_span(token),
            lazy_message("{number} times or more in one article", number=token.number),
            at_least,
        )
        return at_least

    def _parse_value(self, token: QueryToken, scope: FieldScope) -> PartialNode:
        """Parse one word, phrase, range or name under its field."""
        words = split_words(token.text)
        if len(words) > MAX_PHRASE_WORDS:
            raise build_long_phrase_error(self.get_span(token), words)
        node = self._parse_field_value(token, scope.field, scope) if scope.field else None
        if node is None and not has_words(token.text):
            if token.kind is TokenType.PHRASE:
                self.add_repair("The quotation {here} has no word in it; left out.", token)
            else:
                self.add_repair("‘{token}’ {here} has no word in it; left out.", token)
            return None
        if not token.is_closed:
            self.add_repair("The quotation {here} is not closed; read as “{read}”.", token, read=token.text)
        if node is None:
            self.notes += build_spelling_notes(token)
            node = build_term_node(token, self.get_span(token), scope.field.name if scope.field else "text")
            self.pattern_count += count_patterns(node)
            if self.pattern_count > MAX_PATTERNS:
                raise build_too_many_patterns_error(self.get_span(token))
        self.add_part(self.get_span_from(token), describe_node(node), node)
        return node

    def _parse_field_value(self, token: QueryToken, field: QueryField, scope: FieldScope) -> Node | None:
        """Return the node of a metadata field; None for a field of words."""
        if parse_value := VALUE_PARSERS.get(field.kind):
            self.notes += build_inclusion_notes(field, token)
            return parse_value(FieldValue(token, self.get_span(token), field, scope.possible, self.today))
        if field.kind is not FieldKind.NAME or not has_words(token.text):
            return None
        if token.kind not in (TokenType.WORD, TokenType.PHRASE) or token.number or token.pattern:
            raise build_whole_name_error(self.get_span(token), field, token)
        return NameClause(field.name, self._take_name(token, scope))

    def _take_name(self, token: QueryToken, scope: FieldScope) -> str:
        """Take a name; in a bracket, adjacent words are one name: author:(Van Auken)."""
        words = [token.text]
        if token.kind is TokenType.WORD and scope.is_grouped:
            while self.is_next(TokenType.WORD) and not self.is_but_not():
                words.append(self.take_token().text)
        return " ".join(words)
