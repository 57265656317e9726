"""Execution of a Whoosh query tree on arrays: matching articles and their scores.

Every query node gives `ScoredDocs` of a segment: ascending articles, and scores where asked for.
The numbers equal those of Whoosh's own matchers (BM25F), which execute any kind of query that is
not in the table below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from whoosh import query as whoosh
from whoosh.query.qcore import _NullQuery

from archive.search.budget import check_time
from archive.search.engines.whoosh.arrays import sets
from archive.search.engines.whoosh.arrays.segments import Key
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.fields.filters import Filter, Mask, WithoutWords
from archive.search.engines.whoosh.generations.snapshot import Snapshot
from archive.search.engines.whoosh.running import places
from archive.search.engines.whoosh.running.hits import (
    NOTHING,
    SPARSE,
    Hits,
    added,
    gathered,
    heaped,
    joined,
    kept_of,
    left,
    met,
    worths,
)
from archive.search.engines.whoosh.running.queries import AnyForm, Lacking, Placed
from archive.search.engines.whoosh.running.weights import Scores, weighed, worth, worth_in


class Matches:
    """Matches of a query: `docs` ascending over all segments, without deleted ones."""

    def __init__(self, snapshot: Snapshot, query: whoosh.Query, *, scored: bool = True) -> None:
        found = [
            SegmentRun(snapshot, number, scored=scored).hits(query)
            for number in range(len(snapshot.segments))
        ]
        parts = [
            hits.docs + np.int32(offset) if offset else hits.docs
            for hits, offset in zip(found, snapshot.offsets, strict=True)
        ]
        docs = (joined(parts) if parts else sets.NONE).astype(np.intp)
        scores = joined([worths(hits) for hits in found]) if scored and found else None
        if snapshot.count < snapshot.size:
            kept = snapshot.alive[docs]
            docs, scores = docs[kept], None if scores is None else scores[kept]
        self.docs: Docs = docs
        self.scores: Scores = np.zeros(len(docs), np.float32) if scores is None else scores


class SegmentRun:
    """Executor of a query on one segment; `scored`: whether to compute scores."""

    def __init__(self, snapshot: Snapshot, number: int, *, scored: bool) -> None:
        self.snapshot = snapshot
        self.number = number
        self.segment = snapshot.segments[number]
        self.size = self.segment.size
        self.scored = scored

    def hits(self, query: whoosh.Query) -> Hits:
        """Execute `query`; deleted articles may be among the result."""
        check_time()
        if isinstance(query, Filter):
            return Hits(np.flatnonzero(query.mask(self.segment.columns)).astype(np.int32))
        boost = getattr(query, "boost", 1.0)
        if boost == 0.0 and self.scored:
            return SegmentRun(self.snapshot, self.number, scored=False).hits(query)
        found = _ANSWER.get(type(query), SegmentRun._theirs)(self, query)
        if boost == 1.0 or found.scores is None:
            return found
        return Hits(found.docs, found.scores * np.float32(boost))

    def language(self, doc: int) -> str:
        """Return the language of an article."""
        languages = self.segment.columns.languages
        return languages.kinds[languages.codes[doc]]

    # Terms and phrases

    def _term(self, query: whoosh.Term) -> Hits:
        return self._word(query.fieldname, _bytes(query.text))

    def _form(self, query: AnyForm) -> Hits:
        return self._word(*query.given)

    def _word(self, field: str, key: Key) -> Hits:
        docs = self.segment.postings(field, key).docs
        return Hits(docs, worth(self.snapshot, self.segment, field, key) if self.scored else None)

    def _maybe(self, query: whoosh.AndMaybe) -> Hits:
        """Execute AND MAYBE; text terms with their title scores are cached as one."""
        if (key := _titled(query)) is not None:
            return self._titled(key)
        first = self.hits(query.a)
        if not self.scored:
            return Hits(first.docs)
        return Hits(first.docs, added(first, [self.hits(query.b)], self.size))

    def _titled(self, key: Key) -> Hits:
        if not self.scored:
            return Hits(self.segment.postings("text", key).docs)
        found = weighed(self.snapshot, self.segment, "text", key)
        return Hits(found.docs, found.scores, found.table)

    def _phrase(self, query: whoosh.Phrase) -> Hits:
        if query.slop != 1:
            return self._theirs(query)
        if not query.words:
            return NOTHING
        plan = places.Words(query.fieldname, tuple(_bytes(word) for word in query.words))
        return self._by_words(plan.found(self.segment), [(query.fieldname, k) for k in plan.keys])

    def _placed(self, query: Placed) -> Hits:
        docs = query.plan.found(self.segment)
        if not self.scored:
            return Hits(docs)
        scores = np.zeros(len(docs), np.float32)
        for (field, key), tags in query.plan.scored_by().items():
            gained = self._worth(docs, ("text", "title") if field == "text" else (field,), key)
            if tags is not None:
                gained *= self.segment.columns.languages.among(tags)[docs]
            scores += gained
        return Hits(docs, scores)

    def _by_words(self, docs: Docs, words: Sequence[tuple[str, Key]]) -> Hits:
        if not self.scored:
            return Hits(docs)
        scores = np.zeros(len(docs), np.float32)
        for field, key in words:
            scores += self._worth(docs, (field,), key)
        return Hits(docs, scores)

    def _worth(self, docs: Docs, fields: Sequence[str], key: Key) -> Scores:
        found = np.zeros(len(docs), np.float32)
        for field in fields:
            found += worth_in(self.snapshot, self.segment, field, key, docs)
        return found

    # Combinations

    def _and(self, query: whoosh.And) -> Hits:
        parts = list(query)
        masks = [part.mask(self.segment.columns) for part in parts if isinstance(part, Filter)]
        wanted = sorted(
            (self.hits(part) for part in parts if not isinstance(part, (Filter, whoosh.Not))),
            key=lambda hits: len(hits.docs),
        )
        if not wanted:
            found = self._masked(masks) if parts else NOTHING
        else:
            found = wanted[0]
            for other in wanted[1:]:
                found = met(found, other, self.size)
            for mask in masks:
                found = kept_of(found, mask[found.docs])
        for part in parts:
            if isinstance(part, whoosh.Not):
                found = left(found, self.hits(part.query), self.size)
        return found

    def _masked(self, masks: list[Mask]) -> Hits:
        if not masks:
            return Hits(sets.everything(self.size))
        return Hits(np.flatnonzero(np.logical_and.reduce(masks)).astype(np.int32))

    def _or(self, query: whoosh.Or) -> Hits:
        if query.scale or query.minmatch or not len(query):
            return self._theirs(query)
        parts = [self.hits(part) for part in query]
        if len(parts) == 1:
            return parts[0]
        if not self.scored:
            return Hits(sets.union([part.docs for part in parts], self.size))
        if sum(len(part.docs) for part in parts) * SPARSE < self.size:
            return gathered(parts)
        return heaped(parts, self.size)

    def _not(self, query: whoosh.Not) -> Hits:
        return left(Hits(sets.everything(self.size)), self.hits(query.query), self.size)

    def _and_not(self, query: whoosh.AndNot) -> Hits:
        return left(self.hits(query.a), self.hits(query.b), self.size)

    def _require(self, query: whoosh.Require) -> Hits:
        first = self.hits(query.a)
        if isinstance(query.b, Filter):
            return kept_of(first, query.b.mask(self.segment.columns)[first.docs])
        return met(first, Hits(self.hits(query.b).docs), self.size)

    def _every(self, query: whoosh.Every) -> Hits:
        if query.fieldname is not None:
            return self._theirs(query)
        return Hits(sets.everything(self.size), np.ones(self.size, np.float32))

    def _nothing(self, _: whoosh.Query) -> Hits:
        return NOTHING

    def _wordless(self, query: WithoutWords) -> Hits:
        empty = self.segment.lengths(query.given[0]) == 0
        return Hits(np.flatnonzero(empty).astype(np.int32))

    def _lacking(self, query: Lacking) -> Hits:
        everything = Hits(sets.everything(self.size))
        return left(everything, Hits(self.segment.postings(*query.given).docs), self.size)

    def _theirs(self, query: Any) -> Hits:
        """Execute with Whoosh's own matchers, article by article."""
        searcher, _ = self.snapshot.searcher.leaf_searchers()[self.number]
        matcher = query.matcher(searcher, searcher.context(needs_current=True))
        docs, scores = [], []
        while matcher.is_active():
            docs.append(matcher.id())
            scores.append(matcher.score() / query.boost)
            matcher.next()
        return Hits(np.array(docs, np.int32), np.array(scores, np.float32))


def _titled(query: whoosh.AndMaybe) -> Key | None:
    """Return the term if the query looks for the same one in text and title, else None."""
    a: Any = query.a
    b: Any = query.b
    if type(a) is not type(b) or query.boost != 1.0 or a.boost != 1.0 or b.boost != 1.0:
        return None
    if type(a) is whoosh.Term:
        same = a.fieldname == "text" and b.fieldname == "title" and a.text == b.text
        return _bytes(a.text) if same else None
    if type(a) is AnyForm and a.given[0] == "text" and b.given == ("title", a.given[1]):
        return a.given[1]
    return None


def _bytes(word: str | bytes) -> bytes:
    return word if isinstance(word, bytes) else word.encode()


_ANSWER: dict[type, Callable[..., Hits]] = {
    whoosh.Term: SegmentRun._term,
    whoosh.Phrase: SegmentRun._phrase,
    whoosh.And: SegmentRun._and,
    whoosh.Or: SegmentRun._or,
    whoosh.Not: SegmentRun._not,
    whoosh.AndNot: SegmentRun._and_not,
    whoosh.AndMaybe: SegmentRun._maybe,
    whoosh.Require: SegmentRun._require,
    whoosh.Every: SegmentRun._every,
    _NullQuery: SegmentRun._nothing,
    AnyForm: SegmentRun._form,
    Placed: SegmentRun._placed,
    Lacking: SegmentRun._lacking,
    WithoutWords: SegmentRun._wordless,
}
