"""Canonical text of a query tree, independent of any engine."""

from __future__ import annotations

from datetime import date

from archive.errors import QuerySyntaxError
from archive.search.language.marks import Mark, Token
from archive.search.language.periods import written
from archive.search.language.tokens import tokens
from archive.search.query import (
    Absent,
    Added,
    And,
    AtLeast,
    Fuzzy,
    InLanguage,
    InQuotation,
    Named,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Phrase,
    Published,
    Reviewed,
    Term,
    Together,
    Unit,
    Wildcard,
    Window,
)
from archive.search.request import Match

_IN_QUOTES = str.maketrans({char: f"\\{char}" for char in '"\\*?'})
_UNITS = {Unit.SENTENCE: "W/S", Unit.PARAGRAPH: "W/P"}


def canonical(node: Node | None, mode: Match = Match.ALL) -> str:
    """Return the text that `parse_query` reads as exactly this tree.

    For `MatchMode.ANY`, every AND is written out, so that the text reads the same in both modes.
    """
    match node:
        case None:
            return "*"
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window():
            return ("" if node.field == "text" else f"{node.field}:") + _words(node)
        case Not(part):
            return f"NOT {_operand(part, mode)}"
        case And(parts):
            between = " AND " if mode is Match.ANY else " "
            return between.join(_operand(part, mode) for part in parts)
        case Or(parts):
            return " OR ".join(_operand(part, mode) for part in parts)
        case Near() | NotNear() | Together() | AtLeast() | InQuotation():
            return _placed(node, mode)
    return _known(node)


def _words(node: Term | Phrase | Wildcard | Fuzzy | Window) -> str:
    match node:
        case Term(text, _, exact):
            return _word(text, "=" if exact else "")
        case Phrase(text, _, exact):
            return ("=" if exact else "") + _quoted(text)
        case Wildcard(pattern):
            return pattern
        case Fuzzy(text, edits):
            return f"{text}~{edits}"
        case Window(words, distance):
            return f"{_quoted(' '.join(words))}~{distance}"


def _placed(node: Near | NotNear | Together | AtLeast | InQuotation, mode: Match) -> str:
    match node:
        case Near(parts, distance, ordered):
            sign = "PRE" if ordered else "W"
            return f" {sign}/{distance} ".join(_operand(part, mode) for part in parts)
        case NotNear(wanted, unwanted, distance):
            return f"{_operand(wanted, mode)} NOT W/{distance} {_operand(unwanted, mode)}"
        case Together(parts, unit):
            return f" {_UNITS[unit]} ".join(_operand(part, mode) for part in parts)
        case AtLeast(part, count):
            return f"ATLEAST{count}({canonical(part, mode)})"
        case InQuotation(Term(field="text") | Phrase(field="text") as part):
            return f"quote:{canonical(part)}"
        case InQuotation(part):
            return f"quote:({canonical(part, mode)})"


def _known(
    node: Named | InLanguage | Published | Added | Reviewed | Absent,
) -> str:
    match node:
        case Named(field, name):
            return f"{field}:{_quoted(name)}"
        case InLanguage(language):
            return f"lang:{language}"
        case Published(first, last, possible):
            return ("date~:" if possible else "date:") + _period(first, last)
        case Added(first, last):
            return f"added:{_period(first, last)}"
        case Reviewed(status):
            return f"status:{status}"
        case Absent(field):
            return f"no:{field}"


def _operand(node: Node, mode: Match) -> str:
    """Format an operand, in brackets if operators could bind differently."""
    if isinstance(node, And | Or | Near | NotNear | Together):
        return f"({canonical(node, mode)})"
    return canonical(node, mode)


def _word(text: str, sign: str) -> str:
    """Format a word, with escapes unless it reads as itself."""
    try:
        read = list(tokens(f"x {sign}{text} x"))
    except QuerySyntaxError:
        read = []
    if len(read) == 3 and _is_itself(read[1], text, exact=bool(sign)) and not _is_but(text):
        return sign + text
    rest = "".join(char if char.isalnum() else f"\\{char}" for char in text[1:])
    return f"{sign}\\{text[0]}{rest}"


def _is_itself(token: Token, text: str, *, exact: bool) -> bool:
    return token.mark is Mark.WORD and token.text == text and token.exact is exact


def _is_but(text: str) -> bool:
    """Return whether `text` is BUT, which is dropped before NOT."""
    return text.casefold() == "but"


def _quoted(text: str) -> str:
    return f'"{text.translate(_IN_QUOTES)}"'


def _period(first: date | None, last: date | None) -> str:
    if first and last and (short := written(first, last)):
        return short
    return f"[{_end(first)} TO {_end(last)}]"


def _end(day: date | None) -> str:
    return day.isoformat() if day else "*"
