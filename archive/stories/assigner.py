"""Assign articles to stories: decision, membership, and clusters that turn out to be one."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from archive.db.bulk import iter_batches
from archive.models import StoryMembership, StoryRefusal, TermProfile
from archive.stories import clustering
from archive.stories.article_vectors import ArticleVector, DocumentFrequencies, SimilarityScorer
from archive.stories.candidates import ProfileCache, delete_keys, find_candidates, save_keys
from archive.stories.clustering import ClusterMatch
from archive.stories.reasons import build_reasons
from archive.stories.story_records import can_merge_stories, retire_story, reuse_or_create_story

MAX_PER_SIDE: Final = 40  # members of a story on each side of an article's date that are considered
MAX_MEMBERS: Final = 40  # members of a story that an article is compared with: the nearest
MAX_LINKED: Final = 16  # members of a story that are compared with another story
_DATE_FIELDS: Final = ("article", "article__earliest", "article__latest")


class StoryAssigner:
    """Assigns the articles of one run to stories, with one state of the term counts.

    Caches assignments and members, so that each article and story is loaded once.
    """

    def __init__(self, counts: DocumentFrequencies) -> None:
        self._counts = counts
        self._has_languages = counts.count_languages() > 1
        self._profiles = ProfileCache(counts)
        self._scorer = SimilarityScorer()
        self._story_of: dict[int, int] = {}
        self._members: dict[int, list[tuple[date, int]]] = {}
        """First days and articles of each story in order, undated ones last."""
        self._loaded_articles: set[int] = set()
        self._new_memberships: dict[int, StoryMembership] = {}
        self._neighbours: dict[int, list[int]] = {}
        """Of each article of the batch, one article of every cluster that it is like."""

    def assign(self, articles: Sequence[int]) -> None:
        """Assign each article in this order: to a story, to a new one with another, or to none.

        Only assigned articles are candidates for later ones. Then clusters that turn out to be one are joined.
        """
        self._load_stories(articles)
        delete_keys(articles)
        refused: defaultdict[int, set[int]] = defaultdict(set)
        for pk, story in StoryRefusal.objects.filter(article__in=articles).values_list("article", "story"):
            refused[pk].add(story)
        formerly_placed = TermProfile.objects.filter(pk__in=articles, former_story__isnull=False)
        former_stories = dict(formerly_placed.values_list("pk", "former_story"))
        for profile in self._profiles.load(articles).values():
            if profile.article not in self._story_of:
                self._assign_article(profile, refused[profile.article], former_stories)
            save_keys([profile])
        self._join_clusters(refused, former_stories)
        StoryMembership.objects.bulk_create(self._new_memberships.values())
        self._new_memberships = {}
        self._neighbours = {}
        TermProfile.objects.filter(pk__in=articles).update(is_placed=True)

    def _assign_article(self, profile: ArticleVector, refused: set[int], former_stories: dict[int, int]) -> None:
        clusters = self._load_clusters(profile, refused)
        matches = clustering.score_clusters(profile, clusters, self._scorer)
        best_match = max(matches, key=lambda match: match.score, default=None)
        if best_match is None or clustering.has_rivals(profile, clusters, matches, best_match):
            return
        self._neighbours[profile.article] = [clusters[match.cluster][0].article for match in matches]
        if best_match.score >= clustering.JOIN_THRESHOLD:
            self._add_to_cluster(profile, best_match, clusters[best_match.cluster], former_stories)

    def _load_clusters(self, profile: ArticleVector, refused: set[int]) -> dict[int, list[ArticleVector]]:
        """Return the clusters it may join: stories by key, single articles by negative key."""
        found = find_candidates(profile, across_languages=self._has_languages)
        similar = clustering.filter_similar(profile, self._profiles.load(found).values(), self._scorer)
        self._load_stories([neighbour.article for neighbour in similar])
        clusters: dict[int, list[ArticleVector]] = {}
        for neighbour in similar:
            story = self._story_of.get(neighbour.article)
            if story is None:
                clusters[-neighbour.article] = [neighbour]
            elif story not in refused and story not in clusters:
                clusters[story] = self._load_members(story, profile, MAX_MEMBERS)
        return clusters

    def _load_members(self, story: int, profile: ArticleVector, limit: int) -> list[ArticleVector]:
        """Return the members of a story that are nearest in time to an article."""
        members = self._members[story]
        index = bisect_left(members, (profile.earliest or profile.latest or date.max, 0))
        near_pks = [pk for _, pk in members[max(0, index - MAX_PER_SIDE) : index + MAX_PER_SIDE]]
        return clustering.select_nearest(profile, self._profiles.load(near_pks).values(), limit)

    def _add_member(self, story: int, article: int, earliest: date | None, latest: date | None) -> None:
        insort(self._members[story], (earliest or latest or date.max, article))

    def _load_stories(self, articles: Iterable[int]) -> None:
        """Load the stories of these articles and their members; pinned stories accept none."""
        unknown = sorted({*articles} - self._loaded_articles)
        self._loaded_articles.update(unknown)
        for batch in iter_batches(unknown):
            rows = StoryMembership.objects.filter(article__in=batch)
            self._story_of.update(rows.values_list("article", "story"))
        stories = {self._story_of[pk] for pk in unknown if pk in self._story_of}
        for batch in iter_batches(sorted(stories - self._members.keys())):
            self._members.update((story, []) for story in batch)
            rows = StoryMembership.objects.filter(story__in=batch, story__is_pinned=False)
            for story, article, *dates in rows.order_by("pk").values_list("story", *_DATE_FIELDS):
                self._story_of[article] = story
                self._add_member(story, article, *dates)

    def _add_to_cluster(
        self,
        profile: ArticleVector,
        match: ClusterMatch,
        members: Sequence[ArticleVector],
        former_stories: dict[int, int],
    ) -> None:
        """Add the article to the story, or start one with the matched single article."""
        story = match.cluster
        self._scorer.load(profile)
        nearest = max(members, key=self._scorer.compute_similarity)
        if story < 0:
            story = reuse_or_create_story(former_stories, nearest.article, profile.article)
            self._members[story] = []
            self._add_membership(story, nearest, profile, match.score)
        self._add_membership(story, profile, nearest, match.score)

    def _add_membership(self, story: int, profile: ArticleVector, nearest: ArticleVector, score: float) -> None:
        self._story_of[profile.article] = story
        self._add_member(story, profile.article, profile.earliest, profile.latest)
        self._new_memberships[profile.article] = StoryMembership(
            story_id=story,
            article_id=profile.article,
            likeness=round(min(score, 1.0), 4),
            reasons=build_reasons(profile, nearest, self._counts),
        )

    def _join_clusters(self, refused: dict[int, set[int]], former_stories: dict[int, int]) -> None:
        """Join clusters of the batch with those that their articles are like, the most alike first."""
        pairs = {(article, neighbour) for article, neighbours in self._neighbours.items() for neighbour in neighbours}
        scores: dict[tuple[int, int], float] = {}
        for _ in range(len(pairs)):
            keys = {self._sort_pair(article, neighbour) for article, neighbour in pairs}
            keys = {pair for pair in keys if pair[0] != pair[1]}
            scores = {pair: scores[pair] if pair in scores else self._link(pair) for pair in keys}
            best = max(sorted(scores), key=lambda pair: scores[pair], default=None)
            if best is None or scores[best] < clustering.THRESHOLD:
                return
            joined = self._join_pair(best, scores[best], refused, former_stories)
            if joined is None:
                pairs = {pair for pair in pairs if self._sort_pair(*pair) != best}
            scores = {pair: score for pair, score in scores.items() if not {*best, joined} & set(pair)}

    def _sort_pair(self, article: int, neighbour: int) -> tuple[int, int]:
        """Return the clusters of two articles, stories first, the older one before."""
        keys = (self._story_of.get(pk, -pk) for pk in (article, neighbour))
        first, second = sorted(keys, key=lambda key: (key < 0, abs(key)))
        return first, second

    def _link(self, pair: tuple[int, int]) -> float:
        members = [self._load_cluster(key) for key in pair]
        if not all(members):
            return 0.0
        first, second = members
        if len(second) == 1:
            first = clustering.select_nearest(second[0], first, MAX_MEMBERS)
        middle = second[len(second) // 2]
        near = clustering.select_nearest(middle, first, MAX_LINKED if len(second) > 1 else MAX_MEMBERS)
        return clustering.compute_linkage(near, second[:MAX_LINKED], self._scorer)

    def _load_cluster(self, key: int) -> list[ArticleVector]:
        """Return the articles of a cluster; of a pinned story none."""
        pks = [-key] if key < 0 else [pk for _, pk in self._members[key][: 2 * MAX_PER_SIDE]]
        return list(self._profiles.load(pks).values())

    def _join_pair(
        self, pair: tuple[int, int], score: float, refused: dict[int, set[int]], former_stories: dict[int, int]
    ) -> int | None:
        """Join two clusters; return the story, or None where an editor has parted them."""
        first, second = pair
        if second > 0:
            return self._merge_stories(first, second)
        (profile,) = self._load_cluster(second)
        if first in refused.get(profile.article, ()) or first in _find_refusals(profile.article):
            return None
        members = self._load_cluster(first)
        self._add_to_cluster(profile, ClusterMatch(first, score), members, former_stories)
        return self._story_of[profile.article]

    def _merge_stories(self, keep: int, retire: int) -> int | None:
        """Move the articles of a story that no editor has touched to another one; None where editors have."""
        moved = [pk for _, pk in self._members[retire]]
        if not can_merge_stories(keep, retire, moved):
            return None
        StoryMembership.objects.filter(story=retire).update(story=keep)
        for day, pk in self._members.pop(retire):
            self._story_of[pk] = keep
            insort(self._members[keep], (day, pk))
            if pk in self._new_memberships:
                self._new_memberships[pk].story_id = keep
        retire_story(keep, retire)
        return keep


def _find_refusals(article: int) -> set[int]:
    return set(StoryRefusal.objects.filter(article=article).values_list("story", flat=True))
