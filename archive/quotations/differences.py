"""How one printing of some words differs from another, word by word, each difference named."""

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
"""Words in place of others that still are a choice of words; more are a rewording."""


class Name(StrEnum):
    """What kind of difference it is."""

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
    """How a piece of a wording is drawn."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words; what is missing here are the words of the base."""

    text: str
    shape: Shape = Shape.SAME
    name: Name | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """One printing laid against another: its pieces in order."""

    pieces: tuple[Piece, ...]

    @property
    def names(self) -> tuple[Name, ...]:
        """Each kind of difference once, in the order of the text."""
        return tuple(dict.fromkeys(piece.name for piece in self.pieces if piece.name))


def compare(base: str, printed: str, *, is_report: bool = False) -> Wording:
    """`printed` against `base`. What only differs in capitals, marks and accents is the same."""
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
    """The words; marks that stand alone go with the word before, but an ellipsis is a word."""
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
    """Stretches that are equal, and those between them that are not, as long as they go.

    A common word or two that happen to be equal amid other words are no stretch of their own.
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
    """Whether the middle one only has common words in common, amid many that differ."""
    (first_equal, *_), (equal, (start, end), _), (last_equal, *_) = three
    if first_equal or last_equal or not equal or end - start > 2:
        return False
    around = sum(max(b - a, d - c) for _, (a, b), (c, d) in (three[0], three[2]))
    return around > MOST_CHOSEN and COMMON.issuperset(one[start:end])


def _different(base: list[str], printed: list[str], *, at_edge: bool) -> list[Piece]:
    """The piece, or the two pieces, that stand for a stretch that differs."""
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
    """Whether two words are one, spelt in two ways; `talk` and `talks` are two."""
    if american(one) == american(two):
        return True
    if min(len(one), len(two)) < 5 or _ENDINGS.sub("", one) == _ENDINGS.sub("", two):
        return False
    return fuzz.ratio(one, two) >= 72 and one[-1] == two[-1]


def _shortened(words: list[str]) -> str:
    return " ".join(words) if len(words) <= 9 else f"{' '.join(words[:4])} … {' '.join(words[-3:])}"
