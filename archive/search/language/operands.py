"""Parsing of operands: a word, a phrase, a value of a field, a group in brackets, a count."""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.analysis import has_words, split_words
from archive.search.fields import FieldKind, QueryField
from archive.search.language.combining import MATCH_ALL, MatchAll, PartialNode
from archive.search.language.cursor import TokenCursor
from archive.search.language.faults import (
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
from archive.search.language.leaves import build_term_node
from archive.search.language.marks import QueryToken, TokenType
from archive.search.language.placing import (
    can_be_near,
    count_patterns,
    explain_not_near,
    map_positional,
)
from archive.search.language.readings import describe_node
from archive.search.language.values import VALUE_PARSERS, FieldValue
from archive.search.query import AtLeast, InQuotation, NameClause, Node
from archive.text.messages import lazy_message


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
            raise build_no_position_error(
                self.get_span_from(token), token, "* and counts have no place", None
            )
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
            self.add_repair(
                "The quotation {here} is not closed; read as “{read}”.", token, read=token.text
            )
        if node is None:
            self.notes += build_spelling_notes(token)
            node = build_term_node(
                token, self.get_span(token), scope.field.name if scope.field else "text"
            )
            self.pattern_count += count_patterns(node)
            if self.pattern_count > MAX_PATTERNS:
                raise build_too_many_patterns_error(self.get_span(token))
        self.add_part(self.get_span_from(token), describe_node(node), node)
        return node

    def _parse_field_value(
        self, token: QueryToken, field: QueryField, scope: FieldScope
    ) -> Node | None:
        """Return the node of a metadata field; None for a field of words."""
        if parse_value := VALUE_PARSERS.get(field.kind):
            self.notes += build_inclusion_notes(field, token)
            return parse_value(
                FieldValue(token, self.get_span(token), field, scope.possible, self.today)
            )
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
