"""Plans of operands near each other, or in one sentence or paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TypeGuard

from archive.search.engines.whoosh.arrays import chains, sets, spans
from archive.search.engines.whoosh.arrays.segments import Segment
from archive.search.engines.whoosh.arrays.sentinels import PARAGRAPH, SENTENCE
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.arrays.spans import Keys, Spans
from archive.search.engines.whoosh.running import meeting
from archive.search.engines.whoosh.running.places import Plan, Words, places_in
from archive.search.query import Unit

_BORDERS = {Unit.SENTENCE: SENTENCE, Unit.PARAGRAPH: PARAGRAPH}


@dataclass(frozen=True, slots=True)
class ChainPlan(Plan):
    """Operands that must all occur."""

    parts: tuple[Plan, ...]

    def docs(self, segment: Segment) -> Docs:
        """Return the intersection of the operands' candidates."""
        found = [part.docs(segment) for part in self.parts]
        return reduce(lambda one, other: sets.common(one, other, segment.size), found)

    def each(self, segment: Segment, docs: Docs) -> list[Spans]:
        """Return the spans of each operand in articles that may have all."""
        docs = sets.common(docs, self.docs(segment), segment.size)
        return [part.spans(segment, docs) for part in self.parts]

    def words(self) -> Iterator[Words]:
        """Yield the terms of all operands."""
        for part in self.parts:
            yield from part.words()


@dataclass(frozen=True, slots=True)
class NearPlan(ChainPlan):
    """Plan of `query.Near`."""

    distance: int
    ordered: bool

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Return the span of each match."""
        parts = self.each(segment, docs)
        if self.ordered:
            return spans.in_order(parts, self.distance)
        if len(parts) > 2:
            return chains.chain(parts, self._reach)
        one, other = parts
        return spans.near(one, other, self.distance, ordered=False)

    def found(self, segment: Segment) -> Docs:
        """Return the matching articles, without listing matches."""
        docs = self.docs(segment)
        if len(self.parts) == 2:
            return self._found_of_two(segment, docs)
        parts = self.each(segment, docs)
        if self.ordered:
            return spans.in_order_docs(parts, self.distance)
        return chains.chain_docs(parts, self._reach)

    def _found_of_two(self, segment: Segment, docs: Docs) -> Docs:
        first, second = self.parts
        if _is_single(first) and _is_single(second):
            words = (first.field, first.keys[0]), (second.field, second.keys[0])
            asked = meeting.Distance(self.distance, self.ordered)
            return meeting.near_docs(segment, *words, docs, asked)
        one, other = self.each(segment, docs)
        return spans.near_docs(one, other, self.distance, ordered=self.ordered)

    def _reach(self, first: Keys, last: Keys) -> tuple[Keys, Keys]:
        return first - self.distance, last + self.distance


@dataclass(frozen=True, slots=True)
class TogetherPlan(ChainPlan):
    """Plan of `query.Together`."""

    unit: Unit

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Return the span of each match."""
        parts, starts = self.each(segment, docs), self._starts(segment, docs)
        if len(parts) > 2:
            return chains.chain(*_in_units(parts, starts))
        one, other = parts
        return spans.together(one, other, starts)

    def found(self, segment: Segment) -> Docs:
        """Return the matching articles, without listing matches."""
        docs = self.docs(segment)
        parts, starts = self.each(segment, docs), self._starts(segment, docs)
        if len(parts) > 2:
            return chains.chain_docs(*_in_units(parts, starts))
        one, other = parts
        return spans.together_docs(one, other, starts)

    def _starts(self, segment: Segment, docs: Docs) -> Keys:
        return places_in(segment, "text", _BORDERS[self.unit], docs)


def _in_units(parts: list[Spans], starts: Keys) -> tuple[list[Spans], chains.Reach]:
    """Return the spans that lie wholly within a unit, and the reach to the unit's ends."""

    def reach(first: Keys, last: Keys) -> tuple[Keys, Keys]:
        return spans.unit_start(first, starts), spans.unit_end(last, starts) - 1

    return [spans.in_one_unit(part, starts) for part in parts], reach


def _is_single(plan: Plan) -> TypeGuard[Words]:
    return isinstance(plan, Words) and len(plan.keys) == 1
