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

from archive.search.query.nodes import Near, Node, NotNear, SameUnit, TextUnit
from archive.search.query.source_spans import SourceSpan
from archive.text.messages import Message, lazy_message, lazy_plural_message

MAX_DISTANCE: Final = 255
MAX_CHAIN_OPERANDS: Final = 8
"""Operands that match in any order: the cost doubles with each of them."""
_ORDERED = frozenset({"PRE", "P", "ONEAR", "ADJ"})
_NUMBERED = re.compile(r"(W|NEAR|N|PRE|P|ONEAR|ADJ|)/([0-9]+)", re.IGNORECASE)
_CAPITALS = re.compile(r"(NEAR|ONEAR|ADJ)([0-9]+)")
_UNIT = re.compile(r"(?:W|)/(S|SENT|SENTENCE|P|PARA|PARAGRAPH)", re.IGNORECASE)
_WITHOUT_NUMBER = re.compile(r"NEAR|ONEAR|ADJ|(?:W|N|PRE|P|NEAR|ONEAR|ADJ)/")
_FOREIGN_OPERATORS = (
    (re.compile(r"B/([0-9]+)", re.IGNORECASE), "PRE/{}"),
    (re.compile(r"(?:PRE|P|N|NEAR|ADJ)/S(?:ENT)?", re.IGNORECASE), "W/S"),
    (re.compile(r"(?:PRE|N|NEAR|ADJ)/P(?:ARA)?", re.IGNORECASE), "W/P"),
    (re.compile(r"(?:W|PRE|)/SEG", re.IGNORECASE), "W/P"),
)
"""Operators of other systems that are not supported, and the nearest equivalent."""


@dataclass(frozen=True, slots=True)
class ProximityOperator:
    """A proximity operator: a maximum distance in positions, or one unit of text."""

    distance: int = 0
    ordered: bool = False
    unit: TextUnit | None = None

    def build_node(self, operands: tuple[Node, ...]) -> Node:
        """Build the node of these operands."""
        if self.unit:
            return SameUnit(operands, self.unit)
        return Near(operands, self.distance, self.ordered)

    def build_not_near(self, operands: tuple[Node, ...]) -> Node:
        """Build the node for the first of two operands without the second near it."""
        wanted, unwanted = operands
        return NotNear(wanted, unwanted, self.distance)

    def describe(self, count: int) -> Message:
        """Describe the operator, for this number of operands."""
        return self._pair_description if count == 2 else self._chain_description

    @property
    def _chain_description(self) -> Message:
        if self.unit is TextUnit.SENTENCE:
            return lazy_message("all in one sentence, in any order")
        if self.unit:
            return lazy_message("all in one paragraph, in any order")
        if self.ordered:
            return lazy_plural_message(
                "all in this order, each at most {number} word from the next",
                "all in this order, each at most {number} words from the next",
                self.distance,
            )
        return lazy_plural_message(
            "all in any order; as they stand, each at most {number} word from the next",
            "all in any order; as they stand, each at most {number} words from the next",
            self.distance,
        )

    @property
    def _pair_description(self) -> Message:
        if self.unit is TextUnit.SENTENCE:
            return lazy_message("both in one sentence")
        if self.unit:
            return lazy_message("both in one paragraph")
        if self.ordered:
            return lazy_plural_message(
                "at most {number} word apart, the first before the second",
                "at most {number} words apart, the first before the second",
                self.distance,
            )
        return lazy_plural_message(
            "at most {number} word apart, in either order",
            "at most {number} words apart, in either order",
            self.distance,
        )


def parse_proximity(word: str, span: SourceSpan, *, between_operands: bool) -> ProximityOperator | None:
    """Parse a proximity operator; None for other words; QuerySyntaxError if it is malformed.

    Words without a slash are operators in capitals only, and those and a bare `/10` only
    `between_operands`.
    """
    if word[0] == "/" and not between_operands:
        return None
    if match := _UNIT.fullmatch(word):
        return ProximityOperator(unit=TextUnit.SENTENCE if match[1][0] in "Ss" else TextUnit.PARAGRAPH)
    if word == "SAME" and between_operands:
        return ProximityOperator(unit=TextUnit.PARAGRAPH)
    match = _NUMBERED.fullmatch(word) or (_CAPITALS.fullmatch(word) if between_operands else None)
    if match:
        return _build_numbered(match, span)
    if between_operands:
        _reject_unsupported(word, span)
    return None


def _build_numbered(match: re.Match[str], span: SourceSpan) -> ProximityOperator:
    distance = int(match[2][:9])
    if not 1 <= distance <= MAX_DISTANCE:
        nearest = MAX_DISTANCE if distance else 1
        raise span.build_error(
            lazy_message(
                "{found} {here}: words can be 1 to {most_apart} apart.",
                found=match[0],
                here=span.location,
                most_apart=MAX_DISTANCE,
            ),
            "distance",
            match[0].replace(match[2], str(nearest)),
        )
    return ProximityOperator(distance, ordered=match[1].upper() in _ORDERED)


def _reject_unsupported(word: str, span: SourceSpan) -> None:
    if _WITHOUT_NUMBER.fullmatch(word):
        raise span.build_error(
            lazy_message(
                "{word} {here} needs a number: {word}5. To search for the word, put it in quotation marks.",
                word=word,
                here=span.location,
            ),
            "distance",
            f"{word}5",
        )
    for pattern, replacement in _FOREIGN_OPERATORS:
        if match := pattern.fullmatch(word):
            nearest = replacement.format(*match.groups())
            raise span.build_error(
                lazy_message(
                    "There is no operator {word} ({here}). The nearest there is: {nearest}.",
                    word=word,
                    here=span.location,
                    nearest=nearest,
                ),
                "unknown-operator",
                nearest,
            )
