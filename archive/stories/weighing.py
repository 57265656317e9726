"""Term weights: tf-idf with document frequencies of the archive and a prior."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.text.terms import TERM_BUCKETS, TermVector

PRIOR_ARTICLES: Final = 20
"""Pseudo-count of articles in which a term is as common as its shape: it dominates while the
archive is small."""


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

    def __init__(
        self, articles: Mapping[str, int] | None = None, packed_counts: bytes = b""
    ) -> None:
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
        document_counts = (
            np.minimum(self._counts[terms.ids], articles) + PRIOR_ARTICLES * terms.commonness + 1
        )
        idf = np.log((articles + PRIOR_ARTICLES + 1) / document_counts)
        weights = np.maximum(idf, 0) * (1 + np.log(np.maximum(terms.counts, 1)))
        length = float(np.sqrt((weights * weights).sum()))
        if length:
            weights = weights / length
        return TfidfVector(terms.ids, weights.astype(np.float32))
