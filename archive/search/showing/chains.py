"""Matching of proximity chains: operands in any order, not overlapping, each within reach.

Matches of the operands are *events*. A chain of events, one of each operand, is extended from its
last event by the missing operands: so for each event the sets of operands with which a chain that
reaches it can still be completed are computed first, before any chain is followed. A set of
operands is a bit mask, a set of such sets a larger one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from archive.search.budget import check_time
from archive.search.showing.matches import Match

MOST_STEPS: Final = 50_000
"""Steps between events, in one text. Beyond it, one chain is returned for each first event."""

Reach = Callable[[Match], int]
"""Return the last position at which the next event may begin."""


def chain_matches(parts: Sequence[Sequence[Match]], reach: Reach, most: int) -> list[Match]:
    """Return the first matches, one for each pair of end positions that a chain connects.

    A match marks the events of all chains with these end positions.
    """
    if not all(parts):
        return []
    rows = _Rows(parts, reach)
    found: dict[tuple[int, int], int] = {}
    for begin in range(len(rows.events)):
        if len(found) >= most:
            break
        for end, events in rows.from_event(begin):
            ends = rows.events[begin].low, rows.events[end].high
            found[ends] = found.get(ends, 0) | events
    return [rows.match(low, high, events) for (low, high), events in found.items()][:most]


class _Rows:
    """Search for chains in the sorted matches of all operands."""

    def __init__(self, parts: Sequence[Sequence[Match]], reach: Reach) -> None:
        events = [(one, 1 << number) for number, part in enumerate(parts) for one in part]
        events.sort(key=lambda event: (event[0].low, event[0].high))
        self.events = [one for one, _ in events]
        self._own = [own for _, own in events]
        self._all = (1 << len(parts)) - 1
        lows = [one.low for one in self.events]
        self._after = [
            range(bisect_right(lows, one.high), bisect_right(lows, reach(one)))
            for one in self.events
        ]
        self._goals = self._completed()
        self._steps = 0

    def from_event(self, begin: int) -> Iterator[tuple[int, int]]:
        """Yield the last events of chains from this one, each with all events of such chains."""
        own = self._own[begin]
        if not self._is_open(begin, own):
            return
        rows = {(begin, own): 1 << begin}
        while rows:
            onward: dict[tuple[int, int], int] = {}
            for (event, used), events in rows.items():
                if used == self._all:
                    yield event, events
                    continue
                if self._steps > MOST_STEPS:
                    yield self._one_row(begin)
                    return
                for after, more in self._open_after(event, used):
                    place = after, more
                    onward[place] = onward.get(place, 0) | events | 1 << after
            rows = onward

    def match(self, low: int, high: int, events: int) -> Match:
        """Build the match of these events."""
        those = [self.events[number] for number in _bits(events)]
        return Match(
            low,
            high,
            tuple(dict.fromkeys(run for one in those for run in one.runs)),
            frozenset().union(*(one.words for one in those)),
        )

    def _open_after(self, event: int, used: int) -> Iterator[tuple[int, int]]:
        """Yield the events that may follow, each with the operands used then."""
        check_time()
        self._steps += len(self._after[event])
        for after in self._after[event]:
            own = self._own[after]
            if not used & own and self._is_open(after, used | own):
                yield after, used | own

    def _one_row(self, begin: int) -> tuple[int, int]:
        """Follow one chain of close events; return its last event and all its events."""
        event, used, events = begin, self._own[begin], 1 << begin
        while used != self._all:
            event, used = next(self._open_after(event, used))
            events |= 1 << event
        return event, events

    def _is_open(self, event: int, used: int) -> bool:
        """Return whether a chain that ends there, with these operands used, can be completed."""
        return bool(self._goals[event] >> used & 1)

    def _completed(self) -> list[int]:
        """Compute for each event the sets of operands with which a chain can be completed."""
        complete = 1 << self._all
        having = {own: _sets_with(own, self._all) for own in set(self._own)}
        goals = [complete] * len(self.events)
        for _ in range(self._all.bit_count() - 1):
            check_time()
            before = [
                (goal & having[own]) >> own for goal, own in zip(goals, self._own, strict=True)
            ]
            goals = [complete | found for found in _any_in(before, self._after)]
        return goals


def _sets_with(own: int, whole: int) -> int:
    """Return all sets of operands that contain this one, as a bit mask."""
    return sum(1 << used for used in range(whole + 1) if used & own)


def _any_in(numbers: list[int], ranges: Sequence[range]) -> list[int]:
    """Return the union of the numbers in each range, from two overlapping power-of-two runs."""
    runs = [numbers]
    longest = max(map(len, ranges), default=0)
    while 2 << len(runs) - 1 <= longest:
        step = 1 << len(runs) - 1
        runs.append([one | other for one, other in zip(runs[-1], runs[-1][step:], strict=False)])
    return [
        runs[size][one.start] | runs[size][one.stop - (1 << size)]
        if (size := len(one).bit_length() - 1) >= 0
        else 0
        for one in ranges
    ]


def _bits(number: int) -> Iterator[int]:
    """Yield the indices of the set bits."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low
