"""Matching documents of a segment with their scores, and operations to combine them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.arrays import sets
from archive.search.engines.whoosh.arrays.sets import Docs
from archive.search.engines.whoosh.running.weights import Scores

SPARSE: Final = 16
"""Below one article in this many, sorting beats a table of all."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Documents, ascending; their scores, or None; for common terms a table of all scores."""

    docs: Docs
    scores: Scores | None = None
    table: Scores | None = None


NOTHING: Final = Hits(sets.NONE)


def worths(hits: Hits) -> Scores:
    """Return the scores; zeros where there are none."""
    return np.zeros(len(hits.docs), np.float32) if hits.scores is None else hits.scores


def kept_of(hits: Hits, kept: NDArray[Any]) -> Hits:
    """Select rows by a mask or indexes."""
    return Hits(hits.docs[kept], None if hits.scores is None else hits.scores[kept])


def joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Concatenate arrays, without a copy of a single one."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def met(one: Hits, other: Hits, size: int) -> Hits:
    """Intersect two results, adding scores."""
    if len(one.docs) > len(other.docs):
        one, other = other, one
    if other.table is not None:
        worth = other.table.take(one.docs)
        kept = (worth > 0).nonzero()[0]
        return Hits(one.docs[kept], worths(one)[kept] + worth[kept])
    rows = sets.located(other.docs, one.docs, size)
    kept = (rows >= 0).nonzero()[0]
    if one.scores is None and other.scores is None:
        return Hits(one.docs[kept])
    return Hits(one.docs[kept], worths(one)[kept] + worths(other)[rows[kept]])


def left(one: Hits, other: Hits, size: int) -> Hits:
    """Return the documents of the first that are not in the second."""
    return kept_of(one, ~sets.contains(other.docs, one.docs, size))


def gathered(parts: Sequence[Hits]) -> Hits:
    """Unite a few rare parts by sorting, adding scores."""
    docs = np.concatenate([part.docs for part in parts])
    scores = np.concatenate([worths(part) for part in parts])
    order = docs.argsort(kind="stable")
    docs, scores = docs[order], scores[order]
    fresh = np.ones(len(docs), bool)
    np.not_equal(docs[1:], docs[:-1], out=fresh[1:])
    firsts = fresh.nonzero()[0]
    return Hits(docs[firsts], np.add.reduceat(scores, firsts) if len(firsts) else scores)


def heaped(parts: Sequence[Hits], size: int) -> Hits:
    """Unite parts by a table of all documents, adding scores."""
    tables = [part.table for part in parts if part.table is not None]
    heap = tables[0].copy() if tables else np.zeros(size, np.float32)
    for table in tables[1:]:
        heap += table
    others = [part for part in parts if part.table is None]
    for part in others:
        if part.scores is not None:
            heap[part.docs.astype(np.intp)] += part.scores
    found = heap > 0
    for part in others:
        found[part.docs] = True
    docs = found.nonzero()[0]
    return Hits(docs.astype(np.int32), heap[docs])


def added(first: Hits, parts: Sequence[Hits], size: int) -> Scores:
    """Return the scores of the first, with those each part adds to its documents."""
    docs, scores = first.docs, worths(first).copy()
    for part in parts:
        if part.scores is None or not len(part.docs):
            continue
        if part.table is not None:
            scores += part.table.take(docs)
        elif len(part.docs) <= len(docs):
            rows = sets.located(docs, part.docs, size)
            kept = rows >= 0
            scores[rows[kept]] += part.scores[kept]
        else:
            rows = sets.located(part.docs, docs, size)
            scores += np.where(rows >= 0, part.scores[rows], np.float32(0))
    return scores
