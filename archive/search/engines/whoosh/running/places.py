"""Span plans: execution of positional query nodes on a segment.

A plan finds candidate articles (`find_candidates`, perhaps too many), its spans in some articles
(`find_spans`), the matching articles (`find_docs`), and the terms it is scored by (`iter_terms`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from archive.search.engines.whoosh.arrays import sets, spans
from archive.search.engines.whoosh.arrays.segments import Key, Segment
from archive.search.engines.whoosh.arrays.sentinels import (
    ABOUT_END,
    QUOTE_END,
    QUOTE_START,
)
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.arrays.spans import Keys, Spans
from archive.search.engines.whoosh.running import meeting


class Plan:
    """Plan of a node that has spans."""

    def docs(self, segment: Segment) -> Docs:
        """Return a superset of the matching articles."""
        raise NotImplementedError

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Return the spans in these articles."""
        raise NotImplementedError

    def found(self, segment: Segment) -> Docs:
        """Return the matching articles."""
        return self.spans(segment, self.docs(segment)).docs()

    def words(self) -> Iterator[Words]:
        """Yield the terms it is scored by, each alone; some may come twice."""
        raise NotImplementedError

    def scored_by(self) -> Mapping[tuple[str, Key], frozenset[str] | None]:
        """Return each term it is scored by, and in which languages (None: in all)."""
        found: dict[tuple[str, Key], frozenset[str] | None] = {}
        for word in self.words():
            name, tags = (word.field, word.keys[0]), word.tags
            known = found.get(name, frozenset())
            found[name] = None if tags is None or known is None else known.union(tags)
        return found


@dataclass(frozen=True, slots=True)
class Words(Plan):
    """A term, or a phrase of terms, in articles of some languages (None: of any)."""

    field: str
    keys: tuple[Key, ...]
    tags: tuple[str, ...] | None = None

    def docs(self, segment: Segment) -> Docs:
        """Return the articles that have every term."""
        keys = sorted(self.keys, key=lambda key: len(segment.postings(self.field, key).docs))
        docs = segment.postings(self.field, keys[0]).docs
        for key in keys[1:]:
            docs = docs[segment.located(self.field, key, docs) >= 0]
        if self.tags is None:
            return docs
        return docs[segment.columns.languages.among(self.tags)[docs]]

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Return the spans of the phrase."""
        return self._spans(segment, sets.common(docs, self.docs(segment), segment.size))

    def _spans(self, segment: Segment, docs: Docs) -> Spans:
        """Return the spans in articles that have every term."""
        if not len(docs):
            return spans.NOWHERE
        if len(self.keys) > 1:
            return meeting.phrase(segment, self.field, self.keys, docs)
        places = places_in(segment, self.field, self.keys[0], docs)
        return Spans(places, places)

    def found(self, segment: Segment) -> Docs:
        """Return the matching articles; a single term needs no positions."""
        docs = self.docs(segment)
        if len(self.keys) == 1 or not len(docs):
            return docs
        return meeting.phrase_docs(segment, self.field, self.keys, docs)

    def words(self) -> Iterator[Words]:
        """Yield every term."""
        for key in self.keys:
            yield Words(self.field, (key,), self.tags)


@dataclass(frozen=True, slots=True)
class AnyOf(Plan):
    """Plan of `query.Or`."""

    parts: tuple[Plan, ...]

    def docs(self, segment: Segment) -> Docs:
        """Return the union of the parts' candidates."""
        if not self.parts:
            return sets.NONE
        return sets.union([part.docs(segment) for part in self.parts], segment.size)

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Return the union of the parts' spans."""
        return spans.any_of([part.spans(segment, docs) for part in self.parts])

    def words(self) -> Iterator[Words]:
        """Yield the terms of all parts."""
        for part in self.parts:
            yield from part.words()


@dataclass(frozen=True, slots=True)
class NotNearPlan(Plan):
    """Plan of `query.NotNear`."""

    wanted: Plan
    unwanted: Plan
    distance: int

    def docs(self, segment: Segment) -> Docs:
        """Return the candidates of the wanted part."""
        return self.wanted.docs(segment)

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Return the wanted spans with no unwanted one near."""
        wanted = self.wanted.spans(segment, docs)
        return spans.not_near(wanted, self.unwanted.spans(segment, wanted.docs()), self.distance)

    def words(self) -> Iterator[Words]:
        """Yield the terms of the wanted part."""
        return self.wanted.words()


@dataclass(frozen=True, slots=True)
class Within(Plan):
    """A part under a condition on its spans."""

    part: Plan

    def docs(self, segment: Segment) -> Docs:
        """Return the candidates of the part."""
        return self.part.docs(segment)

    def words(self) -> Iterator[Words]:
        """Yield the terms of the part."""
        return self.part.words()


@dataclass(frozen=True, slots=True)
class AtLeastPlan(Within):
    """Plan of `query.AtLeast`."""

    count: int

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Return the spans of articles with at least `count`."""
        return spans.at_least(self.part.spans(segment, docs), self.count)


@dataclass(frozen=True, slots=True)
class QuotedPlan(Within):
    """Plan of `query.InQuotation`."""

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Return the spans inside one quoted passage."""
        starts, ends = (
            places_in(segment, "text", border, docs) for border in (QUOTE_START, QUOTE_END)
        )
        return spans.inside(self.part.spans(segment, docs), starts, ends)


@dataclass(frozen=True, slots=True)
class AboutPlan(Within):
    """Plan of the field `about`: title, standfirst and first paragraph."""

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Return the spans before the end of the first paragraph."""
        limits = places_in(segment, "text", ABOUT_END, docs)
        return spans.before(self.part.spans(segment, docs), limits)


@dataclass(frozen=True, slots=True)
class WindowPlan(Plan):
    """Plan of `query.Window`: parts, and how often each is needed."""

    parts: tuple[tuple[Plan, int], ...]
    distance: int

    def docs(self, segment: Segment) -> Docs:
        """Return the intersection of the parts' candidates."""
        found = [part.docs(segment) for part, _ in self.parts]
        return reduce(lambda one, other: sets.common(one, other, segment.size), found)

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Return the shortest span for each end position."""
        docs = sets.common(docs, self.docs(segment), segment.size)
        parts = [(part.spans(segment, docs), times) for part, times in self.parts]
        return spans.window(parts, self.distance)

    def words(self) -> Iterator[Words]:
        """Yield the terms of all parts."""
        for part, _ in self.parts:
            yield from part.words()


def places_in(segment: Segment, field: str, key: Key, docs: Docs) -> Keys:
    """Return the position keys of a term in some articles (ascending)."""
    if not len(docs):
        return spans.NOWHERE.first
    having, places = segment.postings(field, key).docs, segment.places(field, key)
    if len(docs) == len(having) and len(docs) and np.array_equal(docs, having):
        return spans.keys(docs, np.diff(places.starts), places.flat)
    rows = segment.located(field, key, docs)
    docs, rows = docs[rows >= 0], rows[rows >= 0]
    starts = places.starts[rows].astype(np.int64)
    counts = places.starts[rows + 1] - starts
    return spans.keys(docs, counts, places.flat[spans.indices(starts, counts)])
