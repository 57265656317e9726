"""One article to its story: who may be told of the same event, and what becomes of it."""

from collections import defaultdict
from typing import Final

from archive.models import Story, StoryMembership, StoryRefusal, TermProfile
from archive.stories.clustering import Found, Profile, Scales, best, nearest
from archive.stories.profiles import Profiles, candidates
from archive.stories.weighing import Counts

MOST_MEMBERS: Final = 40
"""Members of a story that an article is compared with: the nearest in time."""


class Desk:
    """Places the articles of one run, by one state of the counts."""

    def __init__(self, counts: Counts) -> None:
        self._profiles = Profiles(counts)
        self._scales = Scales()

    def place(self, article: int) -> None:
        """Let the article join a story, found one with another, or stay alone."""
        one = self._profiles.of([article]).get(article)
        if one is None:
            return
        decided = StoryMembership.objects.filter(article=article).exists()
        if not decided and (found := best(one, self._clusters(one), self._scales)):
            _join(one, found)
        TermProfile.objects.filter(pk=article).update(is_placed=True)

    def _clusters(self, one: Profile) -> dict[int, list[Profile]]:
        """Stories by their key and single articles by theirs, negative; what may be joined only."""
        near = candidates(one)
        rows = StoryMembership.objects.filter(article__in=near)
        story_of = dict(rows.values_list("article", "story"))
        members = self._members(one, set(story_of.values()))
        clusters: dict[int, list[Profile]] = {}
        for pk, profile in self._profiles.of(near).items():
            if pk not in story_of:
                clusters[-pk] = [profile]
            elif story_of[pk] in members:
                clusters[story_of[pk]] = members[story_of[pk]]
        return clusters

    def _members(self, one: Profile, stories: set[int]) -> dict[int, list[Profile]]:
        if not stories:
            return {}
        refused = StoryRefusal.objects.filter(article=one.article).values("story")
        rows = StoryMembership.objects.filter(story__in=stories, story__is_pinned=False)
        pairs = list(rows.exclude(story__in=refused).values_list("story", "article"))
        known = self._profiles.of(article for _, article in pairs)
        members: dict[int, list[Profile]] = defaultdict(list)
        for story, article in pairs:
            if article in known:
                members[story].append(known[article])
        return {story: nearest(one, kept, MOST_MEMBERS) for story, kept in members.items()}


def _join(one: Profile, found: Found) -> None:
    """Into the story; a single article and this one found it together."""
    likeness = round(min(found.likeness, 1.0), 4)
    if found.cluster > 0:
        StoryMembership.objects.create(
            story_id=found.cluster, article_id=one.article, likeness=likeness
        )
        return
    story = _story_of_founders(-found.cluster, one.article)
    StoryMembership.objects.bulk_create(
        StoryMembership(story=story, article_id=article, likeness=likeness)
        for article in (-found.cluster, one.article)
    )


def _story_of_founders(*articles: int) -> Story:
    """The story that one of them was in before, if it stands empty; else a new one."""
    refused = StoryRefusal.objects.filter(article__in=articles).values("story")
    former = Story.objects.filter(
        pk__in=TermProfile.objects.filter(pk__in=articles).values("former_story"),
        merged_into=None,
        memberships=None,
        is_pinned=False,
    )
    return former.exclude(pk__in=refused).order_by("pk").first() or Story.objects.create()
