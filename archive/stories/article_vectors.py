"""Articles as vectors: weights of their words and of what a report keeps in every language, and how alike two are."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.text.event_features import FEATURE_BUCKETS, FeatureVector
from archive.text.similarity import TERM_BUCKETS, TermVector

PRIOR_ARTICLES: Final = 20
"""Pseudo-count of articles in which a term is as common as its shape: it dominates while the archive is small."""
BUCKETS: Final = TERM_BUCKETS + FEATURE_BUCKETS  # ids of words, then of features
FEATURE_SHARE: Final = 0.5  # of names, numbers and things in the likeness of two articles of one language
MIN_MATCHES: Final = 3  # features in common for articles of two languages to be alike at all
CROSS_SCALE: Final = 2.3  # makes the likeness of two languages comparable with that of one
CROSS_LIMIT: Final = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class TfidfVector:
    """Unit vector of an article: term ids and weights."""

    ids: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]

    def get_top_terms(self, count: int) -> list[int]:
        """Return the `count` words of the highest weight."""
        are_words = self.ids < TERM_BUCKETS
        ids, weights = self.ids[are_words], self.weights[are_words]
        if len(ids) <= count:
            return [int(term) for term in ids]
        top_indices = np.argpartition(-weights, count)[:count]
        return sorted(int(term) for term in ids[top_indices])


@dataclass(frozen=True, slots=True, eq=False)
class WeightedFeatures:
    """Ids of features with their weights, sorted by id; `groups` tells which ids are of one feature."""

    ids: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]
    are_primary: npt.NDArray[np.bool_]
    length: float

    def select_key_ids(self, count: int, ids_each: int) -> list[int]:
        """Return up to `ids_each` ids of each of the `count` weightiest features, the primary ones first."""
        taken: dict[int, int] = {}
        ids = []
        for place in np.lexsort((-self.weights, ~self.are_primary)).tolist():
            group = int(self.groups[place])
            is_chosen = group in taken or (len(taken) < count and self.are_primary[place])
            if is_chosen and taken.get(group, 0) < ids_each:
                taken[group] = taken.get(group, 0) + 1
                ids.append(int(self.ids[place]))
        return ids


class DocumentFrequencies:
    """Document frequencies of terms and features, and the number of `articles` per language."""

    def __init__(self, articles: Mapping[str, int] | None = None, packed_counts: bytes = b"") -> None:
        self.articles = dict(articles or {})
        self._counts = np.zeros(BUCKETS, dtype=np.int32)
        if packed_counts:
            stored = np.frombuffer(zlib.decompress(packed_counts), dtype=np.int32)
            self._counts[: len(stored)] = stored

    def to_bytes(self) -> bytes:
        """Return the counts as compressed bytes."""
        return zlib.compress(self._counts.tobytes(), 1)

    def add_terms(
        self, terms: TermVector, language: str = "", *, features: FeatureVector | None = None, times: int = 1
    ) -> None:
        """Count an article with these terms and features; with `times` -1, remove it."""
        self.articles[language] = self.articles.get(language, 0) + times
        self._counts[terms.ids] += times
        if features is not None:
            self._counts[TERM_BUCKETS + np.unique(features.rows["id"].astype(np.int64))] += times

    def count_languages(self) -> int:
        """Return the number of known languages with an article."""
        return sum(bool(language and count > 0) for language, count in self.articles.items())

    def build_vector(
        self, terms: TermVector, language: str = "", features: WeightedFeatures | None = None
    ) -> TfidfVector:
        """Return the unit vector of weights (1 + ln count) × idf, half of it of the features, if there are any.

        The idf is that within the language: over all articles, common words of one with few articles would look rare.
        """
        articles = self.articles.get(language, 0) if language else sum(self.articles.values())
        weights = self._compute_idf(terms.ids, terms.commonness, articles) * (1 + np.log(np.maximum(terms.counts, 1)))
        words = _normalize(weights)
        if features is None or not features.length:
            return TfidfVector(terms.ids, words)
        are_primary = features.are_primary
        ids = np.concatenate((terms.ids, features.ids[are_primary] + TERM_BUCKETS))
        parts = (words * (1 - FEATURE_SHARE) ** 0.5, _normalize(features.weights[are_primary]) * FEATURE_SHARE**0.5)
        return TfidfVector(ids, np.concatenate(parts).astype(np.float32))

    def weigh_features(self, vector: FeatureVector) -> WeightedFeatures:
        """Return the features with their weights × idf; names and numbers are as rare in one language as in all."""
        rows = vector.rows
        ids = rows["id"].astype(np.int64)
        idf = self._compute_idf(ids + TERM_BUCKETS, rows["common"].astype(np.float32), sum(self.articles.values()))
        weights = (idf * rows["weight"].astype(np.float32)).astype(np.float32)
        groups = rows["group"].astype(np.int64)
        best = np.zeros(int(groups.max()) + 1 if len(groups) else 0, dtype=np.float32)
        np.maximum.at(best, groups, weights)
        return WeightedFeatures(ids, groups, weights, rows["primary"], float(np.sqrt((best * best).sum())))

    def _compute_idf(
        self, ids: npt.NDArray[np.int64], commonness: npt.NDArray[np.float32], articles: int
    ) -> npt.NDArray[np.float32]:
        document_counts = np.minimum(self._counts[ids], articles) + PRIOR_ARTICLES * commonness + 1
        idf: npt.NDArray[np.float32] = np.maximum(np.log((articles + PRIOR_ARTICLES + 1) / document_counts), 0)
        return idf


def _normalize(weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    length = float(np.sqrt((weights * weights).sum()))
    unit: npt.NDArray[np.float32] = (weights / length if length else weights).astype(np.float32)
    return unit


@dataclass(frozen=True, slots=True, eq=False)
class ArticleVector:
    """An article in vector form, with its language and the bounds of its date (None if open)."""

    article: int
    vector: TfidfVector
    earliest: date | None = None
    latest: date | None = None
    language: str = ""
    features: WeightedFeatures | None = None

    @property
    def exact_day(self) -> date | None:
        """Return the day, if it is certain."""
        return self.earliest if self.earliest == self.latest else None


class SimilarityScorer:
    """Similarity of one article with many: of one language by its words, too, of two by what both languages keep."""

    def __init__(self) -> None:
        self._dense = np.zeros(BUCKETS, dtype=np.float32)
        self._loaded_ids = np.array([], dtype=np.int64)
        self._profile: ArticleVector | None = None

    def load(self, profile: ArticleVector) -> None:
        """Load the article to compare others with."""
        if self._profile is profile:
            return
        self._dense[self._loaded_ids] = 0
        self._dense[profile.vector.ids] = profile.vector.weights
        self._loaded_ids = profile.vector.ids
        self._profile = profile

    def compute_similarity(self, other: ArticleVector) -> float:
        """Return the similarity of the loaded article and `other`, 0 to 1."""
        profile = self._profile
        if profile and profile.language and other.language and profile.language != other.language:
            return compute_cross_similarity(profile.features, other.features)
        return float(self._dense[other.vector.ids] @ other.vector.weights)


def compute_cross_similarity(first: WeightedFeatures | None, second: WeightedFeatures | None) -> float:
    """Return the similarity by features: their cosine, each matched with one of the other article, made comparable."""
    if first is None or second is None or not first.length or not second.length:
        return 0.0
    matches = match_features(first, second)
    if len(matches) < MIN_MATCHES:
        return 0.0
    cosine = sum(weight for *_, weight in matches) / (first.length * second.length)
    return min(CROSS_SCALE * cosine, CROSS_LIMIT)


def match_features(first: WeightedFeatures, second: WeightedFeatures) -> Sequence[tuple[int, int, float]]:
    """Return the pairs of groups that share an id with the product of their weights, the weightiest first.

    A feature is in one pair at most.
    """
    places = np.searchsorted(second.ids, first.ids)
    places[places == len(second.ids)] = 0
    own = np.flatnonzero(second.ids[places] == first.ids) if len(second.ids) else np.array([], dtype=np.int64)
    products = first.weights[own] * second.weights[places[own]]
    order = np.argsort(-products, kind="stable")
    taken: set[int] = set()
    other_taken: set[int] = set()
    matches = []
    rows = zip(
        first.groups[own][order].tolist(),
        second.groups[places[own]][order].tolist(),
        products[order].tolist(),
        strict=True,
    )
    for group, other_group, product in rows:
        if product > 0 and group not in taken and other_group not in other_taken:
            taken.add(group)
            other_taken.add(other_group)
            matches.append((group, other_group, product))
    return matches
