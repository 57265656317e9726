"""The list of edits that turn an original into the text, and their undoing."""

from collections.abc import Set
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.ingest.rereading import Reextraction
from archive.text.anchors import ParagraphRange, find_paragraph_moves, group_moves
from archive.text.edits import Edit

MAX_CHARACTERS = 300  # characters of removed text that are shown


@dataclass(frozen=True, slots=True)
class DisplayedEdit:
    """One edit for display; `can_toggle` where it can be undone or redone."""

    edit: Edit
    removed_text: str
    is_undone: bool = False
    can_toggle: bool = False

    @property
    def span_key(self) -> str:
        """The edit's span in the original, as a form value: `start-end`."""
        return f"{self.edit.start}-{self.edit.end}"

    @property
    def excerpt(self) -> str:
        """The beginning of the removed text."""
        return self.removed_text[:MAX_CHARACTERS]

    @property
    def is_truncated(self) -> bool:
        """True if `excerpt` is shorter than the removed text."""
        return len(self.removed_text) > MAX_CHARACTERS


@dataclass(frozen=True, slots=True)
class EditList:
    """The edits of a capture that change words, and a count of the others.

    `is_current`: these edits give the article's text. `moved_paragraphs` describes paragraphs that
    moved: by undone edits where `is_current`, else between the article's text and the recipe's.
    """

    rereading: Reextraction
    edits: tuple[DisplayedEdit, ...]
    minor_count: int
    is_current: bool
    undone_spans: frozenset[tuple[int, int]]
    moved_paragraphs: tuple[str, ...] = ()

    def toggle_edit(self, displayed: DisplayedEdit) -> str:
        """Return the text with one edit undone, or redone where it is undone."""
        return self.rereading.build_body(
            self.undone_spans ^ {(displayed.edit.start, displayed.edit.end)}
        )


def build_edit_list(rereading: Reextraction, body: str, undone: Set[tuple[int, int]]) -> EditList:
    """List the edits of a capture; they can be toggled while they give the article's text."""
    is_current = rereading.build_body(undone) == body
    displayed, minor_count = [], 0
    for edit in rereading.edits:
        words = rereading.get_removed_text(edit)
        if not any(char.isalnum() for char in words + edit.replacement):
            minor_count += edit.reason.startswith("white") or edit.reason.startswith("marks")
            if not edit.reason.startswith("joined"):
                continue
        is_undone = (edit.start, edit.end) in undone
        can_toggle = is_current and edit.start < edit.end
        displayed.append(DisplayedEdit(edit, words, is_undone, can_toggle))
    recipe_text = rereading.build_body() if is_current else rereading.build_body(undone)
    before, after = (recipe_text, body) if is_current else (body, recipe_text)
    moved_paragraphs = tuple(
        map(
            _describe_move,
            group_moves(find_paragraph_moves(before.split("\n\n"), after.split("\n\n"))),
        )
    )
    return EditList(
        rereading, tuple(displayed), minor_count, is_current, frozenset(undone), moved_paragraphs
    )


def _describe_move(paragraph_range: ParagraphRange) -> str:
    """Describe the new position of a range of paragraphs."""
    first, last = paragraph_range.first, paragraph_range.last
    paragraphs = f"¶{first}" if first == last else f"¶{first}–{last}"
    if paragraph_range.position is None:
        return gettext("%(paragraphs)s nowhere") % {"paragraphs": paragraphs}
    place = (
        f"¶{paragraph_range.position}"
        if first == last
        else f"¶{paragraph_range.position}–{paragraph_range.end}"
    )
    return gettext("%(paragraphs)s as %(place)s") % {"paragraphs": paragraphs, "place": place}
