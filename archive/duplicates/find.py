"""Overlap of two texts, ignoring their outlets' boilerplate."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.text.passages import CommonPassage, find_passages
from archive.text.shingles import (
    FINGERPRINT_WORDS,
    WINNOWING_WINDOW,
    HashArray,
    WordHashes,
    compute_jaccard,
    compute_shingles,
    hash_words,
    winnow_fingerprints,
)

MIN_SIMILARITY: Final = 0.7
"""Minimum share of common 5-word shingles of two printings of one text."""
MIN_PASSAGE_WORDS: Final = FINGERPRINT_WORDS + WINNOWING_WINDOW - 1
"""Minimum words in a row (40) for two texts to share a passage."""
METHOD: Final = "MinHash of 5-word runs, counted exactly; winnowed 8-word runs"


@dataclass(frozen=True, slots=True, eq=False)
class ComparableText:
    """A tokenized body; `boilerplate` marks the words of its outlet's boilerplate."""

    words: WordHashes
    boilerplate: npt.NDArray[np.bool_]
    shingles: HashArray


@dataclass(frozen=True, slots=True)
class TextOverlap:
    """Overlap of two texts. `kind` is a value of `NearDuplicate.Kind`."""

    kind: str
    likeness: float
    shared_words: int
    shared_of_first: float
    shared_of_second: float


def prepare_text(body: str, boilerplate: Collection[int] = ()) -> ComparableText:
    """Tokenize a body and mark the words of these boilerplate fingerprints."""
    words = hash_words(body)
    mask = _mask_boilerplate(words, boilerplate)
    return ComparableText(words, mask, compute_shingles(words, mask))


def measure_overlap(
    first: ComparableText, second: ComparableText, *, is_identical: bool = False
) -> TextOverlap | None:
    """Return the overlap of two texts, or None if it is too small."""
    similarity = 1.0 if is_identical else compute_jaccard(first.shingles, second.shingles)
    shared_runs = [
        run
        for run in find_passages(first.words, second.words)
        if not _is_boilerplate(run, first, second)
    ]
    count = sum(run.length for run in shared_runs)
    longest = max((run.length for run in shared_runs), default=0)
    if is_identical:
        kind, count = "same", len(first.words)
    elif similarity >= MIN_SIMILARITY:
        kind = "near"
    elif longest >= MIN_PASSAGE_WORDS:
        kind = "passages"
    else:
        return None
    return TextOverlap(
        kind,
        similarity,
        count,
        _compute_share(count, first.words),
        _compute_share(count, second.words),
    )


def _compute_share(count: int, words: WordHashes) -> float:
    return round(count / len(words), 4) if len(words) else 0.0


def _is_boilerplate(run: CommonPassage, first: ComparableText, second: ComparableText) -> bool:
    """Return whether most of a common run is boilerplate of either outlet."""
    first_count = first.boilerplate[run.start : run.start + run.length].sum()
    second_count = second.boilerplate[run.other_start : run.other_start + run.length].sum()
    return bool(2 * max(first_count, second_count) > run.length)


def _mask_boilerplate(words: WordHashes, boilerplate: Collection[int]) -> npt.NDArray[np.bool_]:
    """Return a mask of boilerplate words: runs, and the gaps between neighbouring runs."""
    mask = np.zeros(len(words), dtype=np.bool_)
    if not boilerplate:
        return mask
    positions = sorted(
        position for value, position in winnow_fingerprints(words).items() if value in boilerplate
    )
    previous = -MIN_PASSAGE_WORDS - 1
    for position in positions:
        start = previous if position - previous <= WINNOWING_WINDOW else position
        mask[start : position + FINGERPRINT_WORDS] = True
        previous = position
    return mask
