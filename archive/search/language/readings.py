"""What each part of a question was read as, in words: "Understood as", part by part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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

_WHERE = {
    "title": " in the title",
    "about": " in title, standfirst or first paragraph",
    "place": " in the place of the dateline",
    "credit": " in a credit line",
}


@dataclass(frozen=True, slots=True)
class Read:
    """A part of a question: as typed, where it stands (characters from 0), and what it was read as.

    `node` is what runs for it; for an operator, the operator with its operands.
    """

    text: str
    offset: int
    length: int
    reading: str
    node: Node


def reading(node: Node) -> str:
    """What a word, a name, a date or a gap asks for."""
    if said := _of_words(node):
        return said + _WHERE.get(getattr(node, "field", ""), "")
    match node:
        case Named(field, name):
            return _NAMES[field].format(name)
        case InLanguage(language):
            return f"articles in {language_name(language)}"
        case Published(first, last, possible):
            sure = "certainly or possibly" if possible else "certainly"
            return f"{sure} published {_period(first, last)}"
        case Added(first, last):
            return f"added to the archive {_period(first, last)}"
        case Reviewed(status):
            return f"articles with review status {status}"
        case Absent(field):
            return f"articles without known {_GAPS.get(field, field)}"
        case Not(Absent(field)):
            return f"articles with known {_GAPS.get(field, field)}"
    return ""


_NAMES = {
    "id": "the article of the identifier {}",
    "speaker": "articles that quote “{}”",
    "outlet": "articles of the outlet “{}”",
    "author": "articles by “{}”",
}
_GAPS = {"lang": "language", "quote": "quotation", "place": "place of writing"}


def _of_words(node: Node) -> str:
    match node:
        case Term(_, _, exact):
            return "this word in just this form" if exact else "this word in any of its forms"
        case Phrase(_, _, exact):
            forms = "just these forms" if exact else "any of their forms"
            return f"these words in this order, in {forms}"
        case Wildcard():
            return "words of this pattern: * stands for any letters, ? for one"
        case Fuzzy(_, edits):
            return f"words that differ by at most {edits} letter{'s' if edits > 1 else ''}"
        case Window(words, distance):
            return f"these {len(words)} words in any order, at most {distance} apart"
        case Near():
            return "these words in this order; * stands for any letters, ? for one"
    return ""


def _period(first: date | None, last: date | None) -> str:
    if first and last:
        return f"on {_day(first)}" if first == last else f"from {_day(first)} to {_day(last)}"
    if first:
        return f"on {_day(first)} or later"
    return f"on {_day(last)} or earlier" if last else "at any known time"


def _day(day: date) -> str:
    return day.isoformat()
