"""A question cut into tokens, each with its place.

Backslash takes the next character literally, and a word with a literal character in it is never an
operator. Characters count from 0 in the text as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from archive.errors import QuerySyntaxError
from archive.search.fields import Field, Kind, find_field, is_planned, nearest_field
from archive.search.reserved import (
    TRIMMED,
    not_available,
    refuse_reserved,
    replaced,
    square_bracket,
    unclosed_range,
)

QUOTES = {'"': '"', "“": '”"“', "”": '”"', "„": '“”"', "«": "»", "＂": "＂"}
_STOPS = frozenset('()[]{}|"“”„«»＂')
_FIELD = re.compile(r"(?P<name>[^\W\d_][\w-]*)(?P<possibly>~?)(?P<sign>:|=|>=|<=|>|<)")
_OPERATORS = {
    "and": "AND",
    "&": "AND",
    "&&": "AND",
    "or": "OR",
    "|": "OR",
    "||": "OR",
    "not": "NOT",
}
_SLOP = re.compile(r"~\d*")


class Mark(Enum):
    """What a token is."""

    WORD = auto()
    PHRASE = auto()
    RANGE = auto()
    FIELD = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    PLUS = auto()
    OPEN = auto()
    CLOSE = auto()
    STAR = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a question: what it says, where it stands, and how it was written.

    `closed` is False for a quotation that never ends; `field` and `possibly` belong to a prefix
    such as `date~:`; `printed` is the text as typed.
    """

    mark: Mark
    text: str
    start: int
    end: int
    printed: str = ""
    closed: bool = True
    field: Field | None = None
    possibly: bool = False


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text` in order, or QuerySyntaxError at the first that cannot be one."""
    at = 0
    value_of: Field | None = None
    while (at := _skip_space(text, at)) < len(text):
        token = _next(text, at, value_of)
        value_of = token.field if token.mark is Mark.FIELD else None
        yield token
        at = token.end


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _next(text: str, at: int, value_of: Field | None) -> Token:
    char = text[at]
    if value_of and value_of.kind is Kind.PERIOD and char not in "(" and char not in QUOTES:
        return _period_value(text, at)
    if char == "(":
        return Token(Mark.OPEN, "(", at, at + 1, "(")
    if char == ")":
        return Token(Mark.CLOSE, ")", at, at + 1, ")")
    if char in QUOTES:
        return _phrase(text, at)
    if char == "=" and text[at + 1 : at + 2] in QUOTES:
        raise not_available("The exact form =", text, at, at + 1, "")
    if char == "|":
        return Token(Mark.OR, "OR", at, at + 2 if text[at + 1 : at + 2] == "|" else at + 1, "|")
    if char in "[]{}":
        raise square_bracket(text, at, value_of)
    if char in "-+" and _begins_operand(text, at + 1):
        return Token(Mark.NOT if char == "-" else Mark.PLUS, char, at, at + 1, char)
    if char not in "\\" and not value_of and (prefix := _field(text, at)):
        return prefix
    return _word(text, at, in_field=value_of is not None)


def _begins_operand(text: str, at: int) -> bool:
    return at < len(text) and not text[at].isspace() and text[at] not in "-+)|"


def _phrase(text: str, at: int) -> Token:
    """A quotation; one that never closes goes to the end of the text."""
    said: list[str] = []
    closers, here = QUOTES[text[at]], at + 1
    while here < len(text) and text[here] not in closers:
        if text[here] == "*" and said and said[-1][-1].isalnum():
            raise not_available("The wildcard * in quotation marks", text, here, here + 1, "")
        if text[here] == "\\" and here + 1 < len(text):
            here += 1
        said.append(text[here])
        here += 1
    closed = here < len(text)
    end = here + 1 if closed else here
    if closed and (slop := _SLOP.match(text, end)):
        raise not_available("Nearness (~)", text, end, slop.end(), "")
    return Token(Mark.PHRASE, " ".join("".join(said).split()), at, end, text[at:end], closed)


def _period_value(text: str, at: int) -> Token:
    """What stands behind `date:`: a bracketed range whole, or everything up to a space."""
    if text[at] in "[{":
        closing = re.compile(r"[\]}]").search(text, at)
        if closing is None:
            raise unclosed_range(text, at)
        return Token(
            Mark.RANGE, text[at : closing.end()], at, closing.end(), text[at : closing.end()]
        )
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in '()"':
        end += 1
    end = max(end, at + 1)
    return Token(Mark.WORD, text[at:end], at, end, text[at:end])


def _field(text: str, at: int) -> Token | None:
    """A prefix such as `title:`; None where the colon is mere punctuation."""
    match = _FIELD.match(text, at)
    if match is None:
        return None
    field, sign, end = find_field(match["name"]), match["sign"], match.end()
    if field is None:
        if sign == ":":
            _refuse_unknown(text, match)
        return None
    comparing = sign in (">=", "<=", ">", "<")
    if comparing and field.name not in ("date", "year"):
        return None
    if match["possibly"] and field.kind is not Kind.PERIOD:
        raise QuerySyntaxError(
            f"‘~:’ at character {at + 1} asks for possible dates; {field.name} has none."
            f" Write {field.name}:",
            code="not-a-date-field",
            offset=at,
            length=end - at,
            suggestion=replaced(text, at, end, f"{field.name}:"),
        )
    end = match.start("sign") if comparing else end
    printed = text[at:end]
    return Token(
        Mark.FIELD, field.name, at, end, printed, field=field, possibly=bool(match["possibly"])
    )


def _refuse_unknown(text: str, match: re.Match[str]) -> None:
    """Raise, unless the colon ends a word or belongs to an address."""
    name, start, end = match["name"], match.start(), match.end()
    if end == len(text) or text[end].isspace() or text.startswith("//", end):
        return
    if is_planned(name):
        raise not_available(f"The field {name.casefold()}:", text, start, end, "")
    nearest = nearest_field(name)
    raise QuerySyntaxError(
        f"There is no field ‘{name}’ (character {start + 1}). Did you mean ‘{nearest}’?"
        f" To search for the word, put it in quotation marks.",
        code="unknown-field",
        offset=start,
        length=len(name),
        suggestion=replaced(text, start, end, f"{nearest}:"),
    )


def _word(text: str, at: int, *, in_field: bool) -> Token:
    here, said, literal = at, [], False
    while here < len(text) and not text[here].isspace() and text[here] not in _STOPS:
        if text[here] == "\\" and here + 1 < len(text):
            here, literal = here + 1, True
        said.append(text[here])
        here += 1
    here = max(here, at + 1)  # a quotation mark that only closes
    printed, word = text[at:here], "".join(said)
    if literal or not word:
        return Token(Mark.WORD, word, at, here, printed)
    if word == "*":
        return Token(Mark.STAR, "*", at, here, printed)
    if not in_field and (mark := _OPERATORS.get(word.casefold())):
        return Token(Mark[mark], mark, at, here, printed)
    refuse_reserved(text, word, at, here)
    if here < len(text) and text[here] == "(" and (field := find_field(word)):
        return Token(Mark.FIELD, field.name, at, here, printed, field=field)
    return Token(Mark.WORD, word.strip(TRIMMED), at, here, printed)
