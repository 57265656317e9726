"""Matching documents of a segment with their scores, and operations to combine them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.arrays import sets
from archive.search.engines.whoosh.arrays.sets import DocNumbers
from archive.search.engines.whoosh.running.weights import Scores

SPARSE_RATIO: Final = 16
"""Below one article in this many, sorting beats a table of all."""


@dataclass(frozen=True, slots=True)
class ScoredDocs:
    """Documents, ascending; their scores, or None; for common terms a table of all scores."""

    docs: DocNumbers
    scores: Scores | None = None
    table: Scores | None = None


NO_MATCHES: Final = ScoredDocs(sets.NO_DOCS)


def get_scores(matches: ScoredDocs) -> Scores:
    """Return the scores; zeros where there are none."""
    return np.zeros(len(matches.docs), np.float32) if matches.scores is None else matches.scores


def select_rows(matches: ScoredDocs, selection: NDArray[Any]) -> ScoredDocs:
    """Select rows by a mask or indexes."""
    return ScoredDocs(
        matches.docs[selection], None if matches.scores is None else matches.scores[selection]
    )


def concatenate(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Concatenate arrays, without a copy of a single one."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def intersect(first: ScoredDocs, second: ScoredDocs, size: int) -> ScoredDocs:
    """Intersect two results, adding scores."""
    if len(first.docs) > len(second.docs):
        first, second = second, first
    if second.table is not None:
        scores = second.table.take(first.docs)
        matched_rows = (scores > 0).nonzero()[0]
        return ScoredDocs(
            first.docs[matched_rows], get_scores(first)[matched_rows] + scores[matched_rows]
        )
    rows = sets.find_rows(second.docs, first.docs, size)
    matched_rows = (rows >= 0).nonzero()[0]
    if first.scores is None and second.scores is None:
        return ScoredDocs(first.docs[matched_rows])
    return ScoredDocs(
        first.docs[matched_rows],
        get_scores(first)[matched_rows] + get_scores(second)[rows[matched_rows]],
    )


def difference(first: ScoredDocs, second: ScoredDocs, size: int) -> ScoredDocs:
    """Return the documents of the first that are not in the second."""
    return select_rows(first, ~sets.isin_docs(second.docs, first.docs, size))


def union_sparse(parts: Sequence[ScoredDocs]) -> ScoredDocs:
    """Unite a few rare parts by sorting, adding scores."""
    docs = np.concatenate([part.docs for part in parts])
    scores = np.concatenate([get_scores(part) for part in parts])
    order = docs.argsort(kind="stable")
    docs, scores = docs[order], scores[order]
    is_new = np.ones(len(docs), bool)
    np.not_equal(docs[1:], docs[:-1], out=is_new[1:])
    firsts = is_new.nonzero()[0]
    return ScoredDocs(docs[firsts], np.add.reduceat(scores, firsts) if len(firsts) else scores)


def union_dense(parts: Sequence[ScoredDocs], size: int) -> ScoredDocs:
    """Unite parts by a table of all documents, adding scores."""
    tables = [part.table for part in parts if part.table is not None]
    scores = tables[0].copy() if tables else np.zeros(size, np.float32)
    for table in tables[1:]:
        scores += table
    untabled = [part for part in parts if part.table is None]
    for part in untabled:
        if part.scores is not None:
            scores[part.docs.astype(np.intp)] += part.scores
    is_found = scores > 0
    for part in untabled:
        is_found[part.docs] = True
    docs = is_found.nonzero()[0]
    return ScoredDocs(docs.astype(np.int32), scores[docs])


def add_scores(first: ScoredDocs, parts: Sequence[ScoredDocs], size: int) -> Scores:
    """Return the scores of the first, with those each part adds to its documents."""
    docs, scores = first.docs, get_scores(first).copy()
    for part in parts:
        if part.scores is None or not len(part.docs):
            continue
        if part.table is not None:
            scores += part.table.take(docs)
        elif len(part.docs) <= len(docs):
            rows = sets.find_rows(docs, part.docs, size)
            is_found = rows >= 0
            scores[rows[is_found]] += part.scores[is_found]
        else:
            rows = sets.find_rows(part.docs, docs, size)
            scores += np.where(rows >= 0, part.scores[rows], np.float32(0))
    return scores
