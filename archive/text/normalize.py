"""Normal forms of text for comparison: folding, name keys, digests and identifiers."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from functools import lru_cache
from typing import Final

_DIRECTION_CONTROLS = re.compile("[\N{LEFT-TO-RIGHT EMBEDDING}-\N{RIGHT-TO-LEFT OVERRIDE}"
                    "\N{LEFT-TO-RIGHT ISOLATE}-\N{POP DIRECTIONAL ISOLATE}]")  # fmt: skip


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


# Normalise words for the index: case, compatibility forms, apostrophes, diacritics.

_DROPPED = re.compile(rf"[{JOINERS}\u0640]")
_POSSESSIVE = re.compile(r"'s$")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
_DIACRITICS = re.compile(r"(?<=[A-Za-zͰ-Ͽ])[\u0300-\u036f]+|[\u064b-\u065f\u0670\u0591-\u05c7]")
_OWN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
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


# Short permanent identifiers for public URLs.

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8
IDENTIFIER = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


def random_identifier() -> str:
    """Return a new random identifier."""
    return _encode(secrets.randbits(5 * LENGTH))


def derive_identifier(digest: str, attempt: int = 0) -> str:
    """Derive the identifier of the record with this digest; `attempt` counts collisions."""
    hashed = hashlib.sha256(f"{digest}:{attempt}".encode()).digest()
    return _encode(int.from_bytes(hashed[:5], "big"))


def _encode(number: int) -> str:
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(LENGTH)))


def clean_text(text: str) -> str:
    """Return `text` on one line, without control characters.

    Bidirectional controls are removed too: an unclosed one would affect all the following text.
    """
    return collapse_whitespace(_DIRECTION_CONTROLS.sub("", strip_controls(text)))
