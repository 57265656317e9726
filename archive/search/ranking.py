"""Parameters of BM25F, for pages that explain the ranking."""

from __future__ import annotations

from dataclasses import dataclass

from archive.search.engines.whoosh.generations.snapshot import K1, B


@dataclass(frozen=True, slots=True)
class BM25Parameters:
    """`k1`: saturation of term frequency; `b`: length normalisation."""

    k1: float = K1
    b: float = B


BM25_PARAMETERS = BM25Parameters()
