"""Span arithmetic on arrays: phrases and proximity without a loop over articles.

A position is one integer, `article << 32 | position`, so that positions of different articles are
always too far apart to be near. Matches are found by binary search in sorted arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.errors import TooManyMatches
from archive.search.budget import check_time
from archive.search.engines.whoosh.arrays.lanes import indices
from archive.search.engines.whoosh.arrays.sets import distinct
from archive.text.messages import said

Keys = NDArray[np.int64]
SHIFT: Final = 32
MOST: Final = 5_000_000
"""More matches than this are refused: they would take more memory than a worker has, and more time
in one step than the time budget allows."""
_FAR: Final = np.array([1 << 62], np.int64)


@dataclass(frozen=True, slots=True)
class Spans:
    """First and last position of each occurrence, in ascending order, without duplicates."""

    first: Keys
    last: Keys

    def __len__(self) -> int:
        return len(self.first)

    def docs(self) -> NDArray[np.int32]:
        """Return the articles they stand in, ascending."""
        docs = self.first >> SHIFT
        return docs[np.concatenate([[True], docs[1:] != docs[:-1]])[: len(docs)]].astype(np.int32)

    def where(self, kept: NDArray[Any] | slice) -> Spans:
        """Select by a mask, ascending indexes, or a slice."""
        return Spans(self.first[kept], self.last[kept])


class Meetings:
    """A count of matches; TooManyMatches where they are more than can be listed."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, count: int) -> None:
        """Add to the count."""
        self._count += count
        if self._count > MOST:
            raise TooManyMatches(
                said(
                    "These words meet at {count} places, more than can be listed ({most}). Ask for"
                    " a smaller distance, or for rarer words.",
                    count=f"{self._count:,}",
                    most=f"{MOST:,}",
                )
            )


NOWHERE: Final = Spans(np.empty(0, np.int64), np.empty(0, np.int64))


def keys(docs: NDArray[np.int32], counts: NDArray[Any], places: NDArray[Any]) -> Keys:
    """Encode `counts[n]` positions of each article as position keys."""
    found = np.repeat(docs.astype(np.int64) << SHIFT, counts)
    found += places
    return found


def any_of(parts: Sequence[Spans]) -> Spans:
    """Return the union of spans."""
    check_time()
    found = [part for part in parts if len(part)]
    if len(found) < 2:
        return found[0] if found else NOWHERE
    return sorted_spans(
        np.concatenate([part.first for part in found]),
        np.concatenate([part.last for part in found]),
    )


def phrase(words: Sequence[Keys]) -> Spans:
    """Return the spans in which each term is followed by the next."""
    order = sorted(range(len(words)), key=lambda number: len(words[number]))
    found = words[order[0]] - order[0]
    for number in order[1:]:
        check_time()
        if not len(found):
            break
        found = found[holds(words[number], found + number)]
    return Spans(found, found + (len(words) - 1))


def holds(keys: Keys, asked: Keys) -> NDArray[np.bool_]:
    """Return for each of `candidates` whether it is among `keys`; both ascending."""
    if not len(keys):
        return np.zeros(len(asked), bool)
    places = np.searchsorted(keys, asked)
    return keys[np.minimum(places, len(keys) - 1)] == asked


def near_docs(one: Spans, other: Spans, distance: int, *, ordered: bool) -> NDArray[np.int32]:
    """Return the articles in which `find_near` finds anything, without listing the matches."""
    after = np.concatenate([other.first, _FAR])
    found = after[np.searchsorted(other.first, one.last, "right")] - one.last <= distance
    if not ordered:
        found |= one.first - _last_before(one.first, other) <= distance
    return one.where(found).docs()


def near(one: Spans, other: Spans, distance: int, *, ordered: bool) -> Spans:
    """Return the spans of each pair at most `distance` apart."""
    found = [_followed(one, other, distance)]
    if not ordered:
        found.append(_followed(other, one, distance))
    return any_of(found)


def in_order(parts: Sequence[Spans], distance: int) -> Spans:
    """Return the spans of operands of which each follows the one before."""
    return reduce(lambda one, other: near(one, other, distance, ordered=True), parts)


def in_order_docs(parts: Sequence[Spans], distance: int) -> NDArray[np.int32]:
    """Return the articles in which `find_in_order` finds anything, without listing matches."""
    found = parts[0]
    for part in parts[1:]:
        found = part.where(part.first - _last_before(part.first, found) <= distance)
    return found.docs()


def not_near(wanted: Spans, unwanted: Spans, distance: int) -> Spans:
    """Return those of `wanted` with none of `unwanted` overlapping or within `distance`."""
    if not len(unwanted):
        return wanted
    reach = np.concatenate([-_FAR, np.maximum.accumulate(unwanted.last)])
    latest = reach[np.searchsorted(unwanted.first, wanted.last + distance, "right")]
    return wanted.where(latest < wanted.first - distance)


def together(one: Spans, other: Spans, starts: Keys) -> Spans:
    """Return the spans of each pair in one of the units that begin at `starts`."""
    one, other = in_one_unit(one, starts), in_one_unit(other, starts)
    return any_of([_followed_in_unit(one, other, starts), _followed_in_unit(other, one, starts)])


def together_docs(one: Spans, other: Spans, starts: Keys) -> NDArray[np.int32]:
    """Return the articles in which `find_in_same_unit` finds anything, without listing matches."""
    one, other = in_one_unit(one, starts), in_one_unit(other, starts)
    docs = [
        first.where(_next(second.first, first.last) < unit_end(first.last, starts)).docs()
        for first, second in ((one, other), (other, one))
    ]
    return distinct(np.concatenate(docs))


def inside(spans: Spans, starts: Keys, ends: Keys) -> Spans:
    """Return the spans that lie wholly within one of the passages."""
    if not len(starts):
        return NOWHERE
    number = np.searchsorted(starts, spans.first, "right") - 1
    return spans.where((number >= 0) & (spans.last <= ends[np.maximum(number, 0)]))


def before(spans: Spans, limits: Keys) -> Spans:
    """Return the spans that end before the limit of their article, where it has one."""
    after = np.concatenate([limits, _FAR])
    limit = after[np.searchsorted(limits, (spans.last >> SHIFT) << SHIFT)]
    return spans.where((spans.last < limit) | (limit >> SHIFT != spans.last >> SHIFT))


def window(parts: Sequence[tuple[Spans, int]], distance: int) -> Spans:
    """Return for each end position the shortest span with every part `times` times."""
    ends = distinct(np.concatenate([part.last for part, _ in parts]))
    begins = ends
    for part, times in parts:
        lasts = np.concatenate([np.repeat(-_FAR, times), part.last])
        firsts = np.concatenate([np.repeat(-_FAR, times), part.first])
        begins = np.minimum(begins, firsts[np.searchsorted(lasts, ends, "right") - times])
    kept = ends - begins <= distance
    return sorted_spans(begins[kept], ends[kept])


def at_least(spans: Spans, count: int) -> Spans:
    """Return the spans of articles with at least `count` different starts."""
    begins = distinct(spans.first)
    docs, counts = np.unique(begins >> SHIFT, return_counts=True)
    return spans.where(holds(docs[counts >= count], spans.first >> SHIFT))


def _followed(one: Spans, other: Spans, distance: int) -> Spans:
    low = np.searchsorted(other.first, one.last, "right")
    return _paired(one, other, low, np.searchsorted(other.first, one.last + distance, "right"))


def _followed_in_unit(one: Spans, other: Spans, starts: Keys) -> Spans:
    low = np.searchsorted(other.first, one.last, "right")
    high = np.searchsorted(other.first, unit_end(one.last, starts), "left")
    return _paired(one, other, low, np.maximum(low, high))


def _paired(one: Spans, other: Spans, low: NDArray[Any], high: NDArray[Any]) -> Spans:
    check_time()
    counts = high - low
    Meetings().add(int(counts.sum()))
    return sorted_spans(np.repeat(one.first, counts), other.last[indices(low, counts)])


def in_one_unit(spans: Spans, starts: Keys) -> Spans:
    """Return the spans that lie wholly within one of the units that begin at `starts`."""
    return (
        spans.where(
            np.searchsorted(starts, spans.first, "right")
            == np.searchsorted(starts, spans.last, "right")
        )
        if len(starts)
        else NOWHERE
    )


def unit_start(places: Keys, starts: Keys) -> Keys:
    """Return the first position of each key's unit; before the first unit, of the article."""
    before = np.concatenate([-_FAR, starts])[np.searchsorted(starts, places, "right")]
    return np.maximum(before, (places >> SHIFT) << SHIFT)


def unit_end(places: Keys, starts: Keys) -> Keys:
    """Return the first position after each key's unit; after the last unit, of the article."""
    return np.minimum(_next(starts, places), ((places >> SHIFT) + 1) << SHIFT)


def _last_before(places: Keys, spans: Spans) -> Keys:
    """Return the last position of any span that ends before each key."""
    lasts = np.concatenate([-_FAR, np.sort(spans.last, kind="stable")])
    return lasts[np.searchsorted(lasts, places, "left") - 1]


def _next(sorted_keys: Keys, places: Keys) -> Keys:
    """Return the first of `sorted_keys` beyond each key."""
    return np.concatenate([sorted_keys, _FAR])[np.searchsorted(sorted_keys, places, "right")]


def sorted_spans(first: Keys, last: Keys) -> Spans:
    """Sort spans and drop duplicates."""
    order = np.lexsort((last, first))
    first, last = first[order], last[order]
    fresh = np.ones(len(first), bool)
    fresh[1:] = (first[1:] != first[:-1]) | (last[1:] != last[:-1])
    return Spans(first[fresh], last[fresh])
