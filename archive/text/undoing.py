"""Undo some of the edits of a text, restoring what they removed, joined or replaced.

Undoing changes only the replacement of an edit, never its span. So any subset can be undone, in any
order, and the edits still lead from the original to the text and back.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import Final, Literal

from archive.text.edits import JOIN_REASON_PREFIX, Edit
from archive.text.markdown import clean_line

EditKind = Literal["removal", "join", "replacement"]
Span = tuple[int, int]

_LINE_BREAK: Final = re.compile(r"\s*\n\s*")
_PARAGRAPH_BREAK: Final = re.compile(r"[^\S\n]*\n[^\S\n]*\n\s*")


def classify_edit(edit: Edit) -> EditKind:
    """Return whether an edit removes words, joins a broken line, or replaces text."""
    if edit.reason.startswith(JOIN_REASON_PREFIX):
        return "join"
    return "replacement" if edit.replacement.strip() else "removal"


def get_removed_words(edit: Edit, visible: str) -> str:
    """Return the visible text that an edit removes, on one line."""
    return clean_line(" ".join(visible[edit.start : edit.end].replace("\0", " ").split()))


def undo_edits(
    original: str, visible: str, edits: Sequence[Edit], undone_spans: Set[Span]
) -> tuple[Edit, ...]:
    """Return edits of the same spans; those in `undone_spans` restore what they removed.

    `visible` is the original with invisible parts blanked. Restored removals become paragraphs of
    their own.
    """
    new_edits: list[Edit] = []
    for run in _group_adjacent(edits):
        undone_edits = [edit for edit in run if (edit.start, edit.end) in undone_spans]
        if not undone_edits:
            new_edits += run
            continue
        replacement = "".join(
            _restore_text(edit, visible) if edit in undone_edits else edit.replacement
            for edit in run
        )
        text = _PARAGRAPH_BREAK.sub("\n\n", replacement)
        text = text.lstrip() if run[0].start == 0 else text
        text = text.rstrip() if run[-1].end == len(original) else text
        new_edits += [
            replace(edit, replacement=text if edit is undone_edits[0] else "") for edit in run
        ]
    return tuple(new_edits)


def _group_adjacent(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Yield groups of adjacent edits."""
    run: list[Edit] = []
    for edit in edits:
        if run and run[-1].end != edit.start:
            yield run
            run = []
        run.append(edit)
    if run:
        yield run


def _restore_text(edit: Edit, visible: str) -> str:
    """Return the replacement of an undone edit."""
    removed_text = visible[edit.start : edit.end].replace("\0", "")
    match classify_edit(edit):
        case "join":
            return _LINE_BREAK.sub("\n\n", removed_text)
        case "removal":
            return f"\n\n{get_removed_words(edit, visible)}\n\n"
        case _:
            return (
                _choose_separator(edit.replacement, removed_text)
                + " ".join(removed_text.split())
                + _choose_separator(edit.replacement[::-1], removed_text[::-1])
            )


def _choose_separator(replacement: str, removed_text: str) -> str:
    """Return the separator before restored words, as in the edit or in the original."""
    if replacement.startswith("\n\n"):
        return "\n\n"
    return " " if removed_text[:1].isspace() else ""
