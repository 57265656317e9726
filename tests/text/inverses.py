"""Inverse edits: from the text for reading back to the original."""

from collections.abc import Sequence

from archive.text.edits import Edit


def invert_edits(original: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return the edits that turn the edited text back into the original."""
    inverse_edits, shift = [], 0
    for edit in edits:
        start = edit.start + shift
        end = start + len(edit.replacement)
        inverse_edits.append(Edit(start, end, original[edit.start : edit.end], f"undone: {edit.reason}"))
        shift += len(edit.replacement) - (edit.end - edit.start)
    return tuple(inverse_edits)
