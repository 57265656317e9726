"""Words and values of a query: a cursor over the tokens, and the node of each word, phrase, pattern or field value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive.search.analysis.analyzer import find_word_spans, has_words, split_words
from archive.search.query.any_words import drop_operators_of_sentences
from archive.search.query.errors import (
    MAX_PATTERNS,
    MAX_PHRASE_WORDS,
    Repair,
    build_listed_words_note,
    build_spelling_notes,
)
from archive.search.query.field_values import VALUE_PARSERS, FieldValue
from archive.search.query.fields import FieldKind, QueryField
from archive.search.query.lexer import tokenize_query
from archive.search.query.nodes import Fuzzy, NameClause, Node, Phrase, Term, Wildcard, Window, count_patterns
from archive.search.query.pasted_text import (
    GAP,
    combine_listed_words,
    include_closed_form,
    join_short_pattern,
    join_with_gaps,
    split_listed_words,
)
from archive.search.query.request import MatchMode
from archive.search.query.tokens import QueryToken, SourceSpan, TokenType
from archive.search.query.unparse import describe_listed_words, describe_node
from archive.search.query.word_syntax import WILDCARD_CHARS, parse_wildcard, reject_short_word
from archive.text.messages import Message, lazy_message

TERM_TOKENS = frozenset({TokenType.WORD, TokenType.WILDCARD, TokenType.FUZZY, TokenType.PHRASE, TokenType.RANGE})
"""Tokens of words and values."""
_WILDCARDS_TO_LETTERS = str.maketrans(dict.fromkeys(WILDCARD_CHARS, "x"))
_OPENING_TOKENS = {TokenType.FIELD, TokenType.OPEN, TokenType.STAR, TokenType.NOT, TokenType.PLUS, TokenType.AT_LEAST}
OPERAND_TOKENS = TERM_TOKENS | _OPENING_TOKENS  # tokens that can begin an operand


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


@dataclass(frozen=True, slots=True)
class FieldScope:
    """Field prefix of a part; `is_grouped`: with a bracket between."""

    field: QueryField | None = None
    possible: bool = False
    is_grouped: bool = False


class OperandParser:
    """Cursor over the tokens of `text`; parses words and values, and collects repairs, notes and parts."""

    def __init__(self, text: str, today: date, mode: MatchMode) -> None:
        self.text = text
        self.today = today
        self.mode = mode
        self.tokens = list(tokenize_query(text))
        self.notes: list[str] = []
        if mode is MatchMode.ANY:
            self.tokens, self.notes[:] = drop_operators_of_sentences(self.tokens)
        self.index = 0
        self.pattern_count = 0
        self.repairs: list[Repair] = []
        self.parts: list[QueryPart] = []

    def is_next(self, *kinds: TokenType) -> bool:
        """Return whether the next token is of one of these kinds."""
        return self.index < len(self.tokens) and self.tokens[self.index].kind in kinds

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
        if self.has_operand():
            return True
        self.add_repair("Nothing follows {token} {here}; left out.", token)
        return False

    def is_but_not(self) -> bool:
        """Return whether BUT NOT comes next."""
        first, *others = self.tokens[self.index : self.index + 2]
        return first.source_text.casefold() == "but" and [token.kind for token in others] == [TokenType.NOT]

    def get_span(self, token: QueryToken) -> SourceSpan:
        """Return the span of a token."""
        return SourceSpan(self.text, token.start, token.end)

    def get_span_from(self, first: QueryToken) -> SourceSpan:
        """Return the span from a token to the last one taken."""
        return SourceSpan(self.text, first.start, self.tokens[self.index - 1].end)

    def add_repair(self, message: str, token: QueryToken, **values: object) -> None:
        """Note an error at `token` and its repair; `{token}` in the message is as typed, `{here}` its location."""
        values = {"here": self.get_span(token).location, "token": token.source_text, **values}
        self.repairs.append(Repair(Message(message, values), token.start, token.end - token.start))

    def add_part(self, span: SourceSpan, reading: str, node: Node) -> None:
        """Note the reading of a span of the query."""
        source_text = self.text[span.start : span.end]
        self.parts.append(QueryPart(source_text, span.start, len(source_text), reading, node))

    def parse_value(self, token: QueryToken, scope: FieldScope) -> Node | None:
        """Parse one word, phrase, range or name under its field."""
        words = split_words(token.text)
        if len(words) > MAX_PHRASE_WORDS:
            raise self.get_span(token).build_error(
                "{count} words stand in a row {here}; a phrase has at most {max_phrase}. Shorten it.",
                "long-phrase",
                '"{}"'.format(" ".join(words[:MAX_PHRASE_WORDS])),
                count=f"{len(words):,}",
                max_phrase=MAX_PHRASE_WORDS,
            )
        node = self._parse_field_value(token, scope.field, scope) if scope.field else None
        field_name = scope.field.name if scope.field else "text"
        if node is None and (listed_words := list_words_of(token)):
            node = combine_listed_words(listed_words, field_name, self.mode)
            self.notes.append(build_listed_words_note(token, listed_words))
            self.add_part(self.get_span(token), describe_listed_words(self.mode), node)
            return node
        if node is None and not words:
            if token.kind is TokenType.PHRASE:
                self.add_repair("The quotation {here} has no word in it; left out.", token)
            else:
                self.add_repair("‘{token}’ {here} has no word in it; left out.", token)
            return None
        if not token.is_closed:
            self.add_repair("The quotation {here} is not closed; read as “{read}”.", token, read=token.text)
        if node is None:
            self.notes += build_spelling_notes(token, is_between=1 < self.index < len(self.tokens))
            node = _build_term_node(token, self.get_span(token), field_name)
            self.pattern_count += count_patterns(node)
            if self.pattern_count > MAX_PATTERNS:
                raise self.get_span(token).build_error(
                    "More than {max_patterns} words with *, ? or ~ are in the query, from character"
                    " {number} on. Remove some, or write words in full.",
                    "too-many-patterns",
                    max_patterns=MAX_PATTERNS,
                )
        self.add_part(self.get_span_from(token), describe_node(node), node)
        return node

    def _parse_field_value(self, token: QueryToken, field: QueryField, scope: FieldScope) -> Node | None:
        """Return the node of a metadata field; None for a field of words."""
        if parse_value := VALUE_PARSERS.get(field.kind):
            if sign := {"after": ">", "before": "<"}.get(field.name):
                self.notes.append(
                    lazy_message(
                        "{name}:{day} includes {day} itself; date:{sign}{day} leaves it out.",
                        name=field.name,
                        day=token.text,
                        sign=sign,
                    )
                )
            return parse_value(FieldValue(token, self.get_span(token), field, scope.possible, self.today))
        if field.kind is not FieldKind.NAME or not has_words(token.text):
            return None
        if token.kind not in (TokenType.WORD, TokenType.PHRASE) or token.number or token.pattern:
            letters_only = token.text.replace("*", "").replace("?", "")
            raise self.get_span(token).build_error(
                "{name}: takes whole words of a name, without signs ({here}).",
                "whole-names",
                f'"{letters_only}"' if has_words(letters_only) else None,
                name=field.name,
            )
        return NameClause(field.name, self._take_name(token, scope))

    def _take_name(self, token: QueryToken, scope: FieldScope) -> str:
        """Take a name; in a bracket, adjacent words are one name: author:(Van Auken)."""
        words = [token.text]
        if token.kind is TokenType.WORD and scope.is_grouped:
            while self.is_next(TokenType.WORD) and not self.is_but_not():
                words.append(self.take_token().text)
        return " ".join(words)


def list_words_of(token: QueryToken) -> list[str]:
    """Return the words of a token that is a list without spaces; empty for any other."""
    is_plain = token.kind is TokenType.WORD and not token.exact and not token.is_literal
    return split_listed_words(token.text) if is_plain else []


def _build_term_node(token: QueryToken, span: SourceSpan, field: str) -> Node:
    """Build the node of a token that has words."""
    if token.kind is TokenType.WILDCARD or token.pattern:
        return _build_pattern(token, span, field)
    if token.kind is TokenType.FUZZY:
        return _build_fuzzy(token, span, field)
    if token.number:
        return _build_window(token, span, field)
    if token.kind is TokenType.PHRASE:
        return Phrase(token.text, field, token.exact)
    return Term(token.text, field, token.exact)


def _build_pattern(token: QueryToken, span: SourceSpan, field: str) -> Node:
    """Build a pattern; several words (`"peace talk*"`) become adjacent terms; with hyphens (`al-Ass*`) also a word."""
    if token.number:
        raise span.build_error(
            "Inside a window (~{number}) words have no * or ? ({here}). Write the words with W/ between them.",
            "window",
            f"({' '.join(token.pattern.split())})",
            number=token.number,
        )
    text = token.pattern or token.text
    words = [text[start:end] for start, end in find_word_spans(text.translate(_WILDCARDS_TO_LETTERS))]
    if token.kind is TokenType.WILDCARD and not token.exact and (joined := join_short_pattern(text)):
        return Wildcard(joined, field)
    parts = [
        _build_pattern_word(word, span, field, exact=token.exact) for word in words if word == GAP or has_words(word)
    ]
    node = join_with_gaps(parts, field, exact=token.exact)
    return include_closed_form(node, text, field) if token.kind is TokenType.WILDCARD and not token.exact else node


def _build_pattern_word(word: str, span: SourceSpan, field: str, *, exact: bool) -> Node | None:
    """Build one word of a pattern; None for a gap."""
    if word == GAP:
        return None
    return Wildcard(wildcard, field) if (wildcard := parse_wildcard(word, span)) else Term(word, field, exact)


def _build_fuzzy(token: QueryToken, span: SourceSpan, field: str) -> Node:
    words = split_words(token.text)
    if len(words) != 1:
        raise span.build_error(
            "‘~’ is for one word; ‘{text}’ {here} is read as several.", "likeness", f'"{token.text}"', text=token.text
        )
    reject_short_word(words[0], token.number, span)
    return Fuzzy(words[0], token.number, field)


def _build_window(token: QueryToken, span: SourceSpan, field: str) -> Node:
    words = split_window_words(token.text)
    if token.exact:
        raise span.build_error(
            "Exact forms cannot be looked for in a window ({here}). Write them with W/{number} between them.",
            "window",
            token.source_text.removeprefix("="),
            number=token.number,
        )
    if len(words) < 2:
        raise span.build_error(
            "A window needs two words or more ({here}). For similar spellings of one word,"
            " write ~1 behind it without quotation marks.",
            "window",
            f'"{token.text}"',
        )
    if token.number < len(words) - 1:
        raise span.build_error(
            "{count} words do not fit in a window of ~{number} ({here}): the last stands at"
            " least {number2} after the first.",
            "window",
            f'"{token.text}"~{len(words) - 1}',
            count=len(words),
            number=token.number,
            number2=len(words) - 1,
        )
    return Window(tuple(words), token.number, field)


def split_window_words(text: str) -> list[str]:
    """Return the words of a window, split as they will be when read back from canonical text.

    Beside a script without spaces a word can end in an apostrophe (`E'㐀`) that it loses alone.
    """
    return split_words(" ".join(split_words(text)))
