"""Explanations of a parsed query, collected while the parser reads its tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.search.query.errors import Repair, build_repair
from archive.search.query.nodes import (
    AddedClause,
    DateClause,
    Fuzzy,
    LanguageClause,
    MissingClause,
    NameClause,
    Near,
    Node,
    Not,
    Phrase,
    StatusClause,
    Term,
    Wildcard,
    Window,
)
from archive.search.query.request import MatchMode
from archive.search.query.source_spans import SourceSpan
from archive.search.query.tokenizer import tokenize_query
from archive.search.query.tokens import QueryToken, TokenType
from archive.text.languages import get_language_name
from archive.text.messages import Message, lazy_message, lazy_plural_message

_IN_FIELD: Final[Mapping[str, Callable[[Message], Message]]] = {
    "title": lambda told: lazy_message("{reading} in the title", reading=told),
    "about": lambda told: lazy_message("{reading} in title, standfirst or first paragraph", reading=told),
    "place": lambda told: lazy_message("{reading} in the place of the dateline", reading=told),
    "credit": lambda told: lazy_message("{reading} in a credit line", reading=told),
}


@dataclass(frozen=True, slots=True)
class QueryPart:
    """A part of a query: source text, span (characters from 0), and its explanation.

    `node` is the node that runs for it; for an operator, the operator with its operands.
    """

    text: str
    offset: int
    length: int
    reading: str
    node: Node


def describe_node(node: Node) -> Message:
    """Describe a word, name, date or gap."""
    if description := _describe_term(node):
        add_field = _IN_FIELD.get(getattr(node, "field", ""))
        return add_field(description) if add_field else description
    match node:
        case NameClause(field, name):
            return Message(_NAMES[field], {"name": name})
        case LanguageClause(language):
            return lazy_message("articles in {language}", language=Message(get_language_name(language)))
        case DateClause(first, last, possible):
            period = _describe_period(first, last)
            if possible:
                return lazy_message("certainly or possibly published {when}", when=period)
            return lazy_message("certainly published {when}", when=period)
        case AddedClause(first, last):
            return lazy_message("added to the archive {when}", when=_describe_period(first, last))
        case StatusClause(status):
            return lazy_message("articles with review status {status}", status=Message(status))
        case MissingClause(field):
            return lazy_message("articles without known {value}", value=_GAPS.get(field, Message(field)))
        case Not(MissingClause(field)):
            return lazy_message("articles with known {value}", value=_GAPS.get(field, Message(field)))
    return Message("")


_NAMES: Final = {
    "id": lazy_message("the article of the identifier {name}"),
    "speaker": lazy_message("articles that quote “{name}”"),
    "outlet": lazy_message("articles of the outlet “{name}”"),
    "author": lazy_message("articles by “{name}”"),
}
_GAPS: Final = {
    "outlet": lazy_message("outlet"),
    "author": lazy_message("author"),
    "date": lazy_message("date"),
    "credit": lazy_message("credit"),
    "lang": lazy_message("language"),
    "quote": lazy_message("quotation"),
    "place": lazy_message("place of writing"),
}


def _describe_term(node: Node) -> Message | None:
    match node:
        case Term(_, _, exact):
            if exact:
                return lazy_message("this word in just this form")
            return lazy_message("this word in any of its forms")
        case Phrase(_, _, exact):
            if exact:
                return lazy_message("these words in this order, in just these forms")
            return lazy_message("these words in this order, in any of their forms")
        case Wildcard():
            return lazy_message("words of this pattern: * stands for any letters, ? for one")
        case Fuzzy(_, edits):
            return lazy_plural_message(
                "words that differ by at most {number} letter",
                "words that differ by at most {number} letters",
                edits,
            )
        case Window(words, distance):
            return lazy_message(
                "these {count} words in any order, at most {distance} apart",
                count=len(words),
                distance=distance,
            )
        case Near():
            return lazy_message("these words in this order; * stands for any letters, ? for one")
    return None


def _describe_period(first: date | None, last: date | None) -> Message:
    if first and last:
        if first == last:
            return lazy_message("on {day}", day=_format_day(first))
        return lazy_message("from {first} to {last}", first=_format_day(first), last=_format_day(last))
    if first:
        return lazy_message("on {day} or later", day=_format_day(first))
    if last:
        return lazy_message("on {day} or earlier", day=_format_day(last))
    return lazy_message("at any known time")


def _format_day(day: date) -> str:
    return day.isoformat()


# Cursor over the tokens of a query, with the repairs and notes made so far.

TERM_TOKENS = frozenset({TokenType.WORD, TokenType.WILDCARD, TokenType.FUZZY, TokenType.PHRASE, TokenType.RANGE})
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
