"""One form for every way to print a word: case, compatibility forms, apostrophes, diacritics.

`plain` keeps diacritics (a stemmer wants them), `bare` takes off those of Latin and Greek letters,
the points of Hebrew and the vowel signs of Arabic. Letters of Arabic that are printed now so, now
so (alef with and without hamza, final ya, ta marbuta, the Persian kaf and ya) become one.
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


def plain(printed: str) -> str:
    """Without case, compatibility forms, apostrophes and dots of abbreviations."""
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


def bare(text: str) -> str:
    """Without the diacritics of Latin and Greek letters and the points of Arabic and Hebrew."""
    if text.isascii():
        return text
    stripped = _DIACRITICS.sub("", unicodedata.normalize("NFD", text).translate(_OWN_LETTERS))
    return unicodedata.normalize("NFC", stripped)


@lru_cache(maxsize=50_000)
def folded(printed: str) -> str:
    """The form of one word, as exact forms and patterns are compared."""
    return bare(plain(printed))
