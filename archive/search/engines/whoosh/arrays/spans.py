"""Where words met, as arrays: the arithmetic of nearness, without any loop over articles.

A place of an article is one number, `article << 32 | place`, so that places of different articles
are always too far apart to be near. What stands where is found by binary search in sorted arrays.
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
"""More meetings than this are not listed: they would take more memory than a worker has, and more
time in one step than a question has."""
_FAR: Final = np.array([1 << 62], np.int64)


@dataclass(frozen=True, slots=True)
class Spans:
    """First and last place of each occurrence, in ascending order, none twice."""

    first: Keys
    last: Keys

    def __len__(self) -> int:
        return len(self.first)

    def docs(self) -> NDArray[np.int32]:
        """The articles they stand in, ascending."""
        docs = self.first >> SHIFT
        return docs[np.concatenate([[True], docs[1:] != docs[:-1]])[: len(docs)]].astype(np.int32)

    def where(self, kept: NDArray[Any] | slice) -> Spans:
        """Those of a mask, of places in order, or of a slice."""
        return Spans(self.first[kept], self.last[kept])


class Meetings:
    """A count of what met; TooManyMatches where that is more than can be listed."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, count: int) -> None:
        """So many more."""
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
    """So many places of each article as numbers."""
    found = np.repeat(docs.astype(np.int64) << SHIFT, counts)
    found += places
    return found


def any_of(parts: Sequence[Spans]) -> Spans:
    """What stands in any of the parts."""
    check_time()
    found = [part for part in parts if len(part)]
    if len(found) < 2:
        return found[0] if found else NOWHERE
    return sorted_spans(
        np.concatenate([part.first for part in found]),
        np.concatenate([part.last for part in found]),
    )


def phrase(words: Sequence[Keys]) -> Spans:
    """Where each of the words is followed by the next."""
    order = sorted(range(len(words)), key=lambda number: len(words[number]))
    found = words[order[0]] - order[0]
    for number in order[1:]:
        check_time()
        if not len(found):
            break
        found = found[holds(words[number], found + number)]
    return Spans(found, found + (len(words) - 1))


def holds(keys: Keys, asked: Keys) -> NDArray[np.bool_]:
    """For each of `asked`, whether it is among `keys`; both ascending."""
    if not len(keys):
        return np.zeros(len(asked), bool)
    places = np.searchsorted(keys, asked)
    return keys[np.minimum(places, len(keys) - 1)] == asked


def near_docs(one: Spans, other: Spans, distance: int, *, ordered: bool) -> NDArray[np.int32]:
    """The articles in which `near` finds anything, without listing all that met."""
    after = np.concatenate([other.first, _FAR])
    found = after[np.searchsorted(other.first, one.last, "right")] - one.last <= distance
    if not ordered:
        found |= one.first - _last_before(one.first, other) <= distance
    return one.where(found).docs()


def near(one: Spans, other: Spans, distance: int, *, ordered: bool) -> Spans:
    """From the first to the last of each two that stand at most `distance` apart."""
    found = [_followed(one, other, distance)]
    if not ordered:
        found.append(_followed(other, one, distance))
    return any_of(found)


def in_order(parts: Sequence[Spans], distance: int) -> Spans:
    """From the first to the last place of parts of which each follows the one before."""
    return reduce(lambda one, other: near(one, other, distance, ordered=True), parts)


def in_order_docs(parts: Sequence[Spans], distance: int) -> NDArray[np.int32]:
    """The articles in which `in_order` finds anything, without listing all that met."""
    found = parts[0]
    for part in parts[1:]:
        found = part.where(part.first - _last_before(part.first, found) <= distance)
    return found.docs()


def not_near(wanted: Spans, unwanted: Spans, distance: int) -> Spans:
    """Those of `wanted` with none of `unwanted` on them or within `distance`."""
    if not len(unwanted):
        return wanted
    reach = np.concatenate([-_FAR, np.maximum.accumulate(unwanted.last)])
    latest = reach[np.searchsorted(unwanted.first, wanted.last + distance, "right")]
    return wanted.where(latest < wanted.first - distance)


def together(one: Spans, other: Spans, starts: Keys) -> Spans:
    """From the first to the last of each two in one of the units that begin at `starts`."""
    one, other = in_one_unit(one, starts), in_one_unit(other, starts)
    return any_of([_followed_in_unit(one, other, starts), _followed_in_unit(other, one, starts)])


def together_docs(one: Spans, other: Spans, starts: Keys) -> NDArray[np.int32]:
    """The articles in which `together` finds anything, without listing all that met."""
    one, other = in_one_unit(one, starts), in_one_unit(other, starts)
    docs = [
        first.where(_next(second.first, first.last) < unit_end(first.last, starts)).docs()
        for first, second in ((one, other), (other, one))
    ]
    return distinct(np.concatenate(docs))


def inside(spans: Spans, starts: Keys, ends: Keys) -> Spans:
    """Those that lie whole within one of the passages."""
    if not len(starts):
        return NOWHERE
    number = np.searchsorted(starts, spans.first, "right") - 1
    return spans.where((number >= 0) & (spans.last <= ends[np.maximum(number, 0)]))


def before(spans: Spans, limits: Keys) -> Spans:
    """Those that end before the one limit of their article, where it has any."""
    after = np.concatenate([limits, _FAR])
    limit = after[np.searchsorted(limits, (spans.last >> SHIFT) << SHIFT)]
    return spans.where((spans.last < limit) | (limit >> SHIFT != spans.last >> SHIFT))


def window(parts: Sequence[tuple[Spans, int]], distance: int) -> Spans:
    """For each last place: the shortest stretch up to it that holds every part so many times."""
    ends = distinct(np.concatenate([part.last for part, _ in parts]))
    begins = ends
    for part, times in parts:
        lasts = np.concatenate([np.repeat(-_FAR, times), part.last])
        firsts = np.concatenate([np.repeat(-_FAR, times), part.first])
        begins = np.minimum(begins, firsts[np.searchsorted(lasts, ends, "right") - times])
    kept = ends - begins <= distance
    return sorted_spans(begins[kept], ends[kept])


def at_least(spans: Spans, count: int) -> Spans:
    """Those of articles in which so many begin at different places."""
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
    """Those that lie whole within one of the units that begin at `starts`."""
    return (
        spans.where(
            np.searchsorted(starts, spans.first, "right")
            == np.searchsorted(starts, spans.last, "right")
        )
        if len(starts)
        else NOWHERE
    )


def unit_start(places: Keys, starts: Keys) -> Keys:
    """The first place of the unit; the beginning of the article before its first."""
    before = np.concatenate([-_FAR, starts])[np.searchsorted(starts, places, "right")]
    return np.maximum(before, (places >> SHIFT) << SHIFT)


def unit_end(places: Keys, starts: Keys) -> Keys:
    """The first place that is no longer of the unit; the end of the article after the last."""
    return np.minimum(_next(starts, places), ((places >> SHIFT) + 1) << SHIFT)


def _last_before(places: Keys, spans: Spans) -> Keys:
    """The last place of any span that ends before each place."""
    lasts = np.concatenate([-_FAR, np.sort(spans.last, kind="stable")])
    return lasts[np.searchsorted(lasts, places, "left") - 1]


def _next(sorted_keys: Keys, places: Keys) -> Keys:
    """The first key beyond each place."""
    return np.concatenate([sorted_keys, _FAR])[np.searchsorted(sorted_keys, places, "right")]


def sorted_spans(first: Keys, last: Keys) -> Spans:
    """Spans in order, none twice."""
    order = np.lexsort((last, first))
    first, last = first[order], last[order]
    fresh = np.ones(len(first), bool)
    fresh[1:] = (first[1:] != first[:-1]) | (last[1:] != last[:-1])
    return Spans(first[fresh], last[fresh])
