"""Query trees as text: canonical, which parses to the same tree, and described in words."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from archive.errors import QuerySyntaxError
from archive.search.analysis.analyzer import split_words
from archive.search.query import nodes
from archive.search.query.lexer import tokenize_query
from archive.search.query.nodes import And, Node, Not, Or, Phrase, Term, TextUnit
from archive.search.query.pasted_text import split_listed_words
from archive.search.query.request import MatchMode
from archive.search.query.tokens import ProximityOperator, TokenType
from archive.text.languages import get_language_name
from archive.text.messages import Message, lazy_message, lazy_plural_message
from archive.text.periods import format_period

_QUOTE_ESCAPES = str.maketrans({char: f"\\{char}" for char in '"\\*?'})
_UNITS = {TextUnit.SENTENCE: "W/S", TextUnit.PARAGRAPH: "W/P"}
_IN_FIELD: Final = {
    "title": lazy_message("{reading} in the title"),
    "about": lazy_message("{reading} in title, standfirst or first paragraph"),
    "place": lazy_message("{reading} in the place of the dateline"),
    "credit": lazy_message("{reading} in a credit line"),
}
_NAMES: Final = {
    "id": lazy_message("the article of the identifier {name}"),
    "speaker": lazy_message("articles that quote “{name}”"),
    "outlet": lazy_message("articles of the outlet “{name}”"),
    "author": lazy_message("articles by “{name}”"),
    "saved": lazy_message("your saved search “{name}”"),
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
_IN_UNIT: Final = {
    (TextUnit.SENTENCE, True): lazy_message("both in one sentence"),
    (TextUnit.SENTENCE, False): lazy_message("all in one sentence, in any order"),
    (TextUnit.PARAGRAPH, True): lazy_message("both in one paragraph"),
    (TextUnit.PARAGRAPH, False): lazy_message("all in one paragraph, in any order"),
}
"""Readings by unit, and whether there are two operands."""


def to_canonical(node: Node | None, mode: MatchMode = MatchMode.ALL) -> str:
    """Return the text that `parse_query` reads as exactly this tree.

    For `MatchMode.ANY`, every AND is written out, so that the text reads the same in both modes.
    """
    match node:
        case None:
            return "*"
        case Term() | Phrase() | nodes.Wildcard() | nodes.Fuzzy() | nodes.Window():
            return ("" if node.field == "text" else f"{node.field}:") + _format_term(node)
        case Not(part):
            return f"NOT {_format_operand(part, mode)}"
        case And(parts):
            return _join_operands(" AND " if mode is MatchMode.ANY else " ", parts, mode)
        case Or(parts):
            return _join_operands(" OR ", parts, mode)
        case nodes.Near() | nodes.NotNear() | nodes.SameUnit() | nodes.AtLeast() | nodes.InQuotation():
            return _format_proximity(node, mode)
    return _format_metadata(node)


def _format_term(node: nodes.TermNode) -> str:
    match node:
        case Term(text, _, exact):
            return _format_word(text, "=" if exact else "")
        case Phrase(text, _, exact):
            return ("=" if exact else "") + _quote_text(text)
        case nodes.Wildcard(pattern):
            return pattern
        case nodes.Fuzzy(text, edits):
            return f"{text}~{edits}"
        case nodes.Window(words, distance):
            return f"{_quote_text(' '.join(words))}~{distance}"


def _format_proximity(node: nodes.ProximityNode, mode: MatchMode) -> str:
    match node:
        case nodes.Near(parts, distance, ordered):
            return _join_operands(f" {'PRE' if ordered else 'W'}/{distance} ", parts, mode)
        case nodes.NotNear(wanted, unwanted, distance):
            return _join_operands(f" NOT W/{distance} ", (wanted, unwanted), mode)
        case nodes.SameUnit(parts, unit):
            return _join_operands(f" {_UNITS[unit]} ", parts, mode)
        case nodes.AtLeast(part, count):
            return f"ATLEAST{count}({to_canonical(part, mode)})"
        case nodes.InQuotation(Term(field="text") | Phrase(field="text") as part):
            return f"quote:{to_canonical(part)}"
        case nodes.InQuotation(part):
            return f"quote:({to_canonical(part, mode)})"


def _format_metadata(node: nodes.MetadataNode) -> str:
    match node:
        case nodes.NameClause(field, name):
            return f"{field}:{_quote_text(name)}"
        case nodes.LanguageClause(language):
            return f"lang:{language}"
        case nodes.DateClause(first, last, possible):
            return ("date~:" if possible else "date:") + _format_period(first, last)
        case nodes.AddedClause(first, last):
            return f"added:{_format_period(first, last)}"
        case nodes.StatusClause(status):
            return f"status:{status}"
        case nodes.MissingClause(field):
            return f"no:{field}"


def _join_operands(operator: str, parts: tuple[Node, ...], mode: MatchMode) -> str:
    return operator.join(_format_operand(part, mode) for part in parts)


def _format_operand(node: Node, mode: MatchMode) -> str:
    """Format an operand, in brackets if operators could bind differently."""
    if isinstance(node, And | Or | nodes.Near | nodes.NotNear | nodes.SameUnit):
        return f"({to_canonical(node, mode)})"
    return to_canonical(node, mode)


@lru_cache(4_096)
def _format_word(text: str, sign: str) -> str:
    """Format a word, with escapes unless it reads as itself."""
    try:
        query_tokens = list(tokenize_query(f"x {sign}{text} x"))
    except QuerySyntaxError:
        query_tokens = []
    if len(query_tokens) == 3 and text.casefold() != "but":  # BUT is dropped before NOT
        token = query_tokens[1]
        is_same = token.kind is TokenType.WORD and token.text == text and token.exact is bool(sign)
        if is_same and (sign or token.is_literal or not split_listed_words(text)):
            return sign + text
    escaped = "".join(char if char.isalnum() else f"\\{char}" for char in text[1:])
    return f"{sign}\\{text[0]}{escaped}"


def _quote_text(text: str) -> str:
    return f'"{text.translate(_QUOTE_ESCAPES)}"'


def _format_period(first: date | None, last: date | None) -> str:
    if first and last and (short_form := format_period(first, last)):
        return short_form
    return f"[{first or '*'} TO {last or '*'}]"


def describe_node(node: Node) -> Message:
    """Describe a word, name, date or gap."""
    match node:
        case nodes.NameClause(field, name):
            return Message(_NAMES[field], {"name": name})
        case nodes.LanguageClause(language):
            return lazy_message("articles in {language}", language=Message(get_language_name(language)))
        case nodes.DateClause(first, last, possible):
            period = _describe_period(first, last)
            if possible:
                return lazy_message("certainly or possibly published {when}", when=period)
            return lazy_message("certainly published {when}", when=period)
        case nodes.AddedClause(first, last):
            return lazy_message("added to the archive {when}", when=_describe_period(first, last))
        case nodes.StatusClause(status):
            return lazy_message("articles with review status {status}", status=Message(status))
        case nodes.MissingClause(field):
            return lazy_message("articles without known {value}", value=_GAPS.get(field, Message(field)))
        case Not(nodes.MissingClause(field)):
            return lazy_message("articles with known {value}", value=_GAPS.get(field, Message(field)))
    description = _describe_term(node)
    in_field = _IN_FIELD.get(getattr(node, "field", ""))
    return Message(in_field, {"reading": description}) if in_field else description


def _describe_term(node: Node) -> Message:
    match node:
        case Term(exact=True):
            return lazy_message("this word in just this form")
        case Term(text):
            words = split_words(text)
            if len(words) == 1:
                return lazy_message("this word in any of its forms")
            return lazy_message("these words side by side, in any of their forms: {words}", words=" ".join(words))
        case Phrase(exact=True):
            return lazy_message("these words in this order, in just these forms")
        case Phrase():
            return lazy_message("these words in this order, in any of their forms")
        case nodes.Wildcard(pattern):
            return _describe_pattern(pattern)
        case nodes.Fuzzy(_, edits):
            return lazy_plural_message(
                "words that differ by at most {number} letter", "words that differ by at most {number} letters", edits
            )
        case nodes.Window(words, distance):
            return lazy_message(
                "these {count} words in any order, at most {distance} apart", count=len(words), distance=distance
            )
        case nodes.Near() | Or():
            return lazy_message("these words in this order; * stands for any letters, ? for one")
    return Message("")


def _describe_pattern(pattern: str) -> Message:
    if (word := pattern.rstrip("*?")).isalnum():
        return lazy_message(
            "{word} in any of its forms, and words of this pattern: * stands for any letters, ? for one", word=word
        )
    return lazy_message("words of this pattern: * stands for any letters, ? for one")


def describe_listed_words(mode: MatchMode) -> Message:
    """Describe the words of a list without spaces."""
    if mode is MatchMode.ANY:
        return lazy_message("any of these words, anywhere in the article")
    return lazy_message("each of these words, anywhere in the article")


def _describe_period(first: date | None, last: date | None) -> Message:
    if first and last:
        if first == last:
            return lazy_message("on {day}", day=first.isoformat())
        return lazy_message("from {first} to {last}", first=first.isoformat(), last=last.isoformat())
    if first:
        return lazy_message("on {day} or later", day=first.isoformat())
    if last:
        return lazy_message("on {day} or earlier", day=last.isoformat())
    return lazy_message("at any known time")


def describe_proximity(operator: ProximityOperator, count: int) -> Message:
    """Describe a proximity operator between this number of operands."""
    if operator.unit:
        return _IN_UNIT[operator.unit, count == 2]
    if operator.ordered and count == 2:
        return lazy_plural_message(
            "at most {number} word apart, the first before the second",
            "at most {number} words apart, the first before the second",
            operator.distance,
        )
    if operator.ordered:
        return lazy_plural_message(
            "all in this order, each at most {number} word from the next",
            "all in this order, each at most {number} words from the next",
            operator.distance,
        )
    if count == 2:
        return lazy_plural_message(
            "at most {number} word apart, in either order",
            "at most {number} words apart, in either order",
            operator.distance,
        )
    return lazy_plural_message(
        "all in any order; as they stand, each at most {number} word from the next",
        "all in any order; as they stand, each at most {number} words from the next",
        operator.distance,
    )
