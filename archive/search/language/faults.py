"""What can be wrong with a question, in words: repairs that run, and errors that do not.

Characters are counted from 1 in sentences and from 0 in data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from archive.errors import QuerySyntaxError
from archive.search.analysis import has_words
from archive.search.fields import GAPS, Field
from archive.search.language.canonical import canonical
from archive.search.language.marks import Mark, Token
from archive.search.language.places import Place
from archive.search.query import Node

MAX_DEPTH: Final = 30
"""Parts inside each other."""
BRACKETS: Final = 2 * MAX_DEPTH
"""Brackets inside each other; some may be needless."""
MAX_LEAVES: Final = 250
"""Words, names and dates of one question."""
_WORD_OPERATORS = frozenset({Mark.AND, Mark.OR, Mark.NOT})


@dataclass(frozen=True, slots=True)
class Repair:
    """What was wrong and is read otherwise: a sentence, and where (characters as typed)."""

    message: str
    offset: int
    length: int


def repair(message: str, token: Token) -> Repair:
    """A repair at `token`; `{here}` in the message says where that is."""
    said = message.format(here=f"at character {token.start + 1}", token=token.printed)
    return Repair(said, token.start, token.end - token.start)


def error(message: str, code: str, token: Token) -> QuerySyntaxError:
    """An error at `token`."""
    return QuerySyntaxError(message, code=code, offset=token.start, length=token.end - token.start)


def too_deep(token: Token) -> QuerySyntaxError:
    """Brackets in brackets in brackets."""
    return error(
        f"More than {BRACKETS} brackets or negations stand inside each other at character"
        f" {token.start + 1}. Take some out.",
        "too-deep",
        token,
    )


def too_many_words(place: Place, leaves: int) -> QuerySyntaxError:
    """So that every question can be answered in bounded time."""
    return place.fault(
        f"The question has {leaves} words, names and dates; the limit is {MAX_LEAVES}. Shorten it.",
        "too-many-words",
    )


def unplaced(place: Place, operator: Token, why: str, instead: Node | None) -> QuerySyntaxError:
    """A part that stands nowhere in a text cannot be near another."""
    return place.fault(
        f"{operator.printed} ({place.here}) takes words, phrases and OR groups only: {why}.",
        "no-place",
        None if instead is None else f"({canonical(instead)})",
    )


def whole_names(place: Place, field: Field, token: Token) -> QuerySyntaxError:
    """`author:auk*`."""
    plain = token.text.replace("*", "").replace("?", "")
    return place.fault(
        f"{field.name}: takes whole words of a name, without signs ({place.here}).",
        "whole-names",
        f'"{plain}"' if has_words(plain) else None,
    )


def bare_star(place: Place, field: Field) -> QuerySyntaxError:
    """`author:*`."""
    error = place.fault(
        f"{field.name}:* asks whether there is any. Write has: before {', '.join(GAPS)}.",
        "field-without-value",
    )
    if field.name in GAPS:
        start = place.text.rfind(field.name, 0, place.start)
        error.suggestion = Place(place.text, max(start, 0), place.end).replaced(f"has:{field.name}")
    return error


def operator_alone(text: str, tokens: list[Token]) -> QuerySyntaxError:
    """A question of operators only."""
    words = " ".join(text.split())
    return QuerySyntaxError(
        f"‘{words}’ is an operator alone: it needs words beside it. To search for the word itself,"
        " put it in quotation marks.",
        code="operator-alone",
        offset=tokens[0].start,
        length=tokens[-1].end - tokens[0].start,
        suggestion=f'"{words}"' if has_words(words) else None,
    )


def operators_meet(text: str, first: Token, second: Token) -> QuerySyntaxError:
    """AND OR. An operator of nearness is kept rather than the other."""
    needless = second if first.mark is Mark.NEAR else first
    return QuerySyntaxError(
        f"Nothing stands between {first.printed} and {second.printed} (character"
        f" {first.start + 1}). Keep one of them, or put the word in quotation marks.",
        code="operators-meet",
        offset=first.start,
        length=second.end - first.start,
        suggestion=Place(text, needless.start, needless.end).replaced(""),
    )


def nothing_left(text: str, repairs: list[Repair]) -> QuerySyntaxError:
    """Everything had to be left out."""
    fault = repairs[0] if repairs else Repair("There is no word in it.", 0, len(text))
    said = fault.message.removesuffix("; left out.").removesuffix(".")
    return QuerySyntaxError(
        f"{said}. Nothing is left to search for: type at least one word.",
        code="nothing-to-search",
        offset=fault.offset,
        length=fault.length,
    )


def inclusion_note(field: Field, token: Token) -> list[str]:
    """`after:` and `before:` include the day they name; say so."""
    sign = {"after": ">", "before": "<"}.get(field.name)
    if sign is None:
        return []
    day = token.text
    return [f"{field.name}:{day} includes {day} itself; date:{sign}{day} leaves it out."]


def small_operator_notes(tokens: Iterable[Token]) -> list[str]:
    """`and`, `or`, `not` in small letters are operators too; say so."""
    small = {one.printed for one in tokens if one.mark in _WORD_OPERATORS and one.printed.islower()}
    return [
        f"‘{printed}’ was read as the operator {printed.upper()}; put it in quotation marks to"
        " search for the word."
        for printed in sorted(small)
    ]


def spelling_notes(token: Token) -> list[str]:
    """`?` and `!` at the end of a word may be meant as punctuation; say how they were read."""
    word = token.printed.rstrip(",.;:")
    meaning = {"?": "one letter", "!": "any letters"}.get(word[-1:])
    if token.mark is not Mark.WILD or meaning is None:
        return []
    said = f"‘{word[-1]}’ at the end of ‘{word}’ was read as {meaning}"
    return [f"{said}; leave it out to search for ‘{word.rstrip('?!')}’."]


def mixed_note(why: str, node: Node) -> str:
    """How operators that meet without brackets were read."""
    return f"{why}, so this was read as: {canonical(node)}. Use brackets to say otherwise."
