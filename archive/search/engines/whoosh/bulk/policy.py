"""Which segments a commit merges, so that few remain and a large one is seldom written again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SMALL: Final = 1_000
"""Articles: segments below this are of one size."""
FACTOR: Final = 4
"""So many of one size become one of the next, which is so many times as large."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How many articles a segment has, and how many of them live."""

    size: int
    living: int

    @property
    def level(self) -> int:
        """0 is small; every further one is FACTOR times as large."""
        level = 0
        while self.living >= SMALL * FACTOR**level:
            level += 1
        return level

    @property
    def mostly_gone(self) -> bool:
        """Whether it takes more room for deleted articles than for others."""
        return self.living * 2 < self.size


def to_merge(extents: Sequence[Extent], most: int) -> list[int]:
    """The places of the segments to make one of next, in order; none where nothing is due.

    The smallest size of which there are FACTOR comes first, then what is mostly gone. No more than
    `most` living articles are written again.
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
