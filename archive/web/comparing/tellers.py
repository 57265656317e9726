"""Items of the list of stories: headline, and outlets with their number of articles."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from archive.models import Article, Story

UNKNOWN_OUTLET = _("outlet unknown")


@dataclass(frozen=True, slots=True)
class StoryListItem:
    """One story with its earliest article, and outlet names with article counts."""

    story: Story
    first: Article
    outlets: tuple[tuple[str, int], ...]


def iter_story_items(stories: Iterable[Story]) -> Iterator[StoryListItem]:
    """Yield an item for each story with (prefetched) articles."""
    for story in stories:
        articles = list(story.articles.all())
        if articles:
            names = Counter(row.outlet.name if row.outlet else "" for row in articles)
            sorted_names = sorted(names.items(), key=lambda item: (not item[0], item[0]))
            outlets = tuple((name or str(UNKNOWN_OUTLET), count) for name, count in sorted_names)
            yield StoryListItem(story, articles[0], outlets)
