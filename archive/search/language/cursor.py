"""Cursor over the tokens of a query, with the repairs and notes made so far."""

from __future__ import annotations

from datetime import date

from archive.search.language.faults import Repair, repair
from archive.search.language.marks import Mark, Token
from archive.search.language.places import Place
from archive.search.language.readings import Read
from archive.search.language.tokens import tokens
from archive.search.query import Node
from archive.search.request import Match

LEAVES = frozenset({Mark.WORD, Mark.WILD, Mark.LIKE, Mark.PHRASE, Mark.RANGE})
"""Tokens of words and values."""
OPERANDS = LEAVES | {Mark.FIELD, Mark.OPEN, Mark.STAR, Mark.NOT, Mark.PLUS, Mark.AT_LEAST}
"""Tokens that can begin an operand."""


class Cursor:
    """Cursor over the tokens of `text` that collects repairs, notes and parts."""

    def __init__(self, text: str, today: date, mode: Match) -> None:
        self.text = text
        self.today = today
        self.mode = mode
        self.tokens = list(tokens(text))
        self.at = 0
        self.repairs: list[Repair] = []
        self.notes: list[str] = []
        self.parts: list[Read] = []

    def peek(self, mark: Mark) -> bool:
        """Return whether the next token is of this kind."""
        return self.at < len(self.tokens) and self.tokens[self.at].mark is mark

    def take(self) -> Token:
        """Return the next token and advance."""
        token = self.tokens[self.at]
        self.at += 1
        return token

    def operand_follows(self) -> bool:
        """Return whether the next token begins an operand."""
        return self.at < len(self.tokens) and self.tokens[self.at].mark in OPERANDS

    def follows(self, token: Token) -> bool:
        """Return whether an operand begins here; if not, note a repair at `token`."""
        if not self.operand_follows():
            self.repair("Nothing follows {token} {here}; left out.", token)
        return self.operand_follows()

    def is_but_not(self) -> bool:
        """Return whether BUT NOT comes next."""
        here = self.tokens[self.at : self.at + 2]
        return len(here) == 2 and here[0].printed.casefold() == "but" and here[1].mark is Mark.NOT

    def place(self, token: Token) -> Place:
        """Return the span of a token."""
        return Place(self.text, token.start, token.end)

    def stretch(self, first: Token) -> Place:
        """Return the span from a token to the last one taken."""
        return Place(self.text, first.start, self.tokens[self.at - 1].end)

    def repair(self, message: str, token: Token, **values: object) -> None:
        """Note an error at `token` and its repair."""
        self.repairs.append(repair(message, token, **values))

    def read_as(self, place: Place, said: str, node: Node) -> None:
        """Note the reading of a span of the query."""
        printed = self.text[place.start : place.end]
        self.parts.append(Read(printed, place.start, len(printed), said, node))
