"""The list of edits that turn an original into the text, and their undoing."""

from collections.abc import Set
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.ingest.rereading import Rereading
from archive.text.anchors import Range, moves, ranges
from archive.text.edits import Edit

MOST_WORDS = 300  # characters of removed text that are shown


@dataclass(frozen=True, slots=True)
class Told:
    """One edit for display; `can_toggle` where it can be undone or redone."""

    edit: Edit
    words: str
    is_undone: bool = False
    may_be_turned: bool = False

    @property
    def name(self) -> str:
        """The edit's span in the original, as a form value: `start-end`."""
        return f"{self.edit.start}-{self.edit.end}"

    @property
    def shown(self) -> str:
        """The beginning of the removed text."""
        return self.words[:MOST_WORDS]

    @property
    def is_cut(self) -> bool:
        """True if `excerpt` is shorter than the removed text."""
        return len(self.words) > MOST_WORDS


@dataclass(frozen=True, slots=True)
class Making:
    """The edits of a capture that change words, and a count of the others.

    `is_current`: these edits give the article's text. `moved_paragraphs` describes paragraphs that
    moved: by undone edits where `is_current`, else between the article's text and the recipe's.
    """

    rereading: Rereading
    told: tuple[Told, ...]
    quiet: int
    is_current: bool
    undone: frozenset[tuple[int, int]]
    moved: tuple[str, ...] = ()

    def turned(self, one: Told) -> str:
        """Return the text with one edit undone, or redone where it is undone."""
        return self.rereading.body(self.undone ^ {(one.edit.start, one.edit.end)})


def making_of(rereading: Rereading, body: str, undone: Set[tuple[int, int]]) -> Making:
    """List the edits of a capture; they can be toggled while they give the article's text."""
    is_current = rereading.body(undone) == body
    told, quiet = [], 0
    for edit in rereading.edits:
        words = rereading.words(edit)
        if not any(char.isalnum() for char in words + edit.replacement):
            quiet += edit.reason.startswith("white") or edit.reason.startswith("marks")
            if not edit.reason.startswith("joined"):
                continue
        is_undone = (edit.start, edit.end) in undone
        may = is_current and edit.start < edit.end
        told.append(Told(edit, words, is_undone, may))
    anew = rereading.body() if is_current else rereading.body(undone)
    before, after = (anew, body) if is_current else (body, anew)
    moved = tuple(map(_move, ranges(moves(before.split("\n\n"), after.split("\n\n")))))
    return Making(rereading, tuple(told), quiet, is_current, frozenset(undone), moved)


def _move(moved: Range) -> str:
    """Describe the new position of a range of paragraphs."""
    first, last = moved.first, moved.last
    said = f"¶{first}" if first == last else f"¶{first}–{last}"
    if moved.place is None:
        return gettext("%(paragraphs)s nowhere") % {"paragraphs": said}
    place = f"¶{moved.place}" if first == last else f"¶{moved.place}–{moved.end}"
    return gettext("%(paragraphs)s as %(place)s") % {"paragraphs": said, "place": place}
