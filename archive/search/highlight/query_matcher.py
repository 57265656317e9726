"""Positions in one text that a query matches."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import accumulate, groupby, islice
from operator import itemgetter
from typing import Final

from archive.search.analysis.analyzer import (
    PARAGRAPH_TERM,
    QUOTE_END_TERM,
    QUOTE_START_TERM,
    SENTENCE_TERM,
    collect_boundary_positions,
    count_positions,
)
from archive.search.analysis.tokenizer import WordToken, tokenize_chunk
from archive.search.highlight.term_finder import TermFinder
from archive.search.query.budget import check_time
from archive.search.query.nodes import (
    And,
    AtLeast,
    Fuzzy,
    InQuotation,
    Near,
    Node,
    NotNear,
    Or,
    Phrase,
    SameUnit,
    Term,
    TermNode,
    TextUnit,
    Wildcard,
    Window,
)

# A match of a query node in a text.

PositionRange = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SpanMatch:
    """A match: its first and last position, the position ranges to mark, and its terms."""

    low: int
    high: int
    ranges: tuple[PositionRange, ...]
    terms: frozenset[TermNode]


# Matching of proximity chains: operands in any order, not overlapping, each within reach.

MAX_STEPS: Final = 50_000
"""Steps between events, in one text. Beyond it, one chain is returned for each first event."""

ReachFunction = Callable[[SpanMatch], int]
"""Return the last position at which the next event may begin."""


def find_chain_matches(parts: Sequence[Sequence[SpanMatch]], reach: ReachFunction, limit: int) -> list[SpanMatch]:
    """Return the first matches, one for each pair of end positions that a chain connects.

    A match marks the events of all chains with these end positions.
    """
    if not all(parts):
        return []
    search = _ChainSearch(parts, reach)
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

    def __init__(self, parts: Sequence[Sequence[SpanMatch]], reach: ReachFunction) -> None:
        events = [(match, 1 << number) for number, part in enumerate(parts) for match in part]
        events.sort(key=lambda event: (event[0].low, event[0].high))
        self.events = [match for match, _ in events]
        self._operand_bits = [bit for _, bit in events]
        self._all_operands = (1 << len(parts)) - 1
        lows = [match.low for match in self.events]
        self._successors = [
            range(bisect_right(lows, match.high), bisect_right(lows, reach(match))) for match in self.events
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
        chain_matches = [self.events[number] for number in _iter_bits(events)]
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
        event, used, events = first_event, self._operand_bits[first_event], 1 << first_event
        while used != self._all_operands:
            event, used = next(self._iter_successors(event, used))
            events |= 1 << event
        return event, events

    def _can_complete(self, event: int, used: int) -> bool:
        """Return whether a chain that ends there, with these operands used, can be completed."""
        return bool(self._goals[event] >> used & 1)

    def _compute_goals(self) -> list[int]:
        """Compute for each event the sets of operands with which a chain can be completed."""
        complete = 1 << self._all_operands
        masks = {
            operand_bit: _build_set_mask(operand_bit, self._all_operands) for operand_bit in set(self._operand_bits)
        }
        goals = [complete] * len(self.events)
        for _ in range(self._all_operands.bit_count() - 1):
            check_time()
            preceding = [
                (goal & masks[operand_bit]) >> operand_bit
                for goal, operand_bit in zip(goals, self._operand_bits, strict=True)
            ]
            goals = [complete | reachable for reachable in _union_ranges(preceding, self._successors)]
        return goals


def _build_set_mask(operand_bit: int, all_operands: int) -> int:
    """Return all sets of operands that contain this one, as a bit mask."""
    return sum(1 << used for used in range(all_operands + 1) if used & operand_bit)


def _union_ranges(numbers: list[int], ranges: Sequence[range]) -> list[int]:
    """Return the union of the numbers in each range, from two overlapping power-of-two runs."""
    unions = [numbers]
    max_length = max(map(len, ranges), default=0)
    while 2 << len(unions) - 1 <= max_length:
        step = 1 << len(unions) - 1
        unions.append([number | other for number, other in zip(unions[-1], unions[-1][step:], strict=False)])
    return [
        unions[size][number.start] | unions[size][number.stop - (1 << size)]
        if (size := len(number).bit_length() - 1) >= 0
        else 0
        for number in ranges
    ]


def _iter_bits(number: int) -> Iterator[int]:
    """Yield the indices of the set bits."""
    while number:
        lowest_bit = number & -number
        yield lowest_bit.bit_length() - 1
        number ^= lowest_bit


MAX_MATCHES: Final = 500
"""Matches of one node that are examined."""
_CHUNK = re.compile(r"\S+")
_BOUNDARY_TERMS = {TextUnit.SENTENCE: SENTENCE_TERM, TextUnit.PARAGRAPH: PARAGRAPH_TERM}


class QueryMatcher:
    """Matcher of queries in one text."""

    def __init__(self, text: str, finder: TermFinder, algorithm: str) -> None:
        self._text = text
        self._finder = finder
        self._algorithm = algorithm
        self._chunks = text.split()
        self._tokens: dict[int, list[WordToken]] = {}
        self._positions = self._find_positions()

    def find_matches(self, node: Node) -> list[SpanMatch]:
        """Return the matches of a node, in order."""
        return sorted(self._match_node(node), key=lambda match: (match.low, match.high))[:MAX_MATCHES]

    def get_char_span(self, position_range: PositionRange) -> tuple[int, int]:
        """Return the span of a position range in characters."""
        return self._find_word_span(position_range[0])[0], self._find_word_span(position_range[1])[1]

    def _find_positions(self) -> dict[int, list[int]]:
        """Return the positions of each sought word, by its number."""
        positions: dict[int, list[int]] = {}
        for index, hits in self._finder.find_hits(self._chunks):
            for offset, number in hits:
                positions.setdefault(number, []).append(self._first_positions[index] + offset)
        return positions

    @cached_property
    def _first_positions(self) -> list[int]:
        """First position of each chunk."""
        return [0, *accumulate(count_positions(self._chunks, self._algorithm))]

    @cached_property
    def _chunk_spans(self) -> list[tuple[int, int]]:
        """Span of each chunk, in characters."""
        return list(map(re.Match.span, _CHUNK.finditer(self._text)))

    @cached_property
    def _boundaries(self) -> dict[str, list[int]]:
        return collect_boundary_positions(self._text, self._algorithm)

    def _find_word_span(self, position: int) -> tuple[int, int]:
        index = bisect_right(self._first_positions, position) - 1
        if index not in self._tokens:
            self._tokens[index] = tokenize_chunk(self._chunks[index])
        token = self._tokens[index][position - self._first_positions[index]]
        start = self._chunk_spans[index][0]
        return start + token.start, start + token.end

    def _match_node(self, node: Node) -> list[SpanMatch]:
        check_time()
        match node:
            case Term() | Phrase() | Wildcard() | Fuzzy():
                return self._match_term(node)
            case Window():
                return self._match_window(node)
            case And(parts) | Or(parts):
                return [matches for part in parts for matches in self._match_node(part)]
            case Near(parts, distance, ordered):
                return _match_near(list(map(self.find_matches, parts)), distance, ordered=ordered)
            case NotNear(wanted, unwanted, distance):
                unwanted_matches = self.find_matches(unwanted)
                return [match for match in self.find_matches(wanted) if not _is_near(match, unwanted_matches, distance)]
            case SameUnit(parts, unit):
                return self._match_unit(list(map(self.find_matches, parts)), unit)
            case InQuotation(part):
                return [match for match in self.find_matches(part) if self._is_quoted(match)]
            case AtLeast(part, count):
                matches = self.find_matches(part)
                return matches if len({match.low for match in matches}) >= count else []
        return []

    def _match_term(self, term: Term | Phrase | Wildcard | Fuzzy) -> list[SpanMatch]:
        numbers = self._finder.numbers_by_term.get(term, ())
        if not numbers:
            return []
        firsts = self._positions.get(numbers[0], [])
        following = [frozenset(self._positions.get(number, ())) for number in numbers[1:]]
        width = len(following)
        positions = (
            position
            for position in firsts
            if all(position + step in positions_of_word for step, positions_of_word in enumerate(following, start=1))
        )
        terms = frozenset({term})
        return [
            SpanMatch(position, position + width, ((position, position + width),), terms)
            for position in islice(positions, MAX_MATCHES)
        ]

    def _match_window(self, window: Window) -> list[SpanMatch]:
        """Return the shortest span that holds all words for each last position, if within the distance.

        A word that is asked for twice must occur there twice.
        """
        required_counts = Counter(self._finder.numbers_by_term.get(window, ()))
        events = sorted(
            {
                (position, word_number)
                for word_number in required_counts
                for position in self._positions.get(word_number, [])[:MAX_MATCHES]
            }
        )
        latest = {number: deque([-1] * count, count) for number, count in required_counts.items()}
        match_by_ends: dict[PositionRange, SpanMatch] = {}
        for position, numbers in groupby(events, key=itemgetter(0)):
            for _, number in numbers:
                latest[number].append(position)
            start = min(recent[0] for recent in latest.values())
            if start >= 0 and position - start <= window.distance and len(match_by_ends) < MAX_MATCHES:
                used = sorted({position_used for recent in latest.values() for position_used in recent})
                runs = tuple((position_used, position_used) for position_used in used)
                match_by_ends[start, position] = SpanMatch(start, position, runs, frozenset({window}))
        return list(match_by_ends.values())

    def _match_unit(self, parts: Sequence[Sequence[SpanMatch]], text_unit: TextUnit) -> list[SpanMatch]:
        boundaries = self._boundaries.get(_BOUNDARY_TERMS[text_unit], []) if all(parts) else []

        def find_unit_end(match: SpanMatch) -> int:
            number = _find_unit(match, boundaries)
            if not number:
                return -1
            return boundaries[number] - 1 if number < len(boundaries) else sys.maxsize

        matches_in_one_unit = [
            [match_in_part for match_in_part in part if _find_unit(match_in_part, boundaries)] for part in parts
        ]
        return find_chain_matches(matches_in_one_unit, find_unit_end, MAX_MATCHES)

    def _is_quoted(self, match: SpanMatch) -> bool:
        index = bisect_right(self._boundaries.get(QUOTE_START_TERM, []), match.low) - 1
        return index >= 0 and match.high <= self._boundaries[QUOTE_END_TERM][index]


def _match_near(parts: Sequence[list[SpanMatch]], distance: int, *, ordered: bool) -> list[SpanMatch]:
    """Match all parts, each at most `distance` from the next."""
    if not ordered:
        return find_chain_matches(parts, lambda match: match.high + distance, MAX_MATCHES)
    max_pairs = max(MAX_MATCHES, MAX_STEPS // len(parts))
    return reduce(lambda first, second: _match_ordered(first, second, distance, max_pairs), parts)


def _match_ordered(first: list[SpanMatch], second: list[SpanMatch], distance: int, max_pairs: int) -> list[SpanMatch]:
    """Match pairs of `first` and `second` in order, at most `distance` apart; one match for each
    pair of end positions, from at most `max_pairs` pairs."""
    lows = [left.low for left in second]
    pairs = (
        _merge_matches(left, right)
        for left in first
        for right in second[bisect_right(lows, left.high) : bisect_right(lows, left.high + distance)]
    )
    match_by_ends: dict[PositionRange, SpanMatch] = {}
    for pair in islice(pairs, max_pairs):
        check_time()
        ends = pair.low, pair.high
        match_by_ends[ends] = _merge_matches(match_by_ends[ends], pair) if ends in match_by_ends else pair
    return list(match_by_ends.values())[:MAX_MATCHES]


def _is_near(match: SpanMatch, other_matches: Iterable[SpanMatch], distance: int) -> bool:
    """Return whether any other match overlaps this one or is at most `distance` away."""
    check_time()
    return any(max(other.low - match.high, match.low - other.high) <= distance for other in other_matches)


def _merge_matches(left: SpanMatch, right: SpanMatch) -> SpanMatch:
    return SpanMatch(
        min(left.low, right.low),
        max(left.high, right.high),
        tuple(dict.fromkeys(left.ranges + right.ranges)),
        left.terms | right.terms,
    )


def _find_unit(match: SpanMatch, boundaries: list[int]) -> int | None:
    """Return the number of the one sentence or paragraph that contains a match, from 1."""
    number = bisect_right(boundaries, match.low)
    return number if number == bisect_right(boundaries, match.high) else None
