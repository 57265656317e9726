"""What a question is cut into: tokens, each with its kind and its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from archive.search.fields import Field
from archive.search.language.nearness import Nearness

STOPS: Final = frozenset('()[]{}|"“”„«»＂')
"""What ends a word besides white space."""
DASHES: Final = (
    "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}"
    "\N{MINUS SIGN}\N{SMALL EM DASH}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}"
)
"""What excludes before a word: the hyphen of the keyboard, and what programs and phones put in its
place."""


class Mark(Enum):
    """What a token is."""

    WORD = auto()
    WILD = auto()
    LIKE = auto()
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
class Token:
    """One piece of a question: what it says, where it stands, and how it was written.

    `closed` is False for a quotation that never ends; `field` and `possibly` belong to a prefix
    such as `date~:`; `exact` to `=word`; `number` is that of `word~1`, `"a b"~10` and `ATLEAST5`;
    `near` an operator of nearness; `pattern` a quotation with signs that stand for letters.
    """

    mark: Mark
    text: str
    start: int
    end: int
    printed: str = ""
    closed: bool = True
    field: Field | None = None
    possibly: bool = False
    exact: bool = False
    number: int = 0
    near: Nearness | None = None
    pattern: str = ""
