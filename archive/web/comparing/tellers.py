"""Items of the list of stories: headline, and outlets with their number of articles."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from archive.models import Article, Story

UNKNOWN = _("outlet unknown")


@dataclass(frozen=True, slots=True)
class Listed:
    """One story with its earliest article, and outlet names with article counts."""

    story: Story
    first: Article
    tellers: tuple[tuple[str, int], ...]


def listed(stories: Iterable[Story]) -> Iterator[Listed]:
    """Yield an item for each story with (prefetched) articles."""
    for story in stories:
        articles = list(story.articles.all())
        if articles:
            names = Counter(row.outlet.name if row.outlet else "" for row in articles)
            told = sorted(names.items(), key=lambda one: (not one[0], one[0]))
            tellers = tuple((name or str(UNKNOWN), count) for name, count in told)
            yield Listed(story, articles[0], tellers)
