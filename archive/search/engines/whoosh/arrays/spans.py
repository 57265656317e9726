"""Where words met, as arrays: the arithmetic of nearness, without any loop over articles.

A place of an article is one number, `article << 32 | place`, so that places of different articles
are always too far apart to be near. What stands where is found by binary search in sorted arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.errors import SearchError
from archive.search.engines.whoosh.arrays.lanes import indices
from archive.search.engines.whoosh.arrays.sets import distinct

Keys = NDArray[np.int64]
SHIFT: Final = 32
MOST: Final = 20_000_000
"""More meetings than this are not listed: they would take more memory than a worker has."""
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

    def where(self, kept: NDArray[Any]) -> Spans:
        """Those of a mask or of places in order."""
        return Spans(self.first[kept], self.last[kept])


NOWHERE: Final = Spans(np.empty(0, np.int64), np.empty(0, np.int64))


def keys(docs: NDArray[np.int32], counts: NDArray[Any], places: NDArray[Any]) -> Keys:
    """So many places of each article as numbers."""
    found = np.repeat(docs.astype(np.int64) << SHIFT, counts)
    found += places
    return found


def any_of(parts: Sequence[Spans]) -> Spans:
    """What stands in any of the parts."""
    found = [part for part in parts if len(part)]
    if len(found) < 2:
        return found[0] if found else NOWHERE
    return _sorted(
        np.concatenate([part.first for part in found]),
        np.concatenate([part.last for part in found]),
    )


def phrase(words: Sequence[Keys]) -> Spans:
    """Where each of the words is followed by the next."""
    order = sorted(range(len(words)), key=lambda number: len(words[number]))
    found = words[order[0]] - order[0]
    for number in order[1:]:
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
        lasts = np.concatenate([-_FAR, np.sort(other.last, kind="stable")])
        before = lasts[np.searchsorted(lasts, one.first, "left") - 1]
        found |= one.first - before <= distance
    return one.where(found).docs()


def near(one: Spans, other: Spans, distance: int, *, ordered: bool) -> Spans:
    """From the first to the last of each two that stand at most `distance` apart."""
    found = [_followed(one, other, distance)]
    if not ordered:
        found.append(_followed(other, one, distance))
    return any_of(found)


def not_near(wanted: Spans, unwanted: Spans, distance: int) -> Spans:
    """Those of `wanted` with none of `unwanted` on them or within `distance`."""
    if not len(unwanted):
        return wanted
    reach = np.concatenate([-_FAR, np.maximum.accumulate(unwanted.last)])
    latest = reach[np.searchsorted(unwanted.first, wanted.last + distance, "right")]
    return wanted.where(latest < wanted.first - distance)


def together(one: Spans, other: Spans, starts: Keys) -> Spans:
    """From the first to the last of each two in one of the units that begin at `starts`."""
    one, other = _in_one_unit(one, starts), _in_one_unit(other, starts)
    return any_of([_followed_in_unit(one, other, starts), _followed_in_unit(other, one, starts)])


def together_docs(one: Spans, other: Spans, starts: Keys) -> NDArray[np.int32]:
    """The articles in which `together` finds anything, without listing all that met."""
    one, other = _in_one_unit(one, starts), _in_one_unit(other, starts)
    docs = [
        first.where(_next(second.first, first.last) < _unit_end(first.last, starts)).docs()
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
    return _sorted(begins[kept], ends[kept])


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
    high = np.searchsorted(other.first, _unit_end(one.last, starts), "left")
    return _paired(one, other, low, np.maximum(low, high))


def _paired(one: Spans, other: Spans, low: NDArray[Any], high: NDArray[Any]) -> Spans:
    counts = high - low
    if (total := int(counts.sum())) > MOST:
        raise SearchError(
            f"These words meet at {total:,} places, more than can be listed ({MOST:,})."
            " Ask for a smaller distance, or for rarer words."
        )
    return _sorted(np.repeat(one.first, counts), other.last[indices(low, counts)])


def _in_one_unit(spans: Spans, starts: Keys) -> Spans:
    return (
        spans.where(
            np.searchsorted(starts, spans.first, "right")
            == np.searchsorted(starts, spans.last, "right")
        )
        if len(starts)
        else NOWHERE
    )


def _unit_end(places: Keys, starts: Keys) -> Keys:
    """The first place that is no longer of the unit; the end of the article after the last."""
    return np.minimum(_next(starts, places), ((places >> SHIFT) + 1) << SHIFT)


def _next(sorted_keys: Keys, places: Keys) -> Keys:
    """The first key beyond each place."""
    return np.concatenate([sorted_keys, _FAR])[np.searchsorted(sorted_keys, places, "right")]


def _sorted(first: Keys, last: Keys) -> Spans:
    order = np.lexsort((last, first))
    first, last = first[order], last[order]
    fresh = np.ones(len(first), bool)
    fresh[1:] = (first[1:] != first[:-1]) | (last[1:] != last[:-1])
    return Spans(first[fresh], last[fresh])
