"""Cluster articles to events: term weights, similarity and the threshold."""

import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.text.similarity import TERM_BUCKETS, TermVector

PRIOR_ARTICLES: Final = 20
"""Pseudo-count of articles in which a term is as common as its shape: it dominates while the archive is small."""
THRESHOLD: Final = 0.22
CLOSE_FACTOR: Final = 1.25  # if both days are certain and at most a day apart
DECAY_DAYS: Final = 10.0  # in which the time factor decays by e
UNDATED_FACTOR: Final = 0.9  # if only one of the days is known, as for more than four days apart
RIVAL_SHARE: Final = 0.8  # of the best score from which a cluster of another time is a rival
WINDOW_DAYS: Final = 14  # maximum certain distance between an article and the nearest one of its story


@dataclass(frozen=True, slots=True, eq=False)
class TfidfVector:
    """Unit vector of an article: term ids and weights."""

    ids: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]

    def get_top_terms(self, count: int) -> list[int]:
        """Return the `count` terms of the highest weight."""
        if len(self.ids) <= count:
            return [int(term) for term in self.ids]
        top_indices = np.argpartition(-self.weights, count)[:count]
        return sorted(int(term) for term in self.ids[top_indices])


class DocumentFrequencies:
    """Document frequencies of terms, and the number of `articles` per language."""

    def __init__(self, articles: Mapping[str, int] | None = None, packed_counts: bytes = b"") -> None:
        self.articles = dict(articles or {})
        self._counts = (
            np.frombuffer(zlib.decompress(packed_counts), dtype=np.int32).copy()
            if packed_counts
            else np.zeros(TERM_BUCKETS, dtype=np.int32)
        )

    def to_bytes(self) -> bytes:
        """Return the counts as compressed bytes."""
        return zlib.compress(self._counts.tobytes(), 1)

    def add_terms(self, terms: TermVector, language: str = "", *, times: int = 1) -> None:
        """Count an article with these terms; with `times` -1, remove it."""
        self.articles[language] = self.articles.get(language, 0) + times
        self._counts[terms.ids] += times

    def build_vector(self, terms: TermVector, language: str = "") -> TfidfVector:
        """Return the unit vector of weights (1 + ln count) × idf within the language.

        Over all articles, common words of a language with few articles would look rare.
        """
        articles = self.articles.get(language, 0) if language else sum(self.articles.values())
        document_counts = np.minimum(self._counts[terms.ids], articles) + PRIOR_ARTICLES * terms.commonness + 1
        idf = np.log((articles + PRIOR_ARTICLES + 1) / document_counts)
        weights = np.maximum(idf, 0) * (1 + np.log(np.maximum(terms.counts, 1)))
        length = float(np.sqrt((weights * weights).sum()))
        if length:
            weights = weights / length
        return TfidfVector(terms.ids, weights.astype(np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class ArticleVector:
    """An article in vector form, with the bounds of its date (None if open)."""

    article: int
    vector: TfidfVector
    earliest: date | None = None
    latest: date | None = None

    @property
    def exact_day(self) -> date | None:
        """Return the day, if it is certain."""
        return self.earliest if self.earliest == self.latest else None


@dataclass(frozen=True, slots=True)
class ClusterMatch:
    """The best cluster for an article, and its score."""

    cluster: int
    score: float


class SimilarityScorer:
    """Cosine similarity of one article with many, over one reused dense array."""

    def __init__(self) -> None:
        self._dense = np.zeros(TERM_BUCKETS, dtype=np.float32)
        self._loaded_ids = np.array([], dtype=np.int64)

    def load(self, profile: ArticleVector) -> None:
        """Load the article to compare others with."""
        self._dense[self._loaded_ids] = 0
        self._dense[profile.vector.ids] = profile.vector.weights
        self._loaded_ids = profile.vector.ids

    def compute_cosine(self, other: ArticleVector) -> float:
        """Return the cosine of the loaded article and `other`, 0 to 1."""
        return float(self._dense[other.vector.ids] @ other.vector.weights)


def filter_similar(
    profile: ArticleVector, candidates: Iterable[ArticleVector], scorer: SimilarityScorer
) -> list[ArticleVector]:
    """Filter the others to those similar enough, assuming the best time factor.

    A cluster's score is the mean over its members, so at least one must reach the threshold.
    """
    scorer.load(profile)
    return [candidate for candidate in candidates if CLOSE_FACTOR * scorer.compute_cosine(candidate) >= THRESHOLD]


def find_best_cluster(
    profile: ArticleVector, clusters: Mapping[int, Sequence[ArticleVector]], scorer: SimilarityScorer
) -> ClusterMatch | None:
    """Return the highest-scoring cluster above the threshold, the first of equals."""
    scorer.load(profile)
    matches = [
        ClusterMatch(
            cluster, _compute_time_factor(profile, members) * sum(map(scorer.compute_cosine, members)) / len(members)
        )
        for cluster, members in clusters.items()
        if members
    ]
    best_match = max(matches, key=lambda match: match.score, default=None)
    if best_match is None or best_match.score < THRESHOLD:
        return None
    if profile.exact_day is None:
        best_dates = _merge_dates(clusters[best_match.cluster])
        rivals = [clusters[match.cluster] for match in matches if match.score >= RIVAL_SHARE * best_match.score]
        if any((count_days_between(best_dates, _merge_dates(rival)) or 0) > WINDOW_DAYS for rival in rivals):
            return None
    return best_match


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
