"""What two texts have word for word in common, and where."""

from dataclasses import dataclass
from typing import Final

from archive.text.shingles import Words, runs

LEAST: Final = 8
"""Words in a row that make a passage."""
_MOST_PLACES = 8  # of one run in the other text, and
_MOST_OPEN = 24  # at one time: refrains do not make the search long


@dataclass(frozen=True, slots=True)
class Passage:
    """Words in a row that stand in both texts: how many, and the first word's place in each."""

    one: int
    other: int
    length: int


def passages(one: Words, other: Words, least: int = LEAST) -> list[Passage]:
    """The longest common runs of at least `least` words, in the order of the first text.

    No word of either text is in two of them: the longer run takes it.
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
    """The run without the words at its ends that a longer one took; nothing if it took others."""
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
    """Every run that cannot be longer at either end."""
    if len(one) < least or len(other) < least:
        return []
    theirs = runs(other, least).tolist()
    places: dict[int, list[int]] = {}
    for place, value in enumerate(theirs):
        at = places.setdefault(value, [])
        if len(at) < _MOST_PLACES:
            at.append(place)
    open_runs: dict[int, int] = {}  # how far apart the two places are → first place in `one`
    found: list[Passage] = []
    for place, value in enumerate([*runs(one, least).tolist(), None]):
        for shift, first in list(open_runs.items()):
            there = place + shift
            if value is None or there >= len(theirs) or theirs[there] != value:
                del open_runs[shift]
                found.append(Passage(first, first + shift, place - first + least - 1))
        for at_place in places.get(value, ()) if value is not None else ():
            if len(open_runs) < _MOST_OPEN:
                open_runs.setdefault(at_place - place, place)
    return found
