"""The end of a question that is still being typed: what stands there, and whose value it is."""

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
    """The last piece of a question.

    `said` is what is typed of it, `start` where it begins (its opening quotation mark where it
    stands in one), `field` whose value it is, `quoted`: a quotation is open.
    """

    typed: str
    start: int
    said: str
    field: Field | None = None
    quoted: bool = False

    def completed(self, by: str) -> str:
        """The whole question with `by` in place of the piece."""
        return self.typed[: self.start] + by

    @property
    def last_word(self) -> Unfinished:
        """Of several words in a quotation the last, for what completes words."""
        cut = max(self.typed.rfind(char, self.start) for char in (" ", *QUOTES)) + 1
        start = max(self.start, cut)
        return Unfinished(self.typed, start, self.typed[start:], self.field, self.quoted)


def unfinished(text: str) -> Unfinished | None:
    """What `text` ends in; None where it ends in nothing that could go on."""
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
    """A piece that begins here: where it ends, and a field that goes for what follows it.

    The piece itself where the text ends in it.
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
    """Behind the mark that closes the quotation; None where none does."""
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
    """Signs that stand for letters, and literal characters, are not completed."""
    return None if _NOT_LITERAL.intersection(piece.said) else piece
