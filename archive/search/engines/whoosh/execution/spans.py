"""Span arithmetic on arrays: phrases and proximity without a loop over articles.

Matches are found by binary search in sorted arrays of position keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.errors import TooManyMatches
from archive.search.engines.whoosh.storage import doc_sets
from archive.search.engines.whoosh.storage.doc_sets import PositionKeys
from archive.search.query.budget import check_time
from archive.text.messages import lazy_message

MAX_MATCHES: Final = 5_000_000
"""More matches than this are refused: they would take more memory than a worker has, and more time
in one step than the time budget allows."""
FAR: Final = np.array([1 << 62], np.int64)


@dataclass(frozen=True, slots=True)
class Spans:
    """First and last position of each occurrence, in ascending order, without duplicates."""

    first: PositionKeys
    last: PositionKeys

    def __len__(self) -> int:
        return len(self.first)

    def get_docs(self) -> NDArray[np.int32]:
        """Return the articles they stand in, ascending."""
        docs = self.first >> doc_sets.DOC_SHIFT
        return docs[doc_sets.mask_run_starts(docs)].astype(np.int32)

    def select(self, selection: NDArray[Any] | slice) -> Spans:
        """Select by a mask, ascending indexes, or a slice."""
        return Spans(self.first[selection], self.last[selection])


class MatchCounter:
    """A count of matches; TooManyMatches where they are more than can be listed."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, count: int) -> None:
        """Add to the count."""
        self._count += count
        if self._count > MAX_MATCHES:
            raise TooManyMatches(
                lazy_message(
                    "These words meet at {count} places, more than can be listed ({most}). Ask for"
                    " a smaller distance, or for rarer words.",
                    count=f"{self._count:,}",
                    most=f"{MAX_MATCHES:,}",
                )
            )


NO_SPANS: Final = Spans(np.empty(0, np.int64), np.empty(0, np.int64))


def union_spans(parts: Sequence[Spans]) -> Spans:
    """Return the union of spans."""
    check_time()
    nonempty = [part for part in parts if len(part)]
    if len(nonempty) < 2:
        return nonempty[0] if nonempty else NO_SPANS
    return sort_spans(
        np.concatenate([part.first for part in nonempty]), np.concatenate([part.last for part in nonempty])
    )


def find_phrase(term_keys: Sequence[PositionKeys]) -> Spans:
    """Return the spans in which each term is followed by the next."""
    order = sorted(range(len(term_keys)), key=lambda number: len(term_keys[number]))
    starts = term_keys[order[0]] - order[0]
    for number in order[1:]:
        check_time()
        if not len(starts):
            break
        starts = starts[doc_sets.isin_keys(term_keys[number], starts + number)]
    return Spans(starts, starts + (len(term_keys) - 1))


def find_near_docs(left: Spans, right: Spans, distance: int, *, ordered: bool) -> NDArray[np.int32]:
    """Return the articles in which `find_near` finds anything, without listing the matches."""
    right_starts = np.concatenate([right.first, FAR])
    is_near = right_starts[np.searchsorted(right.first, left.last, "right")] - left.last <= distance
    if not ordered:
        is_near |= left.first - _find_previous_ends(left.first, right) <= distance
    return left.select(is_near).get_docs()


def find_near(left: Spans, right: Spans, distance: int, *, ordered: bool) -> Spans:
    """Return the spans of each pair at most `distance` apart."""
    pairs = [(left, right)] if ordered else [(left, right), (right, left)]
    return union_spans([_pair_spans(first, second, first.last + distance) for first, second in pairs])


def find_in_order_docs(parts: Sequence[Spans], distance: int) -> NDArray[np.int32]:
    """Return the articles in which each operand follows the one before, without listing matches."""
    matches = parts[0]
    for part in parts[1:]:
        matches = part.select(part.first - _find_previous_ends(part.first, matches) <= distance)
    return matches.get_docs()


def exclude_near(wanted: Spans, unwanted: Spans, distance: int) -> Spans:
    """Return those of `wanted` with none of `unwanted` overlapping or within `distance`."""
    if not len(unwanted):
        return wanted
    reach = np.concatenate([-FAR, np.maximum.accumulate(unwanted.last)])
    latest = reach[np.searchsorted(unwanted.first, wanted.last + distance, "right")]
    return wanted.select(latest < wanted.first - distance)


def find_in_same_unit(left: Spans, right: Spans, starts: PositionKeys) -> Spans:
    """Return the spans of each pair in one of the units that begin at `starts`."""
    left, right = select_within_unit(left, starts), select_within_unit(right, starts)
    pairs = [(left, right), (right, left)]
    return union_spans([_pair_spans(first, second, find_unit_ends(first.last, starts) - 1) for first, second in pairs])


def find_same_unit_docs(left: Spans, right: Spans, starts: PositionKeys) -> NDArray[np.int32]:
    """Return the articles in which `find_in_same_unit` finds anything, without listing matches."""
    left, right = select_within_unit(left, starts), select_within_unit(right, starts)
    docs = [
        first.select(_find_next_keys(second.first, first.last) < find_unit_ends(first.last, starts)).get_docs()
        for first, second in ((left, right), (right, left))
    ]
    return doc_sets.sort_unique(np.concatenate(docs))


def find_windows(parts: Sequence[tuple[Spans, int]], distance: int) -> Spans:
    """Return for each end position the shortest span with every part `times` times."""
    ends = doc_sets.sort_unique(np.concatenate([part.last for part, _ in parts]))
    begins = ends
    for part, times in parts:
        lasts = np.concatenate([np.repeat(-FAR, times), part.last])
        firsts = np.concatenate([np.repeat(-FAR, times), part.first])
        begins = np.minimum(begins, firsts[np.searchsorted(lasts, ends, "right") - times])
    is_close = ends - begins <= distance
    return sort_spans(begins[is_close], ends[is_close])


def _pair_spans(left: Spans, right: Spans, limits: PositionKeys) -> Spans:
    """Return the span of each pair in which the right one begins after the left one, at its limit at the latest."""
    check_time()
    low = np.searchsorted(right.first, left.last, "right")
    counts = np.maximum(np.searchsorted(right.first, limits, "right") - low, 0)
    MatchCounter().add(int(counts.sum()))
    return sort_spans(np.repeat(left.first, counts), right.last[doc_sets.expand_ranges(low, counts)])


def select_within_unit(spans: Spans, starts: PositionKeys) -> Spans:
    """Return the spans that lie wholly within one of the units that begin at `starts`."""
    if not len(starts):
        return NO_SPANS
    return spans.select(np.searchsorted(starts, spans.first, "right") == np.searchsorted(starts, spans.last, "right"))


def find_unit_starts(keys: PositionKeys, starts: PositionKeys) -> PositionKeys:
    """Return the first position of each key's unit; before the first unit, of the article."""
    previous_starts = np.concatenate([-FAR, starts])[np.searchsorted(starts, keys, "right")]
    return np.maximum(previous_starts, (keys >> doc_sets.DOC_SHIFT) << doc_sets.DOC_SHIFT)


def find_unit_ends(keys: PositionKeys, starts: PositionKeys) -> PositionKeys:
    """Return the first position after each key's unit; after the last unit, of the article."""
    return np.minimum(_find_next_keys(starts, keys), ((keys >> doc_sets.DOC_SHIFT) + 1) << doc_sets.DOC_SHIFT)


def _find_previous_ends(keys: PositionKeys, spans: Spans) -> PositionKeys:
    """Return the last position of any span that ends before each key."""
    lasts = np.concatenate([-FAR, np.sort(spans.last, kind="stable")])
    return lasts[np.searchsorted(lasts, keys, "left") - 1]


def _find_next_keys(sorted_keys: PositionKeys, keys: PositionKeys) -> PositionKeys:
    """Return the first of `sorted_keys` beyond each key."""
    return np.concatenate([sorted_keys, FAR])[np.searchsorted(sorted_keys, keys, "right")]


def sort_spans(first: PositionKeys, last: PositionKeys) -> Spans:
    """Sort spans and drop duplicates."""
    order = np.lexsort((last, first))
    first, last = first[order], last[order]
    is_new = doc_sets.mask_run_starts(first, last)
    return Spans(first[is_new], last[is_new])
