"""Generated articles of about 420 words: as common and as rare as words are, the same every time.

The n-th commonest of 400,000 words is drawn about 1/n as often as the first. Every part of a
thousand articles has a seed of its own, so that the first N are the same however many are asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice

import numpy as np

from archive.search.analysis.analyzer import PART_SEPARATOR
from archive.search.engines.base import IndexDocument

VOCABULARY = 400_000
OUTLETS = 60
AUTHORS = 3_000
_PART = 1_000
_FIRST_DAY = 729_755  # 1 January 1999
_DAYS = 9_000
_SYLLABLES = [
    consonant + vowel + end
    for consonant in ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr"]
    for vowel in "aeiou"
    for end in ["", "n", "r", "l"]
]


def articles(count: int) -> Iterator[IndexDocument]:
    """The first `count` articles, with primary keys from 1."""
    return islice(_endless(), count)


@cache
def words() -> list[str]:
    """The vocabulary, the commonest first; common words are short."""
    draws = np.random.default_rng(7)
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        rank = len(found)
        length = 1 + (rank > 60) + (rank > 4_000) + (rank > 150_000)
        syllables = draws.integers(0, len(_SYLLABLES), length)
        found["".join(_SYLLABLES[one] for one in syllables)] = None
    return list(found)


def _endless() -> Iterator[IndexDocument]:
    part = 0
    while True:
        yield from _part(part)
        part += 1


def _part(part: int) -> Iterator[IndexDocument]:
    draws = np.random.default_rng((11, part))
    vocabulary = words()
    lengths = draws.integers(120, 720, _PART)
    ranks = np.exp(draws.random(int(lengths.sum()) + 9 * _PART) * np.log(VOCABULARY))
    drawn = iter((ranks.astype(np.int64) - 1).tolist())
    outlets = (OUTLETS * draws.random(_PART) ** 2).astype(int).tolist()
    authors = draws.integers(1, AUTHORS, _PART).tolist()
    days = (_FIRST_DAY + draws.integers(0, _DAYS, _PART)).tolist()
    for place, length in enumerate(lengths.tolist()):
        title = " ".join(vocabulary[rank] for rank in islice(drawn, 9)).capitalize()
        body = _sentences([vocabulary[rank] for rank in islice(drawn, length)])
        yield IndexDocument(
            pk=part * _PART + place + 1,
            title=title,
            text=f"{title}{PART_SEPARATOR}{PART_SEPARATOR}{body}",
            language="en",
            outlet=outlets[place] + 1,
            authors=(authors[place],),
            earliest=days[place],
            latest=days[place],
        )


def _sentences(drawn: list[str]) -> str:
    sentences = [" ".join(drawn[at : at + 17]).capitalize() for at in range(0, len(drawn), 17)]
    paragraphs = [". ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
    return ".\n\n".join(paragraphs) + "."
