"""Explanation of one score by term."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from whoosh import query as whoosh

from archive.search.engines.contract import Explanation, WordScore
from archive.search.engines.whoosh.arrays.segmentfile import LENGTHS
from archive.search.engines.whoosh.arrays.segments import Key
from archive.search.engines.whoosh.generations.snapshot import Snapshot, counted_in
from archive.search.engines.whoosh.running.execute import SegmentRun
from archive.search.engines.whoosh.running.nearness import nearness, words_of
from archive.search.engines.whoosh.running.queries import AnyForm, Placed
from archive.search.engines.whoosh.running.weights import bm25


def explained(
    snapshot: Snapshot, query: whoosh.Query, doc: int, *, near: bool
) -> Explanation | None:
    """Explain the score of an article by number; None where the query does not find it."""
    number = int(np.searchsorted(snapshot.offsets, doc, "right")) - 1
    run = SegmentRun(snapshot, number, scored=True)
    here = doc - snapshot.offsets[number]
    hits = run.hits(query)
    row = int(np.searchsorted(hits.docs, here))
    if row == len(hits.docs) or hits.docs[row] != here:
        return None
    words = tuple(
        told
        for field, key in _counted(run, query, here)
        if (told := _told(run, field, key, here)) is not None
    )
    score = 0.0 if hits.scores is None else float(hits.scores[row])
    bonus = 0.0
    if near:
        bonus = float(nearness(snapshot, words_of(query), np.array([doc], np.int32))[0])
    return Explanation(words, bonus, score - sum(word.score for word in words), score + bonus)


def _told(run: SegmentRun, field: str, key: Key, doc: int) -> WordScore | None:
    snapshot, segment = run.snapshot, run.segment
    postings = segment.postings(field, key)
    row = int(np.searchsorted(postings.docs, doc))
    if row == len(postings.docs) or postings.docs[row] != doc:
        return None
    length = segment.lengths(field)[doc]
    freqs, norms = postings.freqs[row : row + 1], snapshot.norms(field)[length]
    return WordScore(
        word=key.decode() if isinstance(key, bytes) else "|".join(map(bytes.decode, key.forms)),
        field=field,
        count=int(freqs[0]),
        articles=snapshot.having(counted_in(field), key),
        rarity=snapshot.idf(field, key),
        length=int(LENGTHS[length]),
        average=snapshot.average(field),
        score=float(bm25(snapshot, field, key, freqs, norms)[0]),
    )


def _counted(run: SegmentRun, query: whoosh.Query, doc: int) -> Iterator[tuple[str, Key]]:
    """Yield the terms that add to the score of this article."""
    if not getattr(query, "boost", 1.0) or not _finds(run, query, doc):
        return
    match query:
        case whoosh.And() | whoosh.Or():
            parts = list(query)
        case whoosh.AndMaybe():
            parts = [query.a, query.b]
        case whoosh.AndNot() | whoosh.Require():
            parts = [query.a]
        case _:
            yield from _of_leaf(run, query, doc)
            return
    for part in parts:
        yield from _counted(run, part, doc)


def _of_leaf(run: SegmentRun, query: whoosh.Query, doc: int) -> Iterator[tuple[str, Key]]:
    match query:
        case whoosh.Term():
            yield query.fieldname, _bytes(query.text)
        case whoosh.Phrase():
            yield from ((query.fieldname, _bytes(word)) for word in query.words)
        case AnyForm():
            yield query.given
        case Placed():
            for (field, key), tags in query.plan.scored_by().items():
                if tags is None or run.language(doc) in tags:
                    yield from ((name, key) for name in _fields(field))


def _fields(field: str) -> tuple[str, ...]:
    return ("text", "title") if field == "text" else (field,)


def _finds(run: SegmentRun, query: whoosh.Query, doc: int) -> bool:
    docs = run.hits(query).docs
    row = int(np.searchsorted(docs, doc))
    return row < len(docs) and docs[row] == doc


def _bytes(word: str | bytes) -> bytes:
    return word if isinstance(word, bytes) else word.encode()
