"""Find the passages that two texts have in common verbatim."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.text.shingles import HashArray, WordHashes, hash_runs

MIN_PASSAGE_WORDS: Final = 8
"""Minimum number of consecutive words in a passage."""
_MAX_PAIRS = 500_000  # of positions of equal runs; beyond it frequent runs are matched only
_MAX_POSITIONS = 8  # at their first positions, and
_MAX_SHIFTS = 24  # at the most common distances
_MAX_RUNS = 5_000  # the longest

PositionArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CommonPassage:
    """Consecutive words in both texts: position of the first word in each, and their number."""

    start: int
    other_start: int
    length: int


def find_passages(
    words: WordHashes, other_words: WordHashes, min_words: int = MIN_PASSAGE_WORDS
) -> list[CommonPassage]:
    """Return the longest common runs of at least `min_words` words, in the first text's order.

    Runs do not overlap in either text; longer runs take precedence.
    """
    candidates = sorted(
        _find_common_runs(words, other_words, min_words), key=lambda run: (-run.length, run.start)
    )
    is_taken, is_other_taken = bytearray(len(words)), bytearray(len(other_words))
    accepted: list[CommonPassage] = []
    for run in candidates:
        free_run = _trim_taken(run, is_taken, is_other_taken)
        if free_run.length < min_words:
            continue
        is_taken[free_run.start : free_run.start + free_run.length] = b"\1" * free_run.length
        is_other_taken[free_run.other_start : free_run.other_start + free_run.length] = (
            b"\1" * free_run.length
        )
        accepted.append(free_run)
    return sorted(accepted, key=lambda run: run.start)


def _trim_taken(
    run: CommonPassage, is_taken: bytearray, is_other_taken: bytearray
) -> CommonPassage:
    """Trim words taken by longer runs off both ends; length 0 if inner words are taken."""
    first, last = 0, run.length
    while first < last and (is_taken[run.start + first] or is_other_taken[run.other_start + first]):
        first += 1
    while first < last and (
        is_taken[run.start + last - 1] or is_other_taken[run.other_start + last - 1]
    ):
        last -= 1
    inner_taken = is_taken[run.start + first : run.start + last]
    other_inner_taken = is_other_taken[run.other_start + first : run.other_start + last]
    length = 0 if any(inner_taken) or any(other_inner_taken) else last - first
    return CommonPassage(run.start + first, run.other_start + first, length)


def _find_common_runs(
    words: WordHashes, other_words: WordHashes, min_words: int
) -> list[CommonPassage]:
    """Return the maximal common runs, the longest `_MAX_RUNS` of them."""
    if len(words) < min_words or len(other_words) < min_words:
        return []
    positions, shift = _match_hashes(hash_runs(words, min_words), hash_runs(other_words, min_words))
    order = np.lexsort((positions, shift))  # the shift is constant along a run
    positions, shift = positions[order], shift[order]
    is_continued = (np.diff(positions) == 1) & (np.diff(shift) == 0)
    first = np.flatnonzero(np.concatenate(([True], ~is_continued))[: len(positions)])
    lengths = np.diff(np.append(first, len(positions))) + min_words - 1
    longest = np.argsort(-lengths, kind="stable")[:_MAX_RUNS]
    run_starts = positions[first[longest]]
    table = np.stack((run_starts, run_starts + shift[first[longest]], lengths[longest]), axis=1)
    return [CommonPassage(*row) for row in table.tolist()]


def _match_hashes(
    hashes: HashArray, other_hashes: HashArray
) -> tuple[PositionArray, PositionArray]:
    """Return the positions of equal hashes, and the shift from each to its match."""
    order = np.argsort(other_hashes, kind="stable")
    ordered = other_hashes[order]
    low = np.searchsorted(ordered, hashes, side="left")
    counts = np.searchsorted(ordered, hashes, side="right") - low
    are_refrains = counts.sum() > _MAX_PAIRS
    if are_refrains:
        counts = np.minimum(counts, _MAX_POSITIONS)
    steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    positions = np.repeat(np.arange(len(hashes)), counts)
    shift = order[np.repeat(low, counts) + steps] - positions
    return (
        _add_common_shifts(positions, shift, hashes, other_hashes)
        if are_refrains
        else (positions, shift)
    )


def _add_common_shifts(
    positions: PositionArray, shift: PositionArray, hashes: HashArray, other_hashes: HashArray
) -> tuple[PositionArray, PositionArray]:
    """Add all matches at the most common shifts, however frequent their hashes are."""
    shifts, frequencies = np.unique(shift, return_counts=True)
    pair_arrays = [np.stack((shift, positions), axis=1)]
    for distance in shifts[np.lexsort((np.abs(shifts), -frequencies))[:_MAX_SHIFTS]].tolist():
        first, last = max(0, -distance), min(len(hashes), len(other_hashes) - distance)
        equal = first + np.flatnonzero(
            hashes[first:last] == other_hashes[first + distance : last + distance]
        )
        pair_arrays.append(np.stack((np.full(len(equal), distance), equal), axis=1))
    pairs = np.unique(np.concatenate(pair_arrays), axis=0)
    return pairs[:, 1], pairs[:, 0]
