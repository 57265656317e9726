"""Split an original into displayable pieces with marked spans; of a long one only the context.

Marks may nest and overlap; a mark inside a tag is shown with some of the tag.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

MAX_MARK_CHARS: Final = 2000  # characters; of a longer span only the beginning is marked
MAX_WHOLE_CHARS: Final = 20_000  # visible characters up to which a text is shown whole
HEAD_CHARS: Final = 3000  # characters of a longer text that are always shown
CONTEXT_CHARS: Final = 400  # characters of context before and after a mark
TAG_CONTEXT_CHARS: Final = 60  # characters of context for a mark inside a tag
MAX_MARKS: Final = 200
_BLOCK: Final = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|br|tr|table|article|section|header|footer|main|aside|figure"
    r"|figcaption|blockquote|title|body|head)\b",
    re.IGNORECASE,
)
_UNSEEN: Final = re.compile(r"[\s\0]+")
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True, slots=True)
class MarkSpan:
    """A span of the original to mark, with a key."""

    start: int
    end: int
    key: int


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """Text with the keys of the marks that cover it and of those that begin here.

    `left_out` counts the visible characters omitted before the text.
    """

    text: str
    keys: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    left_out: int = 0


def split_by_marks(original: str, visible: str, marks: Sequence[MarkSpan]) -> list[MarkedPiece]:
    """Split the original at its marks; `visible` is the same with invisible parts as NUL."""
    marks = [replace(mark, end=min(mark.end, mark.start + MAX_MARK_CHARS)) for mark in marks]
    ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end))[:MAX_MARKS]
    is_markup = "\0" in visible
    visible = _reveal_marked_tags(original, visible, ordered)
    boundaries = sorted({boundary for mark in ordered for boundary in (mark.start, mark.end)})
    pieces: list[MarkedPiece] = []
    begun_keys: set[int] = set()
    previous_end = 0
    for start, end in _split_intervals(_select_intervals(visible, ordered), boundaries):
        keys = tuple(mark.key for mark in ordered if mark.start <= start and end <= mark.end)
        text = visible[start:end]
        text = _strip_blanks(text, original[start:end]) if is_markup else text
        if text or keys:
            begins = tuple(key for key in keys if key not in begun_keys)
            left_out = len(visible[previous_end:start].replace("\0", ""))
            pieces.append(MarkedPiece(text, keys, begins, left_out))
            begun_keys.update(keys)
            previous_end = end
    return pieces


def count_omitted_after(visible: str, marks: Sequence[MarkSpan]) -> int:
    """Count the visible characters omitted at the end."""
    return len(visible[_select_intervals(visible, marks)[-1][1] :].replace("\0", ""))


def _reveal_marked_tags(original: str, visible: str, marks: Sequence[MarkSpan]) -> str:
    """Return the visible text plus the parts of tags that contain a mark."""
    parts, offset = [], 0
    for mark in marks:
        if "\0" not in visible[mark.start : mark.end]:
            continue
        tag_start = original.rfind("<", max(offset, mark.start - TAG_CONTEXT_CHARS), mark.start)
        tag_end = original.find(">", mark.end, mark.end + TAG_CONTEXT_CHARS)
        start = tag_start if tag_start >= 0 else max(offset, mark.start - TAG_CONTEXT_CHARS)
        end = tag_end + 1 if tag_end >= 0 else min(len(visible), mark.end + TAG_CONTEXT_CHARS)
        if end > start:
            parts += [visible[offset:start], original[start:end]]
            offset = end
    return "".join([*parts, visible[offset:]])


def _select_intervals(visible: str, marks: Sequence[MarkSpan]) -> list[tuple[int, int]]:
    """Return the disjoint, sorted intervals to show; the first starts at 0."""
    if len(_UNSEEN.sub("", visible)) <= MAX_WHOLE_CHARS:
        return [(0, len(visible))]
    intervals = [(0, HEAD_CHARS)]
    for mark in marks:
        start, end = max(0, mark.start - CONTEXT_CHARS), min(len(visible), mark.end + CONTEXT_CHARS)
        if start <= intervals[-1][1]:
            intervals[-1] = (intervals[-1][0], max(end, intervals[-1][1]))
        else:
            intervals.append((start, end))
    return intervals


def _split_intervals(
    intervals: Sequence[tuple[int, int]], boundaries: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield the intervals, split where a mark begins or ends."""
    for start, end in intervals:
        inner_boundaries = boundaries[
            bisect_right(boundaries, start) : bisect_left(boundaries, end)
        ]
        yield from pairwise([start, *inner_boundaries, end])


def _strip_blanks(text: str, original: str) -> str:
    """Remove blanked characters: a block tag becomes a paragraph break, others nothing."""
    pieces, offset = [], 0
    for blank in re.finditer(r"\0+", text):
        pieces.append(text[offset : blank.start()])
        pieces.append("\n\n" if _BLOCK.search(original, blank.start(), blank.end()) else "")
        offset = blank.end()
    return _LINES.sub("\n\n", _SPACES.sub(" ", "".join([*pieces, text[offset:]])))
