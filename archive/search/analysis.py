"""How words are cut and stemmed: one answer for the index, the question and the snippets.

Every word counts and keeps its place; there is no stop list (`US`, `will` and `May` are words that
people search news for). Words are folded (`archive.text.folding`), and `U.S.` and `US` are one
word, so are `1,750` and `1750`, `colour` and `color`. Then Snowball's rules of the article's own
language take the ending off (English where the language is not known or has no rules). A word with
diacritics leaves both its stems, with and without them, at its place. `cease-fire` leaves the stem
of `ceasefire` too, at the place of its first word. Scripts that put no space between words are cut
into overlapping pairs of letters.

A text is read in pieces, cut at white space, as no word reaches over it: `known_pieces` knows each
piece that was met before. Offsets count characters of the text as given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Final, NamedTuple

from archive.search.words.borders import (
    LEAD_END_MARK,
    PARAGRAPH_MARK,
    PART,
    PART_MARK,
    QUOTE_END_MARK,
    QUOTE_MARK,
    SENTENCE_MARK,
    marked,
)
from archive.search.words.cutting import Cut, cut, joined
from archive.search.words.stemming import ALGORITHMS, algorithm_for, stem_table
from archive.text.folding import folded

__all__ = [
    "ALGORITHMS", "AROUND", "FORM", "LEAD_END", "MARKED", "PARAGRAPH", "PART", "PART_GAP",
    "PART_MARK", "QUOTE_END", "QUOTE_START", "SENTENCE", "VERSION", "Known", "Word",
    "advances", "algorithm_for", "borders_by_place", "folded", "has_words", "known_pieces",
    "marked", "offsets", "pieces_of",
    "printed_words", "query_forms", "query_stems", "stem_table", "stems_by_place", "words",
]  # fmt: skip

VERSION: Final = "words-2"
"""Changes whenever the same text would give other words; an index made by another is stale."""

PART_GAP: Final = 1000
"""Places between two parts: more than the largest distance one can ask for."""

FORM: Final = "\x1f"
"""FORM + form + FORM + stem is a word printed in a form that is not its stem."""
SENTENCE: Final = "\x1ds"
PARAGRAPH: Final = "\x1dp"
QUOTE_START: Final = "\x1dq"
QUOTE_END: Final = "\x1dQ"
LEAD_END: Final = "\x1da"

_PIECE = re.compile(r"\S+")
AROUND: Final = '.,;:!?"()'
"""What stands around words and changes none."""
_TABLE_LIMIT = 200_000
_QUESTIONS_KEPT = 4_096  # words and phrases of questions whose stems are remembered
_LONGEST_KEPT = 60  # characters of a piece; longer ones are rare and not remembered


class Known(NamedTuple):
    """Of a piece of text: how many places it takes, and its terms with offsets from the first."""

    advance: int
    terms: tuple[tuple[int, str], ...]


MARKED: Final = {
    PART: Known(PART_GAP, ()),
    SENTENCE_MARK: Known(0, ((0, SENTENCE),)),
    PARAGRAPH_MARK: Known(0, ((0, SENTENCE), (0, PARAGRAPH))),
    QUOTE_MARK: Known(0, ((0, QUOTE_START),)),
    QUOTE_END_MARK: Known(0, ((-1, QUOTE_END),)),
    LEAD_END_MARK: Known(0, ((0, LEAD_END),)),
    PART_MARK: Known(PART_GAP, ((PART_GAP, SENTENCE), (PART_GAP, PARAGRAPH))),
}
"""What the marks of `borders` stand for."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its stems, its place among the words, where it stands (characters)."""

    stems: tuple[str, ...]
    place: int
    start: int
    end: int


def words(text: str, language: str = "") -> Iterator[Word]:
    """The words of `text` in order."""
    stems = stem_table(algorithm_for(language))
    place = 0
    for start, piece in _pieces(text):
        if piece == PART:
            place += PART_GAP
            continue
        for one in cut(piece):
            yield Word(stems[one.printed], place, start + one.start, start + one.end)
            place += 1


def printed_words(text: str) -> list[str]:
    """The words of `text` as they stand, one for each place."""
    return [one.printed for _, piece in _pieces(text) for one in cut(piece)]


def offsets(text: str, count: int | None = None) -> list[tuple[int, int]]:
    """Where the first `count` words of `text` stand, in characters."""
    found = ((start, one) for start, piece in _pieces(text) for one in cut(piece))
    return [(start + one.start, start + one.end) for start, one in islice(found, count)]


def stems_by_place(text: str, language: str = "", *, borders: bool = True) -> dict[str, list[int]]:
    """Each term of `text` with its places in ascending order: what an index keeps.

    Stems, forms that are not their stem, and (with `borders`) reserved terms.
    """
    table = known_pieces(algorithm_for(language))
    places: dict[str, list[int]] = {}
    place = 0
    for advance, terms in map(table.__getitem__, pieces_of(text, borders=borders)):
        for offset, term in terms:
            if term in places:
                places[term].append(place + offset)
            else:
                places[term] = [place + offset]
        place += advance
    return places


def borders_by_place(text: str, algorithm: str) -> dict[str, list[int]]:
    """The reserved terms of `text` alone, with their places."""
    places: dict[str, list[int]] = {}
    place, pieces = 0, pieces_of(text, borders=True)
    for piece, advance in zip(pieces, advances(pieces, algorithm), strict=True):
        if piece in MARKED:
            for offset, term in MARKED[piece].terms:
                places.setdefault(term, []).append(place + offset)
        place += advance
    return places


def advances(pieces: Sequence[str], algorithm: str) -> list[int]:
    """How many places each piece takes: a word of ASCII letters one, told without its stem."""
    known = known_pieces(algorithm)
    return [1 if piece.isalpha() and piece.isascii() else known.advance(piece) for piece in pieces]


def pieces_of(text: str, *, borders: bool) -> list[str]:
    """What stands between white space, in order, and marks: what `known_pieces` is asked for."""
    if borders:
        return marked(text).split()
    return text.replace(PART, f" {PART_MARK} ").split()


@lru_cache(_QUESTIONS_KEPT)
def query_stems(text: str, algorithm: str) -> tuple[str, ...]:
    """The stems by which a reader's `text` is looked up in texts of one algorithm, in order.

    A word typed with diacritics is stemmed with them, and only so: its other stem is in the index
    for readers who type none.
    """
    table = stem_table(algorithm)
    return tuple(table[printed][0] for printed in printed_words(text))


def query_forms(text: str, algorithm: str) -> tuple[tuple[str, str], ...]:
    """(form, stem) of each word of a reader's `text`, in order: how exact forms are looked up."""
    table = stem_table(algorithm)
    return tuple((folded(one) or one, table[one][0]) for one in printed_words(text))


def has_words(text: str) -> bool:
    """Whether anything in `text` can be searched for."""
    return any(cut(piece) for _, piece in _pieces(text))


@cache
def known_pieces(algorithm: str) -> KnownPieces:
    """The one table of this algorithm."""
    return KnownPieces(algorithm)


class KnownPieces(dict[str, Known]):
    """What stands between white space (or a mark of `borders`) → what is known of it."""

    def __init__(self, algorithm: str) -> None:
        self._stems = stem_table(algorithm)
        self.update(MARKED)

    def __missing__(self, piece: str) -> Known:
        word = piece.strip(AROUND).lower() if piece.isascii() else ""
        if len(self) >= _TABLE_LIMIT:
            self.clear()
            self.update(MARKED)
        if word.isalpha():  # most pieces that are new are known words
            known = self._plain(word) if word == piece else self[word]
        else:
            known = self._any(piece)
        if len(piece) <= _LONGEST_KEPT:
            self[piece] = known
        return known

    def advance(self, piece: str) -> int:
        """How many places a piece takes."""
        word = piece.strip(AROUND)
        return 1 if word.isalpha() and word.isascii() else self[piece].advance

    def _plain(self, word: str) -> Known:
        """The same as `_any` of small ASCII letters, sooner."""
        stem = self._stems.of_plain(word)
        if stem == word:
            return Known(1, ((0, stem),))
        return Known(1, ((0, stem), (0, f"{FORM}{word}{FORM}{stem}")))

    def _any(self, piece: str) -> Known:
        cuts = cut(piece)
        return Known(len(cuts), tuple(self._terms(piece, cuts)))

    def _terms(self, piece: str, cuts: list[Cut]) -> Iterator[tuple[int, str]]:
        for offset, one in enumerate(cuts):
            form = folded(one.printed) or one.printed
            for stem in (*self._stems[one.printed], *one.extra):
                yield offset, stem
                if stem != form and stem not in one.extra:
                    yield offset, f"{FORM}{form}{FORM}{stem}"
        for offset, whole, printed in joined(piece, cuts):
            stem = self._stems[whole][0]
            yield offset, stem
            yield offset, f"{FORM}{printed}{FORM}{stem}"


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """What stands between white space, with its offset; PART between parts."""
    at = 0
    for number, part in enumerate(text.split(PART)):
        if number:
            yield at - 1, PART
        for match in _PIECE.finditer(part):
            yield at + match.start(), match.group()
        at += len(part) + 1
