"""Matching of a query in one text: spans of positions, as defined in `query`.

Counterpart, for the few articles of a page, of what an engine does with the positions of a whole
index.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from functools import cached_property, reduce
from itertools import accumulate, groupby, islice
from operator import itemgetter
from typing import Final

from archive.search.analysis import (
    PARAGRAPH,
    QUOTE_END,
    QUOTE_START,
    SENTENCE,
    advances,
    borders_by_place,
)
from archive.search.budget import check_time
from archive.search.query import (
    And,
    AtLeast,
    Fuzzy,
    InQuotation,
    Near,
    Node,
    NotNear,
    Or,
    Phrase,
    Term,
    Together,
    Unit,
    Wildcard,
    Window,
)
from archive.search.showing.chains import MOST_STEPS, chain_matches
from archive.search.showing.matches import Match, Places
from archive.search.showing.seeking import Seeker
from archive.search.words.cutting import Cut, cut

MOST: Final = 500
"""Matches of one node that are examined."""
_PIECE = re.compile(r"\S+")
_BORDERS = {Unit.SENTENCE: SENTENCE, Unit.PARAGRAPH: PARAGRAPH}


class Matching:
    """Matcher of queries in one text."""

    def __init__(self, text: str, seeker: Seeker, algorithm: str) -> None:
        self._text = text
        self._seeker = seeker
        self._algorithm = algorithm
        self._pieces = text.split()
        self._cuts: dict[int, list[Cut]] = {}
        self._places = self._found()

    def matches(self, node: Node) -> list[Match]:
        """Return the matches of a node, in order."""
        return sorted(self._matches(node), key=lambda match: (match.low, match.high))[:MOST]

    def characters(self, run: Places) -> tuple[int, int]:
        """Return the span of a position range in characters."""
        return self._character(run[0])[0], self._character(run[1])[1]

    def _found(self) -> dict[int, list[int]]:
        """Return the positions of each sought word, by its number."""
        places: dict[int, list[int]] = {}
        for at, hit in self._seeker.hits(self._pieces):
            for offset, number in hit:
                places.setdefault(number, []).append(self._firsts[at] + offset)
        return places

    @cached_property
    def _firsts(self) -> list[int]:
        """First position of each chunk."""
        return [0, *accumulate(advances(self._pieces, self._algorithm))]

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """Span of each chunk, in characters."""
        return list(map(re.Match.span, _PIECE.finditer(self._text)))

    @cached_property
    def _borders(self) -> dict[str, list[int]]:
        return borders_by_place(self._text, self._algorithm)

    def _character(self, place: int) -> tuple[int, int]:
        at = bisect_right(self._firsts, place) - 1
        if at not in self._cuts:
            self._cuts[at] = cut(self._pieces[at])
        one = self._cuts[at][place - self._firsts[at]]
        start = self._spans[at][0]
        return start + one.start, start + one.end

    def _matches(self, node: Node) -> list[Match]:
        check_time()
        match node:
            case Term() | Phrase() | Wildcard() | Fuzzy():
                return self._leaf(node)
            case Window():
                return self._window(node)
            case And(parts) | Or(parts):
                return [found for part in parts for found in self._matches(part)]
            case Near(parts, distance, ordered):
                return _near(list(map(self.matches, parts)), distance, ordered=ordered)
            case NotNear(wanted, unwanted, distance):
                others = self.matches(unwanted)
                return [one for one in self.matches(wanted) if not _is_near(one, others, distance)]
            case Together(parts, unit):
                return self._together(list(map(self.matches, parts)), unit)
            case InQuotation(part):
                return [one for one in self.matches(part) if self._is_quoted(one)]
            case AtLeast(part, count):
                found = self.matches(part)
                return found if len({one.low for one in found}) >= count else []
        return []

    def _leaf(self, leaf: Term | Phrase | Wildcard | Fuzzy) -> list[Match]:
        numbers = self._seeker.words.get(leaf, ())
        if not numbers:
            return []
        firsts = self._places.get(numbers[0], [])
        following = [frozenset(self._places.get(number, ())) for number in numbers[1:]]
        last = len(following)
        found = (
            place
            for place in firsts
            if all(place + step in others for step, others in enumerate(following, start=1))
        )
        words = frozenset({leaf})
        return [
            Match(place, place + last, ((place, place + last),), words)
            for place in islice(found, MOST)
        ]

    def _window(self, leaf: Window) -> list[Match]:
        """Return the shortest span that holds all words for each last position, if within the
        distance.

        A word that is asked for twice must occur there twice.
        """
        times = Counter(self._seeker.words.get(leaf, ()))
        events = sorted({(place, n) for n in times for place in self._places.get(n, [])[:MOST]})
        latest = {number: deque([-1] * count, count) for number, count in times.items()}
        found: dict[Places, Match] = {}
        for place, numbers in groupby(events, key=itemgetter(0)):
            for _, number in numbers:
                latest[number].append(place)
            low = min(places[0] for places in latest.values())
            if low >= 0 and place - low <= leaf.distance and len(found) < MOST:
                used = sorted({each for places in latest.values() for each in places})
                runs = tuple((each, each) for each in used)
                found[low, place] = Match(low, place, runs, frozenset({leaf}))
        return list(found.values())

    def _together(self, parts: Sequence[Sequence[Match]], unit: Unit) -> list[Match]:
        borders = self._borders.get(_BORDERS[unit], []) if all(parts) else []

        def end(match: Match) -> int:
            number = _unit_of(match, borders)
            if not number:
                return -1
            return borders[number] - 1 if number < len(borders) else sys.maxsize

        whole = [[one for one in part if _unit_of(one, borders)] for part in parts]
        return chain_matches(whole, end, MOST)

    def _is_quoted(self, match: Match) -> bool:
        starts, ends = self._borders.get(QUOTE_START, []), self._borders.get(QUOTE_END, [])
        at = bisect_right(starts, match.low) - 1
        return at >= 0 and match.high <= ends[at]


def _near(parts: Sequence[list[Match]], distance: int, *, ordered: bool) -> list[Match]:
    """Match all parts, each at most `distance` from the next."""
    if not ordered:
        return chain_matches(parts, lambda match: match.high + distance, MOST)
    most = max(MOST, MOST_STEPS // len(parts))
    return reduce(lambda first, second: _followed(first, second, distance, most), parts)


def _followed(first: list[Match], second: list[Match], distance: int, most: int) -> list[Match]:
    """Match pairs of `first` and `second` in order, at most `distance` apart; one match for each
    pair of end positions, from at most `max_pairs` pairs."""
    lows = [one.low for one in second]
    pairs = (
        _joined(one, other)
        for one in first
        for other in second[bisect_right(lows, one.high) : bisect_right(lows, one.high + distance)]
    )
    found: dict[Places, Match] = {}
    for pair in islice(pairs, most):
        check_time()
        ends = pair.low, pair.high
        found[ends] = _joined(found[ends], pair) if ends in found else pair
    return list(found.values())[:MOST]


def _is_near(one: Match, others: Iterable[Match], distance: int) -> bool:
    check_time()
    return any(not _apart(one, other) or _distance(one, other) <= distance for other in others)


def _apart(one: Match, other: Match) -> bool:
    return one.high < other.low or other.high < one.low


def _distance(one: Match, other: Match) -> int:
    return max(other.low - one.high, one.low - other.high)


def _joined(one: Match, other: Match) -> Match:
    return Match(
        min(one.low, other.low),
        max(one.high, other.high),
        tuple(dict.fromkeys(one.runs + other.runs)),
        one.words | other.words,
    )


def _unit_of(match: Match, borders: list[int]) -> int | None:
    """Return the number of the one sentence or paragraph that contains a match, from 1."""
    number = bisect_right(borders, match.low)
    return number if number == bisect_right(borders, match.high) else None
