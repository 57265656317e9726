"""The numbers of the ranking, for whoever explains it."""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.engines.whoosh.generations.snapshot import K1, B


@dataclass(frozen=True, slots=True)
class Ranking:
    """`k1`: how soon more of a word adds little; `b`: how much length counts."""

    k1: float = K1
    b: float = B


RANKING = Ranking()
