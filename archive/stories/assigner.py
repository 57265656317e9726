"""Assign one article to a story: candidates, decision, membership, and the keys it is found by."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Final

from django.db import connection

from archive.db.bulk import insert_rows, iter_batches
from archive.models import KeyTerm, Story, StoryMembership, StoryRefusal, TermProfile
from archive.stories import clustering
from archive.stories.clustering import ArticleVector, ClusterMatch
from archive.text.similarity import load_terms
from archive.web.coverage import shift_and_clamp_day

MAX_QUERY_TERMS: Final = 24  # of an article that are looked up
MAX_PER_TERM: Final = 24  # articles of each side that one term leads to
MAX_CANDIDATES: Final = 60  # those that share the most key terms
MAX_PER_SIDE: Final = 40  # members of a story on each side of an article's date that are considered
MAX_MEMBERS: Final = 40  # members of a story that an article is compared with: the nearest
MAX_KEYS: Final = 16  # terms an article is found by: the highest-weighted
_DATE_FIELDS: Final = ("article", "article__earliest", "article__latest")
_SIDE_CLAUSES: Final = (
    "day BETWEEN %s AND %s ORDER BY day DESC, latest DESC, id DESC",  # that day and before
    "day BETWEEN %s AND %s ORDER BY day, latest, id",  # after that day
    "day IS NULL AND latest BETWEEN %s AND %s ORDER BY day, latest, id",  # may be of these days
    "day IS NULL AND latest IS NULL ORDER BY day DESC, latest DESC, id DESC",  # undated
)


def find_candidates(profile: ArticleVector) -> list[int]:
    """Return placed articles that may be near in time, most shared key terms first."""
    shared_counts = Counter(_iter_sharing(profile))
    shared_counts.pop(profile.article, None)
    return sorted(shared_counts, key=lambda pk: (-shared_counts[pk], pk))[:MAX_CANDIDATES]


def _iter_sharing(profile: ArticleVector) -> Iterator[int]:
    """Yield the articles found by each term of the profile, with repeats."""
    terms = profile.vector.get_top_terms(MAX_QUERY_TERMS)
    if not terms:
        return
    first_day = shift_and_clamp_day(profile.earliest, -clustering.WINDOW_DAYS) if profile.earliest else date.min
    last_day = shift_and_clamp_day(profile.latest, clustering.WINDOW_DAYS) if profile.latest else date.max
    middle = profile.latest or profile.earliest or date.max
    next_day = shift_and_clamp_day(middle, 1)
    side_params = (first_day, middle), (next_day, last_day), (first_day, date.max), ()
    params = [value for term in terms for days in side_params for value in (term, *days)]
    with connection.cursor() as cursor:
        cursor.execute(_build_sql(len(terms)), params)
        for (pk,) in cursor.fetchall():
            yield pk


@cache
def _build_sql(term_count: int) -> str:
    table = connection.ops.quote_name(KeyTerm._meta.db_table)
    select = f"SELECT profile_id FROM {table} WHERE term = %s AND"  # noqa: S608 -- a model's table
    sides = [
        f"SELECT * FROM ({select} {side} LIMIT {MAX_PER_TERM}) AS side"  # noqa: S608
        for side in _SIDE_CLAUSES
    ]
    return " UNION ALL ".join(sides * term_count)


class StoryAssigner:
    """Assigns the articles of one run to stories, with one state of the term counts.

    Caches assignments and members, so that each article and story is loaded once.
    """

    def __init__(self, counts: clustering.DocumentFrequencies) -> None:
        self._profiles = ProfileCache(counts)
        self._scorer = clustering.SimilarityScorer()
        self._story_of: dict[int, int] = {}
        self._members: dict[int, list[tuple[date, int]]] = {}
        """First days and articles of each story in order, undated ones last."""
        self._loaded_articles: set[int] = set()
        self._new_memberships: list[StoryMembership] = []

    def assign(self, articles: Sequence[int]) -> None:
        """Assign each article in this order: to a story, to a new one with another, or to none.

        Only assigned articles are candidates for later ones.
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
                clusters = self._load_clusters(profile, refused[profile.article])
                if match := clustering.find_best_cluster(profile, clusters, self._scorer):
                    self._add_to_cluster(profile, match, former_stories)
            save_keys([profile])
        StoryMembership.objects.bulk_create(self._new_memberships)
        self._new_memberships = []
        TermProfile.objects.filter(pk__in=articles).update(is_placed=True)

    def _load_clusters(self, profile: ArticleVector, refused: set[int]) -> dict[int, list[ArticleVector]]:
        """Return the clusters it may join: stories by key, single articles by negative key."""
        candidate_profiles = self._profiles.load(find_candidates(profile)).values()
        similar = clustering.filter_similar(profile, candidate_profiles, self._scorer)
        self._load_stories([neighbour.article for neighbour in similar])
        clusters: dict[int, list[ArticleVector]] = {}
        for neighbour in similar:
            story = self._story_of.get(neighbour.article)
            if story is None:
                clusters[-neighbour.article] = [neighbour]
            elif story not in refused and story not in clusters:
                members = self._members[story]
                index = bisect_left(members, (profile.earliest or profile.latest or date.max, 0))
                near_pks = [pk for _, pk in members[max(0, index - MAX_PER_SIDE) : index + MAX_PER_SIDE]]
                near_members = self._profiles.load(near_pks).values()
                clusters[story] = clustering.select_nearest(profile, near_members, MAX_MEMBERS)
        return clusters

    def _add_member(self, story: int, article: int, earliest: date | None, latest: date | None) -> None:
        insort(self._members[story], (earliest or latest or date.max, article))

    def _load_stories(self, articles: Iterable[int]) -> None:
        """Load the stories of these articles and their members; pinned stories accept none."""
        unknown = sorted(set(articles) - self._loaded_articles)
        self._loaded_articles.update(unknown)
        for batch in iter_batches(unknown):
            rows = StoryMembership.objects.filter(article__in=batch)
            self._story_of.update(rows.values_list("article", "story"))
        stories = {self._story_of[pk] for pk in unknown if pk in self._story_of}
        for batch in iter_batches(sorted(stories - self._members.keys())):
            self._members.update((story, []) for story in batch)
            rows = StoryMembership.objects.filter(story__in=batch, story__is_pinned=False)
            for story, *row in rows.order_by("pk").values_list("story", *_DATE_FIELDS):
                self._add_member(story, *row)

    def _add_to_cluster(self, profile: ArticleVector, match: ClusterMatch, former_stories: dict[int, int]) -> None:
        """Add the article to the story, or start one with the matched single article."""
        joining_profiles, story = [profile], match.cluster
        if story < 0:
            single_profile = self._profiles.load([-story])[-story]
            joining_profiles = [single_profile, profile]
            story = _reuse_or_create_story(former_stories, single_profile.article, profile.article)
            self._members[story] = []
        for member in joining_profiles:
            self._story_of[member.article] = story
            self._add_member(story, member.article, member.earliest, member.latest)
            self._new_memberships.append(
                StoryMembership(story_id=story, article_id=member.article, likeness=round(min(match.score, 1.0), 4))
            )


def _reuse_or_create_story(former_stories: dict[int, int], *articles: int) -> int:
    """Return a now empty story that one of them was in before, or a new one."""
    former_pks = [former_stories[pk] for pk in articles if pk in former_stories]
    if former_pks:
        refused = StoryRefusal.objects.filter(article__in=articles).values("story")
        empty_stories = Story.objects.filter(pk__in=former_pks, merged_into=None, memberships=None)
        reusable = empty_stories.filter(is_pinned=False).exclude(pk__in=refused).order_by("pk").first()
        if reusable:
            TermProfile.objects.filter(former_story=reusable).update(former_story=None)
            for pk in [pk for pk, story in former_stories.items() if story == reusable.pk]:
                del former_stories[pk]
            return reusable.pk
    return Story.objects.create().pk


def save_keys(profiles: Iterable[ArticleVector]) -> None:
    """Save the key terms by which later articles find these."""
    rows = (
        (term, profile.article, profile.exact_day, profile.latest)
        for profile in profiles
        for term in profile.vector.get_top_terms(MAX_KEYS)
    )
    insert_rows(KeyTerm, ("term", "profile", "day", "latest"), rows)


def delete_keys(ids: Sequence[int]) -> None:
    """Delete the key terms of these articles."""
    KeyTerm.objects.filter(profile__in=ids).delete()


class ProfileCache:
    """Cache of weighted profiles, with one state of the counts."""

    def __init__(self, counts: clustering.DocumentFrequencies) -> None:
        self._counts = counts
        self._profiles: dict[int, ArticleVector] = {}

    def load(self, ids: Iterable[int]) -> dict[int, ArticleVector]:
        """Return the profiles of these articles; those without one are left out."""
        unique_ids = list(ids)
        missing = [pk for pk in unique_ids if pk not in self._profiles]
        if len(self._profiles) > 20_000:
            self._profiles.clear()
            missing = unique_ids
        for batch in iter_batches(missing):
            for row in TermProfile.objects.filter(pk__in=batch):
                vector = self._counts.build_vector(load_terms(row.terms), row.language)
                self._profiles[row.pk] = ArticleVector(row.pk, vector, row.earliest, row.latest)
        return {pk: self._profiles[pk] for pk in unique_ids if pk in self._profiles}
