"""Cursor over the tokens of a query, with the repairs and notes made so far."""

from __future__ import annotations

from datetime import date

from archive.search.language.faults import Repair, build_repair
from archive.search.language.marks import QueryToken, TokenType
from archive.search.language.places import SourceSpan
from archive.search.language.readings import QueryPart
from archive.search.language.tokens import tokenize_query
from archive.search.query import Node
from archive.search.request import MatchMode

TERM_TOKENS = frozenset(
    {TokenType.WORD, TokenType.WILDCARD, TokenType.FUZZY, TokenType.PHRASE, TokenType.RANGE}
)
"""Tokens of words and values."""
OPERAND_TOKENS = TERM_TOKENS | {
    TokenType.FIELD,
    TokenType.OPEN,
    TokenType.STAR,
    TokenType.NOT,
    TokenType.PLUS,
    TokenType.AT_LEAST,
}
"""Tokens that can begin an operand."""


class TokenCursor:
    """Cursor over the tokens of `text` that collects repairs, notes and parts."""

    def __init__(self, text: str, today: date, mode: MatchMode) -> None:
        self.text = text
        self.today = today
        self.mode = mode
        self.tokens = list(tokenize_query(text))
        self.index = 0
        self.repairs: list[Repair] = []
        self.notes: list[str] = []
        self.parts: list[QueryPart] = []

    def is_next(self, mark: TokenType) -> bool:
        """Return whether the next token is of this kind."""
        return self.index < len(self.tokens) and self.tokens[self.index].kind is mark

    def take_token(self) -> QueryToken:
        """Return the next token and advance."""
        token = self.tokens[self.index]
        self.index += 1
        return token

    def has_operand(self) -> bool:
        """Return whether the next token begins an operand."""
        return self.index < len(self.tokens) and self.tokens[self.index].kind in OPERAND_TOKENS

    def expect_operand(self, token: QueryToken) -> bool:
        """Return whether an operand begins here; if not, note a repair at `token`."""
        if not self.has_operand():
            self.add_repair("Nothing follows {token} {here}; left out.", token)
        return self.has_operand()

    def is_but_not(self) -> bool:
        """Return whether BUT NOT comes next."""
        next_tokens = self.tokens[self.index : self.index + 2]
        return (
            len(next_tokens) == 2
            and next_tokens[0].source_text.casefold() == "but"
            and next_tokens[1].kind is TokenType.NOT
        )

    def get_span(self, token: QueryToken) -> SourceSpan:
        """Return the span of a token."""
        return SourceSpan(self.text, token.start, token.end)

    def get_span_from(self, first: QueryToken) -> SourceSpan:
        """Return the span from a token to the last one taken."""
        return SourceSpan(self.text, first.start, self.tokens[self.index - 1].end)

    def add_repair(self, message: str, token: QueryToken, **values: object) -> None:
        """Note an error at `token` and its repair."""
        self.repairs.append(build_repair(message, token, **values))

    def add_part(self, span: SourceSpan, reading: str, node: Node) -> None:
        """Note the reading of a span of the query."""
        source_text = self.text[span.start : span.end]
        self.parts.append(QueryPart(source_text, span.start, len(source_text), reading, node))
