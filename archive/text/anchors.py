"""Map paragraph numbers of an old text to those of its new version."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz

from archive.text.normalize import name_key

LIKE_ENOUGH: Final = 60  # rapidfuzz ratio from which a paragraph counts as edited, not replaced
MOST_COMPARED: Final = 400  # characters compared of an edited paragraph
NEAR: Final = 3  # paragraphs searched for an edited one


def moves(before: Sequence[str], after: Sequence[str]) -> dict[int, int | None]:
    """Map each moved paragraph's number (from 1) to its new number, None if it was removed.

    Paragraphs that keep their number, edited or not, are left out. Linear in the texts' length.
    """
    places: dict[str, deque[int]] = {}
    for number, text in enumerate(after, 1):
        places.setdefault(name_key(text), deque()).append(number)
    found: dict[int, int | None] = {}
    for number, text in enumerate(before, 1):
        waiting = places.get(name_key(text))
        found[number] = waiting.popleft() if waiting else None
    taken = {place for place in found.values() if place is not None}
    last = 0
    for number, text in enumerate(before, 1):
        if found[number] is None:
            found[number] = _mended(text, after, last, taken)
        last = found[number] or last
    return {number: place for number, place in found.items() if number != place}


@dataclass(frozen=True, slots=True)
class Range:
    """Consecutive paragraphs `first` to `last`, now starting at `position` (None: removed)."""

    first: int
    last: int
    place: int | None

    @property
    def end(self) -> int | None:
        """New number of the last paragraph."""
        return None if self.place is None else self.place + self.last - self.first


def ranges(moved: Mapping[int, int | None]) -> tuple[Range, ...]:
    """Group paragraphs that moved together."""
    found: list[Range] = []
    for number, place in moved.items():
        if found and _goes_on(found[-1], number, place):
            found[-1] = replace(found[-1], last=number)
        else:
            found.append(Range(number, number, place))
    return tuple(found)


def _goes_on(before: Range, number: int, place: int | None) -> bool:
    """Return whether the next paragraph moved together with the range before it."""
    after = None if before.end is None else before.end + 1
    return before.last + 1 == number and after == place


def _mended(text: str, after: Sequence[str], last: int, taken: set[int]) -> int | None:
    """Find `text`, with some words changed, in the paragraphs after the last known one."""
    for place in range(last + 1, min(last + NEAR, len(after)) + 1):
        other = after[place - 1]
        if (
            place not in taken
            and fuzz.ratio(text[:MOST_COMPARED], other[:MOST_COMPARED]) >= LIKE_ENOUGH
        ):
            taken.add(place)
            return place
    return None
