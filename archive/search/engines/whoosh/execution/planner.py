"""Query nodes to execution plans, chains included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeGuard

from archive.search.analysis.analyzer import get_algorithm, list_query_forms, stem_query
from archive.search.engines.whoosh.execution import positions
from archive.search.engines.whoosh.execution.lexicon import expand_pattern
from archive.search.engines.whoosh.execution.plans import (
    AboutPlan,
    AtLeastPlan,
    NotNearPlan,
    OrPlan,
    PhrasePlan,
    QuotationPlan,
    SpanPlan,
    WindowPlan,
    find_term_keys,
)
from archive.search.engines.whoosh.segments import chains, doc_sets, spans
from archive.search.engines.whoosh.segments.columns import PARAGRAPH, SENTENCE
from archive.search.engines.whoosh.segments.doc_sets import DocNumbers
from archive.search.engines.whoosh.segments.segment import FormGroup, SegmentReader
from archive.search.engines.whoosh.segments.spans import PositionKeys, Spans
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.nodes import (
    AtLeast,
    Fuzzy,
    InQuotation,
    Near,
    Node,
    NotNear,
    Or,
    Phrase,
    SameUnit,
    Term,
    TextUnit,
    Wildcard,
    Window,
)

# Plans of operands near each other, or in one sentence or paragraph.

_BOUNDARY_TERMS = {TextUnit.SENTENCE: SENTENCE, TextUnit.PARAGRAPH: PARAGRAPH}


@dataclass(frozen=True, slots=True)
class ConjunctionPlan(SpanPlan):
    """Operands that must all occur."""

    parts: tuple[SpanPlan, ...]

    def find_candidates(self, segment: SegmentReader) -> DocNumbers:
        """Return the intersection of the operands' candidates."""
        candidates = [part.find_candidates(segment) for part in self.parts]
        return reduce(lambda left, right: doc_sets.intersect_docs(left, right, segment.size), candidates)

    def find_part_spans(self, segment: SegmentReader, docs: DocNumbers) -> list[Spans]:
        """Return the spans of each operand in articles that may have all."""
        docs = doc_sets.intersect_docs(docs, self.find_candidates(segment), segment.size)
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
            limit = positions.ProximityLimit(self.distance, self.ordered)
            return positions.find_near_docs(segment, *terms, docs, limit)
        left, right = self.find_part_spans(segment, docs)
        return spans.find_near_docs(left, right, self.distance, ordered=self.ordered)

    def _compute_reach(self, first: PositionKeys, last: PositionKeys) -> tuple[PositionKeys, PositionKeys]:
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


def _restrict_to_units(parts: list[Spans], starts: PositionKeys) -> tuple[list[Spans], chains.ReachFunction]:
    """Return the spans that lie wholly within a unit, and the reach to the unit's ends."""

    def compute_reach(first: PositionKeys, last: PositionKeys) -> tuple[PositionKeys, PositionKeys]:
        return spans.find_unit_starts(first, starts), spans.find_unit_ends(last, starts) - 1

    return [spans.select_within_unit(part, starts) for part in parts], compute_reach


def _is_single_term(plan: SpanPlan) -> TypeGuard[PhrasePlan]:
    return isinstance(plan, PhrasePlan) and len(plan.keys) == 1


StemSpelling = tuple[tuple[str, ...], tuple[str, ...] | None]
"""The stems of some words, and the languages that stem them so; None: all do."""


def build_plan(node: Node, snapshot: Snapshot) -> SpanPlan:
    """Build the plan of a node that has spans."""

    def build_part(part: Node) -> SpanPlan:
        return build_plan(part, snapshot)

    match node:
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window() if node.field == "about":
            return AboutPlan(_plan_terms(node, "text", snapshot))
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window():
            return _plan_terms(node, node.field, snapshot)
        case Or(parts):
            return OrPlan(tuple(map(build_part, parts)))
        case Near(parts, distance, ordered):
            return NearPlan(tuple(map(build_part, parts)), distance, ordered)
        case NotNear(wanted, unwanted, distance):
            return NotNearPlan(build_part(wanted), build_part(unwanted), distance)
        case SameUnit(parts, unit):
            return SameUnitPlan(tuple(map(build_part, parts)), unit)
        case AtLeast(part, count):
            return AtLeastPlan(build_part(part), count)
        case InQuotation(part):
            return QuotationPlan(build_part(part))
    raise TypeError(f"{type(node).__name__} has no places; it cannot stand near anything.")


def iter_spellings(text: str, snapshot: Snapshot) -> Iterator[StemSpelling]:
    """Yield the stems of a text, and the languages that stem it so; None where all do."""
    tags_by_stems: dict[tuple[str, ...], list[str]] = {}
    for tag in snapshot.columns.languages.categories or ("",):
        tags_by_stems.setdefault(stem_query(text, get_algorithm(tag)), []).append(tag)
    for stems, tags in tags_by_stems.items():
        if stems:
            yield stems, None if len(tags_by_stems) == 1 else tuple(tags)


def _plan_terms(node: Term | Phrase | Wildcard | Fuzzy | Window, field: str, snapshot: Snapshot) -> SpanPlan:
    match node:
        case Term(text, exact=True) | Phrase(text, exact=True):
            forms = list_query_forms(text, get_algorithm(""))
            return PhrasePlan(field, tuple(FormGroup((form.encode(),)) for form, _ in forms))
        case Term(text) | Phrase(text):
            return _plan_stems(text, field, snapshot)
        case Wildcard() | Fuzzy():
            return PhrasePlan(field, (expand_pattern(snapshot, node)[0],))
        case Window(words, distance):
            return _plan_window(words, distance, field, snapshot)


def _plan_stems(text: str, field: str, snapshot: Snapshot) -> SpanPlan:
    parts = [
        PhrasePlan(field, tuple(stem.encode() for stem in stems), tags)
        for stems, tags in iter_spellings(text, snapshot)
    ]
    return parts[0] if len(parts) == 1 else OrPlan(tuple(parts))


def _plan_window(words: Sequence[str], distance: int, field: str, snapshot: Snapshot) -> SpanPlan:
    """Plan a window; a stem that occurs twice in a language's stems must match twice."""
    tags_by_stems: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for tag in snapshot.columns.languages.categories or ("",):
        stems = tuple(stem_query(word, get_algorithm(tag)) for word in words)
        tags_by_stems.setdefault(tuple(filter(None, stems)), []).append(tag)
    plans = []
    for stems, tags in tags_by_stems.items():
        languages = None if len(tags_by_stems) == 1 else tuple(tags)
        counts = Counter(PhrasePlan(field, tuple(map(str.encode, word)), languages) for word in stems)
        plans.append(WindowPlan(tuple(counts.items()), distance))
    return plans[0] if len(plans) == 1 else OrPlan(tuple(plans))
