"""A Whoosh query tree answered with arrays: which articles, and their scores.

Two steps for each segment. `docs` finds the articles of every node; `scores` then weighs only the
articles that are wanted, walking the same tree: an article gets what each part that finds it gives.
The numbers equal those of Whoosh's own matchers (BM25F), which stand in for any kind of query that
has no entry in the tables below.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from whoosh import query as whoosh
from whoosh.query.qcore import _NullQuery

from archive.search.engines.whoosh import sets
from archive.search.engines.whoosh.filters import Filter
from archive.search.engines.whoosh.phrases import phrase
from archive.search.engines.whoosh.sets import Docs
from archive.search.engines.whoosh.snapshot import K1, Snapshot

Scores = NDArray[np.float64]


def matches(snapshot: Snapshot, query: whoosh.Query) -> Matches:
    """The articles of the whole index that `query` finds."""
    return Matches(snapshot, query)


class Matches:
    """What one query finds: `docs` ascending over all segments, deleted ones left out."""

    def __init__(self, snapshot: Snapshot, query: whoosh.Query) -> None:
        self._runs = [SegmentRun(snapshot, number) for number in range(len(snapshot.segments))]
        self._offsets = snapshot.offsets
        self._query = query
        found = [
            run.docs(query) + np.int32(offset)
            for run, offset in zip(self._runs, self._offsets, strict=True)
        ]
        docs = np.concatenate(found) if found else sets.NONE
        self.docs: Docs = docs[snapshot.alive[docs]]

    def scores(self, docs: Docs) -> Scores:
        """The scores of some of them (ascending), in their order."""
        found = np.zeros(len(docs), np.float64)
        bounds = [*np.searchsorted(docs, self._offsets).tolist(), len(docs)]
        for place, (run, offset) in enumerate(zip(self._runs, self._offsets, strict=True)):
            first, last = bounds[place], bounds[place + 1]
            found[first:last] = run.scores(self._query, docs[first:last] - np.int32(offset))
        return found


class SegmentRun:
    """One query over one segment."""

    def __init__(self, snapshot: Snapshot, number: int) -> None:
        self.snapshot = snapshot
        self.number = number
        self.segment = snapshot.segments[number]
        self._found: dict[int, Docs] = {}
        self._theirs: dict[int, Scores] = {}

    def docs(self, query: whoosh.Query) -> Docs:
        """The articles that `query` finds here; deleted ones may be among them."""
        key = id(query)
        if key not in self._found:
            find = _FIND.get(type(query), SegmentRun._find_theirs)
            if isinstance(query, Filter):
                find = SegmentRun._find_filter
            self._found[key] = find(self, query)
        return self._found[key]

    def scores(self, query: whoosh.Query, docs: Docs) -> Scores:
        """What `query` gives to `docs`, all of which it finds."""
        if isinstance(query, Filter):
            return np.zeros(len(docs))
        if id(query) in self._theirs:
            return self._theirs[id(query)][np.searchsorted(self.docs(query), docs)]
        boost = getattr(query, "boost", 1.0)
        found = _SCORE[type(query)](self, query, docs)
        return found if boost == 1.0 else found * boost

    # Finding

    def _find_term(self, query: whoosh.Term) -> Docs:
        return self.segment.postings(query.fieldname, _bytes(query.text)).docs

    def _find_phrase(self, query: whoosh.Phrase) -> Docs:
        if query.slop != 1:
            return self._find_theirs(query)
        return (
            phrase(self.segment, query.fieldname, [_bytes(word) for word in query.words])
            if query.words
            else sets.NONE
        )

    def _find_and(self, query: whoosh.And) -> Docs:
        wanted = sorted(
            (self.docs(part) for part in query if not isinstance(part, whoosh.Not)), key=len
        )
        found = wanted[0] if wanted else sets.everything(self.segment.size if len(query) else 0)
        for docs in wanted[1:]:
            found = sets.common(found, docs, self.segment.size)
        for part in query:
            if isinstance(part, whoosh.Not):
                found = sets.without(found, self.docs(part.query), self.segment.size)
        return found

    def _find_or(self, query: whoosh.Or) -> Docs:
        if query.scale or query.minmatch or not len(query):
            return self._find_theirs(query)
        return sets.union([self.docs(part) for part in query], self.segment.size)

    def _find_not(self, query: whoosh.Not) -> Docs:
        return sets.without(
            sets.everything(self.segment.size), self.docs(query.query), self.segment.size
        )

    def _find_and_not(self, query: whoosh.AndNot) -> Docs:
        return sets.without(self.docs(query.a), self.docs(query.b), self.segment.size)

    def _find_first(self, query: whoosh.AndMaybe) -> Docs:
        return self.docs(query.a)

    def _find_require(self, query: whoosh.Require) -> Docs:
        return sets.common(self.docs(query.a), self.docs(query.b), self.segment.size)

    def _find_every(self, query: whoosh.Every) -> Docs:
        return (
            sets.everything(self.segment.size)
            if query.fieldname is None
            else self._find_theirs(query)
        )

    def _find_filter(self, query: Filter) -> Docs:
        return np.flatnonzero(query.mask(self.segment.columns)).astype(np.int32)

    def _find_nothing(self, _: whoosh.Query) -> Docs:
        return sets.NONE

    def _find_theirs(self, query: whoosh.Query) -> Docs:
        """Whoosh's own matchers, article by article."""
        searcher, _ = self.snapshot.searcher.leaf_searchers()[self.number]
        matcher = query.matcher(searcher, searcher.context(needs_current=True))
        docs, scores = [], []
        while matcher.is_active():
            docs.append(matcher.id())
            scores.append(matcher.score())
            matcher.next()
        self._theirs[id(query)] = np.array(scores, np.float64)
        return np.array(docs, np.int32)

    # Scoring

    def _score_term(self, query: whoosh.Term, docs: Docs) -> Scores:
        return self._bm25(query.fieldname, _bytes(query.text), docs)

    def _score_phrase(self, query: whoosh.Phrase, docs: Docs) -> Scores:
        found = np.zeros(len(docs))
        for word in query.words:
            found += self._bm25(query.fieldname, _bytes(word), docs)
        return found

    def _score_all(self, query: whoosh.And, docs: Docs) -> Scores:
        found = np.zeros(len(docs))
        for part in query:
            if not isinstance(part, whoosh.Not):
                found += self.scores(part, docs)
        return found

    def _score_any(self, query: whoosh.Or, docs: Docs) -> Scores:
        found = np.zeros(len(docs))
        for part in query:
            self._add(found, part, docs)
        return found

    def _score_first(self, query: whoosh.AndNot, docs: Docs) -> Scores:
        return self.scores(query.a, docs)

    def _score_maybe(self, query: whoosh.AndMaybe, docs: Docs) -> Scores:
        found = self.scores(query.a, docs)
        self._add(found, query.b, docs)
        return found

    def _score_every(self, _: whoosh.Every, docs: Docs) -> Scores:
        return np.ones(len(docs))

    def _score_nothing(self, _: whoosh.Query, docs: Docs) -> Scores:
        return np.zeros(len(docs))

    def _add(self, found: Scores, part: whoosh.Query, docs: Docs) -> None:
        """What `part` gives, to those of `docs` that it finds."""
        having = sets.contains(self.docs(part), docs, self.segment.size)
        if having.any():
            found[having] += self.scores(part, docs[having])

    def _bm25(self, field: str, word: bytes, docs: Docs) -> Scores:
        postings = self.segment.postings(field, word)
        weights = postings.freqs[np.searchsorted(postings.docs, docs)].astype(np.float64)
        weights *= self.snapshot.weights.get(field, 1.0)
        norms = self.snapshot.norms(field)[self.segment.lengths(field)[docs]]
        return self.snapshot.idf(field, word) * (weights * (K1 + 1)) / (weights + norms)


_FIND: dict[type, Callable[..., Docs]] = {
    whoosh.Term: SegmentRun._find_term,
    whoosh.Phrase: SegmentRun._find_phrase,
    whoosh.And: SegmentRun._find_and,
    whoosh.Or: SegmentRun._find_or,
    whoosh.Not: SegmentRun._find_not,
    whoosh.AndNot: SegmentRun._find_and_not,
    whoosh.AndMaybe: SegmentRun._find_first,
    whoosh.Require: SegmentRun._find_require,
    whoosh.Every: SegmentRun._find_every,
    _NullQuery: SegmentRun._find_nothing,
}
_SCORE: dict[type, Callable[..., Scores]] = {
    whoosh.Term: SegmentRun._score_term,
    whoosh.Phrase: SegmentRun._score_phrase,
    whoosh.And: SegmentRun._score_all,
    whoosh.Or: SegmentRun._score_any,
    whoosh.Not: SegmentRun._score_nothing,
    whoosh.AndNot: SegmentRun._score_first,
    whoosh.AndMaybe: SegmentRun._score_maybe,
    whoosh.Require: SegmentRun._score_first,
    whoosh.Every: SegmentRun._score_every,
    _NullQuery: SegmentRun._score_nothing,
}


def _bytes(word: str | bytes) -> bytes:
    return word if isinstance(word, bytes) else word.encode()
