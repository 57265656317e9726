"""Fingerprints of a text, and the overlap of two, ignoring their outlets' boilerplate."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.text import similarity
from archive.text.fingerprints import FINGERPRINT_WORDS, WINNOWING_WINDOW, compute_pair_keys, winnow_fingerprints
from archive.text.normalize import compute_text_digest
from archive.text.similarity import CommonPassage, WordHashes, compute_shingles, hash_words
from archive.text.word_alignment import WordAgreement, align_words

MIN_SIMILARITY: Final = 0.7  # share of common 5-word shingles of two printings of one text, whatever else they are
MIN_PASSAGE_WORDS: Final = FINGERPRINT_WORDS + WINNOWING_WINDOW - 1
"""Minimum words in a row (40) for two texts to share a passage."""
MIN_SHARE_OF_SHORTER: Final = 0.72  # of words in the same order, in printings of one text
MIN_SHARE_OF_LONGER: Final = 0.5  # … and of the longer one, which may go on, or begin otherwise
MIN_WORDS: Final = 40  # of the shorter text
NEARLY_ALL: Final = 0.88  # share of words, from which a shorter text and fewer fingerprints say as much:
MIN_WORDS_OF_NEARLY_ALL: Final = 20
MIN_WORDS_CONTAINED: Final = 12  # … and where all of them stand in the other text
MIN_EVIDENCE: Final = 4  # shared fingerprints that are no outlet's habit: one for a pair, two for a run of words
MIN_EVIDENCE_OF_NEARLY_ALL: Final = 2
MIN_WORDS_OF_LITTLE_EVIDENCE: Final = 60
MIN_TELLING: Final = 0.6  # share of names and numbers that agree
MIN_TELLING_OF_FORM: Final = 0.85  # … where they agree less than other words by more than chance, as in forms
MIN_NUMBERS_OF_FORM: Final = 0.75
MAX_DEVIATION: Final = 2.0
MAX_FORM_WORDS: Final = 200  # of texts that an outlet writes after a form, day after day


@dataclass(frozen=True, slots=True)
class TextFingerprints:
    """Search keys of a body: a digest of its words, empty without any, and its fingerprints in order."""

    digest: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ComparableText:
    """A tokenized body; `boilerplate` marks the words of its outlet's boilerplate, `printed` are the others."""

    words: WordHashes
    boilerplate: npt.NDArray[np.bool_]
    shingles: similarity.HashArray
    printed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextOverlap:
    """Overlap of two texts. `kind` is a value of `NearDuplicate.Kind`."""

    kind: str
    likeness: float
    shared_words: int
    shared_of_first: float
    shared_of_second: float


@dataclass(frozen=True, slots=True)
class PairSigns:
    """Signs of how two articles relate, beside their texts.

    `evidence` counts the fingerprints that both have and that are no habit of an outlet's, runs of words twice;
    `is_same_outlet_later` says that one outlet printed both, on different days.
    """

    evidence: int = 0
    is_identical: bool = False
    is_same_outlet_later: bool = False


def prepare_text(body: str, boilerplate: Collection[int] = ()) -> ComparableText:
    """Tokenize a body and mark the words of these boilerplate fingerprints."""
    words = hash_words(body)
    mask = _mask_boilerplate(words, boilerplate)
    printed = tuple(body[start:end] for (start, end), flag in zip(words.spans, mask.tolist(), strict=True) if not flag)
    return ComparableText(words, mask, compute_shingles(words, mask), printed)


def measure_overlap(first: ComparableText, second: ComparableText, signs: PairSigns) -> TextOverlap | None:
    """Return the overlap of two texts, or None if it is too small."""
    if signs.is_identical:
        return _build_overlap("same", first, second, len(first.words))
    shared_runs = [
        run for run in similarity.find_passages(first.words, second.words) if not _is_boilerplate(run, first, second)
    ]
    count = sum(run.length for run in shared_runs)
    longest = max((run.length for run in shared_runs), default=0)
    agreement = align_words(first.printed, second.printed)
    if similarity.compute_jaccard(first.shingles, second.shingles) >= MIN_SIMILARITY:
        return _build_overlap("near", first, second, max(count, agreement.words if agreement else 0))
    if agreement and _is_altered_copy(agreement, signs):
        kind = "near" if agreement.share_of_longer >= MIN_SHARE_OF_LONGER else "passages"
        return _build_overlap(kind, first, second, max(count, agreement.words))
    shorter = min(len(first.words), len(second.words))
    is_excerpt = count >= MIN_WORDS_CONTAINED and count >= NEARLY_ALL * shorter and signs.evidence >= MIN_EVIDENCE
    return _build_overlap("passages", first, second, count) if longest >= MIN_PASSAGE_WORDS or is_excerpt else None


def _build_overlap(kind: str, first: ComparableText, second: ComparableText, count: int) -> TextOverlap:
    shares = [round(min(1.0, count / len(text.words)), 4) if len(text.words) else 0.0 for text in (first, second)]
    return TextOverlap(kind, 1.0 if kind == "same" else min(shares), count, *shares)


def _is_altered_copy(agreement: WordAgreement, signs: PairSigns) -> bool:
    """Return whether most of the shorter text is in the other, its names and numbers among it."""
    if agreement.share_of_shorter < MIN_SHARE_OF_SHORTER or agreement.telling < MIN_TELLING:
        return False
    is_nearly_all = agreement.share_of_shorter >= NEARLY_ALL
    is_little_enough = is_nearly_all and agreement.length >= MIN_WORDS_OF_LITTLE_EVIDENCE
    if signs.evidence < (MIN_EVIDENCE_OF_NEARLY_ALL if is_little_enough else MIN_EVIDENCE):
        return False
    if agreement.length < (MIN_WORDS_OF_NEARLY_ALL if is_nearly_all else MIN_WORDS):
        return False
    return agreement.length >= MAX_FORM_WORDS or not (signs.is_same_outlet_later or _is_after_form(agreement))


def _is_after_form(agreement: WordAgreement) -> bool:
    """Return whether texts agree in the words of a form: `the bank bought 25 mln stg of bills in band one`."""
    if agreement.share_of_shorter >= NEARLY_ALL:
        return False
    have_other_numbers = agreement.numbers_deviation > MAX_DEVIATION and agreement.numbers < MIN_NUMBERS_OF_FORM
    have_other_names = agreement.telling_deviation > MAX_DEVIATION and agreement.telling < MIN_TELLING_OF_FORM
    return have_other_numbers or have_other_names


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
    positions = sorted(position for value, position in winnow_fingerprints(words).items() if value & ~1 in boilerplate)
    previous = -MIN_PASSAGE_WORDS - 1
    for position in positions:
        start = previous if position - previous <= WINNOWING_WINDOW else position
        mask[start : position + FINGERPRINT_WORDS] = True
        previous = position
    return mask


def compute_fingerprints(bodies: Sequence[str]) -> list[TextFingerprints]:
    """Return the fingerprints of each body."""
    return [_compute_fingerprints(body) for body in bodies]


def _compute_fingerprints(body: str) -> TextFingerprints:
    words = hash_words(body)
    values = {value | 1 for value in compute_pair_keys(body, words)} | {
        value & ~1 for value in winnow_fingerprints(words)
    }
    return TextFingerprints(compute_text_digest(body) if len(words) else "", tuple(sorted(values)))


def is_pair_key(fingerprint: int) -> bool:
    """Return whether a saved fingerprint is that of a pair of words, not that of a run."""
    return fingerprint % 2 == 1


@dataclass(frozen=True, slots=True)
class ComparableBodies:
    """Bodies of articles by key, and the pairs of them to compare, with what is known of each."""

    bodies: Mapping[int, str]
    boilerplate: frozenset[int]
    pairs: Mapping[tuple[int, int], PairSigns]


def measure_overlaps(texts: ComparableBodies) -> dict[tuple[int, int], TextOverlap]:
    """Return the overlap of each pair that has enough of it; each text is prepared once."""

    @cache
    def get_text(key: int) -> ComparableText:
        return prepare_text(texts.bodies[key], texts.boilerplate)

    overlaps = {}
    for (first, second), signs in texts.pairs.items():
        if overlap := measure_overlap(get_text(first), get_text(second), signs):
            overlaps[first, second] = overlap
    return overlaps
