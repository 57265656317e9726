"""What the page on the making of a text tells: its edits in words, and what may be undone."""

from collections.abc import Set
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.ingest.rereading import Rereading
from archive.text.anchors import Range, moves, ranges
from archive.text.edits import Edit

MOST_WORDS = 300  # characters of removed words that are shown


@dataclass(frozen=True, slots=True)
class Told:
    """One edit as a reader sees it; where it may be turned it can be undone, or done again."""

    edit: Edit
    words: str
    is_undone: bool = False
    may_be_turned: bool = False

    @property
    def name(self) -> str:
        """Its place in the original."""
        return f"{self.edit.start}-{self.edit.end}"

    @property
    def shown(self) -> str:
        """The words it takes, the beginning of very many."""
        return self.words[:MOST_WORDS]

    @property
    def is_cut(self) -> bool:
        """Whether more words are taken than are shown."""
        return len(self.words) > MOST_WORDS


@dataclass(frozen=True, slots=True)
class Making:
    """The edits worth telling, how many only set spaces and marks, and whether they are current.

    `moved` says which paragraphs stand elsewhere: those of the recipe's text in the article, where
    edits are undone; those of the article in the recipe's text, where that is not current.
    """

    rereading: Rereading
    told: tuple[Told, ...]
    quiet: int
    is_current: bool
    undone: frozenset[tuple[int, int]]
    moved: tuple[str, ...] = ()

    def turned(self, one: Told) -> str:
        """The text with one edit more undone; with one undone edit in force again."""
        return self.rereading.body(self.undone ^ {(one.edit.start, one.edit.end)})


def making_of(rereading: Rereading, body: str, undone: Set[tuple[int, int]]) -> Making:
    """The edits of a capture; each may be turned while the text is what its recipe makes of it."""
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
    """Where paragraphs stand now, in words."""
    first, last = moved.first, moved.last
    said = f"¶{first}" if first == last else f"¶{first}–{last}"
    if moved.place is None:
        return gettext("%(paragraphs)s nowhere") % {"paragraphs": said}
    place = f"¶{moved.place}" if first == last else f"¶{moved.place}–{moved.end}"
    return gettext("%(paragraphs)s as %(place)s") % {"paragraphs": said, "place": place}
