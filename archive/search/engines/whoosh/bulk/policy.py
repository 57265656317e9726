"""Merge policy: few segments remain, and a large one is seldom rewritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SMALL: Final = 1_000
"""Articles: segments below this are all of level 0."""
FACTOR: Final = 4
"""Segments of one level merged into one of the next, and the ratio of their sizes."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The number of articles of a segment, and of live ones."""

    size: int
    living: int

    @property
    def level(self) -> int:
        """0 is small; every further level is MERGE_FACTOR times as large."""
        level = 0
        while self.living >= SMALL * FACTOR**level:
            level += 1
        return level

    @property
    def mostly_gone(self) -> bool:
        """True when most of its articles are deleted."""
        return self.living * 2 < self.size


def to_merge(extents: Sequence[Extent], most: int) -> list[int]:
    """Return the indexes of the segments to merge next, in order; empty where none is due.

    The lowest level with MERGE_FACTOR segments comes first, then what is mostly deleted. No more
    than `max_articles` live articles are rewritten.
    """
    levels: dict[int, list[int]] = defaultdict(list)
    for place, extent in enumerate(extents):
        levels[extent.level].append(place)
    due = [levels[level] for level in sorted(levels) if len(levels[level]) >= FACTOR]
    due += [[place] for place, extent in enumerate(extents) if extent.mostly_gone]
    for places in due:
        if sum(extents[place].living for place in places) <= most:
            return places
    return []
