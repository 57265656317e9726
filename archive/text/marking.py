"""An original as a reader sees it, with some places of it marked; of a long one the parts around.

Marks may lie in one another and overlap; a place inside a tag is shown with a little of the tag.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

LONGEST_MARK: Final = 2000  # characters of a marked place: of more, the beginning is marked
SHORT: Final = 20_000  # letters and marks of a text that is shown whole
BEGINNING: Final = 3000  # characters of a longer one that are shown in any case
AROUND: Final = 400  # characters before and after a mark
IN_A_TAG: Final = 60  # characters of a tag about a mark in it
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
    """A place to mark: its characters in the original, and what it is known by."""

    start: int
    end: int
    key: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together: the marks over them, those that begin here; how much is left out.

    `left_out` counts characters of the original that are not shown before the words.
    """

    text: str
    keys: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    left_out: int = 0


def marked(original: str, seen: str, marks: Sequence[Mark]) -> list[Piece]:
    """The original in pieces; `seen` is the same with what no reader sees blanked by NUL."""
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
    """How many characters at the end are not shown."""
    return len(seen[_shown(seen, marks)[-1][1] :].replace("\0", ""))


def _with_tags_about(original: str, seen: str, marks: Sequence[Mark]) -> str:
    """What a reader sees, and of the tags those parts that hold a mark."""
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
    """The intervals that are shown, in order and apart; the first begins the text."""
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
    """The intervals cut where a mark begins or ends."""
    for start, end in shown:
        inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        yield from pairwise([start, *inside, end])


def _readable(text: str, original: str) -> str:
    """Words without what is blanked: a border of blocks is a line, other tags are nothing."""
    pieces, at = [], 0
    for blank in re.finditer(r"\0+", text):
        pieces.append(text[at : blank.start()])
        pieces.append("\n\n" if _BLOCK.search(original, blank.start(), blank.end()) else "")
        at = blank.end()
    return _LINES.sub("\n\n", _SPACES.sub(" ", "".join([*pieces, text[at:]])))
