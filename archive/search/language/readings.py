"""Explanations of each part of a query in words: "Understood as", part by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.search.query import (
    Absent,
    Added,
    Fuzzy,
    InLanguage,
    Named,
    Near,
    Node,
    Not,
    Phrase,
    Published,
    Reviewed,
    Term,
    Wildcard,
    Window,
)
from archive.search.words.languages import language_name
from archive.text.messages import Message, said, said_counted

_WHERE: Final[Mapping[str, Callable[[Message], Message]]] = {
    "title": lambda told: said("{reading} in the title", reading=told),
    "about": lambda told: said("{reading} in title, standfirst or first paragraph", reading=told),
    "place": lambda told: said("{reading} in the place of the dateline", reading=told),
    "credit": lambda told: said("{reading} in a credit line", reading=told),
}


@dataclass(frozen=True, slots=True)
class Read:
    """A part of a query: source text, span (characters from 0), and its explanation.

    `node` is the node that runs for it; for an operator, the operator with its operands.
    """

    text: str
    offset: int
    length: int
    reading: str
    node: Node


def reading(node: Node) -> Message:
    """Describe a word, name, date or gap."""
    if told := _of_words(node):
        where = _WHERE.get(getattr(node, "field", ""))
        return where(told) if where else told
    match node:
        case Named(field, name):
            return Message(_NAMES[field], {"name": name})
        case InLanguage(language):
            return said("articles in {language}", language=Message(language_name(language)))
        case Published(first, last, possible):
            when = _period(first, last)
            if possible:
                return said("certainly or possibly published {when}", when=when)
            return said("certainly published {when}", when=when)
        case Added(first, last):
            return said("added to the archive {when}", when=_period(first, last))
        case Reviewed(status):
            return said("articles with review status {status}", status=Message(status))
        case Absent(field):
            return said("articles without known {value}", value=_GAPS.get(field, Message(field)))
        case Not(Absent(field)):
            return said("articles with known {value}", value=_GAPS.get(field, Message(field)))
    return Message("")


_NAMES: Final = {
    "id": said("the article of the identifier {name}"),
    "speaker": said("articles that quote “{name}”"),
    "outlet": said("articles of the outlet “{name}”"),
    "author": said("articles by “{name}”"),
}
_GAPS: Final = {
    "outlet": said("outlet"),
    "author": said("author"),
    "date": said("date"),
    "credit": said("credit"),
    "lang": said("language"),
    "quote": said("quotation"),
    "place": said("place of writing"),
}


def _of_words(node: Node) -> Message | None:
    match node:
        case Term(_, _, exact):
            if exact:
                return said("this word in just this form")
            return said("this word in any of its forms")
        case Phrase(_, _, exact):
            if exact:
                return said("these words in this order, in just these forms")
            return said("these words in this order, in any of their forms")
        case Wildcard():
            return said("words of this pattern: * stands for any letters, ? for one")
        case Fuzzy(_, edits):
            return said_counted(
                "words that differ by at most {number} letter",
                "words that differ by at most {number} letters",
                edits,
            )
        case Window(words, distance):
            return said(
                "these {count} words in any order, at most {distance} apart",
                count=len(words),
                distance=distance,
            )
        case Near():
            return said("these words in this order; * stands for any letters, ? for one")
    return None


def _period(first: date | None, last: date | None) -> Message:
    if first and last:
        if first == last:
            return said("on {day}", day=_day(first))
        return said("from {first} to {last}", first=_day(first), last=_day(last))
    if first:
        return said("on {day} or later", day=_day(first))
    if last:
        return said("on {day} or earlier", day=_day(last))
    return said("at any known time")


def _day(day: date) -> str:
    return day.isoformat()
