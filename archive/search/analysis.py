"""Text analysis: tokenizing and stemming, shared by the index, queries and snippets.

Every word is indexed with its position; there is no stop list (`US`, `will` and `May` are words
that people search news for). Words are folded (`archive.text.folding`); `U.S.` and `US` are one
word, so are `1,750` and `1750`, `colour` and `color`. The Snowball stemmer of the article's
language follows (English where the language is unknown or has none). A word with diacritics yields
both its stems, with and without them, at one position. `cease-fire` also yields the stem of
`ceasefire`, at the position of its first word. Scripts without spaces are cut into bigrams.

A text is read in chunks between white space: `get_chunk_table` caches the terms of each chunk.
Offsets count characters of the text as given.
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
"""Changes whenever the same text would yield other terms; an index of another version is stale."""

PART_GAP: Final = 1000
"""Positions between two parts: more than the largest distance of a proximity query."""

FORM: Final = "\x1f"
"""FORM_MARK + form + FORM_MARK + stem is the term of a word whose printed form is not its stem."""
SENTENCE: Final = "\x1ds"
PARAGRAPH: Final = "\x1dp"
QUOTE_START: Final = "\x1dq"
QUOTE_END: Final = "\x1dQ"
LEAD_END: Final = "\x1da"

_PIECE = re.compile(r"\S+")
AROUND: Final = '.,;:!?"()'
"""Punctuation around words that does not change them."""
_TABLE_LIMIT = 200_000
_QUESTIONS_KEPT = 4_096  # words and phrases of queries
_LONGEST_KEPT = 60  # characters of a chunk; longer ones are rare


class Known(NamedTuple):
    """Analysis of a chunk: how many positions it takes, and its terms with relative offsets."""

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
"""Terms of the boundary marks of `borders`."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its stems, its position, and its span in characters."""

    stems: tuple[str, ...]
    place: int
    start: int
    end: int


def words(text: str, language: str = "") -> Iterator[Word]:
    """Yield the words of `text` in order."""
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
    """Return the words of `text` as printed, one for each position."""
    return [one.printed for _, piece in _pieces(text) for one in cut(piece)]


def offsets(text: str, count: int | None = None) -> list[tuple[int, int]]:
    """Return the spans of the first `count` words of `text`, in characters."""
    found = ((start, one) for start, piece in _pieces(text) for one in cut(piece))
    return [(start + one.start, start + one.end) for start, one in islice(found, count)]


def stems_by_place(text: str, language: str = "", *, borders: bool = True) -> dict[str, list[int]]:
    """Return each term of `text` with its positions in ascending order, as an index keeps them.

    Stems, forms that are not their stem, and (with `boundaries`) boundary terms.
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
    """Return only the boundary terms of `text`, with their positions."""
    places: dict[str, list[int]] = {}
    place, pieces = 0, pieces_of(text, borders=True)
    for piece, advance in zip(pieces, advances(pieces, algorithm), strict=True):
        if piece in MARKED:
            for offset, term in MARKED[piece].terms:
                places.setdefault(term, []).append(place + offset)
        place += advance
    return places


def advances(pieces: Sequence[str], algorithm: str) -> list[int]:
    """Return how many positions each chunk takes; ASCII letters take one, without analysis."""
    known = known_pieces(algorithm)
    return [1 if piece.isalpha() and piece.isascii() else known.advance(piece) for piece in pieces]


def pieces_of(text: str, *, borders: bool) -> list[str]:
    """Return the chunks between white space, in order, and marks: the keys of `get_chunk_table`."""
    if borders:
        return marked(text).split()
    return text.replace(PART, f" {PART_MARK} ").split()


@lru_cache(_QUESTIONS_KEPT)
def query_stems(text: str, algorithm: str) -> tuple[str, ...]:
    """Return the stems of a query's `text` in order, to look up in texts of one algorithm.

    A word typed with diacritics is stemmed with them only: its other stem is in the index for
    readers who type none.
    """
    table = stem_table(algorithm)
    return tuple(table[printed][0] for printed in printed_words(text))


def query_forms(text: str, algorithm: str) -> tuple[tuple[str, str], ...]:
    """Return (form, stem) of each word of a query's `text`, in order, to look up exact forms."""
    table = stem_table(algorithm)
    return tuple((folded(one) or one, table[one][0]) for one in printed_words(text))


def has_words(text: str) -> bool:
    """Return whether `text` has any searchable word."""
    return any(cut(piece) for _, piece in _pieces(text))


@cache
def known_pieces(algorithm: str) -> KnownPieces:
    """Return the shared table of an algorithm."""
    return KnownPieces(algorithm)


class KnownPieces(dict[str, Known]):
    """Cache from a chunk (or a mark of `borders`) to its terms."""

    def __init__(self, algorithm: str) -> None:
        self._stems = stem_table(algorithm)
        self.update(MARKED)

    def __missing__(self, piece: str) -> Known:
        word = piece.strip(AROUND).lower() if piece.isascii() else ""
        if len(self) >= _TABLE_LIMIT:
            self.clear()
            self.update(MARKED)
        if word.isalpha():  # most new chunks differ from a cached word by punctuation only
            known = self._plain(word) if word == piece else self[word]
        else:
            known = self._any(piece)
        if len(piece) <= _LONGEST_KEPT:
            self[piece] = known
        return known

    def advance(self, piece: str) -> int:
        """Return how many positions a chunk takes."""
        word = piece.strip(AROUND)
        return 1 if word.isalpha() and word.isascii() else self[piece].advance

    def _plain(self, word: str) -> Known:
        """Analyze lower-case ASCII letters; same result as `_analyze_chunk`, faster."""
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
    """Yield the chunks between white space with their offsets, and PART_SEPARATOR between parts."""
    at = 0
    for number, part in enumerate(text.split(PART)):
        if number:
            yield at - 1, PART
        for match in _PIECE.finditer(part):
            yield at + match.start(), match.group()
        at += len(part) + 1
