"""A tree written back as text: the one spelling of a question, which outlives any engine."""

from __future__ import annotations

from datetime import date

from archive.errors import QuerySyntaxError
from archive.search.periods import written
from archive.search.query import (
    Absent,
    And,
    InLanguage,
    Named,
    Node,
    Not,
    Or,
    Phrase,
    Published,
    Term,
)
from archive.search.tokens import Mark, tokens

_IN_QUOTES = str.maketrans({'"': '\\"', "\\": "\\\\", "*": "\\*"})


def canonical(node: Node | None) -> str:  # noqa: C901 -- one case for each kind of node
    """The text that `parse` reads as exactly this tree."""
    match node:
        case None:
            return "*"
        case Term(text, field):
            return _prefix(field) + _word(text)
        case Phrase(text, field):
            return _prefix(field) + _quoted(text)
        case Named(field, name):
            return f"{field}:{_quoted(name)}"
        case InLanguage(language):
            return f"lang:{language}"
        case Published():
            return _period(node)
        case Absent(field):
            return f"no:{field}"
        case Not(part):
            return f"NOT {_operand(part)}"
        case And(parts):
            return " ".join(map(_operand, parts))
        case Or(parts):
            return " OR ".join(map(_operand, parts))


def _operand(node: Node) -> str:
    """In brackets where it would otherwise fall apart."""
    if isinstance(node, And | Or):
        return f"({canonical(node)})"
    return canonical(node)


def _prefix(field: str) -> str:
    return "" if field == "text" else f"{field}:"


def _word(text: str) -> str:
    """As it is where it reads as itself; otherwise with literal characters."""
    try:
        read = list(tokens(f"x {text} x"))
    except QuerySyntaxError:
        read = []
    if len(read) == 3 and read[1].mark is Mark.WORD and read[1].text == text and not _is_but(text):
        return text
    rest = "".join(char if char.isalnum() else f"\\{char}" for char in text[1:])
    return f"\\{text[0]}{rest}"


def _is_but(text: str) -> bool:
    """Before NOT it would be swallowed."""
    return text.casefold() == "but"


def _quoted(text: str) -> str:
    return f'"{text.translate(_IN_QUOTES)}"'


def _period(node: Published) -> str:
    field = "date~:" if node.possible else "date:"
    if node.first and node.last and (short := written(node.first, node.last)):
        return field + short
    return f"{field}[{_end(node.first)} TO {_end(node.last)}]"


def _end(day: date | None) -> str:
    return day.isoformat() if day else "*"
