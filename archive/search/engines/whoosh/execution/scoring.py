"""BM25F term scores: Whoosh's formula, our own idf.

    idf × w × (K1 + 1) / (w + K1 × (1 − B + B × length / average length))
    idf = ln(1 + (N − n + 0.5) / (n + 0.5))

w is the frequency of the term in the field, times the weight of the field; N counts the articles of
the whole index and n those that have the term, deleted ones included; lengths are kept as bytes.
The score of a term of `text` includes its score in the title, with the idf of the text.

S. Robertson, H. Zaragoza, M. Taylor: Simple BM25 extension to multiple weighted fields, CIKM 2004.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.base import K1
from archive.search.engines.whoosh.storage import doc_sets
from archive.search.engines.whoosh.storage.doc_sets import DocNumbers
from archive.search.engines.whoosh.storage.segment import SegmentReader, TermKey
from archive.search.engines.whoosh.storage.snapshot import Snapshot

Scores = NDArray[np.float32]
_TABLE_RATIO: Final = 6
"""A term in more than one article in this many is also cached as a table of all articles."""
SPARSE_RATIO: Final = 16
"""Below one article in this many, sorting beats a table of all."""


@dataclass(frozen=True, slots=True)
class ScoredDocs:
    """Documents, ascending; their scores, or None; for common terms a table of all scores."""

    docs: DocNumbers
    scores: Scores | None = None
    table: Scores | None = None

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return sum(array.nbytes for array in (self.docs, self.scores, self.table) if array is not None) + 200


NO_MATCHES: Final = ScoredDocs(doc_sets.NO_DOCS)


def get_titled_scores(snapshot: Snapshot, segment: SegmentReader, key: TermKey) -> ScoredDocs:
    """Return the articles with a term in `text`, with its scores in text and title together (cached)."""

    def compute() -> ScoredDocs:
        docs, scores = segment.get_postings("text", key).docs, compute_scores(snapshot, segment, "text", key)
        rows = doc_sets.find_rows(docs, segment.get_postings("title", key).docs, segment.size)
        is_found = rows >= 0
        scores[rows[is_found]] += compute_scores(snapshot, segment, "title", key)[is_found]
        table = None
        if len(docs) * _TABLE_RATIO > segment.size:
            table = np.zeros(segment.size, np.float32)
            table[docs] = scores
        return ScoredDocs(docs, scores, table)

    return segment.get_cached(("text", key, snapshot.generation, "weighed"), compute)


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
        (field, snapshot.generation, "norms"), lambda: snapshot.get_norms(field)[segment.file.get_length_codes(field)]
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


def get_scores(matches: ScoredDocs) -> Scores:
    """Return the scores; zeros where there are none."""
    return np.zeros(len(matches.docs), np.float32) if matches.scores is None else matches.scores


def select_rows(matches: ScoredDocs, selection: NDArray[Any]) -> ScoredDocs:
    """Select rows by a mask or indexes."""
    return ScoredDocs(matches.docs[selection], None if matches.scores is None else matches.scores[selection])


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
        return ScoredDocs(first.docs[matched_rows], get_scores(first)[matched_rows] + scores[matched_rows])
    rows = doc_sets.find_rows(second.docs, first.docs, size)
    matched_rows = (rows >= 0).nonzero()[0]
    if first.scores is None and second.scores is None:
        return ScoredDocs(first.docs[matched_rows])
    return ScoredDocs(
        first.docs[matched_rows], get_scores(first)[matched_rows] + get_scores(second)[rows[matched_rows]]
    )


def union_sparse(parts: Sequence[ScoredDocs]) -> ScoredDocs:
    """Unite a few rare parts by sorting, adding scores."""
    docs = np.concatenate([part.docs for part in parts])
    scores = np.concatenate([get_scores(part) for part in parts])
    order = docs.argsort(kind="stable")
    docs, scores = docs[order], scores[order]
    firsts = doc_sets.mask_run_starts(docs).nonzero()[0]
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


def add_scores(first: ScoredDocs, second: ScoredDocs, size: int) -> Scores:
    """Return the scores of the first, with those the second adds to its documents."""
    docs, scores = first.docs, get_scores(first).copy()
    if second.scores is None or not len(second.docs):
        return scores
    if second.table is not None:
        scores += second.table.take(docs)
    elif len(second.docs) <= len(docs):
        rows = doc_sets.find_rows(docs, second.docs, size)
        is_found = rows >= 0
        scores[rows[is_found]] += second.scores[is_found]
    else:
        rows = doc_sets.find_rows(second.docs, docs, size)
        scores += np.where(rows >= 0, second.scores[rows], np.float32(0))
    return scores
