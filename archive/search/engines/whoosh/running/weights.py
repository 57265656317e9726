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

from archive.search.engines.whoosh.arrays.segments import Key, Segment
from archive.search.engines.whoosh.generations.snapshot import K1, Snapshot

Scores = NDArray[np.float32]
_TABLED: Final = 6
"""A term in more than one article in this many is also cached as a table of all articles."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Articles that have a term, ascending, its score in each; for common terms a table of all."""

    docs: NDArray[np.int32]
    scores: Scores
    table: Scores | None = None

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return (
            self.docs.nbytes
            + self.scores.nbytes
            + (0 if self.table is None else self.table.nbytes)
            + 200
        )


def weighed(snapshot: Snapshot, segment: Segment, field: str, word: Key) -> Weighed:
    """Return the scored postings of a term; for `text` with its score in the title."""

    def weigh() -> Weighed:
        docs, scores = segment.postings(field, word).docs, worth(snapshot, segment, field, word)
        if field == "text":
            titled = segment.postings("title", word).docs
            rows = np.searchsorted(docs, titled)
            rows[rows == len(docs)] = 0
            found = docs[rows] == titled if len(docs) else np.zeros(len(titled), bool)
            scores[rows[found]] += worth(snapshot, segment, "title", word)[found]
        table = None
        if len(docs) * _TABLED > segment.size:
            table = np.zeros(segment.size, np.float32)
            table[docs] = scores
        return Weighed(docs, scores, table)

    return segment.kept((field, word, snapshot.generation, "weighed"), weigh)


def worth(snapshot: Snapshot, segment: Segment, field: str, word: Key) -> Scores:
    """Return the scores of a term of one field, in the order of its postings."""
    postings = segment.postings(field, word)
    norms = _norms(snapshot, segment, field).take(postings.docs)
    return bm25(snapshot, field, word, postings.freqs, norms)


def worth_in(
    snapshot: Snapshot, segment: Segment, field: str, word: Key, docs: NDArray[np.int32]
) -> Scores:
    """Return the scores of a term of one field in these articles; zero where it is missing."""
    if not len(docs):
        return np.empty(0, np.float32)
    freqs, norms = segment.postings(field, word).freqs, _norms(snapshot, segment, field)
    rows = segment.located(field, word, docs)
    having = rows >= 0
    if having.all():
        return bm25(snapshot, field, word, freqs.take(rows), norms.take(docs))
    found, here = np.zeros(len(docs), np.float32), having.nonzero()[0]
    found[here] = bm25(snapshot, field, word, freqs.take(rows[here]), norms.take(docs[here]))
    return found


def _norms(snapshot: Snapshot, segment: Segment, field: str) -> NDArray[np.float32]:
    """Return `Snapshot.get_norms` for every article."""
    return segment.kept(
        (field, snapshot.generation, "norms"),
        lambda: snapshot.norms(field)[segment.lengths(field)],
    )


def bm25(snapshot: Snapshot, field: str, word: Key, freqs: Any, norms: Any) -> Scores:
    """Compute the formula."""
    weights = freqs.astype(np.float32)
    if field in snapshot.weights:
        weights *= np.float32(snapshot.weights[field])
    factor = np.float32(snapshot.idf(field, word) * (K1 + 1))
    below = weights + norms
    weights *= factor
    weights /= below
    return weights
