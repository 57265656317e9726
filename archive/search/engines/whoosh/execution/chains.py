"""Chains: operands matched in any order, without overlap, each within reach of the next.

An *event* is one occurrence of one operand. A chain is a row of events, one of each operand, in which each event begins
after the end of the one before, within its reach. Orders are not enumerated: how a row can continue depends only on
where it ends and which operands it has. So every event holds a bit set of the operand *sets* of all rows that end
there: bit `s` stands for the set whose members are the bits of `s`. Adding operand `n` to all is a shift by `1 << n`.
Time is linear in the events and exponential (base 2) in the number of operands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.search.engines.whoosh.execution.spans import NO_SPANS, MatchCounter, Spans, sort_spans
from archive.search.engines.whoosh.storage import doc_sets
from archive.search.engines.whoosh.storage.doc_sets import DocNumbers, PositionKeys
from archive.search.query.budget import charge_work, check_time

OperandSets = NDArray[Any]
"""Sets of operands: a column for each event, a row of integers for every 64 possible sets."""
EventRows = NDArray[np.intp]
ReachBoundsFunction = Callable[[PositionKeys, PositionKeys], tuple[PositionKeys, PositionKeys]]
"""(first, last) positions of events → the lowest position at which the event before may end, and
the highest at which the next may begin."""

_OPERANDS_PER_NUMBER: Final = 6
"""Number of operands whose sets fit into one integer: 2 to this power of bits."""
_EVENTS_PER_BATCH: Final = 1 << 17
_PAIRS_PER_BATCH: Final = 1 << 20


def find_chain_docs(operands: Sequence[Spans], find_reach_bounds: ReachBoundsFunction) -> DocNumbers:
    """Return the articles that hold a chain; `operands` are the spans of each operand."""
    matches = [_ChainEvents(batch, find_reach_bounds).find_docs() for batch in _iter_article_batches(operands)]
    return np.concatenate([doc_sets.NO_DOCS, *matches])


def find_chains(operands: Sequence[Spans], find_reach_bounds: ReachBoundsFunction) -> Spans:
    """Return the span of each chain; SearchError where there are too many."""
    meetings = MatchCounter()
    matches = [
        spans
        for batch in _iter_article_batches(operands)
        for spans in _ChainEvents(batch, find_reach_bounds).iter_chains(meetings)
        if len(spans)
    ]
    matches.append(NO_SPANS)
    return sort_spans(
        np.concatenate([match.first for match in matches]), np.concatenate([match.last for match in matches])
    )


def _iter_article_batches(operands: Sequence[Spans]) -> Iterator[list[Spans]]:
    """Split the operands into batches of whole articles, to keep the arrays small."""
    if not all(map(len, operands)):
        return
    largest = max(operands, key=len).first
    step = max(_EVENTS_PER_BATCH // len(operands), 1)
    boundaries = doc_sets.sort_unique((largest[step::step] >> doc_sets.DOC_SHIFT) << doc_sets.DOC_SHIFT)
    offsets = [[0, *spans.first.searchsorted(boundaries).tolist(), len(spans)] for spans in operands]
    for number in range(len(boundaries) + 1):
        batch = [
            spans.select(slice(span_offsets[number], span_offsets[number + 1]))
            for spans, span_offsets in zip(operands, offsets, strict=True)
        ]
        check_time()
        if all(map(len, batch)):
            yield batch


class _ChainEvents:
    """The occurrences of all operands ordered by end, and which can follow which."""

    def __init__(self, operands: Sequence[Spans], find_reach_bounds: ReachBoundsFunction) -> None:
        last = np.concatenate([spans.last for spans in operands])
        order = np.argsort(last, kind="stable")
        self.last = last[order]
        self.first = np.concatenate([spans.first for spans in operands])[order]
        operand_numbers = np.repeat(np.arange(len(operands)), [len(spans) for spans in operands])[order]
        self._reach_low, self._reach_high = find_reach_bounds(self.first, self.last)
        self._arithmetic = _OperandSetArithmetic(len(operands), operand_numbers)
        numbers = 1 << max(len(operands) - _OPERANDS_PER_NUMBER, 0)
        charge_work(len(self.last) * numbers * (len(operands) - 1))

    def find_docs(self) -> DocNumbers:
        """Return the articles in which a row has all operands."""
        predecessors = _EventRanges(
            self.last.searchsorted(self._reach_low, "left"), self.last.searchsorted(self.first, "left")
        )
        sets = self._arithmetic.singletons
        for _ in range(self._arithmetic.count - 1):
            check_time()
            sets = self._arithmetic.add_operands(predecessors.union_sets(sets))
        return doc_sets.sort_unique(self.first[sets.any(axis=0)] >> doc_sets.DOC_SHIFT).astype(np.int32)

    def iter_chains(self, meetings: MatchCounter) -> Iterator[Spans]:
        """Yield the spans of rows that have all operands; some may come twice."""
        sets = self._arithmetic.singletons & self._completable_sets
        begins = np.flatnonzero(sets.any(axis=0))
        return self._extend_chains((begins, begins, sets[:, begins]), self._arithmetic.count - 1, meetings)

    def _extend_chains(
        self, rows: tuple[EventRows, EventRows, OperandSets], steps: int, meetings: MatchCounter
    ) -> Iterator[Spans]:
        """Extend rows (first event, last event, possible sets) by `steps` more events."""
        begins, ends, sets = rows
        check_time()
        if not steps or not len(begins):
            yield Spans(self.first[begins], self.last[ends])
            return
        counts = self._successors.counts[ends]
        if int(counts.sum()) > _PAIRS_PER_BATCH and begins[0] != begins[-1]:
            middle = begins[len(begins) // 2]
            cut = begins.searchsorted(middle, "right" if middle == begins[0] else "left")
            for half in (slice(cut), slice(cut, None)):
                yield from self._extend_chains((begins[half], ends[half], sets[:, half]), steps, meetings)
            return
        meetings.add(int(counts.sum()))
        charge_work(int(counts.sum()))
        successors = self._rows_by_first[doc_sets.expand_ranges(self._successors.low[ends], counts)]
        sets = (
            self._arithmetic.add_operands(np.repeat(sets, counts, axis=1), successors)
            & self._completable_sets[:, successors]
        )
        nonempty = np.flatnonzero(sets.any(axis=0))
        rows = _merge_rows(np.repeat(begins, counts)[nonempty], successors[nonempty], sets[:, nonempty])
        yield from self._extend_chains(rows, steps - 1, meetings)

    @cached_property
    def _rows_by_first(self) -> EventRows:
        return np.argsort(self.first, kind="stable")

    @cached_property
    def _successors(self) -> _EventRanges:
        """The events that may follow each event, ordered by start."""
        firsts = self.first[self._rows_by_first]
        return _EventRanges(firsts.searchsorted(self.last, "right"), firsts.searchsorted(self._reach_high, "right"))

    @cached_property
    def _completable_sets(self) -> OperandSets:
        """For each event, the sets with which a row ending there can still be completed."""
        full_sets = sets = self._arithmetic.full_sets
        for _ in range(self._arithmetic.count - 1):
            check_time()
            sets = full_sets | self._successors.union_sets(
                self._arithmetic.remove_operands(sets)[:, self._rows_by_first]
            )
        return sets


def _merge_rows(begins: EventRows, ends: EventRows, sets: OperandSets) -> tuple[EventRows, EventRows, OperandSets]:
    """Merge rows with the same first and last event; sorted."""
    if not len(begins):
        return begins, ends, sets
    order = np.lexsort((ends, begins))
    begins, ends = begins[order], ends[order]
    starts = np.flatnonzero(doc_sets.mask_run_starts(begins, ends))
    return begins[starts], ends[starts], np.bitwise_or.reduceat(sets[:, order], starts, axis=1)


class _EventRanges:
    """For each event a range of other events: `counts` of them from `low` on."""

    def __init__(self, low: EventRows, high: EventRows) -> None:
        self.low = low
        self.counts = np.maximum(high - low, 0)
        sizes = np.frexp(self.counts)[1]  # 1 for one, 2 for two and three, 3 for four to seven
        self._rows_by_size = [np.flatnonzero(sizes == size) for size in range(1, int(sizes.max()) + 1)]

    def union_sets(self, sets: OperandSets) -> OperandSets:
        """Return the union of sets over each range; two runs of a power of two cover any range."""
        unions, run_length = np.zeros((len(sets), len(self.low)), sets.dtype), 1
        for number, rows in enumerate(self._rows_by_size):
            if number:
                sets, run_length = sets[:, :-run_length] | sets[:, run_length:], 2 * run_length
            low = self.low[rows]
            unions[:, rows] = sets[:, low] | sets[:, low + self.counts[rows] - run_length]
        return unions


class _OperandSetArithmetic:
    """Arithmetic on sets of `count` operands, for events of one operand each."""

    def __init__(self, count: int, operands: EventRows) -> None:
        self.count = count
        self._operands = operands
        self._dtype = np.dtype(f"u{min(1 << max(count - 3, 0), 8)}")
        small = range(min(count, _OPERANDS_PER_NUMBER))
        self._shift = np.array([1 << n for n in small] + [0] * (count - len(small)), self._dtype)
        self._absence_masks = np.zeros(count, self._dtype)
        for n in small:
            self._absence_masks[n] = sum(1 << s for s in range(8 * self._dtype.itemsize) if not s >> n & 1)

    @property
    def singletons(self) -> OperandSets:
        """For each event, the set of its operand only."""
        return self._encode_numbers(1 << self._operands)

    @property
    def full_sets(self) -> OperandSets:
        """For each event, the set of all operands."""
        return self._encode_numbers(np.full(len(self._operands), (1 << self.count) - 1))

    def add_operands(self, sets: OperandSets, events: EventRows | slice = slice(None)) -> OperandSets:
        """Add the operand of its event to every set that lacks it; drop the other sets."""
        operands = self._operands[events]
        result = (sets & self._absence_masks[operands]) << self._shift[operands]
        for n in range(_OPERANDS_PER_NUMBER, self.count):
            columns, bit = np.flatnonzero(operands == n), 1 << (n - _OPERANDS_PER_NUMBER)
            for row in range(len(sets)):
                if row & bit:
                    result[row, columns] = sets[row ^ bit, columns]
        return result

    def remove_operands(self, sets: OperandSets) -> OperandSets:
        """Remove the operand of its event from every set that has it; drop the other sets."""
        result = (sets >> self._shift[self._operands]) & self._absence_masks[self._operands]
        for n in range(_OPERANDS_PER_NUMBER, self.count):
            columns, bit = np.flatnonzero(self._operands == n), 1 << (n - _OPERANDS_PER_NUMBER)
            for row in range(len(sets)):
                if not row & bit:
                    result[row, columns] = sets[row | bit, columns]
        return result

    def _encode_numbers(self, numbers: EventRows) -> OperandSets:
        """Encode one set number for each event."""
        encoded = np.zeros((1 << max(self.count - _OPERANDS_PER_NUMBER, 0), len(numbers)), self._dtype)
        bits = np.left_shift(np.ones(1, np.uint64), (numbers & 63).astype(np.uint64))
        encoded[numbers >> _OPERANDS_PER_NUMBER, np.arange(len(numbers))] = bits.astype(self._dtype)
        return encoded
