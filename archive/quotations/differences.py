"""Word-level diff of two printings of a quotation, with each difference classified."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from archive.quotations.variants import COMMON, american
from archive.text.normalize import fold

MOST_WORDS: Final = 400
_EDGE: Final = re.compile(r"^[^\w\[…]+|[^\w\]…]+$")
_ELLIPSIS: Final = re.compile(r"…|\.{3,}|\. \. \.")
_ENDINGS: Final = re.compile(r"(?:s|es|ed|d|ing)$")
MOST_CHOSEN: Final = 3
"""Maximum number of replaced words that count as a word choice; more are a rewording."""


class Name(StrEnum):
    """Kind of difference."""

    SPELLING = gettext_noop("spelling")
    COMPOUNDING = gettext_noop("compounding")
    BRACKETS = gettext_noop("bracketed substitution")
    ELLIPSIS = gettext_noop("ellipsis")
    ADDITION = gettext_noop("addition")
    TRUNCATION = gettext_noop("truncation")
    CHOICE = gettext_noop("word choice")
    REWORDING = gettext_noop("rewording, as of a translation")
    REPORT = gettext_noop("indirect report")


class Shape(StrEnum):
    """Status of a piece in the diff; templates use it as a CSS class."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words; if missing, the words are those of the base."""

    text: str
    shape: Shape = Shape.SAME
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """Diff of one printing against the base: its pieces in order."""

    pieces: tuple[Piece, ...]

    @property
    def names(self) -> tuple[Name, ...]:
        """Return the kinds of difference, without repeats, in the order of the text."""
        return tuple(dict.fromkeys(piece.name for piece in self.pieces if piece.name))


def compare(base: str, printed: str, *, is_report: bool = False) -> Wording:
    """Diff `printed` against `base`, ignoring case, punctuation and accents."""
    if is_report:
        return Wording((Piece(printed, Shape.CHANGED, Name.REPORT),))
    one, two = _tokens(base), _tokens(printed)
    keys = [_key(word) for word in one], [_key(word) for word in two]
    pieces: list[Piece] = []
    for same, (first, last), (begin, end) in _segments(*keys):
        if same:
            pieces.append(Piece(" ".join(two[begin:end])))
        else:
            at_edge = first == 0 or last == len(one)
            pieces += _different(one[first:last], two[begin:end], at_edge=at_edge)
    return Wording(tuple(pieces))


def _tokens(words: str) -> list[str]:
    """Split into words; lone punctuation joins the word before, an ellipsis is a word."""
    tokens: list[str] = []
    for word in _ELLIPSIS.sub(" … ", words).split()[:MOST_WORDS]:
        if tokens and not _key(word) and word != "…":
            tokens[-1] = f"{tokens[-1]} {word}"
        else:
            tokens.append(word)
    return tokens


def _key(word: str) -> str:
    return fold(_EDGE.sub("", word))


_Segment = tuple[bool, tuple[int, int], tuple[int, int]]


def _segments(one: list[str], two: list[str]) -> list[_Segment]:
    """Align two word lists into maximal equal and differing segments.

    One or two common words that are equal by chance amid differing ones join their neighbours.
    """
    found: list[_Segment] = []
    for code in Levenshtein.opcodes(one, two):
        segment = (
            code.tag == "equal",
            (code.src_start, code.src_end),
            (code.dest_start, code.dest_end),
        )
        if found and found[-1][0] == segment[0]:
            segment = _together(found.pop(), segment)
        found.append(segment)
        if len(found) > 2 and _is_chance(found[-3:], one):
            last, island, first = found.pop(), found.pop(), found.pop()
            found.append(_together(_together(first, island), last))
    return found


def _together(first: _Segment, last: _Segment) -> _Segment:
    equal = first[0] and last[0]
    return equal, (first[1][0], last[1][1]), (first[2][0], last[2][1])


def _is_chance(three: list[_Segment], one: list[str]) -> bool:
    """Return whether the middle segment matches by chance: common words amid many that differ."""
    (first_equal, *_), (equal, (start, end), _), (last_equal, *_) = three
    if first_equal or last_equal or not equal or end - start > 2:
        return False
    around = sum(max(b - a, d - c) for _, (a, b), (c, d) in (three[0], three[2]))
    return around > MOST_CHOSEN and COMMON.issuperset(one[start:end])


def _different(base: list[str], printed: list[str], *, at_edge: bool) -> list[Piece]:
    """Return the one or two pieces for a differing segment."""
    name = _named(base, printed)
    if not printed:
        return [Piece(_shortened(base), Shape.MISSING, name)]
    shape = Shape.ADDED if name is Name.ADDITION else Shape.CHANGED
    here = Piece(" ".join(printed), shape, name)
    if at_edge and len(base) > 2 * len(printed) + MOST_CHOSEN:
        return [Piece(_shortened(base), Shape.MISSING, Name.TRUNCATION), here]
    return [here]


def _named(base: list[str], printed: list[str]) -> Name:
    together = [*base, *printed]
    if any("[" in word or "]" in word for word in together):
        return Name.BRACKETS
    if "…" in together:
        return Name.ELLIPSIS
    if not printed:
        return Name.TRUNCATION
    if not base:
        return Name.ADDITION
    one, two = [_key(word) for word in base], [_key(word) for word in printed]
    if _letters(one) == _letters(two):
        return Name.COMPOUNDING
    if len(one) == len(two) and all(map(_is_spelling, one, two)):
        return Name.SPELLING
    chosen = len(one) <= MOST_CHOSEN and len(two) <= MOST_CHOSEN
    return Name.CHOICE if chosen else Name.REWORDING


def _letters(keys: Iterable[str]) -> str:
    return re.sub(r"[\W_]", "", "".join(keys))


def _is_spelling(one: str, two: str) -> bool:
    """Return whether two words are spelling variants; `talk` and `talks` are not."""
    if american(one) == american(two):
        return True
    if min(len(one), len(two)) < 5 or _ENDINGS.sub("", one) == _ENDINGS.sub("", two):
        return False
    return fuzz.ratio(one, two) >= 72 and one[-1] == two[-1]


def _shortened(words: list[str]) -> str:
    return " ".join(words) if len(words) <= 9 else f"{' '.join(words[:4])} … {' '.join(words[-3:])}"
