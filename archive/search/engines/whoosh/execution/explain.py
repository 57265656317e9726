"""Explanations of scores, and the boost for words that stand close together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.base import K1, ScoreExplanation, TermScore
from archive.search.engines.whoosh.execution.plans import QueryPlan, SegmentExecutor
from archive.search.engines.whoosh.execution.scores import compute_bm25
from archive.search.engines.whoosh.segments.doc_sets import DocNumbers
from archive.search.engines.whoosh.segments.segment import SegmentReader, TermKey
from archive.search.engines.whoosh.segments.segment_file import LENGTH_BY_CODE
from archive.search.engines.whoosh.segments.spans import DOC_SHIFT
from archive.search.engines.whoosh.storage.snapshot import Snapshot, get_idf_field

# Proximity scores: terms of a query close together in an article add to its score.

RERANK_COUNT: Final = 100
"""Number of articles reranked, the best by term scores."""
_MAX_TERMS: Final = 32
_TERM_BITS: Final = 6
_TERM_MASK: Final = (1 << _TERM_BITS) - 1
_DOC_SHIFT: Final = _TERM_BITS + DOC_SHIFT
"""In a 64-bit key the term is lowest, then the position, the article highest."""
_MIN_IDF: Final = 0.2
"""Terms in more than four of five articles are left out."""


def collect_terms(plan: QueryPlan) -> tuple[TermKey, ...]:
    """Return the distinct terms of `text` that a plan is scored by."""
    return tuple(dict.fromkeys(_iter_text_terms(plan)))[:_MAX_TERMS]


def _iter_text_terms(plan: QueryPlan) -> Iterator[TermKey]:
    yield from (key for field, key, _ in plan.iter_terms() if field == "text")
    for part in plan.scored_parts:
        yield from _iter_text_terms(part)


def compute_proximity(snapshot: Snapshot, terms: Sequence[TermKey], docs: DocNumbers) -> NDArray[np.float64]:
    """Return the proximity score of each article (ascending numbers of the whole index)."""
    scores = np.zeros(len(docs))
    rare_terms = [term for term in terms if _get_idf(snapshot, term) > _MIN_IDF]
    if len(rare_terms) < 2:
        return scores
    if len(snapshot.segments) == 1:
        return _score_segment(snapshot, snapshot.segments[0], rare_terms, docs.astype(np.int32))
    bounds = [*docs.searchsorted(snapshot.offsets).tolist(), len(docs)]
    for number, (segment, offset) in enumerate(zip(snapshot.segments, snapshot.offsets, strict=True)):
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
    pair_starts = ((term_numbers[1:] != term_numbers[:-1]) & (gaps > 0) & (gaps < 1 << DOC_SHIFT - 1)).nonzero()[0]
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


def _list_occurrences(segment: SegmentReader, terms: Sequence[TermKey], docs: DocNumbers) -> NDArray[np.int64]:
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


def explain_score(snapshot: Snapshot, plan: QueryPlan, doc: int, *, near: bool) -> ScoreExplanation | None:
    """Explain the score of an article by number; None where the plan does not find it."""
    number = int(np.searchsorted(snapshot.offsets, doc, "right")) - 1
    executor = SegmentExecutor(snapshot, number, scored=True)
    segment_doc = doc - snapshot.offsets[number]
    matches = executor.execute(plan)
    row = _find_row(matches.docs, segment_doc)
    if row is None:
        return None
    term_scores = tuple(
        term_score
        for field, key in _iter_scoring_terms(executor, plan, segment_doc)
        if (term_score := _explain_term(executor, field, key, segment_doc)) is not None
    )
    score = 0.0 if matches.scores is None else float(matches.scores[row])
    proximity = 0.0
    if near:
        proximity = float(compute_proximity(snapshot, collect_terms(plan), np.array([doc], np.int32))[0])
    return ScoreExplanation(
        term_scores,
        proximity,
        score - sum(term_score.score for term_score in term_scores),
        score + proximity,
    )


def _explain_term(executor: SegmentExecutor, field: str, key: TermKey, doc: int) -> TermScore | None:
    snapshot, segment = executor.snapshot, executor.segment
    postings = segment.get_postings(field, key)
    row = _find_row(postings.docs, doc)
    if row is None:
        return None
    length = segment.get_length_codes(field)[doc]
    freqs, norms = postings.freqs[row : row + 1], snapshot.get_norms(field)[length]
    return TermScore(
        term=key.decode() if isinstance(key, bytes) else "|".join(map(bytes.decode, key.forms)),
        field=field,
        count=int(freqs[0]),
        document_frequency=snapshot.get_doc_frequency(get_idf_field(field), key),
        idf=snapshot.get_idf(field, key),
        field_length=int(LENGTH_BY_CODE[length]),
        average_length=snapshot.get_average_length(field),
        score=float(compute_bm25(snapshot, field, key, freqs, norms)[0]),
    )


def _iter_scoring_terms(executor: SegmentExecutor, plan: QueryPlan, doc: int) -> Iterator[tuple[str, TermKey]]:
    """Yield the terms that add to the score of this article."""
    if _find_row(executor.execute(plan).docs, doc) is not None:
        language = executor.get_language(doc)
        yield from ((field, key) for field, key, tags in plan.iter_terms() if tags is None or language in tags)
        for part in plan.scored_parts:
            yield from _iter_scoring_terms(executor, part, doc)


def _find_row(docs: DocNumbers, doc: int) -> int | None:
    row = int(np.searchsorted(docs, doc))
    return row if row < len(docs) and docs[row] == doc else None
