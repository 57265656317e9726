"""How telling each term is, learnt from the archive: inverse document frequency with a prior."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.text.terms import BUCKETS, Terms

PRIOR: Final = 20
"""Imagined articles, in which words of a shape are as common as the shape is: they speak while the
archive is small and are outvoted when it is not."""


@dataclass(frozen=True, slots=True, eq=False)
class Vector:
    """An article as a direction: the numbers of its terms and their weights, of length one."""

    ids: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]

    def keys(self, count: int) -> list[int]:
        """The `count` weightiest terms."""
        if len(self.ids) <= count:
            return [int(term) for term in self.ids]
        chosen = np.argpartition(-self.weights, count)[:count]
        return sorted(int(term) for term in self.ids[chosen])


class Counts:
    """In how many articles each term stands, and how many `articles` there are of each language."""

    def __init__(self, articles: Mapping[str, int] | None = None, kept: bytes = b"") -> None:
        self.articles = dict(articles or {})
        self._counts = (
            np.frombuffer(zlib.decompress(kept), dtype=np.int32).copy()
            if kept
            else np.zeros(BUCKETS, dtype=np.int32)
        )

    def packed(self) -> bytes:
        """The counts as bytes to be kept."""
        return zlib.compress(self._counts.tobytes(), 1)

    def add(self, terms: Terms, language: str = "", *, times: int = 1) -> None:
        """One more article with these terms; with `times` -1, one less."""
        self.articles[language] = self.articles.get(language, 0) + times
        self._counts[terms.ids] += times

    def vector(self, terms: Terms, language: str = "") -> Vector:
        """The weights of a text's terms: (1 + ln count) × ln of how rare each is in its language.

        Among all articles, the commonest words of a language with few of them would seem rare.
        """
        articles = self.articles.get(language, 0) if language else sum(self.articles.values())
        seen = np.minimum(self._counts[terms.ids], articles) + PRIOR * terms.common + 1
        rarity = np.log((articles + PRIOR + 1) / seen)
        weights = np.maximum(rarity, 0) * (1 + np.log(np.maximum(terms.counts, 1)))
        length = float(np.sqrt((weights * weights).sum()))
        if length:
            weights = weights / length
        return Vector(terms.ids, weights.astype(np.float32))
