"""Chains: operands matched in any order, without overlap, each within reach of the next.

An *event* is one occurrence of one operand. A chain is a row of events, one of each operand, in
which each event begins after the end of the one before, within its reach. Orders are not
enumerated: how a row can continue depends only on where it ends and which operands it has. So
every event holds a bit set of the operand *sets* of all rows that end there: bit `s` stands for
the set whose members are the bits of `s`. Adding operand `n` to all of them is a shift by `1 << n`.
Time is linear in the events and exponential (base 2) in the number of operands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.budget import check_time
from archive.search.engines.whoosh.arrays.lanes import indices
from archive.search.engines.whoosh.arrays.sets import NONE, Docs, distinct
from archive.search.engines.whoosh.arrays.spans import SHIFT, Keys, Meetings, Spans, sorted_spans

Sets = NDArray[Any]
"""Sets of operands: a column for each event, a row of integers for every 64 possible sets."""
Rows = NDArray[np.intp]
Reach = Callable[[Keys, Keys], tuple[Keys, Keys]]
"""(first, last) positions of events → the lowest position at which the event before may end, and
the highest at which the next may begin."""

_IN_A_NUMBER: Final = 6
"""Number of operands whose sets fit into one integer: 2 to this power of bits."""
_EVENTS_AT_ONCE: Final = 1 << 17
_PAIRS_AT_ONCE: Final = 1 << 20


def chain_docs(parts: Sequence[Spans], reach: Reach) -> Docs:
    """Return the articles that hold a chain; `operands` are the spans of each operand."""
    found = [_Events(some, reach).docs() for some in _by_articles(parts)]
    return np.concatenate([NONE, *found])


def chain(parts: Sequence[Spans], reach: Reach) -> Spans:
    """Return the span of each chain; SearchError where there are too many."""
    meetings = Meetings()
    found = [
        spans
        for some in _by_articles(parts)
        for spans in _Events(some, reach).chains(meetings)
        if len(spans)
    ]
    empty = np.empty(0, np.int64)
    return sorted_spans(
        np.concatenate([empty, *(one.first for one in found)]),
        np.concatenate([empty, *(one.last for one in found)]),
    )


def _by_articles(parts: Sequence[Spans]) -> Iterator[list[Spans]]:
    """Split the operands into batches of whole articles, to keep the arrays small."""
    if not all(map(len, parts)):
        return
    largest = max(parts, key=len).first
    step = max(_EVENTS_AT_ONCE // len(parts), 1)
    cuts = distinct((largest[step::step] >> SHIFT) << SHIFT)
    borders = [[0, *part.first.searchsorted(cuts).tolist(), len(part)] for part in parts]
    for number in range(len(cuts) + 1):
        some = [
            part.where(slice(border[number], border[number + 1]))
            for part, border in zip(parts, borders, strict=True)
        ]
        check_time()
        if all(map(len, some)):
            yield some


class _Events:
    """The occurrences of all operands ordered by end, and which can follow which."""

    def __init__(self, parts: Sequence[Spans], reach: Reach) -> None:
        last = np.concatenate([part.last for part in parts])
        order = np.argsort(last, kind="stable")
        self.last = last[order]
        self.first = np.concatenate([part.first for part in parts])[order]
        operand = np.repeat(np.arange(len(parts)), [len(part) for part in parts])[order]
        self._low, self._high = reach(self.first, self.last)
        self._adding = _Adding(len(parts), operand)

    def docs(self) -> Docs:
        """Return the articles in which a row has all operands."""
        before = _Ranges(
            self.last.searchsorted(self._low, "left"), self.last.searchsorted(self.first, "left")
        )
        sets = self._adding.alone
        for _ in range(self._adding.count - 1):
            check_time()
            sets = self._adding.added(before.any_of(sets))
        return distinct(self.first[sets.any(axis=0)] >> SHIFT).astype(np.int32)

    def chains(self, meetings: Meetings) -> Iterator[Spans]:
        """Yield the spans of rows that have all operands; some may come twice."""
        sets = self._adding.alone & self._goals
        begins = np.flatnonzero(sets.any(axis=0))
        return self._chains((begins, begins, sets[:, begins]), self._adding.count - 1, meetings)

    def _chains(
        self, rows: tuple[Rows, Rows, Sets], steps: int, meetings: Meetings
    ) -> Iterator[Spans]:
        """Extend rows (first event, last event, possible sets) by `steps` more events."""
        begins, ends, sets = rows
        check_time()
        if not steps or not len(begins):
            yield Spans(self.first[begins], self.last[ends])
            return
        counts = self._after.counts[ends]
        if int(counts.sum()) > _PAIRS_AT_ONCE and begins[0] != begins[-1]:
            middle = begins[len(begins) // 2]
            cut = begins.searchsorted(middle, "right" if middle == begins[0] else "left")
            for some in (slice(cut), slice(cut, None)):
                yield from self._chains((begins[some], ends[some], sets[:, some]), steps, meetings)
            return
        meetings.add(int(counts.sum()))
        after = self._by_first[indices(self._after.low[ends], counts)]
        sets = self._adding.added(np.repeat(sets, counts, axis=1), after) & self._goals[:, after]
        kept = np.flatnonzero(sets.any(axis=0))
        rows = _merged(np.repeat(begins, counts)[kept], after[kept], sets[:, kept])
        yield from self._chains(rows, steps - 1, meetings)

    @cached_property
    def _by_first(self) -> Rows:
        return np.argsort(self.first, kind="stable")

    @cached_property
    def _after(self) -> _Ranges:
        """The events that may follow each event, ordered by start."""
        firsts = self.first[self._by_first]
        return _Ranges(
            firsts.searchsorted(self.last, "right"), firsts.searchsorted(self._high, "right")
        )

    @cached_property
    def _goals(self) -> Sets:
        """For each event, the sets with which a row ending there can still be completed."""
        complete = found = self._adding.complete
        for _ in range(self._adding.count - 1):
            check_time()
            found = complete | self._after.any_of(self._adding.removed(found)[:, self._by_first])
        return found


def _merged(begins: Rows, ends: Rows, sets: Sets) -> tuple[Rows, Rows, Sets]:
    """Merge rows with the same first and last event; sorted."""
    if not len(begins):
        return begins, ends, sets
    order = np.lexsort((ends, begins))
    begins, ends = begins[order], ends[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (begins[1:] != begins[:-1]) | (ends[1:] != ends[:-1])
    starts = np.flatnonzero(fresh)
    return begins[starts], ends[starts], np.bitwise_or.reduceat(sets[:, order], starts, axis=1)


class _Ranges:
    """For each event a range of other events: `counts` of them from `low` on."""

    def __init__(self, low: Rows, high: Rows) -> None:
        self.low, self.counts = low, np.maximum(high - low, 0)
        sizes = np.frexp(self.counts)[1]  # 1 for one, 2 for two and three, 3 for four to seven
        self._of_size = [np.flatnonzero(sizes == size) for size in range(1, int(sizes.max()) + 1)]

    def any_of(self, sets: Sets) -> Sets:
        """Return the union of sets over each range; two runs of a power of two cover any range."""
        found, run = np.zeros((len(sets), len(self.low)), sets.dtype), 1
        for number, rows in enumerate(self._of_size):
            if number:
                sets, run = sets[:, :-run] | sets[:, run:], 2 * run
            low = self.low[rows]
            found[:, rows] = sets[:, low] | sets[:, low + self.counts[rows] - run]
        return found


class _Adding:
    """Arithmetic on sets of `count` operands, for events of one operand each."""

    def __init__(self, count: int, operand: Rows) -> None:
        self.count, self._operand = count, operand
        self._dtype = np.dtype(f"u{min(1 << max(count - 3, 0), 8)}")
        small = range(min(count, _IN_A_NUMBER))
        self._shift = np.array([1 << n for n in small] + [0] * (count - len(small)), self._dtype)
        self._lacking = np.zeros(count, self._dtype)
        for n in small:
            self._lacking[n] = sum(
                1 << s for s in range(8 * self._dtype.itemsize) if not s >> n & 1
            )

    @property
    def alone(self) -> Sets:
        """For each event, the set of its operand only."""
        return self._single(1 << self._operand)

    @property
    def complete(self) -> Sets:
        """For each event, the set of all operands."""
        return self._single(np.full(len(self._operand), (1 << self.count) - 1))

    def added(self, sets: Sets, events: Rows | slice = slice(None)) -> Sets:
        """Add the operand of its event to every set that lacks it; drop the other sets."""
        own = self._operand[events]
        found = (sets & self._lacking[own]) << self._shift[own]
        for n in range(_IN_A_NUMBER, self.count):
            those, bit = np.flatnonzero(own == n), 1 << (n - _IN_A_NUMBER)
            for row in range(len(sets)):
                if row & bit:
                    found[row, those] = sets[row ^ bit, those]
        return found

    def removed(self, sets: Sets) -> Sets:
        """Remove the operand of its event from every set that has it; drop the other sets."""
        found = (sets >> self._shift[self._operand]) & self._lacking[self._operand]
        for n in range(_IN_A_NUMBER, self.count):
            those, bit = np.flatnonzero(self._operand == n), 1 << (n - _IN_A_NUMBER)
            for row in range(len(sets)):
                if not row & bit:
                    found[row, those] = sets[row | bit, those]
        return found

    def _single(self, numbers: Rows) -> Sets:
        """Encode one set number for each event."""
        found = np.zeros((1 << max(self.count - _IN_A_NUMBER, 0), len(numbers)), self._dtype)
        bits = np.left_shift(np.ones(1, np.uint64), (numbers & 63).astype(np.uint64))
        found[numbers >> _IN_A_NUMBER, np.arange(len(numbers))] = bits.astype(self._dtype)
        return found
