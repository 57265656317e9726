"""A match of a query node in a text."""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.showing.seeking import TermNode

PositionRange = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SpanMatch:
    """A match: its first and last position, the position ranges to mark, and its terms."""

    low: int
    high: int
    ranges: tuple[PositionRange, ...]
    terms: frozenset[TermNode]
