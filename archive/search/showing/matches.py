"""One occurrence of a part of a question in a text."""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.showing.seeking import Leaf

Places = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """One occurrence: its first and last place, the runs of places to mark, the words it holds."""

    low: int
    high: int
    runs: tuple[Places, ...]
    words: frozenset[Leaf]
