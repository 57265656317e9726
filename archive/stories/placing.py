"""Assignment of articles to stories."""

from collections.abc import Iterable, Sequence
from typing import Final

from archive.models import Story, StoryMembership, StoryRefusal, TermProfile
from archive.models.parts import iter_batches
from archive.stories.candidates import find_candidates
from archive.stories.clustering import (
    ArticleVector,
    ClusterMatch,
    SimilarityScorer,
    filter_similar,
    find_best_cluster,
    select_nearest,
)
from archive.stories.members import StoryMembers
from archive.stories.profiles import ProfileCache, delete_keys, save_keys
from archive.stories.weighing import DocumentFrequencies

MAX_MEMBERS: Final = 40
"""Maximum number of members of a story that an article is compared with: the nearest."""


class StoryAssigner:
    """Assigns the articles of one run to stories, with one state of the term counts.

    Caches assignments and members, so that each article and story is loaded once.
    """

    def __init__(self, counts: DocumentFrequencies) -> None:
        self._profiles = ProfileCache(counts)
        self._scorer = SimilarityScorer()
        self._story_of: dict[int, int] = {}
        self._members: dict[int, StoryMembers] = {}
        self._loaded_articles: set[int] = set()
        self._new_memberships: list[StoryMembership] = []

    def assign(self, articles: Sequence[int]) -> None:
        """Assign each article in this order: to a story, to a new one with another, or to none.

        Only assigned articles are candidates for later ones.
        """
        self._load_stories(articles)
        delete_keys(articles)
        refused = _load_refusals(articles)
        former_stories = _load_former_stories(articles)
        for profile in self._profiles.load(articles).values():
            if profile.article not in self._story_of:
                clusters = self._load_clusters(profile, refused.get(profile.article, set()))
                if match := find_best_cluster(profile, clusters, self._scorer):
                    self._add_to_cluster(profile, match, former_stories)
            save_keys([profile])
        StoryMembership.objects.bulk_create(self._new_memberships)
        self._new_memberships = []
        TermProfile.objects.filter(pk__in=articles).update(is_placed=True)

    def _load_clusters(
        self, profile: ArticleVector, refused: set[int]
    ) -> dict[int, list[ArticleVector]]:
        """Return the clusters it may join: stories by key, single articles by negative key."""
        candidate_profiles = self._profiles.load(find_candidates(profile)).values()
        similar = filter_similar(profile, candidate_profiles, self._scorer)
        self._load_stories([neighbour.article for neighbour in similar])
        clusters: dict[int, list[ArticleVector]] = {}
        for neighbour in similar:
            story = self._story_of.get(neighbour.article)
            if story is None:
                clusters[-neighbour.article] = [neighbour]
            elif story not in refused and story not in clusters:
                members = self._profiles.load(self._members[story].find_nearest(profile)).values()
                clusters[story] = select_nearest(profile, members, MAX_MEMBERS)
        return clusters

    def _load_stories(self, articles: Iterable[int]) -> None:
        """Load the stories of these articles and their members; pinned stories accept none."""
        unknown = sorted(set(articles) - self._loaded_articles)
        self._loaded_articles.update(unknown)
        for batch in iter_batches(unknown):
            rows = StoryMembership.objects.filter(article__in=batch)
            self._story_of.update(rows.values_list("article", "story"))
        stories = {self._story_of[pk] for pk in unknown if pk in self._story_of}
        for batch in iter_batches(sorted(stories - self._members.keys())):
            self._members.update((story, StoryMembers()) for story in batch)
            rows = StoryMembership.objects.filter(story__in=batch, story__is_pinned=False)
            for story, *row in rows.order_by("pk").values_list("story", *_DATE_FIELDS):
                self._members[story].add(*row)

    def _add_to_cluster(
        self, profile: ArticleVector, match: ClusterMatch, former_stories: dict[int, int]
    ) -> None:
        """Add the article to the story, or start one with the matched single article."""
        joining_profiles, story = [profile], match.cluster
        if story < 0:
            single_profile = self._profiles.load([-story])[-story]
            joining_profiles, story = (
                [single_profile, profile],
                _reuse_or_create_story(former_stories, single_profile.article, profile.article),
            )
            self._members[story] = StoryMembers()
        for member in joining_profiles:
            self._story_of[member.article] = story
            self._members[story].add(member.article, member.earliest, member.latest)
            self._new_memberships.append(
                StoryMembership(
                    story_id=story,
                    article_id=member.article,
                    likeness=round(min(match.score, 1.0), 4),
                )
            )


_DATE_FIELDS: Final = ("article", "article__earliest", "article__latest")


def _load_refusals(articles: Sequence[int]) -> dict[int, set[int]]:
    refused: dict[int, set[int]] = {}
    rows = StoryRefusal.objects.filter(article__in=articles)
    for article, story in rows.values_list("article", "story"):
        refused.setdefault(article, set()).add(story)
    return refused


def _load_former_stories(articles: Sequence[int]) -> dict[int, int]:
    rows = TermProfile.objects.filter(pk__in=articles, former_story__isnull=False)
    return {pk: story for pk, story in rows.values_list("pk", "former_story") if story}


def _reuse_or_create_story(former_stories: dict[int, int], *articles: int) -> int:
    """Return a now empty story that one of them was in before, or a new one."""
    former_pks = [former_stories[pk] for pk in articles if pk in former_stories]
    if former_pks:
        refused = StoryRefusal.objects.filter(article__in=articles).values("story")
        empty_stories = Story.objects.filter(pk__in=former_pks, merged_into=None, memberships=None)
        reusable = (
            empty_stories.filter(is_pinned=False).exclude(pk__in=refused).order_by("pk").first()
        )
        if reusable:
            TermProfile.objects.filter(former_story=reusable).update(former_story=None)
            for pk in [pk for pk, story in former_stories.items() if story == reusable.pk]:
                del former_stories[pk]
            return reusable.pk
    return Story.objects.create().pk
