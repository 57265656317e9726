"""Canonical text of a query tree, and altered trees."""

from __future__ import annotations

from datetime import date

from archive.errors import QuerySyntaxError
from archive.search.query.date_ranges import format_period
from archive.search.query.nodes import (
    AddedClause,
    And,
    AtLeast,
    DateClause,
    Fuzzy,
    InQuotation,
    LanguageClause,
    MissingClause,
    NameClause,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Phrase,
    SameUnit,
    StatusClause,
    Term,
    TextUnit,
    Wildcard,
    Window,
)
from archive.search.query.request import MatchMode
from archive.search.query.tokenizer import tokenize_query
from archive.search.query.tokens import QueryToken, TokenType

_QUOTE_ESCAPES = str.maketrans({char: f"\\{char}" for char in '"\\*?'})
_UNITS = {TextUnit.SENTENCE: "W/S", TextUnit.PARAGRAPH: "W/P"}


def to_canonical(node: Node | None, mode: MatchMode = MatchMode.ALL) -> str:
    """Return the text that `parse_query` reads as exactly this tree.

    For `MatchMode.ANY`, every AND is written out, so that the text reads the same in both modes.
    """
    match node:
        case None:
            return "*"
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window():
            return ("" if node.field == "text" else f"{node.field}:") + _format_term(node)
        case Not(part):
            return f"NOT {_format_operand(part, mode)}"
        case And(parts):
            separator = " AND " if mode is MatchMode.ANY else " "
            return separator.join(_format_operand(part, mode) for part in parts)
        case Or(parts):
            return " OR ".join(_format_operand(part, mode) for part in parts)
        case Near() | NotNear() | SameUnit() | AtLeast() | InQuotation():
            return _format_proximity(node, mode)
    return _format_metadata(node)


def _format_term(node: Term | Phrase | Wildcard | Fuzzy | Window) -> str:
    match node:
        case Term(text, _, exact):
            return _format_word(text, "=" if exact else "")
        case Phrase(text, _, exact):
            return ("=" if exact else "") + _quote_text(text)
        case Wildcard(pattern):
            return pattern
        case Fuzzy(text, edits):
            return f"{text}~{edits}"
        case Window(words, distance):
            return f"{_quote_text(' '.join(words))}~{distance}"


def _format_proximity(node: Near | NotNear | SameUnit | AtLeast | InQuotation, mode: MatchMode) -> str:
    match node:
        case Near(parts, distance, ordered):
            operator = "PRE" if ordered else "W"
            return f" {operator}/{distance} ".join(_format_operand(part, mode) for part in parts)
        case NotNear(wanted, unwanted, distance):
            left, right = _format_operand(wanted, mode), _format_operand(unwanted, mode)
            return f"{left} NOT W/{distance} {right}"
        case SameUnit(parts, unit):
            return f" {_UNITS[unit]} ".join(_format_operand(part, mode) for part in parts)
        case AtLeast(part, count):
            return f"ATLEAST{count}({to_canonical(part, mode)})"
        case InQuotation(Term(field="text") | Phrase(field="text") as part):
            return f"quote:{to_canonical(part)}"
        case InQuotation(part):
            return f"quote:({to_canonical(part, mode)})"


def _format_metadata(
    node: NameClause | LanguageClause | DateClause | AddedClause | StatusClause | MissingClause,
) -> str:
    match node:
        case NameClause(field, name):
            return f"{field}:{_quote_text(name)}"
        case LanguageClause(language):
            return f"lang:{language}"
        case DateClause(first, last, possible):
            return ("date~:" if possible else "date:") + _format_period(first, last)
        case AddedClause(first, last):
            return f"added:{_format_period(first, last)}"
        case StatusClause(status):
            return f"status:{status}"
        case MissingClause(field):
            return f"no:{field}"


def _format_operand(node: Node, mode: MatchMode) -> str:
    """Format an operand, in brackets if operators could bind differently."""
    if isinstance(node, And | Or | Near | NotNear | SameUnit):
        return f"({to_canonical(node, mode)})"
    return to_canonical(node, mode)


def _format_word(text: str, sign: str) -> str:
    """Format a word, with escapes unless it reads as itself."""
    try:
        query_tokens = list(tokenize_query(f"x {sign}{text} x"))
    except QuerySyntaxError:
        query_tokens = []
    if len(query_tokens) == 3 and _is_plain_word(query_tokens[1], text, exact=bool(sign)) and not _is_but(text):
        return sign + text
    escaped = "".join(char if char.isalnum() else f"\\{char}" for char in text[1:])
    return f"{sign}\\{text[0]}{escaped}"


def _is_plain_word(token: QueryToken, text: str, *, exact: bool) -> bool:
    return token.kind is TokenType.WORD and token.text == text and token.exact is exact


def _is_but(text: str) -> bool:
    """Return whether `text` is BUT, which is dropped before NOT."""
    return text.casefold() == "but"


def _quote_text(text: str) -> str:
    return f'"{text.translate(_QUOTE_ESCAPES)}"'


def _format_period(first: date | None, last: date | None) -> str:
    if first and last and (short_form := format_period(first, last)):
        return short_form
    return f"[{_format_bound(first)} TO {_format_bound(last)}]"


def _format_bound(day: date | None) -> str:
    return day.isoformat() if day else "*"
