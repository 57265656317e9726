"""Where paragraphs are after a text was made anew: the same, moved, or gone."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz

from archive.text.normalize import name_key

LIKE_ENOUGH: Final = 60  # per cent of likeness that makes two paragraphs one that was mended
MOST_COMPARED: Final = 400  # characters of a paragraph that are looked at where it was changed
NEAR: Final = 3  # paragraphs after its neighbour in which a mended one is looked for


def moves(before: Sequence[str], after: Sequence[str]) -> dict[int, int | None]:
    """Number of each paragraph that moved, counted from 1 → its new number, or None if it is gone.

    A paragraph that stays in its place, changed or not, is not named. In time that grows with the
    length of the texts only.
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
    """Paragraphs in a row, `first` to `last`, that stand from `place` on now (None: nowhere)."""

    first: int
    last: int
    place: int | None

    @property
    def end(self) -> int | None:
        """Where the last of them stands."""
        return None if self.place is None else self.place + self.last - self.first


def ranges(moved: Mapping[int, int | None]) -> tuple[Range, ...]:
    """The moves of paragraphs, those that moved together as one."""
    found: list[Range] = []
    for number, place in moved.items():
        if found and _goes_on(found[-1], number, place):
            found[-1] = replace(found[-1], last=number)
        else:
            found.append(Range(number, number, place))
    return tuple(found)


def _goes_on(before: Range, number: int, place: int | None) -> bool:
    """Whether the next paragraph moved as the ones before it did."""
    after = None if before.end is None else before.end + 1
    return before.last + 1 == number and after == place


def _mended(text: str, after: Sequence[str], last: int, taken: set[int]) -> int | None:
    """The paragraph below the last one known that is `text` with some words changed."""
    for place in range(last + 1, min(last + NEAR, len(after)) + 1):
        other = after[place - 1]
        if (
            place not in taken
            and fuzz.ratio(text[:MOST_COMPARED], other[:MOST_COMPARED]) >= LIKE_ENOUGH
        ):
            taken.add(place)
            return place
    return None
