"""Proximity operators, in every accepted spelling.

`W/5`, `NEAR/5`, `N/5`, `/5`, `NEAR5`: at most so many words apart, in either order (as in Nexis;
Factiva's w/5 is ordered). `PRE/5`, `P/5`, `ADJ5`, `ONEAR/5`: the first before the second. `W/S`,
`/s`, `W/SENT`: in one sentence. `W/P`, `/p`, `W/PARA`, `SAME`: in one paragraph. Several operands
with one operator between them are a chain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from archive.search.language.places import Place
from archive.search.query import Near, Node, NotNear, Together, Unit
from archive.text.messages import Message, said, said_counted

MOST_APART: Final = 255
MOST_IN_CHAIN: Final = 8
"""Operands that match in any order: the cost doubles with each of them."""
_ORDERED = frozenset({"PRE", "P", "ONEAR", "ADJ"})
_NUMBERED = re.compile(r"(W|NEAR|N|PRE|P|ONEAR|ADJ|)/([0-9]+)", re.IGNORECASE)
_CAPITALS = re.compile(r"(NEAR|ONEAR|ADJ)([0-9]+)")
_UNIT = re.compile(r"(?:W|)/(S|SENT|SENTENCE|P|PARA|PARAGRAPH)", re.IGNORECASE)
_WITHOUT_NUMBER = re.compile(r"NEAR|ONEAR|ADJ|(?:W|N|PRE|P|NEAR|ONEAR|ADJ)/")
_ELSEWHERE = (
    (re.compile(r"B/([0-9]+)", re.IGNORECASE), "PRE/{}"),
    (re.compile(r"(?:PRE|P|N|NEAR|ADJ)/S(?:ENT)?", re.IGNORECASE), "W/S"),
    (re.compile(r"(?:PRE|N|NEAR|ADJ)/P(?:ARA)?", re.IGNORECASE), "W/P"),
    (re.compile(r"(?:W|PRE|)/SEG", re.IGNORECASE), "W/P"),
)
"""Operators of other systems that are not supported, and the nearest equivalent."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """A proximity operator: a maximum distance in positions, or one unit of text."""

    distance: int = 0
    ordered: bool = False
    unit: Unit | None = None

    def of(self, operands: tuple[Node, ...]) -> Node:
        """Build the node of these operands."""
        if self.unit:
            return Together(operands, self.unit)
        return Near(operands, self.distance, self.ordered)

    def not_of(self, operands: tuple[Node, ...]) -> Node:
        """Build the node for the first of two operands without the second near it."""
        wanted, unwanted = operands
        return NotNear(wanted, unwanted, self.distance)

    def reading(self, count: int) -> Message:
        """Describe the operator, for this number of operands."""
        return self._of_two if count == 2 else self._of_chain

    @property
    def _of_chain(self) -> Message:
        if self.unit is Unit.SENTENCE:
            return said("all in one sentence, in any order")
        if self.unit:
            return said("all in one paragraph, in any order")
        if self.ordered:
            return said_counted(
                "all in this order, each at most {number} word from the next",
                "all in this order, each at most {number} words from the next",
                self.distance,
            )
        return said_counted(
            "all in any order; as they stand, each at most {number} word from the next",
            "all in any order; as they stand, each at most {number} words from the next",
            self.distance,
        )

    @property
    def _of_two(self) -> Message:
        if self.unit is Unit.SENTENCE:
            return said("both in one sentence")
        if self.unit:
            return said("both in one paragraph")
        if self.ordered:
            return said_counted(
                "at most {number} word apart, the first before the second",
                "at most {number} words apart, the first before the second",
                self.distance,
            )
        return said_counted(
            "at most {number} word apart, in either order",
            "at most {number} words apart, in either order",
            self.distance,
        )


def read_nearness(word: str, place: Place, *, between: bool) -> Nearness | None:
    """Parse a proximity operator; None for other words; QuerySyntaxError if it is malformed.

    Words without a slash are operators in capitals only, and those and a bare `/10` only
    `between_operands`.
    """
    if word[0] == "/" and not between:
        return None
    if match := _UNIT.fullmatch(word):
        return Nearness(unit=Unit.SENTENCE if match[1][0] in "Ss" else Unit.PARAGRAPH)
    if word == "SAME" and between:
        return Nearness(unit=Unit.PARAGRAPH)
    match = _NUMBERED.fullmatch(word) or (_CAPITALS.fullmatch(word) if between else None)
    if match:
        return _numbered(match, place)
    if between:
        _refuse(word, place)
    return None


def _numbered(match: re.Match[str], place: Place) -> Nearness:
    distance = int(match[2][:9])
    if not 1 <= distance <= MOST_APART:
        nearest = MOST_APART if distance else 1
        raise place.fault(
            said(
                "{found} {here}: words can be 1 to {most_apart} apart.",
                found=match[0],
                here=place.here,
                most_apart=MOST_APART,
            ),
            "distance",
            match[0].replace(match[2], str(nearest)),
        )
    return Nearness(distance, ordered=match[1].upper() in _ORDERED)


def _refuse(word: str, place: Place) -> None:
    if _WITHOUT_NUMBER.fullmatch(word):
        raise place.fault(
            said(
                "{word} {here} needs a number: {word}5. To search for the word, put it in"
                " quotation marks.",
                word=word,
                here=place.here,
            ),
            "distance",
            f"{word}5",
        )
    for pattern, instead in _ELSEWHERE:
        if match := pattern.fullmatch(word):
            nearest = instead.format(*match.groups())
            raise place.fault(
                said(
                    "There is no operator {word} ({here}). The nearest there is: {nearest}.",
                    word=word,
                    here=place.here,
                    nearest=nearest,
                ),
                "unknown-operator",
                nearest,
            )
