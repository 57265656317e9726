"""Assignment of articles to stories."""

from collections.abc import Iterable, Sequence
from typing import Final

from archive.models import Story, StoryMembership, StoryRefusal, TermProfile
from archive.models.parts import in_parts
from archive.stories.candidates import candidates
from archive.stories.clustering import Found, Profile, Scales, best, may_join, nearest
from archive.stories.members import Members
from archive.stories.profiles import Profiles, forget_keys, write_keys
from archive.stories.weighing import Counts

MOST_MEMBERS: Final = 40
"""Maximum number of members of a story that an article is compared with: the nearest."""


class Desk:
    """Assigns the articles of one run to stories, with one state of the term counts.

    Caches assignments and members, so that each article and story is loaded once.
    """

    def __init__(self, counts: Counts) -> None:
        self._profiles = Profiles(counts)
        self._scales = Scales()
        self._story_of: dict[int, int] = {}
        self._members: dict[int, Members] = {}
        self._asked: set[int] = set()
        self._fresh: list[StoryMembership] = []

    def place(self, articles: Sequence[int]) -> None:
        """Assign each article in this order: to a story, to a new one with another, or to none.

        Only assigned articles are candidates for later ones.
        """
        self._learn(articles)
        forget_keys(articles)
        refused = _refusals(articles)
        former = _former_stories(articles)
        for one in self._profiles.of(articles).values():
            if one.article not in self._story_of:
                clusters = self._clusters(one, refused.get(one.article, set()))
                if found := best(one, clusters, self._scales):
                    self._join(one, found, former)
            write_keys([one])
        StoryMembership.objects.bulk_create(self._fresh)
        self._fresh = []
        TermProfile.objects.filter(pk__in=articles).update(is_placed=True)

    def _clusters(self, one: Profile, refused: set[int]) -> dict[int, list[Profile]]:
        """Return the clusters it may join: stories by key, single articles by negative key."""
        found = self._profiles.of(candidates(one)).values()
        near = may_join(one, found, self._scales)
        self._learn([other.article for other in near])
        clusters: dict[int, list[Profile]] = {}
        for other in near:
            story = self._story_of.get(other.article)
            if story is None:
                clusters[-other.article] = [other]
            elif story not in refused and story not in clusters:
                members = self._profiles.of(self._members[story].around(one)).values()
                clusters[story] = nearest(one, members, MOST_MEMBERS)
        return clusters

    def _learn(self, articles: Iterable[int]) -> None:
        """Load the stories of these articles and their members; pinned stories accept none."""
        unknown = sorted(set(articles) - self._asked)
        self._asked.update(unknown)
        for part in in_parts(unknown):
            rows = StoryMembership.objects.filter(article__in=part)
            self._story_of.update(rows.values_list("article", "story"))
        stories = {self._story_of[pk] for pk in unknown if pk in self._story_of}
        for part in in_parts(sorted(stories - self._members.keys())):
            self._members.update((story, Members()) for story in part)
            rows = StoryMembership.objects.filter(story__in=part, story__is_pinned=False)
            for story, *row in rows.order_by("pk").values_list("story", *_DAYS):
                self._members[story].add(*row)

    def _join(self, one: Profile, found: Found, former: dict[int, int]) -> None:
        """Add the article to the story, or start one with the matched single article."""
        joining, story = [one], found.cluster
        if story < 0:
            other = self._profiles.of([-story])[-story]
            joining, story = [other, one], _founded(former, other.article, one.article)
            self._members[story] = Members()
        for each in joining:
            self._story_of[each.article] = story
            self._members[story].add(each.article, each.earliest, each.latest)
            self._fresh.append(
                StoryMembership(
                    story_id=story,
                    article_id=each.article,
                    likeness=round(min(found.likeness, 1.0), 4),
                )
            )


_DAYS: Final = ("article", "article__earliest", "article__latest")


def _refusals(articles: Sequence[int]) -> dict[int, set[int]]:
    refused: dict[int, set[int]] = {}
    rows = StoryRefusal.objects.filter(article__in=articles)
    for article, story in rows.values_list("article", "story"):
        refused.setdefault(article, set()).add(story)
    return refused


def _former_stories(articles: Sequence[int]) -> dict[int, int]:
    rows = TermProfile.objects.filter(pk__in=articles, former_story__isnull=False)
    return {pk: story for pk, story in rows.values_list("pk", "former_story") if story}


def _founded(former: dict[int, int], *articles: int) -> int:
    """Return a now empty story that one of them was in before, or a new one."""
    known = [former[pk] for pk in articles if pk in former]
    if known:
        refused = StoryRefusal.objects.filter(article__in=articles).values("story")
        empty = Story.objects.filter(pk__in=known, merged_into=None, memberships=None)
        free = empty.filter(is_pinned=False).exclude(pk__in=refused).order_by("pk").first()
        if free:
            TermProfile.objects.filter(former_story=free).update(former_story=None)
            for pk in [pk for pk, story in former.items() if story == free.pk]:
                del former[pk]
            return free.pk
    return Story.objects.create().pk
