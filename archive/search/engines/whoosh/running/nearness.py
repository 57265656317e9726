"""Proximity scores: terms of a query close together in an article add to its score.

For each two neighbouring occurrences of different query terms, d positions apart, each adds the
other's idf / d² to its accumulator a, which then counts like a frequency:

    Σ over terms  min(1, idf) × a × (K1 + 1) / (a + K1 × (1 − B + B × length / average length))

with the idf of `snapshot`. Only the best articles by term scores are reranked; as proximity never
lowers a score, the order below them holds.

S. Büttcher, C. L. A. Clarke, B. Lushman: Term proximity scoring for ad-hoc retrieval on very large
text collections, SIGIR 2006.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from whoosh import query as whoosh

from archive.search.engines.whoosh.arrays.segments import SegmentReader, TermKey
from archive.search.engines.whoosh.arrays.sets import DocNumbers
from archive.search.engines.whoosh.arrays.spans import DOC_SHIFT
from archive.search.engines.whoosh.generations.snapshot import K1, Snapshot
from archive.search.engines.whoosh.running.queries import FormsQuery, SpanQuery

RERANK_COUNT: Final = 100
"""Number of articles reranked, the best by term scores."""
_MAX_TERMS: Final = 32
_TERM_BITS: Final = 6
_TERM_MASK: Final = (1 << _TERM_BITS) - 1
_DOC_SHIFT: Final = _TERM_BITS + DOC_SHIFT
"""In a 64-bit key the term is lowest, then the position, the article highest."""
_MIN_IDF: Final = 0.2
"""Terms in more than four of five articles are left out."""


def collect_terms(query: whoosh.Query) -> tuple[TermKey, ...]:
    """Return the distinct terms of `text` in a query."""
    return tuple(dict.fromkeys(_iter_terms(query)))[:_MAX_TERMS]


def compute_proximity(
    snapshot: Snapshot, terms: Sequence[TermKey], docs: DocNumbers
) -> NDArray[np.float64]:
    """Return the proximity score of each article (ascending numbers of the whole index)."""
    scores = np.zeros(len(docs))
    rare_terms = [term for term in terms if _get_idf(snapshot, term) > _MIN_IDF]
    if len(rare_terms) < 2:
        return scores
    if len(snapshot.segments) == 1:
        return _score_segment(snapshot, snapshot.segments[0], rare_terms, docs.astype(np.int32))
    bounds = [*docs.searchsorted(snapshot.offsets).tolist(), len(docs)]
    for number, (segment, offset) in enumerate(
        zip(snapshot.segments, snapshot.offsets, strict=True)
    ):
        first, last = bounds[number], bounds[number + 1]
        if first < last:
            segment_docs = (docs[first:last] - offset).astype(np.int32)
            scores[first:last] = _score_segment(snapshot, segment, rare_terms, segment_docs)
    return scores


def _score_segment(
    snapshot: Snapshot, segment: SegmentReader, terms: Sequence[TermKey], docs: DocNumbers
) -> NDArray[np.float64]:
    keys = _list_occurrences(segment, terms, docs)
    term_numbers, positions = keys & _TERM_MASK, keys >> _TERM_BITS
    gaps = positions[1:] - positions[:-1]
    pair_starts = (
        (term_numbers[1:] != term_numbers[:-1]) & (gaps > 0) & (gaps < 1 << DOC_SHIFT - 1)
    ).nonzero()[0]
    idf_list = [_get_idf(snapshot, term) for term in terms]
    idf, weights = np.array([idf_list, [min(1, value) * (K1 + 1) for value in idf_list]])
    pairs = term_numbers[np.array([pair_starts, pair_starts + 1])]
    gains = np.bincount(
        ((keys[pair_starts] >> _DOC_SHIFT) * len(terms) + pairs).ravel(),
        (idf[pairs[::-1]] / np.square(gaps[pair_starts], dtype=np.float64)).ravel(),
        len(docs) * len(terms),
    ).reshape(len(docs), len(terms))
    norms = snapshot.get_norms("text")[segment.get_length_codes("text")[docs]][:, None]
    return gains / (gains + norms) @ weights


def _list_occurrences(
    segment: SegmentReader, terms: Sequence[TermKey], docs: DocNumbers
) -> NDArray[np.int64]:
    """Return one key (article, position, term) for every occurrence; ascending.

    An article is its index in `docs`, a term its index in `terms`.
    """
    doc_keys, batches = np.arange(len(docs)) << _DOC_SHIFT, []
    for number, term in enumerate(terms):
        rows, positions = segment.find_rows("text", term, docs), segment.get_positions("text", term)
        starts = positions.starts[rows]  # row -1, without the term: beyond the end
        counts = np.maximum(positions.starts[rows + 1] - starts, 0)
        keys = (doc_keys + number).repeat(counts)
        rows_flat = (starts - (counts.cumsum() - counts)).repeat(counts)
        rows_flat += np.arange(len(rows_flat))
        keys += np.left_shift(positions.flat[rows_flat], _TERM_BITS, dtype=np.int64)
        batches.append(keys)
    keys = np.concatenate(batches)
    keys.sort()
    return keys


def _get_idf(snapshot: Snapshot, term: TermKey) -> float:
    return snapshot.get_idf("text", term)


def _iter_terms(query: whoosh.Query) -> Iterator[TermKey]:
    if not getattr(query, "boost", 1.0):
        return
    match query:
        case whoosh.Term(fieldname="text"):
            yield query.text.encode() if isinstance(query.text, str) else query.text
        case whoosh.Phrase(fieldname="text"):
            yield from (term.encode() for term in query.words)
        case FormsQuery() if query.args[0] == "text":
            yield query.args[1]
        case SpanQuery():
            yield from (key for field, key in query.plan.collect_scoring_terms() if field == "text")
        case whoosh.And() | whoosh.Or():
            for part in query:
                yield from _iter_terms(part)
        case whoosh.AndNot() | whoosh.AndMaybe() | whoosh.Require():
            yield from _iter_terms(query.a)
