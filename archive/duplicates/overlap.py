"""Fingerprints of a text, and the overlap of two, ignoring their outlets' boilerplate."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.text import similarity
from archive.text.normalize import compute_text_digest
from archive.text.similarity import CommonPassage, WordHashes, compute_shingles, hash_words, winnow_fingerprints

MIN_SIMILARITY: Final = 0.7  # share of common 5-word shingles of two printings of one text
MIN_PASSAGE_WORDS: Final = similarity.FINGERPRINT_WORDS + similarity.WINNOWING_WINDOW - 1
"""Minimum words in a row (40) for two texts to share a passage."""


@dataclass(frozen=True, slots=True)
class TextFingerprints:
    """Search keys of a body: a digest of its words, empty without any, and its fingerprints in order."""

    digest: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ComparableText:
    """A tokenized body; `boilerplate` marks the words of its outlet's boilerplate."""

    words: WordHashes
    boilerplate: npt.NDArray[np.bool_]
    shingles: similarity.HashArray


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


def measure_overlap(first: ComparableText, second: ComparableText, *, is_identical: bool = False) -> TextOverlap | None:
    """Return the overlap of two texts, or None if it is too small."""
    likeness = 1.0 if is_identical else similarity.compute_jaccard(first.shingles, second.shingles)
    shared_runs = [
        run for run in similarity.find_passages(first.words, second.words) if not _is_boilerplate(run, first, second)
    ]
    count = sum(run.length for run in shared_runs)
    longest = max((run.length for run in shared_runs), default=0)
    if is_identical:
        kind, count = "same", len(first.words)
    elif likeness >= MIN_SIMILARITY:
        kind = "near"
    elif longest >= MIN_PASSAGE_WORDS:
        kind = "passages"
    else:
        return None
    shares = (round(count / len(text.words), 4) if len(text.words) else 0.0 for text in (first, second))
    return TextOverlap(kind, likeness, count, *shares)


def _is_boilerplate(run: CommonPassage, first: ComparableText, second: ComparableText) -> bool:
    """Return whether most of a common run is boilerplate of either outlet."""
    first_mask = first.boilerplate[run.start : run.start + run.length]
    second_mask = second.boilerplate[run.other_start : run.other_start + run.length]
    return bool(2 * max(first_mask.sum(), second_mask.sum()) > run.length)


def _mask_boilerplate(words: WordHashes, boilerplate: Collection[int]) -> npt.NDArray[np.bool_]:
    """Return a mask of boilerplate words: runs, and the gaps between neighbouring runs."""
    mask = np.zeros(len(words), dtype=np.bool_)
    if not boilerplate:
        return mask
    positions = sorted(position for value, position in winnow_fingerprints(words).items() if value in boilerplate)
    previous = -MIN_PASSAGE_WORDS - 1
    for position in positions:
        start = previous if position - previous <= similarity.WINNOWING_WINDOW else position
        mask[start : position + similarity.FINGERPRINT_WORDS] = True
        previous = position
    return mask


def compute_fingerprints(bodies: Sequence[str]) -> list[TextFingerprints]:
    """Return the fingerprints of each body."""
    return [_compute_fingerprints(body) for body in bodies]


def _compute_fingerprints(body: str) -> TextFingerprints:
    words = hash_words(body)
    values = {*similarity.compute_band_keys(compute_shingles(words)), *winnow_fingerprints(words)}
    return TextFingerprints(compute_text_digest(body) if len(words) else "", tuple(sorted(values)))


@dataclass(frozen=True, slots=True)
class ComparableBodies:
    """Bodies of articles by key, and the pairs of them to compare; `digests` tells which are identical."""

    bodies: Mapping[int, str]
    digests: Mapping[int, str]
    boilerplate: frozenset[int]
    pairs: Sequence[tuple[int, int]]


def measure_overlaps(texts: ComparableBodies) -> dict[tuple[int, int], TextOverlap]:
    """Return the overlap of each pair that has enough of it; each text is prepared once."""

    @cache
    def get_text(key: int) -> ComparableText:
        return prepare_text(texts.bodies[key], texts.boilerplate)

    overlaps = {}
    for first, second in texts.pairs:
        digest = texts.digests.get(first, "")
        is_identical = digest != "" and digest == texts.digests.get(second)
        if overlap := measure_overlap(get_text(first), get_text(second), is_identical=is_identical):
            overlaps[first, second] = overlap
    return overlaps
