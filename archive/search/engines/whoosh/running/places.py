"""Where the parts of a question meet in a segment: the nodes of words as plans over arrays.

A plan knows the articles it can stand in (`docs`, perhaps too many), its spans in some of them
(`spans`), the articles it does stand in (`found`), and the words it is scored by (`words`).
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
    """A node that has spans."""

    def docs(self, segment: Segment) -> Docs:
        """Articles it may stand in; no other."""
        raise NotImplementedError

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Its spans in these articles."""
        raise NotImplementedError

    def found(self, segment: Segment) -> Docs:
        """The articles it stands in."""
        return self.spans(segment, self.docs(segment)).docs()

    def words(self) -> Iterator[Words]:
        """The words it is scored by, each alone; some may come twice."""
        raise NotImplementedError

    def scored_by(self) -> Mapping[tuple[str, Key], frozenset[str] | None]:
        """Each word it is scored by, and in which languages (None: in all)."""
        found: dict[tuple[str, Key], frozenset[str] | None] = {}
        for word in self.words():
            name, tags = (word.field, word.keys[0]), word.tags
            known = found.get(name, frozenset())
            found[name] = None if tags is None or known is None else known.union(tags)
        return found


@dataclass(frozen=True, slots=True)
class Words(Plan):
    """A word, or words that follow each other, in articles of some languages (None: of any)."""

    field: str
    keys: tuple[Key, ...]
    tags: tuple[str, ...] | None = None

    def docs(self, segment: Segment) -> Docs:
        """Those that have every word."""
        keys = sorted(self.keys, key=lambda key: len(segment.postings(self.field, key).docs))
        docs = segment.postings(self.field, keys[0]).docs
        for key in keys[1:]:
            docs = docs[segment.located(self.field, key, docs) >= 0]
        if self.tags is None:
            return docs
        return docs[segment.columns.languages.among(self.tags)[docs]]

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """A span for each time the words follow each other."""
        return self._spans(segment, sets.common(docs, self.docs(segment), segment.size))

    def _spans(self, segment: Segment, docs: Docs) -> Spans:
        """Its spans in articles that have every word."""
        if not len(docs):
            return spans.NOWHERE
        if len(self.keys) > 1:
            return meeting.phrase(segment, self.field, self.keys, docs)
        places = places_in(segment, self.field, self.keys[0], docs)
        return Spans(places, places)

    def found(self, segment: Segment) -> Docs:
        """A single word needs no look at places."""
        docs = self.docs(segment)
        if len(self.keys) == 1 or not len(docs):
            return docs
        return meeting.phrase_docs(segment, self.field, self.keys, docs)

    def words(self) -> Iterator[Words]:
        """Every word."""
        for key in self.keys:
            yield Words(self.field, (key,), self.tags)


@dataclass(frozen=True, slots=True)
class AnyOf(Plan):
    """Any of the parts."""

    parts: tuple[Plan, ...]

    def docs(self, segment: Segment) -> Docs:
        """Those of all parts."""
        if not self.parts:
            return sets.NONE
        return sets.union([part.docs(segment) for part in self.parts], segment.size)

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Those of all parts."""
        return spans.any_of([part.spans(segment, docs) for part in self.parts])

    def words(self) -> Iterator[Words]:
        """Those of all parts."""
        for part in self.parts:
            yield from part.words()


@dataclass(frozen=True, slots=True)
class NotNearPlan(Plan):
    """See `query.NotNear`."""

    wanted: Plan
    unwanted: Plan
    distance: int

    def docs(self, segment: Segment) -> Docs:
        """Those of what is wanted."""
        return self.wanted.docs(segment)

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """The wanted spans that stand free."""
        wanted = self.wanted.spans(segment, docs)
        return spans.not_near(wanted, self.unwanted.spans(segment, wanted.docs()), self.distance)

    def words(self) -> Iterator[Words]:
        """What is wanted."""
        return self.wanted.words()


@dataclass(frozen=True, slots=True)
class Within(Plan):
    """A part under a condition on its spans."""

    part: Plan

    def docs(self, segment: Segment) -> Docs:
        """Those of the part."""
        return self.part.docs(segment)

    def words(self) -> Iterator[Words]:
        """Those of the part."""
        return self.part.words()


@dataclass(frozen=True, slots=True)
class AtLeastPlan(Within):
    """See `query.AtLeast`."""

    count: int

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """All spans of articles that have enough."""
        return spans.at_least(self.part.spans(segment, docs), self.count)


@dataclass(frozen=True, slots=True)
class QuotedPlan(Within):
    """See `query.InQuotation`."""

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Spans inside one quoted passage."""
        starts, ends = (
            places_in(segment, "text", border, docs) for border in (QUOTE_START, QUOTE_END)
        )
        return spans.inside(self.part.spans(segment, docs), starts, ends)


@dataclass(frozen=True, slots=True)
class AboutPlan(Within):
    """What the title, the standfirst or the first paragraph says."""

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """Spans before the end of the first paragraph."""
        limits = places_in(segment, "text", ABOUT_END, docs)
        return spans.before(self.part.spans(segment, docs), limits)


@dataclass(frozen=True, slots=True)
class WindowPlan(Plan):
    """See `query.Window`: parts, and how often each is needed."""

    parts: tuple[tuple[Plan, int], ...]
    distance: int

    def docs(self, segment: Segment) -> Docs:
        """Those that may have all parts."""
        found = [part.docs(segment) for part, _ in self.parts]
        return reduce(lambda one, other: sets.common(one, other, segment.size), found)

    def spans(self, segment: Segment, docs: Docs) -> Spans:
        """For each last place the shortest stretch."""
        docs = sets.common(docs, self.docs(segment), segment.size)
        parts = [(part.spans(segment, docs), times) for part, times in self.parts]
        return spans.window(parts, self.distance)

    def words(self) -> Iterator[Words]:
        """Those of all parts."""
        for part, _ in self.parts:
            yield from part.words()


def places_in(segment: Segment, field: str, key: Key, docs: Docs) -> Keys:
    """Every place of a word in some articles (ascending), as `spans` counts them."""
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
