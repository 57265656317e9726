"""Explanation of one score by term."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from whoosh import query as whoosh

from archive.search.engines.contract import ScoreExplanation, TermScore
from archive.search.engines.whoosh.arrays.segmentfile import LENGTH_BY_CODE
from archive.search.engines.whoosh.arrays.segments import TermKey
from archive.search.engines.whoosh.generations.snapshot import Snapshot, get_idf_field
from archive.search.engines.whoosh.running.execute import SegmentExecutor
from archive.search.engines.whoosh.running.nearness import collect_terms, compute_proximity
from archive.search.engines.whoosh.running.queries import FormsQuery, SpanQuery
from archive.search.engines.whoosh.running.weights import compute_bm25


def explain_score(
    snapshot: Snapshot, query: whoosh.Query, doc: int, *, near: bool
) -> ScoreExplanation | None:
    """Explain the score of an article by number; None where the query does not find it."""
    number = int(np.searchsorted(snapshot.offsets, doc, "right")) - 1
    executor = SegmentExecutor(snapshot, number, scored=True)
    segment_doc = doc - snapshot.offsets[number]
    matches = executor.execute(query)
    row = int(np.searchsorted(matches.docs, segment_doc))
    if row == len(matches.docs) or matches.docs[row] != segment_doc:
        return None
    term_scores = tuple(
        term_score
        for field, key in _iter_scoring_terms(executor, query, segment_doc)
        if (term_score := _explain_term(executor, field, key, segment_doc)) is not None
    )
    score = 0.0 if matches.scores is None else float(matches.scores[row])
    proximity = 0.0
    if near:
        proximity = float(
            compute_proximity(snapshot, collect_terms(query), np.array([doc], np.int32))[0]
        )
    return ScoreExplanation(
        term_scores,
        proximity,
        score - sum(term_score.score for term_score in term_scores),
        score + proximity,
    )


def _explain_term(
    executor: SegmentExecutor, field: str, key: TermKey, doc: int
) -> TermScore | None:
    snapshot, segment = executor.snapshot, executor.segment
    postings = segment.get_postings(field, key)
    row = int(np.searchsorted(postings.docs, doc))
    if row == len(postings.docs) or postings.docs[row] != doc:
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


def _iter_scoring_terms(
    executor: SegmentExecutor, query: whoosh.Query, doc: int
) -> Iterator[tuple[str, TermKey]]:
    """Yield the terms that add to the score of this article."""
    if not getattr(query, "boost", 1.0) or not _is_match(executor, query, doc):
        return
    match query:
        case whoosh.And() | whoosh.Or():
            parts = list(query)
        case whoosh.AndMaybe():
            parts = [query.a, query.b]
        case whoosh.AndNot() | whoosh.Require():
            parts = [query.a]
        case _:
            yield from _iter_leaf_terms(executor, query, doc)
            return
    for part in parts:
        yield from _iter_scoring_terms(executor, part, doc)


def _iter_leaf_terms(
    executor: SegmentExecutor, query: whoosh.Query, doc: int
) -> Iterator[tuple[str, TermKey]]:
    match query:
        case whoosh.Term():
            yield query.fieldname, _to_bytes(query.text)
        case whoosh.Phrase():
            yield from ((query.fieldname, _to_bytes(term)) for term in query.words)
        case FormsQuery():
            yield query.args
        case SpanQuery():
            for (field, key), tags in query.plan.collect_scoring_terms().items():
                if tags is None or executor.get_language(doc) in tags:
                    yield from ((name, key) for name in _get_scored_fields(field))


def _get_scored_fields(field: str) -> tuple[str, ...]:
    return ("text", "title") if field == "text" else (field,)


def _is_match(executor: SegmentExecutor, query: whoosh.Query, doc: int) -> bool:
    docs = executor.execute(query).docs
    row = int(np.searchsorted(docs, doc))
    return row < len(docs) and docs[row] == doc


def _to_bytes(term: str | bytes) -> bytes:
    return term if isinstance(term, bytes) else term.encode()
