"""Alignment of two texts word by word, where words may be changed and letters misread."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Indel

from archive.text.misreadings import fold_misread_word, unify_shapes

MAX_WORD_PAIRS: Final = 40_000_000  # words of one text times words of the other; beyond, nothing is aligned
_MIN_SHARED_WORDS: Final = 0.3  # different words of the shorter text that the longer one has, to be worth aligning
_MIN_LETTERS_ALIKE: Final = 0.7  # of words in the same place, for one to be a misreading of the other
_MAX_GAP_WORDS: Final = 12  # between aligned words that are compared by their letters
_WINDOW: Final = 17  # words around a word, in which …
_MIN_DENSITY: Final = 0.45  # … this share must agree: elsewhere words are the same by chance
_Gap = tuple[range, range]


@dataclass(frozen=True, slots=True)
class WordAgreement:
    """Words of two texts that agree in their order, where most around them do.

    `words` is their number, `length` that of the words of the shorter text, `share_of_shorter` and `share_of_longer`
    what share of either text agrees. Where the shorter text agrees, `telling` and `numbers` are the shares of its names
    and numbers, and of its numbers alone, that do. Texts written after one form agree in all but these; the deviations
    tell how far that is from chance, in standard deviations.
    """

    words: int
    length: int
    share_of_shorter: float
    share_of_longer: float
    telling: float
    telling_deviation: float
    numbers: float
    numbers_deviation: float


def align_words(first: Sequence[str], second: Sequence[str]) -> WordAgreement | None:
    """Return how far two texts agree, given in words; None if hardly, or if they are too long."""
    if not first or not second or len(first) * len(second) > MAX_WORD_PAIRS:
        return None
    shorter, longer = sorted((first, second), key=len)
    keys, longer_keys = ([fold_misread_word(word) for word in words] for words in (shorter, longer))
    distinct, longer_distinct = set(keys), set(longer_keys)
    if len(distinct & longer_distinct) < _MIN_SHARED_WORDS * min(len(distinct), len(longer_distinct)):
        return None
    marks, longer_marks = (np.frombuffer(marks, dtype=np.bool_) for marks in _mark_agreeing(keys, longer_keys))
    dense, longer_dense = _find_dense(marks), _find_dense(longer_marks)
    count, longer_count = int((marks & dense).sum()), int((longer_marks & longer_dense).sum())
    numbers = np.array([key[0].isdecimal() for key in keys])
    telling = numbers | np.array(_flag_names(shorter, {*shorter, *longer}))
    return WordAgreement(
        min(count, longer_count),
        len(keys),
        count / len(keys),
        longer_count / len(longer_keys),
        *_compare_kind(marks[dense], telling[dense]),
        *_compare_kind(marks[dense], numbers[dense]),
    )


def _find_dense(marks: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which words stand where most agree."""
    window = min(_WINDOW, len(marks))
    density = np.convolve(marks, np.ones(window), mode="same") / np.convolve(
        np.ones(len(marks)), np.ones(window), "same"
    )
    return density >= _MIN_DENSITY


def _compare_kind(marks: npt.NDArray[np.bool_], is_of_kind: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Return the share of the words of a kind that agree, and by how many standard deviations less than the others."""
    inside, outside = marks[is_of_kind], marks[~is_of_kind]
    if not len(inside) or not len(outside):
        return float(inside.mean()) if len(inside) else 1.0, 0.0
    share = float(marks.mean())
    spread = sqrt(share * (1 - share) * (1 / len(inside) + 1 / len(outside)))
    difference = float(outside.mean() - inside.mean())
    return float(inside.mean()), difference / spread if spread else 0.0


def _mark_agreeing(keys: list[str], other_keys: list[str]) -> tuple[bytearray, bytearray]:
    """Return a mark for each word of both texts that agrees with one of the other."""
    marks, other_marks = bytearray(len(keys)), bytearray(len(other_keys))
    gaps: list[_Gap] = []
    start = other_start = 0
    for code in Indel.opcodes(keys, other_keys):
        if code.tag == "equal":
            marks[code.src_start : code.src_end] = b"\1" * (code.src_end - code.src_start)
            other_marks[code.dest_start : code.dest_end] = b"\1" * (code.dest_end - code.dest_start)
            gaps.append((range(start, code.src_start), range(other_start, code.dest_start)))
            start, other_start = code.src_end, code.dest_end
    gaps.append((range(start, len(keys)), range(other_start, len(other_keys))))
    for places, other_places in _iter_misread(gaps, keys, other_keys):
        for place in places:
            marks[place] = 1
        for place in other_places:
            other_marks[place] = 1
    return marks, other_marks


def _iter_misread(gaps: list[_Gap], keys: list[str], other_keys: list[str]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the places of words that are misread, joined or split; numbers must be the same."""
    for gap, other_gap in gaps:
        if not 0 < len(gap) <= _MAX_GAP_WORDS or not 0 < len(other_gap) <= _MAX_GAP_WORDS:
            continue
        places = [place for place in gap if not keys[place].isdecimal()]
        other_places = [place for place in other_gap if not other_keys[place].isdecimal()]
        letters = "".join(unify_shapes(keys[place]) for place in places)
        other_letters = "".join(unify_shapes(other_keys[place]) for place in other_places)
        if letters and Indel.normalized_similarity(letters, other_letters) >= _MIN_LETTERS_ALIKE:
            yield places, other_places


def _flag_names(words: Sequence[str], all_words: set[str]) -> list[bool]:
    """Return whether each word is a name: capitalised, and nowhere in small letters."""
    return [word[0].isupper() and word.lower() not in all_words for word in words]
