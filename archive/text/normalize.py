"""Normalise text for comparison and lookup."""

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Final

JOINERS: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Invisible characters inside words: soft hyphens, joiners, zero-width spaces."""
_QUOTES = {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " "}
_EQUIVALENTS = str.maketrans(_QUOTES | dict.fromkeys(JOINERS))
_NOT_WORD = re.compile(r"[\W_]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def fold(text: str) -> str:
    """Return `text` without case, diacritics, compatibility forms, curly quotes and joiners."""
    if text.isascii():  # the common case: nothing to decompose
        return text.casefold()
    folded = unicodedata.normalize("NFKD", text.translate(_EQUIVALENTS)).casefold()
    decomposed = unicodedata.normalize("NFKD", folded)
    return _NOT_ASCII.sub(_strip_combining, decomposed)


def _strip_combining(run: re.Match[str]) -> str:
    return "".join(char for char in run.group() if not unicodedata.combining(char))


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return the lookup key of a printed name: folded words separated by single spaces."""
    return _NOT_WORD.sub(" ", fold(name).replace("'", "")).strip()


def collapse_whitespace(text: str) -> str:
    """Return `text` on one line, every run of white space a single space."""
    return " ".join(text.split())


def strip_controls(text: str) -> str:
    """Return `text` without NUL and other control characters."""
    return _CONTROL.sub("", text)


def compute_text_digest(*parts: str) -> str:
    """Return the SHA-256 (hex) of the folded words of `parts`."""
    words = _NOT_WORD.sub(" ", fold("\n".join(parts))).strip()
    return hashlib.sha256(words.encode()).hexdigest()
