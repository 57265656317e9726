"""Merge policy: few segments remain, and a large one is seldom rewritten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SMALL_SEGMENT: Final = 1_000
"""Articles: segments below this are all of level 0."""
MERGE_FACTOR: Final = 4
"""Segments of one level merged into one of the next, and the ratio of their sizes."""


@dataclass(frozen=True, slots=True)
class SegmentExtent:
    """The number of articles of a segment, and of live ones."""

    size: int
    living: int

    @property
    def level(self) -> int:
        """0 is small; every further level is MERGE_FACTOR times as large."""
        level = 0
        while self.living >= SMALL_SEGMENT * MERGE_FACTOR**level:
            level += 1
        return level

    @property
    def is_mostly_deleted(self) -> bool:
        """True when most of its articles are deleted."""
        return self.living * 2 < self.size


def choose_segments_to_merge(extents: Sequence[SegmentExtent], max_articles: int) -> list[int]:
    """Return the indexes of the segments to merge next, in order; empty where none is due.

    The lowest level with MERGE_FACTOR segments comes first, then what is mostly deleted. No more
    than `max_articles` live articles are rewritten.
    """
    levels: dict[int, list[int]] = defaultdict(list)
    for index, extent in enumerate(extents):
        levels[extent.level].append(index)
    due = [levels[level] for level in sorted(levels) if len(levels[level]) >= MERGE_FACTOR]
    due += [[index] for index, extent in enumerate(extents) if extent.is_mostly_deleted]
    for indexes in due:
        if sum(extents[index].living for index in indexes) <= max_articles:
            return indexes
    return []
