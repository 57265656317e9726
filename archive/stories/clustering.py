"""Cluster articles to events: the score of an article or a cluster with another cluster, and its thresholds."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from archive.stories.article_vectors import ArticleVector, SimilarityScorer

JOIN_THRESHOLD: Final = 0.3  # at which an article joins the best cluster at once
THRESHOLD: Final = 0.225
"""Of the mean score over both sides: clusters are one, when all articles of a batch are known."""
CLOSE_FACTOR: Final = 1.25  # if both days are certain and at most a day apart
DECAY_DAYS: Final = 10.0  # in which the time factor decays by e
UNDATED_FACTOR: Final = 0.9  # if only one of the days is known, as for more than four days apart
RIVAL_SHARE: Final = 0.8  # of the best score from which a cluster of another time is a rival
WINDOW_DAYS: Final = 14  # maximum certain distance between an article and the nearest one of its story


@dataclass(frozen=True, slots=True)
class ClusterMatch:
    """A cluster for an article, and its score."""

    cluster: int
    score: float


def filter_similar(
    profile: ArticleVector, candidates: Iterable[ArticleVector], scorer: SimilarityScorer
) -> list[ArticleVector]:
    """Filter the others to those similar enough, assuming the best time factor.

    A cluster's score is the mean over its members, so at least one must reach the threshold.
    """
    scorer.load(profile)
    return [candidate for candidate in candidates if CLOSE_FACTOR * scorer.compute_similarity(candidate) >= THRESHOLD]


def score_clusters(
    profile: ArticleVector, clusters: Mapping[int, Sequence[ArticleVector]], scorer: SimilarityScorer
) -> list[ClusterMatch]:
    """Return the score of the article with each cluster: the mean over its members × the time factor."""
    scorer.load(profile)
    return [
        ClusterMatch(
            cluster,
            _compute_time_factor(profile, members) * sum(map(scorer.compute_similarity, members)) / len(members),
        )
        for cluster, members in clusters.items()
        if members
    ]


def find_best_cluster(
    profile: ArticleVector,
    clusters: Mapping[int, Sequence[ArticleVector]],
    scorer: SimilarityScorer,
    threshold: float = THRESHOLD,
) -> ClusterMatch | None:
    """Return the highest-scoring cluster above the threshold, the first of equals."""
    matches = score_clusters(profile, clusters, scorer)
    best_match = max(matches, key=lambda match: match.score, default=None)
    if best_match is None or best_match.score < threshold or has_rivals(profile, clusters, matches, best_match):
        return None
    return best_match


def has_rivals(
    profile: ArticleVector,
    clusters: Mapping[int, Sequence[ArticleVector]],
    matches: Iterable[ClusterMatch],
    best_match: ClusterMatch,
) -> bool:
    """Return whether an article of no certain day may as well be of a cluster of another time."""
    if profile.exact_day is not None:
        return False
    best_dates = _merge_dates(clusters[best_match.cluster])
    rivals = [clusters[match.cluster] for match in matches if match.score >= RIVAL_SHARE * best_match.score]
    return any((count_days_between(best_dates, _merge_dates(rival)) or 0) > WINDOW_DAYS for rival in rivals)


def compute_linkage(
    members: Sequence[ArticleVector], others: Sequence[ArticleVector], scorer: SimilarityScorer
) -> float:
    """Return the mean score of the members of one cluster with the other cluster."""
    few, many = sorted((members, others), key=len)
    total = 0.0
    for member in few:
        (match,) = score_clusters(member, {0: many}, scorer)
        total += match.score
    return total / len(few)


def _merge_dates(members: Sequence[ArticleVector]) -> ArticleVector:
    """Return a profile with the combined date interval of the dated members."""
    dated_members = [member for member in members if _is_dated(member)]
    starts = [member.earliest for member in dated_members]
    ends = [member.latest for member in dated_members]
    return replace(
        members[0],
        earliest=min((day for day in starts if day), default=None) if all(starts) else None,
        latest=max((day for day in ends if day), default=None) if all(ends) else None,
    )


def select_nearest(profile: ArticleVector, members: Iterable[ArticleVector], limit: int) -> list[ArticleVector]:
    """Return the `limit` members nearest in time."""
    return sorted(members, key=lambda other: (count_days_between(profile, other) or 0, other.article))[:limit]


def count_days_between(profile: ArticleVector, other: ArticleVector) -> int | None:
    """Return the certain distance in days between two articles; None if either is undated."""
    if not _is_dated(profile) or not _is_dated(other):
        return None
    gaps = [
        (later.earliest - earlier.latest).days
        for earlier, later in ((profile, other), (other, profile))
        if earlier.latest and later.earliest
    ]
    return max([0, *gaps])


def _is_dated(profile: ArticleVector) -> bool:
    return profile.earliest is not None or profile.latest is not None


def _compute_time_factor(profile: ArticleVector, members: Sequence[ArticleVector]) -> float:
    """Return the time factor: from the member nearest in time, 0 beyond the window.

    1 if neither side is dated.
    """
    distances = [(count_days_between(profile, other), other) for other in members]
    known_distances = [(days, other.exact_day is None) for days, other in distances if days is not None]
    if not known_distances:
        return UNDATED_FACTOR if _is_dated(profile) or any(map(_is_dated, members)) else 1.0
    days, is_uncertain = min(known_distances)
    if days > WINDOW_DAYS:
        return 0.0
    base_factor = CLOSE_FACTOR if profile.exact_day and not is_uncertain else 1.0
    return base_factor * math.exp(-max(days - 1, 0) / DECAY_DAYS)
