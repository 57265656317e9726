"""Stemming with Snowball, one stemmer for each language it supports.

British spelling is normalised to American before it, diacritics are removed after it.

M. F. Porter: Snowball, a language for stemming algorithms, 2001.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from string import ascii_lowercase
from typing import Final

import Stemmer

from archive.text.normalize import normalize_word, strip_diacritics
from archive.text.spelling import BRITISH_PREFIXES, to_american

_TABLE_LIMIT = 200_000
LANGUAGE_SIGNS: Final = "+#"
"""Signs at the end of the names of programming languages, which are words of their own."""

STEMMING_ALGORITHMS: Final = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Snowball algorithm by language (the primary subtag of its BCP 47 tag)."""

_TO_PERSIAN = str.maketrans("يك", "یک")
_FROM_PERSIAN = str.maketrans("یک", "يك")


def get_algorithm(language: str) -> str:
    """Return the stemming algorithm for a BCP 47 tag; English if unknown."""
    return STEMMING_ALGORITHMS.get(language.casefold().partition("-")[0], "english")


def compute_stem_prefixes(stem: str, algorithm: str) -> frozenset[str] | None:
    """Return the possible first two letters (or all) of lower-case ASCII words with this stem.

    None if unbounded: only English is known to change nothing but endings.
    """
    if algorithm != "english":
        return None
    if len(stem) < 2:  # `aing`
        return frozenset({stem, *(stem + letter for letter in ascii_lowercase)})
    first = stem[:2]
    y_variant = {f"{first[0]}y"} if first[1] == "i" else set()  # `dying`: `die`
    return BRITISH_PREFIXES.get(first, frozenset()).union({first}, y_variant)


class StemTable(dict[str, tuple[str, ...]]):
    """Cache from a printed word to its stems (with and without its diacritics)."""

    def __init__(self, algorithm: str) -> None:
        self._algorithm = algorithm
        self._stemmer = Stemmer.Stemmer(algorithm)
        self._stemmer.maxCacheSize = 0

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _TABLE_LIMIT:
            self.clear()
        stems = self[word] = self._compute_stems(word)
        return stems

    def stem_ascii_word(self, word: str) -> str:
        """Stem lower-case ASCII letters, without caching."""
        return self._stem(word) or word

    def stem_ascii_words(self, words: Sequence[str]) -> list[str]:
        """Stem many such words."""
        if self._algorithm != "english":
            return [self.stem_ascii_word(word) for word in words]
        stems = self._stemmer.stemWords(list(map(to_american, words)))
        return [stem or word for stem, word in zip(stems, words, strict=True)]

    def _compute_stems(self, printed_word: str) -> tuple[str, ...]:
        word = normalize_word(printed_word)
        bare_word = strip_diacritics(word)
        if word[-1:] in LANGUAGE_SIGNS:  # `C++` is found by itself and by `C`
            return word, word.rstrip(LANGUAGE_SIGNS)
        first = strip_diacritics(self._stem(word)) or bare_word or printed_word
        if bare_word == word:
            return (first,)
        second = self._stem(bare_word) or first
        return (first,) if first == second else (first, second)

    def _stem(self, word: str) -> str:
        if self._algorithm == "english":
            return self._stemmer.stemWord(to_american(word))
        if self._algorithm == "persian":
            return self._stemmer.stemWord(word.translate(_TO_PERSIAN)).translate(_FROM_PERSIAN)
        return self._stemmer.stemWord(word)


get_stem_table = cache(StemTable)
"""Return the shared table of an algorithm."""
