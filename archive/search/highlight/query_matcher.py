"""Positions in one text that a query matches."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from functools import cached_property, reduce
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import Final

from archive.search.analysis import analyzer
from archive.search.analysis.tokenizer import tokenize_chunk
from archive.search.highlight.chains import MAX_STEPS, PositionRange, SpanMatch, find_chain_matches
from archive.search.highlight.term_finder import TermFinder
from archive.search.query import nodes
from archive.search.query.budget import check_time
from archive.search.query.nodes import Fuzzy, Node, Phrase, Term, TextUnit, Wildcard, Window

MAX_MATCHES: Final = 500  # matches of one node that are examined
_BOUNDARY_TERMS = {TextUnit.SENTENCE: analyzer.SENTENCE_TERM, TextUnit.PARAGRAPH: analyzer.PARAGRAPH_TERM}


class QueryMatcher:
    """Matcher of queries in one text."""

    def __init__(self, text: str, finder: TermFinder, algorithm: str) -> None:
        self._text = text
        self._finder = finder
        self._algorithm = algorithm
        self._found = finder.find_hits(text)
        self._spans: dict[int, tuple[int, int]] = {}  # of words, by their positions
        self._positions: dict[int, list[int]] = {}  # by the numbers of the sought words
        for chunk in self._found:
            for offset, number in chunk.hits:
                self._positions.setdefault(number, []).append(chunk.position + offset)

    @property
    def has_hits(self) -> bool:
        """True if the text holds any of the sought words; else nothing matches."""
        return bool(self._positions)

    def find_matches(self, node: Node) -> list[SpanMatch]:
        """Return the matches of a node, in order."""
        return sorted(self._match_node(node), key=lambda match: (match.low, match.high))[:MAX_MATCHES]

    def get_char_span(self, position_range: PositionRange) -> tuple[int, int]:
        """Return the span of a position range in characters."""
        first, last = position_range
        start, end = self._find_word_span(first)
        return start, end if first == last else self._find_word_span(last)[1]

    @cached_property
    def _boundaries(self) -> dict[str, list[int]]:
        return analyzer.collect_boundary_positions(self._text, self._algorithm)

    def _find_word_span(self, position: int) -> tuple[int, int]:
        if position not in self._spans:
            index = bisect_right(self._found, position, key=attrgetter("position")) - 1
            start, first_position, chunk, _ = self._found[index]
            for number, span in enumerate(_find_token_spans(chunk), start=first_position):
                self._spans[number] = start + span[0], start + span[1]
        return self._spans[position]

    def _match_node(self, node: Node) -> list[SpanMatch]:
        check_time()
        match node:
            case Term() | Phrase() | Wildcard() | Fuzzy():
                return self._match_term(node)
            case Window():
                return self._match_window(node)
            case nodes.And(parts) | nodes.Or(parts):
                return [matches for part in parts for matches in self._match_node(part)]
            case nodes.Near(parts, distance, ordered):
                return _match_near([self.find_matches(part) for part in parts], distance, ordered=ordered)
            case nodes.NotNear(wanted, unwanted, distance):
                unwanted_matches = self.find_matches(unwanted)
                return [match for match in self.find_matches(wanted) if not _is_near(match, unwanted_matches, distance)]
            case nodes.SameUnit(parts, unit):
                return self._match_unit([self.find_matches(part) for part in parts], unit)
            case nodes.InQuotation(part):
                return list(filter(self._is_quoted, self.find_matches(part)))
            case nodes.AtLeast(part, count):
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
        ends = [*boundaries, sys.maxsize + 1]
        matches_in_one_unit = [[match for match in part if _find_unit(match, boundaries)] for part in parts]
        return find_chain_matches(
            matches_in_one_unit, lambda match: ends[bisect_right(boundaries, match.low)] - 1, MAX_MATCHES
        )

    def _is_quoted(self, match: SpanMatch) -> bool:
        index = bisect_right(self._boundaries.get(analyzer.QUOTE_START_TERM, []), match.low) - 1
        return index >= 0 and match.high <= self._boundaries[analyzer.QUOTE_END_TERM][index]


def _find_token_spans(chunk: str) -> list[tuple[int, int]]:
    """Return the spans of the words of a chunk."""
    if analyzer.is_plain_word(chunk):
        return [(0, len(chunk) if chunk[-1].isalpha() else len(chunk) - 1)]
    return [(token.start, token.end) for token in tokenize_chunk(chunk)]


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
