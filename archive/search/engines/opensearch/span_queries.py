"""Span queries of one field in the server's form, over words at every second place (see `cut_text`).

Two traps of the server decide how these are written. It lists of each first word only the nearest match, so words in a
row are not asked as a near within a near, but with conditions on single words. And an unordered `span_near` takes one
word for two; so both orders are asked.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

Slot = tuple[str, ...]
"""Terms any of which may stand at one place."""
Leaf = tuple[Slot, ...]
"""Adjacent places: a word, or a phrase."""
SpanQuery = dict[str, Any]
_ANYWHERE: Final = 1_000_000


class SpanWriter:
    """Writer of span queries of one field; it counts the terms it writes."""

    def __init__(self, field: str) -> None:
        self.field = field
        self.clauses = 0

    def write_term(self, term: str) -> SpanQuery:
        """Write a term."""
        self.clauses += 1
        return {"span_term": {self.field: term}}

    def write_any(self, queries: Iterable[SpanQuery]) -> SpanQuery:
        """Write alternatives."""
        listed = list(queries)
        return listed[0] if len(listed) == 1 else {"span_or": {"clauses": listed}}

    def write_slot(self, slot: Slot) -> SpanQuery:
        """Write the terms of one place."""
        return self.write_any(map(self.write_term, slot))

    def write_leaf(self, leaf: Leaf) -> SpanQuery:
        """Write a word or a phrase."""
        return self.write_adjacent([self.write_slot(slot) for slot in leaf])

    def write_adjacent(self, words: Sequence[SpanQuery]) -> SpanQuery:
        """Write words next to each other."""
        return words[0] if len(words) == 1 else write_row(words, len(words) - 1)

    def write_near(self, left: SpanQuery, right: SpanQuery, distance: int) -> SpanQuery:
        """Write two operands in order, the second beginning at most `distance` words after the first ends."""
        return write_row([left, right], 2 * distance - 1)

    def write_at_distance(self, left: SpanQuery, right: SpanQuery, distance: int) -> SpanQuery:
        """Write two operands in order at exactly this distance."""
        return write_row([left, {"span_gap": {self.field: 2 * distance - 1}}, right], 0)

    def write_sequence(self, parts: Sequence[SpanQuery]) -> SpanQuery:
        """Write operands in order, however far apart."""
        return parts[0] if len(parts) == 1 else write_row(parts, _ANYWHERE)

    def write_following(self, leaf: Leaf, before: SpanQuery, distance: int) -> SpanQuery:
        """Write those occurrences of a leaf that have `before` at most `distance` words before them."""
        first = self._keep(leaf[0], before, "pre", distance)
        return self.write_adjacent([first, *map(self.write_slot, leaf[1:])])

    def write_followed(self, leaf: Leaf, after: SpanQuery, distance: int) -> SpanQuery:
        """Write those occurrences of a leaf that have `after` at most `distance` words after them."""
        last = self._keep(leaf[-1], after, "post", distance)
        return self.write_adjacent([*map(self.write_slot, leaf[:-1]), last])

    def _keep(self, slot: Slot, other: SpanQuery, side: str, distance: int) -> SpanQuery:
        """Write the words that are not among those without the other one on this side: a double negation."""
        without = write_without(self.write_slot(slot), other, **{side: 2 * distance})
        return write_without(self.write_slot(slot), without)


def write_row(clauses: Sequence[SpanQuery], slop: int) -> SpanQuery:
    """Write spans in order with so many places between them at most."""
    return {"span_near": {"clauses": list(clauses), "slop": slop, "in_order": True}}


def write_without(include: SpanQuery, exclude: SpanQuery, *, pre: int = 0, post: int = 0) -> SpanQuery:
    """Write the spans that do not overlap any of the others, nor come so near to one."""
    return {"span_not": {"include": include, "exclude": exclude, "pre": pre, "post": post}}


def count_clauses(query: Any) -> int:
    """Count the terms and gaps of a query, as often as they stand in it."""
    if isinstance(query, list):
        return sum(map(count_clauses, query))
    if not isinstance(query, dict):
        return 0
    return ("span_term" in query or "span_gap" in query) + sum(map(count_clauses, query.values()))
