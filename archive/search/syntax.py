"""A reader's text into a tree, with everything worth saying about how it was understood.

The door of the language. `fields.FIELDS` is its table of fields; `canonical` writes a tree back.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from archive.errors import QuerySyntaxError
from archive.search.canonical import canonical
from archive.search.faults import Repair
from archive.search.grammar import Grammar
from archive.search.query import Absent, And, Node, Not

__all__ = ["MAX_LENGTH", "Parsed", "Repair", "canonical", "parse"]

MAX_LENGTH = 1000
"""Characters a question may have."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree that runs (None: everything), sentences on how it was read, and what was repaired.

    `notes` holds the messages of `repairs` too, first. `text` is the canonical text of the tree.
    """

    node: Node | None
    notes: tuple[str, ...] = ()
    repairs: tuple[Repair, ...] = ()

    @property
    def text(self) -> str:
        """The one spelling of what runs; empty for everything."""
        return canonical(self.node) if self.node is not None else ""


def parse(text: str) -> Parsed:
    """What `text` asks, or QuerySyntaxError with its place and perhaps a text that runs."""
    try:
        return _read(text)
    except QuerySyntaxError as error:
        if error.suggestion is not None and not _runs(error.suggestion):
            error.suggestion = None
        raise


def _read(text: str) -> Parsed:
    _check_length(text)
    _check_characters(text)
    grammar = Grammar(text)
    node = grammar.read()
    notes = [repair.message for repair in grammar.repairs] + grammar.notes
    if node is not None and _is_negative(node):
        notes.append(f"Nothing is asked for, only left out: everything without {_left_out(node)}.")
    return Parsed(node, tuple(dict.fromkeys(notes)), tuple(grammar.repairs))


def _runs(text: str) -> bool:
    try:
        _read(text)
    except QuerySyntaxError:
        return False
    return True


def _check_length(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise QuerySyntaxError(
            f"The question has {len(text):,} characters; the limit is {MAX_LENGTH:,}. Shorten it.",
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
                f"Character {offset + 1} (U+{ord(char):04X}) is a control character. Take it out.",
                code="control-character",
                offset=offset,
                length=1,
                suggestion=" ".join(clean.split()) or None,
            )


def _is_negative(node: Node) -> bool:
    """Whether the tree only says what is not wanted; `has:` asks for something."""
    match node:
        case Not(Absent()):
            return False
        case Not():
            return True
        case And(parts):
            return all(isinstance(part, Not) for part in parts) and any(map(_is_negative, parts))
    return False


def _left_out(node: Node) -> str:
    parts = node.parts if isinstance(node, And) else (node,)
    return " and without ".join(
        canonical(part.part) if isinstance(part, Not) else canonical(part) for part in parts
    )
