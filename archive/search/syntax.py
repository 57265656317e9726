"""Parser of the query language, with notes on how a text was read.

`fields.FIELDS` is its table of fields; `canonical` formats a tree as text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime

from archive.errors import QuerySyntaxError
from archive.search.language.canonical import canonical
from archive.search.language.faults import MAX_DEPTH, MAX_LEAVES, Repair, too_many_words
from archive.search.language.grammar import Grammar
from archive.search.language.places import Place
from archive.search.language.placing import count_leaves, depth
from archive.search.language.readings import Read
from archive.search.query import Absent, And, Node, Not
from archive.search.request import Match
from archive.text.messages import said

__all__ = ["MAX_LENGTH", "Parsed", "Read", "Repair", "canonical", "parse"]

MAX_LENGTH = 4000
"""Maximum length of a query in characters, as typed and in canonical form."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree that runs (None: everything), notes on how it was read, and repairs.

    `notes` holds the messages of `repairs` too, first. `parts` explains each word, name, date and
    proximity operator. `mode` is how adjacent words were read.
    """

    node: Node | None
    notes: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()
    parts: tuple[Read, ...] = ()
    mode: Match = Match.ALL

    @property
    def text(self) -> str:
        """Canonical text of the tree; empty for everything."""
        return canonical(self.node, self.mode) if self.node is not None else ""


def parse(text: str, today: date | None = None, mode: Match = Match.ALL) -> Parsed:
    """Parse a query; QuerySyntaxError has its offset and perhaps a suggestion that runs.

    `last 30 days` is counted from `today`, the current day (UTC) unless given. `mode` is the
    meaning of adjacent words; typed operators mean the same in each.
    """
    today = today or datetime.now(UTC).date()
    try:
        return _read(text, today, mode)
    except QuerySyntaxError as error:
        if error.suggestion is not None and not _runs(error.suggestion, today, mode):
            error.suggestion = None
        raise


def find_any_reading(text: str) -> Node | None:
    """Parse `text` with any of its words required; None if that is the same tree."""
    try:
        asked, read = parse(text).node, parse(text, mode=Match.ANY).node
    except QuerySyntaxError:
        return None
    return None if read == asked else read


def _read(text: str, today: date, mode: Match) -> Parsed:
    _check_length(text)
    _check_characters(text)
    grammar = Grammar(text, today, mode)
    node = grammar.read()
    if node is not None:
        _check_size(node, text, mode)
    notes = [repair.message for repair in grammar.repairs] + grammar.notes
    if node is not None and _is_negative(node):
        notes.append(
            said(
                "Nothing is asked for, only left out: everything without {parts}.",
                parts=_left_out(node, mode),
            )
        )
    parts = tuple(sorted(grammar.parts, key=lambda part: part.offset))
    return Parsed(node, tuple(dict.fromkeys(notes)), tuple(grammar.repairs), parts, mode)


def _runs(text: str, today: date, mode: Match) -> bool:
    try:
        _read(text, today, mode)
    except QuerySyntaxError:
        return False
    return True


def _check_size(node: Node, text: str, mode: Match) -> None:
    """Limit the tree, so that it runs in bounded time and can be parsed from its canonical text."""
    whole = Place(text, 0, len(text))
    if depth(node) > MAX_DEPTH:
        raise whole.fault(
            said(
                "More than {max_depth} parts of the question stand inside each other. Take some"
                " out.",
                max_depth=MAX_DEPTH,
            ),
            "too-deep",
        )
    if (leaves := count_leaves(node)) > MAX_LEAVES:
        raise too_many_words(whole, leaves)
    if (length := len(canonical(node, mode))) > MAX_LENGTH:
        raise whole.fault(
            said(
                "Written out in full, the question has {length} characters; the limit is"
                " {max_length}. Shorten it.",
                length=f"{length:,}",
                max_length=f"{MAX_LENGTH:,}",
            ),
            "too-long",
        )


def _check_length(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise QuerySyntaxError(
            said(
                "The question has {length} characters; the limit is {max_length}. Shorten it.",
                length=f"{len(text):,}",
                max_length=f"{MAX_LENGTH:,}",
            ),
            code="too-long",
            offset=MAX_LENGTH,
            length=len(text) - MAX_LENGTH,
        )


def _check_characters(text: str) -> None:
    for offset, char in enumerate(text):
        if (
            unicodedata.category(char) in ("Cc", "Cs") and not char.isspace()
        ) or char in "\x1c\x1d\x1e\x1f":
            clean = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
            raise QuerySyntaxError(
                said(
                    "Character {number} (U+{value}) is a control character. Take it out.",
                    number=offset + 1,
                    value=f"{ord(char):04X}",
                ),
                code="control-character",
                offset=offset,
                length=1,
                suggestion=" ".join(clean.split()) or None,
            )


def _is_negative(node: Node) -> bool:
    """Return whether the tree only excludes; `has:` is positive."""
    match node:
        case Not(Absent()):
            return False
        case Not():
            return True
        case And(parts):
            return all(isinstance(part, Not) for part in parts) and any(map(_is_negative, parts))
    return False


def _left_out(node: Node, mode: Match) -> str:
    parts = node.parts if isinstance(node, And) else (node,)
    return " and without ".join(
        canonical(part.part if isinstance(part, Not) else part, mode) for part in parts
    )
