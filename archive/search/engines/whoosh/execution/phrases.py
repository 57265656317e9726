"""Phrases and proximity of single terms: the fast path for common positional queries."""

from collections.abc import Sequence

import numpy as np

from archive.search.engines.whoosh.execution import spans
from archive.search.engines.whoosh.execution.positions import (
    POSITION_BITS,
    PositionNumbers,
    are_positions_narrow,
    find_term_keys,
    iter_batches,
)
from archive.search.engines.whoosh.execution.spans import Spans
from archive.search.engines.whoosh.storage import doc_sets
from archive.search.engines.whoosh.storage.doc_sets import DOC_SHIFT, DocNumbers, PositionKeys
from archive.search.engines.whoosh.storage.segment import SegmentReader, TermKey
from archive.search.query.budget import charge_work, check_time

_ONE = np.uint32(1)
_UNEVEN_RATIO = 8
"""From this ratio of sizes on, binary search beats sorting."""


def find_phrase(segment: SegmentReader, field: str, keys: Sequence[TermKey], docs: DocNumbers) -> Spans:
    """Return the spans of a phrase in these articles, all of which have every term."""
    terms, order = _number_terms(field, keys)
    if not are_positions_narrow(segment, terms):
        term_keys = [find_term_keys(segment, *term, docs) for term in terms]
        return spans.find_phrase([term_keys[number] for number in order])
    batches = [np.empty(0, np.int64)]
    batches += [
        batch.build_keys(_match_sequence([batch.terms[number] for number in order]))
        for batch in iter_batches(segment, terms, docs)
    ]
    starts = np.concatenate(batches)
    starts = starts[doc_sets.isin_docs(docs, starts >> DOC_SHIFT, segment.size)]
    return Spans(starts, starts + (len(keys) - 1))


def find_phrase_docs(segment: SegmentReader, field: str, keys: Sequence[TermKey], docs: DocNumbers) -> DocNumbers:
    """Return those of these articles (all of which have every term) that have the phrase."""
    terms, order = _number_terms(field, keys)
    if not are_positions_narrow(segment, terms):
        return find_phrase(segment, field, keys, docs).get_docs()
    doc_batches = [doc_sets.NO_DOCS]
    for batch in iter_batches(segment, terms, docs):
        starts = _match_sequence([batch.terms[number] for number in order])
        rows = starts >> np.uint32(POSITION_BITS)
        doc_batches.append(batch.get_docs(rows[doc_sets.mask_run_starts(rows)]))
    return doc_sets.intersect_docs(np.concatenate(doc_batches), docs, segment.size)


def _number_terms(field: str, keys: Sequence[TermKey]) -> tuple[list[tuple[str, TermKey]], list[int]]:
    """Return each term of a phrase once, and the number of the term at each place in it."""
    numbers: dict[TermKey, int] = {}
    order = [numbers.setdefault(key, len(numbers)) for key in keys]
    return [(field, key) for key in numbers], order


def find_near_docs(
    segment: SegmentReader,
    first: tuple[str, TermKey],
    second: tuple[str, TermKey],
    docs: DocNumbers,
    distance: int,
    *,
    ordered: bool,
) -> DocNumbers:
    """Return those of these articles (all of which have both terms) in which they are near."""
    terms = list(dict.fromkeys((first, second)))
    if not are_positions_narrow(segment, terms):
        return _find_near_by_spans([find_term_keys(segment, *term, docs) for term in terms], distance, ordered=ordered)
    doc_batches = [doc_sets.NO_DOCS]
    for batch in iter_batches(segment, terms, docs):
        rows = _find_near_rows(batch.terms, distance, ordered=ordered)
        if rows is None:
            term_keys = [batch.build_keys(term) for term in batch.terms]
            doc_batches.append(_find_near_by_spans(term_keys, distance, ordered=ordered))
        else:
            doc_batches.append(batch.get_docs(rows))
    return doc_sets.intersect_docs(np.concatenate(doc_batches), docs, segment.size)


def _find_near_by_spans(term_keys: Sequence[PositionKeys], distance: int, *, ordered: bool) -> DocNumbers:
    first, second = Spans(term_keys[0], term_keys[0]), Spans(term_keys[-1], term_keys[-1])
    return spans.find_near_docs(first, second, distance, ordered=ordered)


def _match_sequence(term_numbers: Sequence[PositionNumbers]) -> PositionNumbers:
    """Return the positions of the first term that all next terms follow in order.

    Where a shift would pass the start of an article, the result is a number beyond all positions of
    the article before: it never matches.
    """
    order = sorted(range(len(term_numbers)), key=lambda number: len(term_numbers[number]))
    starts = _shift(term_numbers[order[0]], -order[0])
    for number in order[1:]:
        check_time()
        if not len(starts):
            break
        charge_work(len(starts))
        starts = _intersect_shifted(starts, term_numbers[number], number)
    return starts


def _shift(numbers: PositionNumbers, distance: int) -> PositionNumbers:
    """Shift by a number of positions."""
    if not distance:
        return numbers
    return numbers + np.uint32(distance) if distance > 0 else numbers - np.uint32(-distance)


def _intersect_shifted(starts: PositionNumbers, term_numbers: PositionNumbers, distance: int) -> PositionNumbers:
    """Return those of `starts` that are `distance` before a position of the term."""
    wanted = _shift(starts, distance)
    if len(starts) * _UNEVEN_RATIO < len(term_numbers):
        rows = term_numbers.searchsorted(wanted)
        np.minimum(rows, len(term_numbers) - 1, out=rows)
        return starts[term_numbers[rows] == wanted]
    merged = np.concatenate([wanted, term_numbers])
    merged.sort()
    return _shift(merged[1:][merged[1:] == merged[:-1]], -distance)


def _find_near_rows(term_numbers: Sequence[PositionNumbers], distance: int, *, ordered: bool) -> PositionNumbers | None:
    """Return the rows in which two terms are near: then two neighbours in the merged order are.

    None where both stand on one position.
    """
    if len(term_numbers) == 1:  # a term near itself
        (numbers,) = term_numbers
        rows = numbers[:-1][numbers[1:] - numbers[:-1] <= distance] >> np.uint32(POSITION_BITS)
        return rows[doc_sets.mask_run_starts(rows)]
    merged = np.concatenate(term_numbers)
    merged <<= _ONE
    merged[len(term_numbers[0]) :] |= _ONE
    merged.sort()
    gaps = merged[1:] - merged[:-1]  # twice the distance; of different terms odd: one more or less
    is_second = merged[:-1] & _ONE
    if ((gaps == 1) & (is_second == 0)).any():
        return None
    is_near = (gaps & _ONE).astype(bool)
    is_near &= gaps <= np.uint32(2 * distance + 1) - (is_second << _ONE)
    if ordered:
        is_near &= is_second == 0
    rows = merged.take(is_near.nonzero()[0])  # faster than by the mask itself
    rows >>= np.uint32(POSITION_BITS + 1)
    return rows[doc_sets.mask_run_starts(rows)]
