"""Overlap of two texts, ignoring their outlets' boilerplate."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.text.passages import Passage, passages
from archive.text.shingles import (
    RUN,
    WINDOW,
    Hashes,
    Words,
    likeness,
    shingles,
    winnowed,
    words_of,
)

ALIKE: Final = 0.7
"""Minimum share of common 5-word shingles of two printings of one text."""
PASSAGE: Final = RUN + WINDOW - 1
"""Minimum words in a row (40) for two texts to share a passage."""
METHOD: Final = "MinHash of 5-word runs, counted exactly; winnowed 8-word runs"


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A tokenized body; `boilerplate` marks the words of its outlet's boilerplate."""

    words: Words
    furniture: npt.NDArray[np.bool_]
    shingles: Hashes


@dataclass(frozen=True, slots=True)
class Common:
    """Overlap of two texts. `kind` is a value of `NearDuplicate.Kind`."""

    kind: str
    likeness: float
    shared_words: int
    shared_of_first: float
    shared_of_second: float


def text_of(body: str, furniture: Collection[int] = ()) -> Text:
    """Tokenize a body and mark the words of these boilerplate fingerprints."""
    words = words_of(body)
    covered = _covered(words, furniture)
    return Text(words, covered, shingles(words, covered))


def common(first: Text, second: Text, *, same_words: bool = False) -> Common | None:
    """Return the overlap of two texts, or None if it is too small."""
    alike = 1.0 if same_words else likeness(first.shingles, second.shingles)
    shared = [
        run for run in passages(first.words, second.words) if not _is_furniture(run, first, second)
    ]
    count = sum(run.length for run in shared)
    longest = max((run.length for run in shared), default=0)
    if same_words:
        kind, count = "same", len(first.words)
    elif alike >= ALIKE:
        kind = "near"
    elif longest >= PASSAGE:
        kind = "passages"
    else:
        return None
    return Common(kind, alike, count, _share(count, first.words), _share(count, second.words))


def _share(count: int, words: Words) -> float:
    return round(count / len(words), 4) if len(words) else 0.0


def _is_furniture(run: Passage, first: Text, second: Text) -> bool:
    """Return whether most of a common run is boilerplate of either outlet."""
    mine = first.furniture[run.one : run.one + run.length].sum()
    theirs = second.furniture[run.other : run.other + run.length].sum()
    return bool(2 * max(mine, theirs) > run.length)


def _covered(words: Words, furniture: Collection[int]) -> npt.NDArray[np.bool_]:
    """Return a mask of boilerplate words: runs, and the gaps between neighbouring runs."""
    covered = np.zeros(len(words), dtype=np.bool_)
    if not furniture:
        return covered
    places = sorted(place for value, place in winnowed(words).items() if value in furniture)
    before = -PASSAGE - 1
    for place in places:
        start = before if place - before <= WINDOW else place
        covered[start : place + RUN] = True
        before = place
    return covered
