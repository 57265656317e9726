"""Split an original into displayable pieces with marked spans; of a long one only the context.

Marks may nest and overlap; a mark inside a tag is shown with some of the tag.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

LONGEST_MARK: Final = 2000  # characters; of a longer span only the beginning is marked
SHORT: Final = 20_000  # visible characters up to which a text is shown whole
BEGINNING: Final = 3000  # characters of a longer text that are always shown
AROUND: Final = 400  # characters of context before and after a mark
IN_A_TAG: Final = 60  # characters of context for a mark inside a tag
MOST_MARKS: Final = 200
_BLOCK: Final = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|br|tr|table|article|section|header|footer|main|aside|figure"
    r"|figcaption|blockquote|title|body|head)\b",
    re.IGNORECASE,
)
_UNSEEN: Final = re.compile(r"[\s\0]+")
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r"\s*\n\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the original to mark, with a key."""

    start: int
    end: int
    key: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Text with the keys of the marks that cover it and of those that begin here.

    `left_out` counts the visible characters omitted before the text.
    """

    text: str
    keys: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    left_out: int = 0


def marked(original: str, seen: str, marks: Sequence[Mark]) -> list[Piece]:
    """Split the original at its marks; `visible` is the same with invisible parts as NUL."""
    marks = [replace(one, end=min(one.end, one.start + LONGEST_MARK)) for one in marks]
    ordered = sorted(marks, key=lambda one: (one.start, -one.end))[:MOST_MARKS]
    is_markup = "\0" in seen
    seen = _with_tags_about(original, seen, ordered)
    cuts = sorted({at for one in ordered for at in (one.start, one.end)})
    pieces: list[Piece] = []
    done: set[int] = set()
    last = 0
    for start, end in _parts(_shown(seen, ordered), cuts):
        over = tuple(one.key for one in ordered if one.start <= start and end <= one.end)
        text = seen[start:end]
        text = _readable(text, original[start:end]) if is_markup else text
        if text or over:
            begins = tuple(key for key in over if key not in done)
            left_out = len(seen[last:start].replace("\0", ""))
            pieces.append(Piece(text, over, begins, left_out))
            done.update(over)
            last = end
    return pieces


def left_out_after(seen: str, marks: Sequence[Mark]) -> int:
    """Count the visible characters omitted at the end."""
    return len(seen[_shown(seen, marks)[-1][1] :].replace("\0", ""))


def _with_tags_about(original: str, seen: str, marks: Sequence[Mark]) -> str:
    """Return the visible text plus the parts of tags that contain a mark."""
    parts, at = [], 0
    for one in marks:
        if "\0" not in seen[one.start : one.end]:
            continue
        opened = original.rfind("<", max(at, one.start - IN_A_TAG), one.start)
        closed = original.find(">", one.end, one.end + IN_A_TAG)
        start = opened if opened >= 0 else max(at, one.start - IN_A_TAG)
        end = closed + 1 if closed >= 0 else min(len(seen), one.end + IN_A_TAG)
        if end > start:
            parts += [seen[at:start], original[start:end]]
            at = end
    return "".join([*parts, seen[at:]])


def _shown(seen: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Return the disjoint, sorted intervals to show; the first starts at 0."""
    if len(_UNSEEN.sub("", seen)) <= SHORT:
        return [(0, len(seen))]
    found = [(0, BEGINNING)]
    for one in marks:
        start, end = max(0, one.start - AROUND), min(len(seen), one.end + AROUND)
        if start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _parts(shown: Sequence[tuple[int, int]], cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the intervals, split where a mark begins or ends."""
    for start, end in shown:
        inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        yield from pairwise([start, *inside, end])


def _readable(text: str, original: str) -> str:
    """Remove blanked characters: a block tag becomes a paragraph break, others nothing."""
    pieces, at = [], 0
    for blank in re.finditer(r"\0+", text):
        pieces.append(text[at : blank.start()])
        pieces.append("\n\n" if _BLOCK.search(original, blank.start(), blank.end()) else "")
        at = blank.end()
    return _LINES.sub("\n\n", _SPACES.sub(" ", "".join([*pieces, text[at:]])))
