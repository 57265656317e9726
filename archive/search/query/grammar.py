"""Parser: tokens to a tree, with operator precedence and repairs.

From tight to loose: quotation marks and brackets; field prefixes; proximity; NOT; AND (also when
nothing stands between two words); OR.
"""

from __future__ import annotations

from datetime import date
from itertools import accumulate

from archive.search.query import combination, errors
from archive.search.query.combination import (
    MATCH_ALL,
    MatchAll,
    PartialNode,
    ProximityChain,
    can_be_near,
    map_positional,
)
from archive.search.query.errors import MAX_BRACKETS, MAX_DEPTH, build_mixed_operators_note, build_no_position_error
from archive.search.query.fields import FieldKind
from archive.search.query.nodes import And, AtLeast, InQuotation, Node, Not, Or
from archive.search.query.operands import TERM_TOKENS, FieldScope, OperandParser
from archive.search.query.request import MatchMode
from archive.search.query.tokens import QueryToken, SourceSpan, TokenType
from archive.text.messages import lazy_message

_OPERATOR_TOKENS = frozenset({TokenType.AND, TokenType.OR, TokenType.NOT, TokenType.PLUS, TokenType.NEAR})
_NOT_NEAR = [TokenType.AND, TokenType.NOT, TokenType.NEAR]


class QueryParser(OperandParser):
    """Parser of one text. Call `parse()` once, then read `repairs`, `notes` and `parts`."""

    def __init__(self, text: str, today: date, mode: MatchMode = MatchMode.ALL) -> None:
        super().__init__(text, today, mode)
        self._depth = 0
        self._required_stack: list[list[Node]] = []  # nodes marked with `+`, by OR group

    def parse(self) -> Node | None:
        """Return the tree (None: everything), or raise QuerySyntaxError if nothing can be run."""
        if self.tokens and all(token.kind in _OPERATOR_TOKENS for token in self.tokens):
            raise errors.build_lone_operator_error(self.text, self.tokens)
        if (term_count := sum(token.kind in TERM_TOKENS for token in self.tokens)) > errors.MAX_TERMS:
            raise errors.build_too_many_words_error(self.text, term_count)
        parts: list[PartialNode] = []
        while self.index < len(self.tokens):
            parts.append(self._parse_or(FieldScope()))
            if self.is_next(TokenType.CLOSE):
                self.add_repair("The closing bracket {here} opens nowhere; left out.", self.take_token())
        if self.mode is MatchMode.ANY:
            parts = combination.combine_any([[part] for part in parts], of_values=False)[0]
        node = combination.combine_and(parts) if self.mode is MatchMode.ALL else combination.combine_or(parts)
        if node is None and self.tokens:
            raise errors.build_empty_query_error(self.text, self.repairs)
        self.notes += errors.build_lowercase_operator_notes(self.tokens)
        return None if isinstance(node, MatchAll) else node

    def _parse_or(self, scope: FieldScope) -> PartialNode:
        """Parse alternatives separated by OR."""
        parts: list[PartialNode] = []
        is_mixed = False
        self._required_stack.append([])
        while True:
            alternatives, is_and = self._parse_alternatives(scope)
            is_mixed = is_mixed or is_and
            parts += alternatives
            if not self.is_next(TokenType.OR):
                break
            self._take_operator(parts[-1])
        required = self._required_stack.pop()
        node = self._apply_required(combination.combine_or(parts), required)
        if is_mixed and not required and len(parts) > 1 and not isinstance(node, MatchAll | None):
            self.notes.append(build_mixed_operators_note(lazy_message("AND is applied before OR"), node, self.mode))
        return node

    def _parse_alternatives(self, scope: FieldScope) -> tuple[list[PartialNode], bool]:
        """Return the alternatives up to the next OR, and whether one of them is an AND without brackets.

        Adjacent parts are one alternative, or one each in `MatchMode.ANY`.
        """
        start, groups = self.index, self._parse_conjunct_groups(scope)
        if self.mode is MatchMode.ANY:
            return combination.combine_any(groups, of_values=scope.is_grouped)
        part = combination.combine_and([part for group in groups for part in group])
        return [part], self._is_unbracketed_and(part, start)

    def _apply_required(self, node: PartialNode, required: list[Node]) -> PartialNode:
        """Make operands of `+` required beside OR and in `MatchMode.ANY`; elsewhere all are anyway."""
        if not required or isinstance(node, MatchAll | None):
            return node
        combined = combination.require_nodes(node, tuple(dict.fromkeys(required)))
        if node in (combined, *required) or (self.mode is MatchMode.ALL and not isinstance(node, Or)):
            self.notes.append(lazy_message("All words are required anyway, so the + was ignored."))
            return node
        if self.mode is MatchMode.ANY:
            reason = lazy_message("+ makes a word required")
        else:
            reason = lazy_message("+ beside OR makes a word required")
        self.notes.append(build_mixed_operators_note(reason, combined, self.mode))
        return combined

    def _parse_conjunct_groups(self, scope: FieldScope) -> list[list[PartialNode]]:
        """Parse parts up to the next OR, in groups; AND was typed between the parts of a group."""
        groups: list[list[PartialNode]] = [[]]
        has_and = True
        while self.index < len(self.tokens):
            token, group = self.tokens[self.index], groups[-1]
            if token.kind is TokenType.AND:
                self._take_operator(group[-1] if group else None)
                has_and = True
            elif token.kind is TokenType.NEAR:
                self.add_repair("Nothing stands before {token} {here}; left out.", self.take_token())
            elif self.has_operand():
                if group and self.is_but_not():
                    self.index += 1
                if not has_and:
                    groups.append([])
                groups[-1].append(self._parse_not(scope))
                has_and = False
            else:
                break
        return groups

    def _parse_not(self, scope: FieldScope) -> PartialNode:
        """Parse an operand with any NOT, `-` or `+` before it."""
        negations, is_required = 0, False
        while self.is_next(TokenType.NOT, TokenType.PLUS):
            token = self.take_token()
            if token.kind is TokenType.PLUS:
                is_required = True
                continue
            negations += 1
            if not self.expect_operand(token):
                return None
        first = self.tokens[self.index]
        if negations > MAX_BRACKETS:
            raise errors.build_too_deep_error(self.get_span(first))
        node: PartialNode = self._parse_proximity(scope)
        if negations and isinstance(node, MatchAll):
            raise self.get_span(first).build_error(
                "Everything without everything is nothing. Leave out NOT *.", "nothing"
            )
        if isinstance(node, MatchAll | None):
            return node
        for _ in range(negations):
            node = Not(node)
        if is_required:
            self._required_stack[-1].append(node)
        return node

    def _parse_operand(self, scope: FieldScope) -> PartialNode:
        """Parse the operand that begins here."""
        token = self.take_token()
        if self._depth >= MAX_BRACKETS:
            raise errors.build_too_deep_error(self.get_span(token))
        self._depth += 1
        try:
            return self._parse_token(token, scope)
        finally:
            self._depth -= 1

    def _parse_token(self, token: QueryToken, scope: FieldScope) -> PartialNode:
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
                raise errors.build_bare_star_error(self.get_span(token), scope.field)
            case TokenType.NOT | TokenType.PLUS:  # behind a prefix: title:-talks
                self.index -= 1
                return self._parse_not(scope)
        return self.parse_value(token, scope)

    def _parse_group(self, opening: QueryToken, scope: FieldScope) -> PartialNode:
        if opening.text != "(":
            self.add_repair("‘{token}’ {here} does not group words; read as (.", opening)
        node = self._parse_or(FieldScope(scope.field, scope.possible, is_grouped=scope.field is not None))
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
            return self._parse_operand(FieldScope(token.field, token.possible))
        node = self._parse_operand(FieldScope())
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
        node = self._parse_operand(scope)
        if node is None:
            return None
        if isinstance(node, MatchAll):
            raise build_no_position_error(self.get_span_from(token), token, "* has no place", None)
        if not can_be_near(node):
            replacement = map_positional(node, lambda part: AtLeast(part, token.number))
            raise build_no_position_error(
                self.get_span_from(token), token, combination.explain_not_near(node), replacement, self.mode
            )
        at_least = AtLeast(node, token.number)
        reading = lazy_message("{number} times or more in one article", number=token.number)
        self.add_part(self.get_span(token), reading, at_least)
        return at_least

    def _parse_proximity(self, scope: FieldScope) -> PartialNode:
        """Parse operands of proximity operators: equal ones make a chain, different ones bind from left to right."""
        first_token, operator_kinds = self.tokens[self.index], set()
        chain = ProximityChain([self._parse_operand(scope)], self.get_span_from(first_token))
        while operator_and_negation := self._take_proximity_operator():
            token, negated = operator_and_negation
            self._reject_adjacent_operator(token)
            if not self.expect_operand(token):
                break
            if self.is_next(TokenType.NOT):
                raise SourceSpan(self.text, token.start, self.tokens[self.index].end).build_error(
                    "To exclude what stands near, write NOT before {printed} ({here}).",
                    "not-near",
                    f"NOT {token.source_text} ",
                    printed=token.source_text,
                )
            if chain.operators and (negated or chain.is_negated or token.proximity != chain.operator):
                chain = ProximityChain([self._build_proximity_node(chain)], chain.span, chain.depth + 1)
                if chain.depth > MAX_DEPTH:
                    raise errors.build_too_deep_error(self.get_span(token))
            self._append_operand(chain, token, self._parse_operand(scope), negated=negated)
            chain.span = self.get_span_from(first_token)
            operator_kinds |= {(operator.proximity, chain.is_negated) for operator in chain.operators}
        node = self._build_proximity_node(chain)
        if len(operator_kinds) > 1 and not isinstance(node, MatchAll | None):
            reason = lazy_message("Proximity operators are read from left to right")
            self.notes.append(build_mixed_operators_note(reason, node, self.mode))
        return node

    def _append_operand(
        self, chain: ProximityChain, operator: QueryToken, operand: PartialNode, *, negated: bool
    ) -> None:
        """Append an operand, unless it or the one before it was dropped."""
        if operand is None or chain.operands == [None]:
            chain.operands = chain.operands if operand is None else [operand]
            self.add_repair("{token} {here} has nothing on one side; left out.", operator)
            return
        chain.operands.append(operand)
        chain.operators.append(operator)
        chain.is_negated = negated
        if not chain.operator.ordered and len(chain.operands) > errors.MAX_CHAIN_OPERANDS:
            raise self.get_span(operator).build_error(
                "{printed} ({here}): at most {most} words, phrases or groups can stand in one chain,"
                " as they are looked for in any order. Leave some out, or write AND here.",
                "chain-too-long",
                "AND",
                printed=operator.source_text,
                most=errors.MAX_CHAIN_OPERANDS,
            )

    def _take_proximity_operator(self) -> tuple[QueryToken, bool] | None:
        """Take the next proximity operator; return it and whether NOT stands before it."""
        if self.is_next(TokenType.NEAR):
            return self.take_token(), False
        for length in (2, 3):  # AND NOT W/5 is the same
            following = self.tokens[self.index : self.index + length]
            if [token.kind for token in following] == _NOT_NEAR[-length:]:
                self.index += length
                return following[-1], True
        return None

    def _build_proximity_node(self, chain: ProximityChain) -> PartialNode:
        """Build the proximity node of a chain, and note its reading at each operator."""
        if not chain.operators:
            return chain.operands[0]
        node, reading = chain.build_node(self.mode), chain.describe()
        for operator in chain.operators:
            self.add_part(self.get_span(operator), reading, node)
        return node

    def _is_unbracketed_and(self, part: PartialNode, start: int) -> bool:
        """Return whether `part` is an AND that no bracket encloses."""
        if not isinstance(part, And):
            return False
        tokens = self.tokens[start : self.index]
        if tokens[0].kind is not TokenType.OPEN or tokens[-1].kind is not TokenType.CLOSE:
            return True
        depths = accumulate((token.kind is TokenType.OPEN) - (token.kind is TokenType.CLOSE) for token in tokens[:-1])
        return len(part.parts) > 1 and 0 in depths

    def _take_operator(self, left_operand: PartialNode) -> None:
        """Take AND or OR; note a repair if one of its sides is missing."""
        token = self.take_token()
        if left_operand is None:
            self.add_repair("Nothing stands before {token} {here}; left out.", token)
        self._reject_adjacent_operator(token)
        self.expect_operand(token)

    def _reject_adjacent_operator(self, token: QueryToken) -> None:
        """Raise for adjacent operators: AND OR, W/5 AND."""
        if self.is_next(TokenType.AND, TokenType.OR, TokenType.NEAR):
            raise errors.build_adjacent_operators_error(self.text, token, self.tokens[self.index])
