"""The list of stories, and the neighbours of a story in it."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext

from archive.models import Article, Story, StoryMembership
from archive.models.stories import StoryQuerySet
from archive.web.address import Link
from archive.web.beside import Neighbours
from archive.web.kept import cached_by_generation

KINDS: Final = ("several", "any")


def select_stories(kind: str) -> StoryQuerySet:
    """Select stories with their counts: of several outlets, or of any number.

    An article of an unknown outlet may be of another outlet than the rest.
    """
    stories = Story.objects.unmerged().with_coverage().filter(article_count__gt=1)
    has_several_outlets = Q(outlet_count__gt=1) | Q(unknown_count__gt=0)
    return stories.filter(has_several_outlets) if kind == "several" else stories


def order_by_newest(stories: StoryQuerySet) -> StoryQuerySet:
    """Order stories as the list shows them."""
    return stories.order_by(F("last_day").desc(nulls_last=True), "identifier")


def find_story_neighbours(story: Story) -> Neighbours:
    """Return the neighbours of a story in the list of several outlets, else in the list of all.

    Three queries; the order is cached until an article changes or joins a story.
    """
    membership_version = tuple(StoryMembership.objects.aggregate(Count("pk"), Max("pk")).values())
    for kind in KINDS:
        story_keys = cached_by_generation(
            ("stories", kind, membership_version), partial(_load_keys, kind)
        )
        if story.pk in story_keys:
            index = story_keys.index(story.pk)
            padded = (None, *story_keys, None)
            previous_key, next_key = padded[index], padded[index + 2]
            links = _build_links(filter(None, (previous_key, next_key)))
            return Neighbours(links.get(previous_key), links.get(next_key))
    return Neighbours(None, None)


def _load_keys(kind: str) -> tuple[int, ...]:
    return tuple(order_by_newest(select_stories(kind)).values_list("pk", flat=True))


def _build_links(keys: Iterable[int]) -> dict[int | None, Link]:
    """Build the link of each story, by its name or the headline of its earliest article."""
    articles = Article.objects.listed().filter(membership__story=OuterRef("pk")).oldest_first()
    rows = Story.objects.filter(pk__in=keys).annotate(first=Subquery(articles.values("title")[:1]))
    return {
        row.pk: Link(row.name or row.first or gettext("A story"), row.get_absolute_url())
        for row in rows
    }
