"""How telling each term is, learnt from the archive: inverse document frequency with a prior."""

import zlib
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
    """In how many of `articles` each term stands."""

    def __init__(self, articles: int = 0, kept: bytes = b"") -> None:
        self.articles = articles
        self._counts = (
            np.frombuffer(zlib.decompress(kept), dtype=np.uint32).copy()
            if kept
            else np.zeros(BUCKETS, dtype=np.uint32)
        )

    def packed(self) -> bytes:
        """The counts as bytes to be kept."""
        return zlib.compress(self._counts.tobytes(), 1)

    def add(self, terms: Terms) -> None:
        """One more article, with these terms."""
        self.articles += 1
        self._counts[terms.ids] += 1

    def remove(self, terms: Terms) -> None:
        """One article less."""
        self.articles -= 1
        self._counts[terms.ids] -= 1

    def vector(self, terms: Terms) -> Vector:
        """The weights of a text's terms: (1 + ln count) × ln of how rare each is."""
        seen = self._counts[terms.ids] + PRIOR * terms.common + 1
        rarity = np.log((self.articles + PRIOR + 1) / seen)
        weights = np.maximum(rarity, 0) * (1 + np.log(np.maximum(terms.counts, 1)))
        length = float(np.sqrt((weights * weights).sum()))
        if length:
            weights = weights / length
        return Vector(terms.ids, weights.astype(np.float32))
