"""Tokens of the query language, their spans in the text, and errors that point at them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from archive.errors import QuerySyntaxError
from archive.search.query.fields import QueryField
from archive.search.query.nodes import Near, Node, NotNear, SameUnit, TextUnit
from archive.text.messages import Message, lazy_message

WORD_DELIMITERS: Final = frozenset('()[]{}|"“”„«»＂')  # characters that end a word, besides white space
QUOTES: Final = {'"': '"', "“": '”"“', "”": '”"', "„": '“”"', "«": "»", "＂": "＂"}
"""Closing quotation marks of each opening one."""


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """Characters `start` to `end` of `text`, counted from 0 (and from 1 in sentences)."""

    text: str
    start: int
    end: int

    @property
    def location(self) -> Message:
        """Location in words."""
        return lazy_message("at character {number}", number=self.start + 1)

    def build_error(
        self, message: str, code: str, replacement: str | None = None, /, **values: object
    ) -> QuerySyntaxError:
        """Build an error at this span; with `replacement` in its place, the query might run.

        The message may name `{here}` and `{number}`, the first character, besides its `values`.
        """
        return QuerySyntaxError(
            Message(message, {"here": self.location, "number": self.start + 1, **values}),
            code=code,
            offset=self.start,
            length=self.end - self.start,
            suggestion=None if replacement is None else self.replace_text(replacement),
        )

    def replace_text(self, replacement: str) -> str:
        """Return the whole text with this span replaced, on one line."""
        return " ".join(f"{self.text[: self.start]}{replacement}{self.text[self.end :]}".split())


@dataclass(frozen=True, slots=True)
class ProximityOperator:
    """A proximity operator: a maximum distance in positions, or one unit of text."""

    distance: int = 0
    ordered: bool = False
    unit: TextUnit | None = None

    def build_node(self, operands: tuple[Node, ...], *, negated: bool = False) -> Node:
        """Build the node of these operands; if `negated`, of the first without the second near it."""
        if negated:
            return NotNear(operands[0], operands[1], self.distance)
        return SameUnit(operands, self.unit) if self.unit else Near(operands, self.distance, self.ordered)


TokenType = Enum("TokenType", "WORD WILDCARD FUZZY PHRASE RANGE FIELD AND OR NOT PLUS NEAR AT_LEAST OPEN CLOSE STAR")
"""Kind of a token."""


@dataclass(frozen=True, slots=True)
class QueryToken:
    """One token: its kind, text and span, and how it was written.

    `is_closed` is False for an unterminated quotation; `field` and `possible` belong to a prefix
    such as `date~:`; `exact` to `=word`; `number` is that of `word~1`, `"a b"~10` and `ATLEAST5`;
    `proximity` is a proximity operator; `pattern` a quotation with wildcards. `is_literal`: written with escapes, or
    an address, so that none of its signs means anything.
    """

    kind: TokenType
    text: str
    start: int
    end: int
    source_text: str = ""
    is_closed: bool = True
    field: QueryField | None = None
    possible: bool = False
    exact: bool = False
    number: int = 0
    proximity: ProximityOperator | None = None
    pattern: str = ""
    is_literal: bool = False


def find_word_end(text: str, offset: int) -> int:
    """Return the offset behind the word that begins here, escapes not considered."""
    while offset < len(text) and not text[offset].isspace() and text[offset] not in WORD_DELIMITERS:
        offset += 1
    return offset


def find_quotation_end(text: str, offset: int) -> int | None:
    """Return the offset behind the closing mark of the quotation that begins here; None if it is not closed."""
    closers = QUOTES[text[offset]]
    index = offset + 1
    while index < len(text):
        if text[index] == "\\":
            index += 1
        elif text[index] in closers:
            return index + 1
        index += 1
    return None


def find_range_end(text: str, offset: int) -> int | None:
    """Return the offset behind the first `]` or `}`; None if there is none."""
    closing = [index for char in "]}" if (index := text.find(char, offset)) >= 0]
    return min(closing) + 1 if closing else None
