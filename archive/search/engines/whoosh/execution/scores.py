"""BM25F term scores: Whoosh's formula, our own idf.

    idf × w × (K1 + 1) / (w + K1 × (1 − B + B × length / average length))
    idf = ln(1 + (N − n + 0.5) / (n + 0.5))

w is the frequency of the term in the field, times the weight of the field; N counts the articles of
the whole index and n those that have the term, deleted ones included; lengths are kept as bytes.
The score of a term of `text` includes its score in the title, with the idf of the text.

S. Robertson, H. Zaragoza, M. Taylor: Simple BM25 extension to multiple weighted fields, CIKM 2004.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.base import K1
from archive.search.engines.whoosh.segments.segment import SegmentReader, TermKey
from archive.search.engines.whoosh.storage.snapshot import Snapshot

Scores = NDArray[np.float32]
_TABLE_RATIO: Final = 6
"""A term in more than one article in this many is also cached as a table of all articles."""


@dataclass(frozen=True, slots=True)
class ScoredPostings:
    """Articles that have a term, ascending, its score in each; for common terms a table of all."""

    docs: NDArray[np.int32]
    scores: Scores
    table: Scores | None = None

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return self.docs.nbytes + self.scores.nbytes + (0 if self.table is None else self.table.nbytes) + 200


def get_scored_postings(snapshot: Snapshot, segment: SegmentReader, field: str, key: TermKey) -> ScoredPostings:
    """Return the scored postings of a term; for `text` with its score in the title."""

    def compute() -> ScoredPostings:
        docs, scores = (
            segment.get_postings(field, key).docs,
            compute_scores(snapshot, segment, field, key),
        )
        if field == "text":
            title_docs = segment.get_postings("title", key).docs
            rows = np.searchsorted(docs, title_docs)
            rows[rows == len(docs)] = 0
            is_found = docs[rows] == title_docs if len(docs) else np.zeros(len(title_docs), bool)
            scores[rows[is_found]] += compute_scores(snapshot, segment, "title", key)[is_found]
        table = None
        if len(docs) * _TABLE_RATIO > segment.size:
            table = np.zeros(segment.size, np.float32)
            table[docs] = scores
        return ScoredPostings(docs, scores, table)

    return segment.get_cached((field, key, snapshot.generation, "weighed"), compute)


def compute_scores(snapshot: Snapshot, segment: SegmentReader, field: str, key: TermKey) -> Scores:
    """Return the scores of a term of one field, in the order of its postings."""
    postings = segment.get_postings(field, key)
    norms = _get_norms(snapshot, segment, field).take(postings.docs)
    return compute_bm25(snapshot, field, key, postings.freqs, norms)


def compute_scores_in(
    snapshot: Snapshot, segment: SegmentReader, field: str, key: TermKey, docs: NDArray[np.int32]
) -> Scores:
    """Return the scores of a term of one field in these articles; zero where it is missing."""
    if not len(docs):
        return np.empty(0, np.float32)
    freqs, norms = segment.get_postings(field, key).freqs, _get_norms(snapshot, segment, field)
    rows = segment.find_rows(field, key, docs)
    has_term = rows >= 0
    if has_term.all():
        return compute_bm25(snapshot, field, key, freqs.take(rows), norms.take(docs))
    scores, found_rows = np.zeros(len(docs), np.float32), has_term.nonzero()[0]
    scores[found_rows] = compute_bm25(snapshot, field, key, freqs.take(rows[found_rows]), norms.take(docs[found_rows]))
    return scores


def _get_norms(snapshot: Snapshot, segment: SegmentReader, field: str) -> NDArray[np.float32]:
    """Return `Snapshot.get_norms` for every article."""
    return segment.get_cached(
        (field, snapshot.generation, "norms"),
        lambda: snapshot.get_norms(field)[segment.get_length_codes(field)],
    )


def compute_bm25(snapshot: Snapshot, field: str, key: TermKey, freqs: Any, norms: Any) -> Scores:
    """Compute the formula."""
    weights = freqs.astype(np.float32)
    if field in snapshot.weights:
        weights *= np.float32(snapshot.weights[field])
    factor = np.float32(snapshot.get_idf(field, key) * (K1 + 1))
    denominator = weights + norms
    weights *= factor
    weights /= denominator
    return weights
