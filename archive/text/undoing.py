"""Edits some of which are undone: what they took, joined or wrote otherwise stands as it stood.

Undoing changes only what an edit puts in the place of its span. So the edits lead from the original
to the text as before, and back, whichever of them are undone and in whatever order that was done.
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
    """Whether an edit takes words away, joins what was broken, or writes something else."""
    if edit.reason.startswith(JOINED):
        return "join"
    return "replacement" if edit.replacement.strip() else "removal"


def words_taken(edit: Edit, seen: str) -> str:
    """What an edit takes from the original, as a reader sees it, on one line."""
    return tidy(" ".join(seen[edit.start : edit.end].replace("\0", " ").split()))


def with_undone(
    original: str, seen: str, edits: Sequence[Edit], undone: Set[Span]
) -> tuple[Edit, ...]:
    """The edits of the same spans, those in `undone` putting back what they took.

    `seen` is the original with what no reader sees blanked. Words that were left out stand as a
    paragraph of their own.
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
    """Edits in groups between which something of the original is kept."""
    run: list[Edit] = []
    for edit in edits:
        if run and run[-1].end != edit.start:
            yield run
            run = []
        run.append(edit)
    if run:
        yield run


def _put_back(edit: Edit, seen: str) -> str:
    """What stands in the place of an undone edit."""
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
    """What parts words put back from the word beside them: as the edit did, or as it was."""
    if written.startswith("\n\n"):
        return "\n\n"
    return " " if stood[:1].isspace() else ""
