"""Undo some of the edits of a text, restoring what they removed, joined or replaced.

Undoing changes only the replacement of an edit, never its span. So any subset can be undone, in any
order, and the edits still lead from the original to the text and back.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import Final, Literal

from archive.text.edits import JOINED, Edit
from archive.text.markdown import tidy

Kind = Literal["removal", "join", "replacement"]
Span = tuple[int, int]

_BREAK: Final = re.compile(r"\s*\n\s*")
_BORDER: Final = re.compile(r"[^\S\n]*\n[^\S\n]*\n\s*")


def kind_of_edit(edit: Edit) -> Kind:
    """Return whether an edit removes words, joins a broken line, or replaces text."""
    if edit.reason.startswith(JOINED):
        return "join"
    return "replacement" if edit.replacement.strip() else "removal"


def words_taken(edit: Edit, seen: str) -> str:
    """Return the visible text that an edit removes, on one line."""
    return tidy(" ".join(seen[edit.start : edit.end].replace("\0", " ").split()))


def with_undone(
    original: str, seen: str, edits: Sequence[Edit], undone: Set[Span]
) -> tuple[Edit, ...]:
    """Return edits of the same spans; those in `undone_spans` restore what they removed.

    `visible` is the original with invisible parts blanked. Restored removals become paragraphs of
    their own.
    """
    found: list[Edit] = []
    for run in _side_by_side(edits):
        turned = [one for one in run if (one.start, one.end) in undone]
        if not turned:
            found += run
            continue
        written = "".join(_put_back(one, seen) if one in turned else one.replacement for one in run)
        text = _BORDER.sub("\n\n", written)
        text = text.lstrip() if run[0].start == 0 else text
        text = text.rstrip() if run[-1].end == len(original) else text
        found += [replace(one, replacement=text if one is turned[0] else "") for one in run]
    return tuple(found)


def _side_by_side(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Yield groups of adjacent edits."""
    run: list[Edit] = []
    for edit in edits:
        if run and run[-1].end != edit.start:
            yield run
            run = []
        run.append(edit)
    if run:
        yield run


def _put_back(edit: Edit, seen: str) -> str:
    """Return the replacement of an undone edit."""
    stood = seen[edit.start : edit.end].replace("\0", "")
    match kind_of_edit(edit):
        case "join":
            return _BREAK.sub("\n\n", stood)
        case "removal":
            return f"\n\n{words_taken(edit, seen)}\n\n"
        case _:
            return (
                _border(edit.replacement, stood)
                + " ".join(stood.split())
                + _border(edit.replacement[::-1], stood[::-1])
            )


def _border(written: str, stood: str) -> str:
    """Return the separator before restored words, as in the edit or in the original."""
    if written.startswith("\n\n"):
        return "\n\n"
    return " " if stood[:1].isspace() else ""
