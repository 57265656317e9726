"""The members of a story in the order of their days, so that the nearest are found at once."""

from bisect import bisect_left, insort
from datetime import date
from typing import Final

from archive.stories.clustering import Profile

MOST: Final = 40
"""Members of each side that are looked at: a story may be of thousands."""


class Members:
    """The articles of one story, undated ones last."""

    def __init__(self) -> None:
        self._rows: list[tuple[date, int]] = []

    def add(self, article: int, earliest: date | None, latest: date | None) -> None:
        """One more member."""
        insort(self._rows, (earliest or latest or date.max, article))

    def around(self, one: Profile) -> list[int]:
        """The members whose first days are nearest to those of an article, before and after."""
        place = bisect_left(self._rows, (one.earliest or one.latest or date.max, 0))
        return [pk for _, pk in self._rows[max(0, place - MOST) : place + MOST]]
