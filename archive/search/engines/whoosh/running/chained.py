"""Plans of operands near each other, or in one sentence or paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TypeGuard

from archive.search.engines.whoosh.arrays import chains, sets, spans
from archive.search.engines.whoosh.arrays.segments import SegmentReader
from archive.search.engines.whoosh.arrays.sentinels import PARAGRAPH, SENTENCE
from archive.search.engines.whoosh.arrays.sets import DocNumbers
from archive.search.engines.whoosh.arrays.spans import PositionKeys, Spans
from archive.search.engines.whoosh.running import meeting
from archive.search.engines.whoosh.running.places import PhrasePlan, SpanPlan, find_term_keys
from archive.search.query import TextUnit

_BOUNDARY_TERMS = {TextUnit.SENTENCE: SENTENCE, TextUnit.PARAGRAPH: PARAGRAPH}


@dataclass(frozen=True, slots=True)
class ConjunctionPlan(SpanPlan):
    """Operands that must all occur."""

    parts: tuple[SpanPlan, ...]

    def find_candidates(self, segment: SegmentReader) -> DocNumbers:
        """Return the intersection of the operands' candidates."""
        candidates = [part.find_candidates(segment) for part in self.parts]
        return reduce(
            lambda left, right: sets.intersect_docs(left, right, segment.size), candidates
        )

    def find_part_spans(self, segment: SegmentReader, docs: DocNumbers) -> list[Spans]:
        """Return the spans of each operand in articles that may have all."""
        docs = sets.intersect_docs(docs, self.find_candidates(segment), segment.size)
        return [part.find_spans(segment, docs) for part in self.parts]

    def iter_terms(self) -> Iterator[PhrasePlan]:
        """Yield the terms of all operands."""
        for part in self.parts:
            yield from part.iter_terms()


@dataclass(frozen=True, slots=True)
class NearPlan(ConjunctionPlan):
    """Plan of `query.Near`."""

    distance: int
    ordered: bool

    def find_spans(self, segment: SegmentReader, docs: DocNumbers) -> Spans:
        """Return the span of each match."""
        parts = self.find_part_spans(segment, docs)
        if self.ordered:
            return spans.find_in_order(parts, self.distance)
        if len(parts) > 2:
            return chains.find_chains(parts, self._compute_reach)
        left, right = parts
        return spans.find_near(left, right, self.distance, ordered=False)

    def find_docs(self, segment: SegmentReader) -> DocNumbers:
        """Return the matching articles, without listing matches."""
        docs = self.find_candidates(segment)
        if len(self.parts) == 2:
            return self._find_docs_of_pair(segment, docs)
        parts = self.find_part_spans(segment, docs)
        if self.ordered:
            return spans.find_in_order_docs(parts, self.distance)
        return chains.find_chain_docs(parts, self._compute_reach)

    def _find_docs_of_pair(self, segment: SegmentReader, docs: DocNumbers) -> DocNumbers:
        first, second = self.parts
        if _is_single_term(first) and _is_single_term(second):
            terms = (first.field, first.keys[0]), (second.field, second.keys[0])
            limit = meeting.ProximityLimit(self.distance, self.ordered)
            return meeting.find_near_docs(segment, *terms, docs, limit)
        left, right = self.find_part_spans(segment, docs)
        return spans.find_near_docs(left, right, self.distance, ordered=self.ordered)

    def _compute_reach(
        self, first: PositionKeys, last: PositionKeys
    ) -> tuple[PositionKeys, PositionKeys]:
        return first - self.distance, last + self.distance


@dataclass(frozen=True, slots=True)
class SameUnitPlan(ConjunctionPlan):
    """Plan of `query.Together`."""

    unit: TextUnit

    def find_spans(self, segment: SegmentReader, docs: DocNumbers) -> Spans:
        """Return the span of each match."""
        parts, starts = self.find_part_spans(segment, docs), self._find_unit_starts(segment, docs)
        if len(parts) > 2:
            return chains.find_chains(*_restrict_to_units(parts, starts))
        left, right = parts
        return spans.find_in_same_unit(left, right, starts)

    def find_docs(self, segment: SegmentReader) -> DocNumbers:
        """Return the matching articles, without listing matches."""
        docs = self.find_candidates(segment)
        parts, starts = self.find_part_spans(segment, docs), self._find_unit_starts(segment, docs)
        if len(parts) > 2:
            return chains.find_chain_docs(*_restrict_to_units(parts, starts))
        left, right = parts
        return spans.find_same_unit_docs(left, right, starts)

    def _find_unit_starts(self, segment: SegmentReader, docs: DocNumbers) -> PositionKeys:
        return find_term_keys(segment, "text", _BOUNDARY_TERMS[self.unit], docs)


def _restrict_to_units(
    parts: list[Spans], starts: PositionKeys
) -> tuple[list[Spans], chains.ReachFunction]:
    """Return the spans that lie wholly within a unit, and the reach to the unit's ends."""

    def compute_reach(first: PositionKeys, last: PositionKeys) -> tuple[PositionKeys, PositionKeys]:
        return spans.find_unit_starts(first, starts), spans.find_unit_ends(last, starts) - 1

    return [spans.select_within_unit(part, starts) for part in parts], compute_reach


def _is_single_term(plan: SpanPlan) -> TypeGuard[PhrasePlan]:
    return isinstance(plan, PhrasePlan) and len(plan.keys) == 1
