"""Find the passages that two texts have in common verbatim."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from archive.text.shingles import Hashes, Words, runs

LEAST: Final = 8
"""Minimum number of consecutive words in a passage."""
_MOST_PAIRS = 500_000  # of positions of equal runs; beyond it frequent runs are matched only
_MOST_PLACES = 8  # at their first positions, and
_MOST_SHIFTS = 24  # at the most common distances
_MOST_RUNS = 5_000  # the longest

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive words in both texts: position of the first word in each, and their number."""

    one: int
    other: int
    length: int


def passages(one: Words, other: Words, least: int = LEAST) -> list[Passage]:
    """Return the longest common runs of at least `min_words` words, in the first text's order.

    Runs do not overlap in either text; longer runs take precedence.
    """
    found = sorted(_runs_in_common(one, other, least), key=lambda run: (-run.length, run.one))
    taken_one, taken_other = bytearray(len(one)), bytearray(len(other))
    kept: list[Passage] = []
    for run in found:
        free = _free_part(run, taken_one, taken_other)
        if free.length < least:
            continue
        taken_one[free.one : free.one + free.length] = b"\1" * free.length
        taken_other[free.other : free.other + free.length] = b"\1" * free.length
        kept.append(free)
    return sorted(kept, key=lambda run: run.one)


def _free_part(run: Passage, taken_one: bytearray, taken_other: bytearray) -> Passage:
    """Trim words taken by longer runs off both ends; length 0 if inner words are taken."""
    first, last = 0, run.length
    while first < last and (taken_one[run.one + first] or taken_other[run.other + first]):
        first += 1
    while first < last and (taken_one[run.one + last - 1] or taken_other[run.other + last - 1]):
        last -= 1
    mine = taken_one[run.one + first : run.one + last]
    theirs = taken_other[run.other + first : run.other + last]
    length = 0 if any(mine) or any(theirs) else last - first
    return Passage(run.one + first, run.other + first, length)


def _runs_in_common(one: Words, other: Words, least: int) -> list[Passage]:
    """Return the maximal common runs, the longest `_MAX_RUNS` of them."""
    if len(one) < least or len(other) < least:
        return []
    mine, shift = _met(runs(one, least), runs(other, least))
    order = np.lexsort((mine, shift))  # the shift is constant along a run
    mine, shift = mine[order], shift[order]
    goes_on = (np.diff(mine) == 1) & (np.diff(shift) == 0)
    first = np.flatnonzero(np.concatenate(([True], ~goes_on))[: len(mine)])
    lengths = np.diff(np.append(first, len(mine))) + least - 1
    longest = np.argsort(-lengths, kind="stable")[:_MOST_RUNS]
    places = mine[first[longest]]
    table = np.stack((places, places + shift[first[longest]], lengths[longest]), axis=1)
    return [Passage(*row) for row in table.tolist()]


def _met(mine: Hashes, theirs: Hashes) -> tuple[Places, Places]:
    """Return the positions of equal hashes, and the shift from each to its match."""
    order = np.argsort(theirs, kind="stable")
    ordered = theirs[order]
    low = np.searchsorted(ordered, mine, side="left")
    counts = np.searchsorted(ordered, mine, side="right") - low
    are_refrains = counts.sum() > _MOST_PAIRS
    if are_refrains:
        counts = np.minimum(counts, _MOST_PLACES)
    steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    places = np.repeat(np.arange(len(mine)), counts)
    shift = order[np.repeat(low, counts) + steps] - places
    return _all_along(places, shift, mine, theirs) if are_refrains else (places, shift)


def _all_along(
    places: Places, shift: Places, mine: Hashes, theirs: Hashes
) -> tuple[Places, Places]:
    """Add all matches at the most common shifts, however frequent their hashes are."""
    found, often = np.unique(shift, return_counts=True)
    met = [np.stack((shift, places), axis=1)]
    for far in found[np.lexsort((np.abs(found), -often))[:_MOST_SHIFTS]].tolist():
        first, last = max(0, -far), min(len(mine), len(theirs) - far)
        equal = first + np.flatnonzero(mine[first:last] == theirs[first + far : last + far])
        met.append(np.stack((np.full(len(equal), far), equal), axis=1))
    pairs = np.unique(np.concatenate(met), axis=0)
    return pairs[:, 1], pairs[:, 0]
