"""Errors and notes of the parser: repairs, errors and notes in words.

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
from archive.search.language.nearness import MOST_IN_CHAIN
from archive.search.language.places import Place
from archive.search.query import Node
from archive.search.request import Match
from archive.text.messages import Message, said

MAX_DEPTH: Final = 30
"""Nesting depth of nodes."""
BRACKETS: Final = 2 * MAX_DEPTH
"""Nesting depth of brackets; some may be redundant."""
MAX_LEAVES: Final = 250
"""Words, names and dates of one query."""
MAX_PHRASE: Final = 200
"""Words of one phrase."""
MAX_PATTERNS: Final = 50
"""Wildcard and fuzzy terms of one query."""
_WORD_OPERATORS = frozenset({Mark.AND, Mark.OR, Mark.NOT})


@dataclass(frozen=True, slots=True)
class Repair:
    """A repaired error: a sentence, and its span (characters as typed)."""

    message: str
    offset: int
    length: int


def repair(message: str, token: Token, **values: object) -> Repair:
    """Build a repair at `token`; `{token}` in the message is as typed, `{here}` its location."""
    here = said("at character {number}", number=token.start + 1)
    told = Message(message, {"here": here, "token": token.printed, **values})
    return Repair(told, token.start, token.end - token.start)


def error(message: str, code: str, token: Token) -> QuerySyntaxError:
    """Build an error at `token`."""
    return QuerySyntaxError(message, code=code, offset=token.start, length=token.end - token.start)


def too_deep(token: Token) -> QuerySyntaxError:
    """Build the error for too deeply nested brackets or negations."""
    return error(
        said(
            "More than {brackets} brackets or negations stand inside each other at character"
            " {number}. Take some out.",
            brackets=BRACKETS,
            number=token.start + 1,
        ),
        "too-deep",
        token,
    )


def too_many_words(place: Place, leaves: int) -> QuerySyntaxError:
    """Build the error for a query with too many terms to run in bounded time."""
    return place.fault(
        said(
            "The question has {leaves} words, names and dates; the limit is {max_leaves}."
            " Shorten it.",
            leaves=leaves,
            max_leaves=MAX_LEAVES,
        ),
        "too-many-words",
    )


def long_phrase(place: Place, words: list[str]) -> QuerySyntaxError:
    """Build the error for a phrase of too many words; suggests a shorter one."""
    return place.fault(
        said(
            "{count} words stand in a row {here}; a phrase has at most {max_phrase}. Shorten it.",
            count=f"{len(words):,}",
            here=place.here,
            max_phrase=MAX_PHRASE,
        ),
        "long-phrase",
        '"{}"'.format(" ".join(words[:MAX_PHRASE])),
    )


def too_many_patterns(place: Place) -> QuerySyntaxError:
    """Build the error for too many wildcard and fuzzy terms; each may match hundreds of words."""
    return place.fault(
        said(
            "More than {max_patterns} words with *, ? or ~ are in the question, from character"
            " {number} on. Take some out, or write words in full.",
            max_patterns=MAX_PATTERNS,
            number=place.start + 1,
        ),
        "too-many-patterns",
    )


def unplaced(
    place: Place, operator: Token, why: str, instead: Node | None, mode: Match = Match.ALL
) -> QuerySyntaxError:
    """Build the error for a proximity operand without positions."""
    return place.fault(
        said(
            "{printed} ({here}) takes words, phrases and OR groups only: {why}.",
            printed=operator.printed,
            here=place.here,
            why=why,
        ),
        "no-place",
        None if instead is None else f"({canonical(instead, mode)})",
    )


def chain_too_long(place: Place, printed: str) -> QuerySyntaxError:
    """Build the error for more operands in one chain than can be matched in any order."""
    return place.fault(
        said(
            "{printed} ({here}): at most {most} words, phrases or groups can stand in one chain,"
            " as they are looked for in any order. Leave some out, or write AND here.",
            printed=printed,
            here=place.here,
            most=MOST_IN_CHAIN,
        ),
        "chain-too-long",
        "AND",
    )


def whole_names(place: Place, field: Field, token: Token) -> QuerySyntaxError:
    """Build the error for `author:auk*`."""
    plain = token.text.replace("*", "").replace("?", "")
    return place.fault(
        said(
            "{name}: takes whole words of a name, without signs ({here}).",
            name=field.name,
            here=place.here,
        ),
        "whole-names",
        f'"{plain}"' if has_words(plain) else None,
    )


def bare_star(place: Place, field: Field) -> QuerySyntaxError:
    """Build the error for `author:*`."""
    error = place.fault(
        said(
            "{name}:* asks whether there is any. Write has: before {list}.",
            name=field.name,
            list=", ".join(GAPS),
        ),
        "field-without-value",
    )
    if field.name in GAPS:
        start = place.text.rfind(field.name, 0, place.start)
        error.suggestion = Place(place.text, max(start, 0), place.end).replaced(f"has:{field.name}")
    return error


def operator_alone(text: str, tokens: list[Token]) -> QuerySyntaxError:
    """Build the error for a query of operators only."""
    words = " ".join(text.split())
    return QuerySyntaxError(
        said(
            "‘{words}’ is an operator alone: it needs words beside it. To search for the word"
            " itself, put it in quotation marks.",
            words=words,
        ),
        code="operator-alone",
        offset=tokens[0].start,
        length=tokens[-1].end - tokens[0].start,
        suggestion=f'"{words}"' if has_words(words) else None,
    )


def operators_meet(text: str, first: Token, second: Token) -> QuerySyntaxError:
    """Build the error for AND OR; the suggestion keeps a proximity operator over another."""
    needless = second if first.mark is Mark.NEAR else first
    return QuerySyntaxError(
        said(
            "Nothing stands between {first} and {second} (character {number}). Keep one of"
            " them, or put the word in quotation marks.",
            first=first.printed,
            second=second.printed,
            number=first.start + 1,
        ),
        code="operators-meet",
        offset=first.start,
        length=second.end - first.start,
        suggestion=Place(text, needless.start, needless.end).replaced(""),
    )


def nothing_left(text: str, repairs: list[Repair]) -> QuerySyntaxError:
    """Build the error for a query of which every part was dropped."""
    fault = repairs[0] if repairs else Repair(said("There is no word in it."), 0, len(text))
    return QuerySyntaxError(
        said("{fault} Nothing is left to search for: type at least one word.", fault=fault.message),
        code="nothing-to-search",
        offset=fault.offset,
        length=fault.length,
    )


def inclusion_note(field: Field, token: Token) -> list[str]:
    """Note that `after:` and `before:` include the day they name."""
    sign = {"after": ">", "before": "<"}.get(field.name)
    if sign is None:
        return []
    day = token.text
    return [
        said(
            "{name}:{day} includes {day} itself; date:{sign}{day} leaves it out.",
            name=field.name,
            day=day,
            sign=sign,
        )
    ]


def small_operator_notes(tokens: Iterable[Token]) -> list[str]:
    """Note that `and`, `or`, `not` in lower case are operators too."""
    small = {one.printed for one in tokens if one.mark in _WORD_OPERATORS and one.printed.islower()}
    return [
        said(
            "‘{printed}’ was read as the operator {word}; put it in quotation marks to search"
            " for the word.",
            printed=printed,
            word=printed.upper(),
        )
        for printed in sorted(small)
    ]


def spelling_notes(token: Token) -> list[str]:
    """Note the reading of `?` and `!` at the end of a word, which may be punctuation."""
    word = token.printed.rstrip(",.;:")
    meaning = {"?": said("one letter"), "!": said("any letters")}.get(word[-1:])
    if token.mark is not Mark.WILD or meaning is None:
        return []
    return [
        said(
            "‘{sign}’ at the end of ‘{word}’ was read as {meaning}; leave it out to search for"
            " ‘{plain}’.",
            sign=word[-1],
            word=word,
            meaning=meaning,
            plain=word.rstrip("?!"),
        )
    ]


def mixed_note(why: str, node: Node, mode: Match) -> str:
    """Note the reading of operators that meet without brackets."""
    return said(
        "{why}, so this was read as: {query}. Use brackets to say otherwise.",
        why=why,
        query=canonical(node, mode),
    )
