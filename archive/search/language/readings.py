"""Explanations of each part of a query in words: "Understood as", part by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.search.query import (
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
from archive.search.words.languages import get_language_name
from archive.text.messages import Message, lazy_message, lazy_plural_message

_IN_FIELD: Final[Mapping[str, Callable[[Message], Message]]] = {
    "title": lambda told: lazy_message("{reading} in the title", reading=told),
    "about": lambda told: lazy_message(
        "{reading} in title, standfirst or first paragraph", reading=told
    ),
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
            return lazy_message(
                "articles in {language}", language=Message(get_language_name(language))
            )
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
            return lazy_message(
                "articles without known {value}", value=_GAPS.get(field, Message(field))
            )
        case Not(MissingClause(field)):
            return lazy_message(
                "articles with known {value}", value=_GAPS.get(field, Message(field))
            )
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
        return lazy_message(
            "from {first} to {last}", first=_format_day(first), last=_format_day(last)
        )
    if first:
        return lazy_message("on {day} or later", day=_format_day(first))
    if last:
        return lazy_message("on {day} or earlier", day=_format_day(last))
    return lazy_message("at any known time")


def _format_day(day: date) -> str:
    return day.isoformat()
