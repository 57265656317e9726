"""Where in one text a chain is met: operands in any order, none on another, each within reach.

Matches of the operands are *events*. A row of events, one of each operand, goes on from where it
ends by the operands that it lacks: so of each event the sets of operands are found with which a row
that has come to it can still become complete, before any row is followed. A set of operands is a
number of bits, a set of such sets a larger one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from archive.search.budget import check_time
from archive.search.showing.matches import Match

MOST_STEPS: Final = 50_000
"""From one event to the next, in one text. Beyond them, one row is shown for each beginning."""

Reach = Callable[[Match], int]
"""The last place at which the event that follows may begin."""


def chain_matches(parts: Sequence[Sequence[Match]], reach: Reach, most: int) -> list[Match]:
    """The first of these matches, one for each two places from which to which rows run.

    What a match marks stands in rows from its first to its last place.
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
    """The matches of all operands in order, and how rows run through them."""

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
        """The events at which rows from this one end, each with all events of such rows."""
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
        """The match that has these events."""
        those = [self.events[number] for number in _bits(events)]
        return Match(
            low,
            high,
            tuple(dict.fromkeys(run for one in those for run in one.runs)),
            frozenset().union(*(one.words for one in those)),
        )

    def _open_after(self, event: int, used: int) -> Iterator[tuple[int, int]]:
        """Events that may follow, each with what is used then."""
        check_time()
        self._steps += len(self._after[event])
        for after in self._after[event]:
            own = self._own[after]
            if not used & own and self._is_open(after, used | own):
                yield after, used | own

    def _one_row(self, begin: int) -> tuple[int, int]:
        """Of the rows from an event one whose events stand close, as its last event and all."""
        event, used, events = begin, self._own[begin], 1 << begin
        while used != self._all:
            event, used = next(self._open_after(event, used))
            events |= 1 << event
        return event, events

    def _is_open(self, event: int, used: int) -> bool:
        """Whether a row that ends there, with these operands used, can become complete."""
        return bool(self._goals[event] >> used & 1)

    def _completed(self) -> list[int]:
        """Of each event the sets of operands with which a row can still become complete."""
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
    """All sets of operands that have this one, as the bits of a number."""
    return sum(1 << used for used in range(whole + 1) if used & own)


def _any_in(numbers: list[int], ranges: Sequence[range]) -> list[int]:
    """The bits that any number in each range has: two runs of a power of two make up a range."""
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
    """The places of the bits that are set."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low
