"""Completion context: the unfinished token at the end of a query, and its field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from archive.search.fields import Field, Kind, find_field
from archive.search.language.marks import DASHES, STOPS
from archive.search.language.tokens import QUOTES

_PREFIX: Final = re.compile(rf"([^\W\d_][\w{re.escape(DASHES)}]*)(?:~?:|[<>]=?|=)")
_SIGNS: Final = f"{DASHES}+="
_NOT_LITERAL: Final = frozenset("*?~\\")


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The last token of a query.

    `prefix` is its typed text, `start` its offset (that of the opening quotation mark inside one),
    `field` the field whose value it is; `in_quotes`: a quotation is open.
    """

    typed: str
    start: int
    said: str
    field: Field | None = None
    quoted: bool = False

    def completed(self, by: str) -> str:
        """Return the whole query with `completion` in place of the token."""
        return self.typed[: self.start] + by

    @property
    def last_word(self) -> Unfinished:
        """Context of the last word of an open quotation, for word completion."""
        cut = max(self.typed.rfind(char, self.start) for char in (" ", *QUOTES)) + 1
        start = max(self.start, cut)
        return Unfinished(self.typed, start, self.typed[start:], self.field, self.quoted)


def unfinished(text: str) -> Unfinished | None:
    """Return the context at the end of `text`; None if nothing can be completed there."""
    at, of = 0, None
    within: list[Field | None] = []
    while at < len(text):
        char = text[at]
        if char in QUOTES:
            end = _closed(text, at)
            if end is None:
                of = of or _inner(within)
                return _checked(Unfinished(text, at, text[at + 1 :], of, quoted=True))
            at, of = end, None
        elif char in "[{":
            end = max(text.find("]", at), text.find("}", at))
            if end < 0:
                return None
            at, of = end + 1, None
        elif char == "(":
            within.append(of or _inner(within))
            at, of = at + 1, None
        elif char == ")":
            within[-1:] = []
            at, of = at + 1, None
        elif char.isspace() or char in STOPS:
            at += 1
        else:
            end, found = _piece(text, at, of or _inner(within))
            if isinstance(found, Unfinished):
                return _checked(found)
            at, of = end, found
    return Unfinished(text, len(text), "", of) if of else None


def _inner(within: list[Field | None]) -> Field | None:
    return within[-1] if within else None


def _piece(text: str, at: int, of: Field | None) -> tuple[int, Field | Unfinished | None]:
    """Read the token that begins here; return its end, and a field for what follows.

    The context itself if the text ends in it.
    """
    if text[at] in _SIGNS and at + 1 < len(text):
        return at + 1, of
    if (prefix := _PREFIX.match(text, at)) and (field := find_field(prefix[1])):
        return prefix.end(), field
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in STOPS:
        end += 1
    if end == len(text):
        if of and of.kind is Kind.PERIOD:
            at = max(at, text.rfind("..", at) + 2)
        return end, Unfinished(text, at, text[at:], of)
    return end, find_field(text[at:end]) if text[end] == "(" else None


def _closed(text: str, at: int) -> int | None:
    """Return the offset behind the closing quotation mark; None if there is none."""
    closers = QUOTES[text[at]]
    here = at + 1
    while here < len(text):
        if text[here] == "\\":
            here += 1
        elif text[here] in closers:
            return here + 1
        here += 1
    return None


def _checked(piece: Unfinished) -> Unfinished | None:
    """Return None for wildcards and escapes, which are not completed."""
    return None if _NOT_LITERAL.intersection(piece.said) else piece
