"""How words are cut and stemmed: one answer for the index, the question and the snippets.

Every word counts and keeps its place; there is no stop list (`US`, `will` and `May` are words that
people search news for). A word is compared without case, diacritics of Latin and Greek letters,
compatibility forms and apostrophes; `U.S.` and `US` are one word, so are `1,750` and `1750`. Then
Snowball's rules of the article's own language take the ending off (English where the language is
not known or has no rules). A word with diacritics leaves both its stems, with and without them, at
its place, so that a reader may type `negocie` for `négocié`. Offsets count characters of the text
as given.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

import Stemmer

VERSION: Final = "words-1"
"""Changes whenever the same text would give other words; an index made by another is stale."""

PART: Final = "\x1e"
"""Parts the title, the standfirst and the body of one text: no phrase reaches across it."""
PART_GAP: Final = 100

_ELIDED = (  # what French and Italian write before an apostrophe and a vowel
    "qu jusqu lorsqu puisqu quoiqu gl un all ell oll cell coll dall dell nell sull".split()
)
_ELISION = "|".join(
    ["[CDJLMNSTcdjlmnst]"] + ["".join(f"[{c}{c.upper()}]" for c in word) for word in _ELIDED]
)
_MARKS = (  # of Latin, Greek, Cyrillic; Hebrew; Arabic; the Indian scripts; Thai
    "\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
_JOINERS = "\u00ad\u200b-\u200d\u2060\ufeff"
_APOSTROPHE = r"['’ʼ＇]"
_RUN = rf"[^\W_]+(?:[{_MARKS}{_JOINERS}]+[^\W_]*)*"
_WORD = re.compile(
    rf"(?:{_ELISION})(?={_APOSTROPHE}[^\W\d_])"  # l'eau: two words
    r"|[^\W\d_](?:\.[^\W\d_])+\b\.?"  # U.S., e.g.
    r"|\d+(?:[.,]\d+)*[^\W_]*"  # 1,750 and 5.93 and 3rd
    rf"|{_RUN}(?:{_APOSTROPHE}(?=[^\W\d_]){_RUN})*"
    rf"|{PART}"
)
_POSSESSIVE = re.compile(r"'s$")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
_DIACRITICS = re.compile(
    r"(?<=[A-Za-zͰ-Ͽ])[\u0300-\u036f]+|[\u064b-\u065f\u0670\u0640\u0591-\u05c7]"
)
_DROPPED = re.compile(rf"[{_JOINERS}]")
_OWN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)
_TABLE_LIMIT = 200_000

ALGORITHMS: Final = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque",
    "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Which of Snowball's algorithms serves a language (the first part of its BCP 47 tag)."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its stems, its place among the words, where it stands (characters)."""

    stems: tuple[str, ...]
    place: int
    start: int
    end: int


def algorithm_for(language: str) -> str:
    """The stemming algorithm for a BCP 47 tag; English for what is unknown."""
    return ALGORITHMS.get(language.casefold().partition("-")[0], "english")


def words(text: str, language: str = "") -> Iterator[Word]:
    """The words of `text` in order."""
    table = stem_table(algorithm_for(language))
    place = 0
    for match in _WORD.finditer(text):
        if match.group() == PART:
            place += PART_GAP
        else:
            yield Word(table[match.group()], place, match.start(), match.end())
            place += 1


def printed_words(text: str) -> list[str]:
    """The words of `text` as they stand, and PART where one ends; goes with `offsets`."""
    return _WORD.findall(text)


def offsets(text: str, count: int | None = None) -> list[tuple[int, int]]:
    """Where the first `count` words of `text` (and ends of parts) stand, in characters."""
    return [match.span() for match in islice(_WORD.finditer(text), count)]


def stems_by_place(text: str, language: str = "") -> dict[str, list[int]]:
    """Each stem of `text` with its places in ascending order: what an index keeps."""
    table = stem_table(algorithm_for(language))
    places: dict[str, list[int]] = {}
    place = -1
    for stems in map(table.__getitem__, _WORD.findall(text)):
        if not stems:
            place += PART_GAP
            continue
        place += 1
        for stem in stems:
            if stem in places:
                places[stem].append(place)
            else:
                places[stem] = [place]
    return places


def query_stems(text: str, algorithm: str) -> tuple[str, ...]:
    """The stems by which a reader's `text` is looked up in texts of one algorithm, in order.

    A word typed with diacritics is stemmed with them, and only so: its other stem is in the index
    for readers who type none.
    """
    table = stem_table(algorithm)
    return tuple(table[match][0] for match in _WORD.findall(text) if match != PART)


def has_words(text: str) -> bool:
    """Whether anything in `text` can be searched for."""
    return any(match != PART for match in _WORD.findall(text))


@cache
def stem_table(algorithm: str) -> "StemTable":
    """The one table of this algorithm."""
    return StemTable(algorithm)


class StemTable(dict[str, tuple[str, ...]]):
    """Printed word → its stems (without and with diacritics taken off first); fills itself."""

    def __init__(self, algorithm: str) -> None:
        self._stemmer = Stemmer.Stemmer(algorithm)
        self._stemmer.maxCacheSize = 0
        self[PART] = ()

    def __missing__(self, printed: str) -> tuple[str, ...]:
        if len(self) >= _TABLE_LIMIT:
            self.clear()
            self[PART] = ()
        stems = self[printed] = self._stems(printed)
        return stems

    def _stems(self, printed: str) -> tuple[str, ...]:
        plain = _plain(printed)
        bare = _bare(plain)
        first = _bare(self._stemmer.stemWord(plain)) or bare or printed
        if bare == plain:
            return (first,)
        second = self._stemmer.stemWord(bare) or first
        return (first,) if first == second else (first, second)


def _plain(printed: str) -> str:
    """Without case, compatibility forms, apostrophes and dots of abbreviations."""
    text = (
        unicodedata.normalize("NFKC", printed).casefold()
        if not printed.isascii()
        else printed.lower()
    )
    text = _DROPPED.sub("", text)
    if text[0].isdigit():
        return _THOUSANDS.sub("", text)
    for mark in "’ʼ＇":
        text = text.replace(mark, "'")
    return _POSSESSIVE.sub("", text).replace("'", "").replace(".", "")


def _bare(text: str) -> str:
    """Without the diacritics of Latin and Greek letters and the points of Arabic and Hebrew."""
    if text.isascii():
        return text
    bare = _DIACRITICS.sub("", unicodedata.normalize("NFD", text).translate(_OWN_LETTERS))
    return unicodedata.normalize("NFC", bare)
