"""Normalise words for the index: case, compatibility forms, apostrophes, diacritics.

`normalize_word` keeps diacritics (the stemmer needs them); `strip_diacritics` removes those of
Latin and Greek letters, Hebrew points and Arabic vowel signs. Variant Arabic letters (alef with and
without hamza, final ya, ta marbuta, Persian kaf and ya) become one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from archive.text.normalize import JOINERS

_DROPPED = re.compile(rf"[{JOINERS}\u0640]")
_POSSESSIVE = re.compile(r"'s$")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
_DIACRITICS = re.compile(r"(?<=[A-Za-zͰ-Ͽ])[\u0300-\u036f]+|[\u064b-\u065f\u0670\u0591-\u05c7]")
_OWN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)
_ARABIC = str.maketrans("أإآٱىیکةۀہھ", "ااااييكهههه")
_HAS_ARABIC = re.compile(r"[\u0600-\u06ff]")


def normalize_word(printed: str) -> str:
    """Remove case, compatibility forms, apostrophes and dots of abbreviations."""
    if printed.isascii():
        text = printed.lower()
    else:
        text = unicodedata.normalize("NFKC", printed).casefold()
        text = _DROPPED.sub("", text)
        if _HAS_ARABIC.search(text):
            text = text.translate(_ARABIC)
    if text[:1].isdigit():
        return _THOUSANDS.sub("", text)
    for mark in "’ʼ＇":
        text = text.replace(mark, "'")
    return _POSSESSIVE.sub("", text).replace("'", "").replace(".", "")


def strip_diacritics(text: str) -> str:
    """Remove diacritics of Latin and Greek letters, and points of Arabic and Hebrew."""
    if text.isascii():
        return text
    stripped = _DIACRITICS.sub("", unicodedata.normalize("NFD", text).translate(_OWN_LETTERS))
    return unicodedata.normalize("NFC", stripped)


@lru_cache(maxsize=50_000)
def fold_word(printed: str) -> str:
    """Return the folded form of a word, by which exact terms and wildcards are compared."""
    return strip_diacritics(normalize_word(printed))
