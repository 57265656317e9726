"""Token types of the query language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from archive.search.query.fields import QueryField
from archive.search.query.proximity import ProximityOperator

WORD_DELIMITERS: Final = frozenset('()[]{}|"“”„«»＂')
"""Characters that end a word, besides white space."""
DASHES: Final = (
    "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}"
    "\N{MINUS SIGN}\N{SMALL EM DASH}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}"
)
"""Dashes that exclude before a word: the hyphen of the keyboard, and what programs and phones
substitute for it."""


class TokenType(Enum):
    """Kind of a token."""

    WORD = auto()
    WILDCARD = auto()
    FUZZY = auto()
    PHRASE = auto()
    RANGE = auto()
    FIELD = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    PLUS = auto()
    NEAR = auto()
    AT_LEAST = auto()
    OPEN = auto()
    CLOSE = auto()
    STAR = auto()


@dataclass(frozen=True, slots=True)
class QueryToken:
    """One token: its kind, text and span, and how it was written.

    `is_closed` is False for an unterminated quotation; `field` and `possible` belong to a prefix
    such as `date~:`; `exact` to `=word`; `number` is that of `word~1`, `"a b"~10` and `ATLEAST5`;
    `proximity` is a proximity operator; `pattern` a quotation with wildcards.
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
