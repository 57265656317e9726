"""Matches of proximity chains in one text: operands in any order, not overlapping, each within reach of the next."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.search.query.budget import check_time
from archive.search.query.nodes import TermNode

MAX_STEPS: Final = 50_000
"""Steps between events, in one text. Beyond it, one chain is returned for each first event."""
PositionRange = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SpanMatch:
    """A match: where it begins and ends, the ranges to mark, and its terms; in positions of words, or in characters."""

    low: int
    high: int
    ranges: tuple[PositionRange, ...]
    terms: frozenset[TermNode]


ReachEndFunction = Callable[[SpanMatch], int]  # the last position at which the next event may begin


def find_chain_matches(
    parts: Sequence[Sequence[SpanMatch]], find_reach_end: ReachEndFunction, limit: int
) -> list[SpanMatch]:
    """Return the first matches, one for each pair of end positions that a chain connects.

    A match marks the events of all chains with these end positions.
    """
    if not all(parts):
        return []
    search = _ChainSearch(parts, find_reach_end)
    events_by_ends: dict[tuple[int, int], int] = {}
    for begin in range(len(search.events)):
        if len(events_by_ends) >= limit:
            break
        for end, events in search.iter_chains_from(begin):
            ends = search.events[begin].low, search.events[end].high
            events_by_ends[ends] = events_by_ends.get(ends, 0) | events
    return [search.build_match(low, high, events) for (low, high), events in events_by_ends.items()][:limit]


class _ChainSearch:
    """Search for chains in the sorted matches of all operands."""

    def __init__(self, parts: Sequence[Sequence[SpanMatch]], find_reach_end: ReachEndFunction) -> None:
        events = [(match, 1 << number) for number, part in enumerate(parts) for match in part]
        events.sort(key=lambda event: (event[0].low, event[0].high))
        self.events = [match for match, _ in events]
        self._operand_bits = [bit for _, bit in events]
        self._all_operands = (1 << len(parts)) - 1
        lows = [match.low for match in self.events]
        self._successors = [
            range(bisect_right(lows, match.high), bisect_right(lows, find_reach_end(match))) for match in self.events
        ]
        self._goals = self._compute_goals()
        self._steps = 0

    def iter_chains_from(self, first_event: int) -> Iterator[tuple[int, int]]:
        """Yield the last events of chains from this one, each with all events of such chains."""
        used_bits = self._operand_bits[first_event]
        if not self._can_complete(first_event, used_bits):
            return
        rows = {(first_event, used_bits): 1 << first_event}
        while rows:
            extended: dict[tuple[int, int], int] = {}
            for (event, used), events in rows.items():
                if used == self._all_operands:
                    yield event, events
                    continue
                if self._steps > MAX_STEPS:
                    yield self._follow_nearest(first_event)
                    return
                for after, more in self._iter_successors(event, used):
                    state = after, more
                    extended[state] = extended.get(state, 0) | events | 1 << after
            rows = extended

    def build_match(self, low: int, high: int, events: int) -> SpanMatch:
        """Build the match of these events."""
        chain_matches = []
        while events:
            lowest_bit = events & -events
            chain_matches.append(self.events[lowest_bit.bit_length() - 1])
            events ^= lowest_bit
        return SpanMatch(
            low,
            high,
            tuple(dict.fromkeys(run for match in chain_matches for run in match.ranges)),
            frozenset().union(*(match.terms for match in chain_matches)),
        )

    def _iter_successors(self, event: int, used: int) -> Iterator[tuple[int, int]]:
        """Yield the events that may follow, each with the operands used then."""
        check_time()
        self._steps += len(self._successors[event])
        for after in self._successors[event]:
            operand_bit = self._operand_bits[after]
            if not used & operand_bit and self._can_complete(after, used | operand_bit):
                yield after, used | operand_bit

    def _follow_nearest(self, first_event: int) -> tuple[int, int]:
        """Follow one chain of close events; return its last event and all its events."""
        event = first_event
        used = self._operand_bits[first_event]
        events = 1 << first_event
        while used != self._all_operands:
            event, used = next(self._iter_successors(event, used))
            events |= 1 << event
        return event, events

    def _can_complete(self, event: int, used: int) -> bool:
        """Return whether a chain that ends there, with these operands used, can be completed."""
        return bool(self._goals[event] >> used & 1)

    def _compute_goals(self) -> list[int]:
        """Compute for each event the sets of used operands with which a chain that ends there can be completed.

        Bit `s` of a goal stands for the set whose members are the bits of `s`. A successor of operand `n` completes a
        set without `n` if its own goal has that set with `n`; a shift by `1 << n` takes `n` out of all sets. Goals are
        computed from the last event back. `unions[size][event]` is the union over the `2 ** size` events from `event`
        on: two such runs cover any range.
        """
        count = len(self.events)
        sets_with_operand = {
            operand_bit: sum(1 << used for used in range(self._all_operands + 1) if used & operand_bit)
            for operand_bit in set(self._operand_bits)
        }
        check_time()
        goals = [1 << self._all_operands] * count
        sizes = range(1, max(map(len, self._successors)).bit_length())
        unions = [[0] * count for _ in range(len(sizes) + 1)]
        for event in reversed(range(count)):
            successors = self._successors[event]
            if successors:
                size = len(successors).bit_length() - 1
                goals[event] |= unions[size][successors.start] | unions[size][successors.stop - (1 << size)]
            operand_bit = self._operand_bits[event]
            unions[0][event] = (goals[event] & sets_with_operand[operand_bit]) >> operand_bit
            for size in sizes:
                shorter_runs = unions[size - 1]
                unions[size][event] = shorter_runs[event]
                middle = event + (1 << size - 1)
                if middle < count:
                    unions[size][event] |= shorter_runs[middle]
        return goals
