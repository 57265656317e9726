"""Span plans: execution of positional query nodes on a segment.

A plan finds candidate articles (`find_candidates`, perhaps too many), its spans in some articles
(`find_spans`), the matching articles (`find_docs`), and the terms it is scored by (`iter_terms`).
"""

# ruff: noqa: D102 -- `SpanPlan` says what the methods of plans do

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from archive.search.engines.whoosh.execution import chains, phrases, positions, spans
from archive.search.engines.whoosh.execution.spans import Spans
from archive.search.engines.whoosh.storage import doc_sets
from archive.search.engines.whoosh.storage.doc_sets import DOC_SHIFT, DocNumbers, PositionKeys
from archive.search.engines.whoosh.storage.inverted import LEAD_END, PARAGRAPH, QUOTE_END, QUOTE_START, SENTENCE
from archive.search.engines.whoosh.storage.segment import SegmentReader, TermKey
from archive.search.query.nodes import TextUnit

_BOUNDARY_TERMS = {TextUnit.SENTENCE: SENTENCE, TextUnit.PARAGRAPH: PARAGRAPH}


class SpanPlan:
    """Plan of a node that has spans."""

    def find_candidates(self, segment: SegmentReader) -> DocNumbers:
        """Return a superset of the matching articles."""
        raise NotImplementedError

    def find_spans(self, segment: SegmentReader, docs: DocNumbers) -> Spans:
        """Return the spans in these articles."""
        raise NotImplementedError

    def find_docs(self, segment: SegmentReader) -> DocNumbers:
        """Return the matching articles."""
        return self.find_spans(segment, self.find_candidates(segment)).get_docs()

    def iter_terms(self) -> Iterator[PhrasePlan]:
        """Yield the terms it is scored by, each alone; some may come twice."""
        raise NotImplementedError

    def collect_scoring_terms(self) -> Mapping[tuple[str, TermKey], frozenset[str] | None]:
        """Return each term it is scored by, and in which languages (None: in all)."""
        tags_by_term: dict[tuple[str, TermKey], frozenset[str] | None] = {}
        for term in self.iter_terms():
            key, tags = (term.field, term.keys[0]), term.tags
            known_tags = tags_by_term.get(key, frozenset())
            tags_by_term[key] = None if tags is None or known_tags is None else known_tags.union(tags)
        return tags_by_term


@dataclass(frozen=True, slots=True)
class PhrasePlan(SpanPlan):
    """A term, or a phrase of terms, in articles of some languages (None: of any)."""

    field: str
    keys: tuple[TermKey, ...]
    tags: tuple[str, ...] | None = None

    def find_candidates(self, segment: SegmentReader) -> DocNumbers:
        """Return the articles that have every term."""
        keys = sorted(self.keys, key=lambda key: len(segment.get_postings(self.field, key).docs))
        docs = segment.get_postings(self.field, keys[0]).docs
        for key in keys[1:]:
            docs = docs[segment.find_rows(self.field, key, docs) >= 0]
        if self.tags is None:
            return docs
        return docs[segment.columns.languages.isin(self.tags)[docs]]

    def find_spans(self, segment: SegmentReader, docs: DocNumbers) -> Spans:
        docs = doc_sets.intersect_docs(docs, self.find_candidates(segment), segment.size)
        if not len(docs):
            return spans.NO_SPANS
        if len(self.keys) > 1:
            return phrases.find_phrase(segment, self.field, self.keys, docs)
        keys = positions.find_term_keys(segment, self.field, self.keys[0], docs)
        return Spans(keys, keys)

    def find_docs(self, segment: SegmentReader) -> DocNumbers:
        """Return the matching articles; a single term needs no positions."""
        docs = self.find_candidates(segment)
        if len(self.keys) == 1 or not len(docs):
            return docs
        return phrases.find_phrase_docs(segment, self.field, self.keys, docs)

    def iter_terms(self) -> Iterator[PhrasePlan]:
        for key in self.keys:
            yield PhrasePlan(self.field, (key,), self.tags)


@dataclass(frozen=True, slots=True)
class CompositePlan(SpanPlan):
    """Plan of parts that must all occur, and of conditions on one part."""

    parts: tuple[SpanPlan, ...]

    def find_candidates(self, segment: SegmentReader) -> DocNumbers:
        """Return the intersection of the parts' candidates."""
        candidates = [part.find_candidates(segment) for part in self.parts]
        return reduce(lambda left, right: doc_sets.intersect_docs(left, right, segment.size), candidates)

    def find_part_spans(self, segment: SegmentReader, docs: DocNumbers) -> list[Spans]:
        """Return the spans of each part in articles that may have all."""
        docs = doc_sets.intersect_docs(docs, self.find_candidates(segment), segment.size)
        return [part.find_spans(segment, docs) for part in self.parts]

    def iter_terms(self) -> Iterator[PhrasePlan]:
        for part in self.parts:
            yield from part.iter_terms()


@dataclass(frozen=True, slots=True)
class SpanUnionPlan(CompositePlan):
    """Plan of `nodes.Or`: any part may occur."""

    def find_candidates(self, segment: SegmentReader) -> DocNumbers:
        if not self.parts:
            return doc_sets.NO_DOCS
        return doc_sets.union_docs([part.find_candidates(segment) for part in self.parts], segment.size)

    def find_spans(self, segment: SegmentReader, docs: DocNumbers) -> Spans:
        return spans.union_spans([part.find_spans(segment, docs) for part in self.parts])


@dataclass(frozen=True, slots=True)
class NotNearPlan(CompositePlan):
    """Plan of `nodes.NotNear`; its one part is what is wanted."""

    unwanted: SpanPlan
    distance: int

    def find_spans(self, segment: SegmentReader, docs: DocNumbers) -> Spans:
        wanted = self.parts[0].find_spans(segment, docs)
        return spans.exclude_near(wanted, self.unwanted.find_spans(segment, wanted.get_docs()), self.distance)


@dataclass(frozen=True, slots=True)
class AtLeastPlan(CompositePlan):
    """Plan of `nodes.AtLeast`, of one part."""

    count: int

    def find_spans(self, segment: SegmentReader, docs: DocNumbers) -> Spans:
        part = self.parts[0].find_spans(segment, docs)
        part_docs, counts = np.unique(doc_sets.sort_unique(part.first) >> DOC_SHIFT, return_counts=True)
        return part.select(doc_sets.isin_keys(part_docs[counts >= self.count], part.first >> DOC_SHIFT))


@dataclass(frozen=True, slots=True)
class QuotationPlan(CompositePlan):
    """Plan of `nodes.InQuotation`, of one part."""

    def find_spans(self, segment: SegmentReader, docs: DocNumbers) -> Spans:
        starts = positions.find_term_keys(segment, "text", QUOTE_START, docs)
        ends = positions.find_term_keys(segment, "text", QUOTE_END, docs)
        part = self.parts[0].find_spans(segment, docs)
        if not len(starts):
            return spans.NO_SPANS
        number = np.searchsorted(starts, part.first, "right") - 1
        return part.select((number >= 0) & (part.last <= ends[np.maximum(number, 0)]))


@dataclass(frozen=True, slots=True)
class AboutPlan(CompositePlan):
    """Plan of one part in the field `about`: title, standfirst and first paragraph."""

    def find_spans(self, segment: SegmentReader, docs: DocNumbers) -> Spans:
        """Return the spans that end before the first paragraph does, if their article has paragraphs."""
        limits = positions.find_term_keys(segment, "text", LEAD_END, docs)
        part = self.parts[0].find_spans(segment, docs)
        part_docs = part.last >> DOC_SHIFT
        limit = np.append(limits, spans.FAR)[np.searchsorted(limits, part_docs << DOC_SHIFT)]
        return part.select((part.last < limit) | (limit >> DOC_SHIFT != part_docs))


@dataclass(frozen=True, slots=True)
class WindowPlan(CompositePlan):
    """Plan of `nodes.Window`, and how often each part is needed."""

    counts: tuple[int, ...]
    distance: int

    def find_spans(self, segment: SegmentReader, docs: DocNumbers) -> Spans:
        parts = zip(self.find_part_spans(segment, docs), self.counts, strict=True)
        return spans.find_windows(list(parts), self.distance)


@dataclass(frozen=True, slots=True)
class NearPlan(CompositePlan):
    """Plan of `nodes.Near`."""

    distance: int
    ordered: bool

    def find_spans(self, segment: SegmentReader, docs: DocNumbers) -> Spans:
        parts = self.find_part_spans(segment, docs)
        if len(parts) > 2 and not self.ordered:
            return chains.find_chains(parts, self._compute_reach)
        return reduce(lambda left, right: spans.find_near(left, right, self.distance, ordered=self.ordered), parts)

    def find_docs(self, segment: SegmentReader) -> DocNumbers:
        """Return the matching articles, without listing matches."""
        docs = self.find_candidates(segment)
        match self.parts:
            case PhrasePlan(field, (key,)), PhrasePlan(other_field, (other_key,)):
                terms = (field, key), (other_field, other_key)
                return phrases.find_near_docs(segment, *terms, docs, self.distance, ordered=self.ordered)
        parts = self.find_part_spans(segment, docs)
        if len(parts) == 2:
            return spans.find_near_docs(parts[0], parts[1], self.distance, ordered=self.ordered)
        if self.ordered:
            return spans.find_in_order_docs(parts, self.distance)
        return chains.find_chain_docs(parts, self._compute_reach)

    def _compute_reach(self, first: PositionKeys, last: PositionKeys) -> tuple[PositionKeys, PositionKeys]:
        return first - self.distance, last + self.distance


@dataclass(frozen=True, slots=True)
class SameUnitPlan(CompositePlan):
    """Plan of `nodes.SameUnit`."""

    unit: TextUnit

    def find_spans(self, segment: SegmentReader, docs: DocNumbers) -> Spans:
        parts, starts = self.find_part_spans(segment, docs), self._find_unit_starts(segment, docs)
        if len(parts) > 2:
            return chains.find_chains(*restrict_to_units(parts, starts))
        left, right = parts
        return spans.find_in_same_unit(left, right, starts)

    def find_docs(self, segment: SegmentReader) -> DocNumbers:
        """Return the matching articles, without listing matches."""
        docs = self.find_candidates(segment)
        parts, starts = self.find_part_spans(segment, docs), self._find_unit_starts(segment, docs)
        if len(parts) > 2:
            return chains.find_chain_docs(*restrict_to_units(parts, starts))
        left, right = parts
        return spans.find_same_unit_docs(left, right, starts)

    def _find_unit_starts(self, segment: SegmentReader, docs: DocNumbers) -> PositionKeys:
        return positions.find_term_keys(segment, "text", _BOUNDARY_TERMS[self.unit], docs)


def restrict_to_units(parts: list[Spans], starts: PositionKeys) -> tuple[list[Spans], chains.ReachBoundsFunction]:
    """Return the spans that lie wholly within a unit, and the reach to the unit's ends."""

    def compute_reach(first: PositionKeys, last: PositionKeys) -> tuple[PositionKeys, PositionKeys]:
        return spans.find_unit_starts(first, starts), spans.find_unit_ends(last, starts) - 1

    return [spans.select_within_unit(part, starts) for part in parts], compute_reach
