"""Members of a story in date order, for fast lookup of the nearest."""

from bisect import bisect_left, insort
from datetime import date
from typing import Final

from archive.stories.clustering import ArticleVector

MAX_PER_SIDE: Final = 40
"""Maximum number of members of each side that are returned."""


class StoryMembers:
    """The articles of one story by date, undated ones last."""

    def __init__(self) -> None:
        self._rows: list[tuple[date, int]] = []

    def add(self, article: int, earliest: date | None, latest: date | None) -> None:
        """Insert a member."""
        insort(self._rows, (earliest or latest or date.max, article))

    def find_nearest(self, profile: ArticleVector) -> list[int]:
        """Return the members whose first days are nearest to the article's, before and after."""
        index = bisect_left(self._rows, (profile.earliest or profile.latest or date.max, 0))
        return [pk for _, pk in self._rows[max(0, index - MAX_PER_SIDE) : index + MAX_PER_SIDE]]
