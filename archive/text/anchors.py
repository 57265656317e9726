"""Map paragraph numbers of an old text to those of its new version."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz import fuzz

from archive.text.normalize import name_key

MIN_SIMILARITY: Final = 60  # rapidfuzz ratio from which a paragraph counts as edited, not replaced
MAX_COMPARED_CHARS: Final = 400  # characters compared of an edited paragraph
MAX_PARAGRAPHS_AHEAD: Final = 3  # paragraphs searched for an edited one


def find_paragraph_moves(
    old_paragraphs: Sequence[str], new_paragraphs: Sequence[str]
) -> dict[int, int | None]:
    """Map each moved paragraph's number (from 1) to its new number, None if it was removed.

    Paragraphs that keep their number, edited or not, are left out. Linear in the texts' length.
    """
    positions: dict[str, deque[int]] = {}
    for number, text in enumerate(new_paragraphs, 1):
        positions.setdefault(name_key(text), deque()).append(number)
    new_positions: dict[int, int | None] = {}
    for number, text in enumerate(old_paragraphs, 1):
        queue = positions.get(name_key(text))
        new_positions[number] = queue.popleft() if queue else None
    taken_positions = {position for position in new_positions.values() if position is not None}
    last = 0
    for number, text in enumerate(old_paragraphs, 1):
        if new_positions[number] is None:
            new_positions[number] = _find_edited_paragraph(
                text, new_paragraphs, last, taken_positions
            )
        last = new_positions[number] or last
    return {number: position for number, position in new_positions.items() if number != position}


@dataclass(frozen=True, slots=True)
class ParagraphRange:
    """Consecutive paragraphs `first` to `last`, now starting at `position` (None: removed)."""

    first: int
    last: int
    position: int | None

    @property
    def end(self) -> int | None:
        """New number of the last paragraph."""
        return None if self.position is None else self.position + self.last - self.first


def group_moves(moves: Mapping[int, int | None]) -> tuple[ParagraphRange, ...]:
    """Group paragraphs that moved together."""
    paragraph_ranges: list[ParagraphRange] = []
    for number, position in moves.items():
        if paragraph_ranges and _is_next_in_range(paragraph_ranges[-1], number, position):
            paragraph_ranges[-1] = replace(paragraph_ranges[-1], last=number)
        else:
            paragraph_ranges.append(ParagraphRange(number, number, position))
    return tuple(paragraph_ranges)


def _is_next_in_range(previous: ParagraphRange, number: int, position: int | None) -> bool:
    """Return whether the next paragraph moved together with the range before it."""
    next_position = None if previous.end is None else previous.end + 1
    return previous.last + 1 == number and next_position == position


def _find_edited_paragraph(
    text: str, new_paragraphs: Sequence[str], last: int, taken_positions: set[int]
) -> int | None:
    """Find `text`, with some words changed, in the paragraphs after the last known one."""
    for position in range(last + 1, min(last + MAX_PARAGRAPHS_AHEAD, len(new_paragraphs)) + 1):
        candidate = new_paragraphs[position - 1]
        if (
            position not in taken_positions
            and fuzz.ratio(text[:MAX_COMPARED_CHARS], candidate[:MAX_COMPARED_CHARS])
            >= MIN_SIMILARITY
        ):
            taken_positions.add(position)
            return position
    return None
