"""The list of stories, and the neighbours of a story in it."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext

from archive.models import Article, Story, StoryMembership
from archive.models.stories import StoryQuerySet
from archive.web.address import Way
from archive.web.beside import Beside
from archive.web.kept import kept

KINDS: Final = ("several", "any")


def stories_of(kind: str) -> StoryQuerySet:
    """Select stories with their counts: of several outlets, or of any number.

    An article of an unknown outlet may be of another outlet than the rest.
    """
    found = Story.objects.standing().with_coverage().filter(article_count__gt=1)
    of_several = Q(outlet_count__gt=1) | Q(unknown_count__gt=0)
    return found.filter(of_several) if kind == "several" else found


def newest_first(stories: StoryQuerySet) -> StoryQuerySet:
    """Order stories as the list shows them."""
    return stories.order_by(F("last_day").desc(nulls_last=True), "identifier")


def beside_story(story: Story) -> Beside:
    """Return the neighbours of a story in the list of several outlets, else in the list of all.

    Three queries; the order is cached until an article changes or joins a story.
    """
    joined = tuple(StoryMembership.objects.aggregate(Count("pk"), Max("pk")).values())
    for kind in KINDS:
        order = kept(("stories", kind, joined), partial(_keys, kind))
        if story.pk in order:
            at = order.index(story.pk)
            padded = (None, *order, None)
            before, after = padded[at], padded[at + 2]
            ways = _ways(filter(None, (before, after)))
            return Beside(ways.get(before), ways.get(after))
    return Beside(None, None)


def _keys(kind: str) -> tuple[int, ...]:
    return tuple(newest_first(stories_of(kind)).values_list("pk", flat=True))


def _ways(keys: Iterable[int]) -> dict[int | None, Way]:
    """Build the link of each story, by its name or the headline of its earliest article."""
    articles = Article.objects.listed().filter(membership__story=OuterRef("pk")).oldest_first()
    rows = Story.objects.filter(pk__in=keys).annotate(first=Subquery(articles.values("title")[:1]))
    return {
        row.pk: Way(row.name or row.first or gettext("A story"), row.get_absolute_url())
        for row in rows
    }
