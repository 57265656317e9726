"""Detect the encoding of bytes without a usable label, with chardet.

Only the parts with non-ASCII bytes are sampled. A few invalid bytes must not rule an encoding
out, so each candidate is also tried on the sample without the bytes it cannot decode.
"""

import re
from collections.abc import Sequence
from typing import Final

import chardet

MOST_LOOKED_AT: Final = 200_000  # bytes
FALLBACK: Final = "cp1252"
"""Most common encoding of pages without a label."""

FEWEST: Final = 3  # non-ASCII bytes; with fewer the fallback is used
ENOUGH: Final = 6  # non-ASCII bytes; with fewer, another Latin codec must win clearly
LIKELIER: Final = 1.4
MOST_BROKEN: Final = 20  # one undecodable byte is tolerated per so many non-ASCII bytes
MOST_MIXED: Final = 2  # one word of two scripts is tolerated per so many words

_BORDERS: Final = re.compile(rb"[<>\r\n]+")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_OTHER_LETTER: Final = re.compile(r"[\u0370-\u06ff]")
_LATIN_LETTER: Final = re.compile(r"[A-Za-z]")
_LATIN: Final = tuple("cp1250 cp1252 cp1254 cp1257 cp1258 iso8859-2 mac-roman".split())
_CANDIDATES: Final = (
    *_LATIN,
    *"cp1251 cp1253 cp1255 cp1256 cp874 iso8859-5 iso8859-6 iso8859-7 iso8859-8".split(),
    *"koi8-r koi8-u cp866 gb18030 big5hkscs euc-jis-2004 cp932 cp949".split(),
)
"""Legacy encodings that browsers detect (Encoding Standard), and Mac Roman (spreadsheets)."""


def detect_codec(content: bytes) -> str:
    """Return the most probable Python codec of `content`."""
    parts = dict.fromkeys(part for part in _BORDERS.split(content) if not part.isascii())
    sample = b"\n".join(parts)[:MOST_LOOKED_AT]  # repeated titles add no information
    if len(_HIGH.findall(sample)) < FEWEST and "\ufffd" not in sample.decode(FALLBACK, "replace"):
        return FALLBACK
    codec = _detect_among(sample, _CANDIDATES)
    if _mixes_scripts(sample.decode(codec, "replace")):
        return _detect_among(sample, _LATIN)
    return codec


def _detect_among(sample: bytes, candidates: Sequence[str]) -> str:
    """Return the most probable of `candidates`, ignoring a few undecodable bytes."""
    high = len(_HIGH.findall(sample))
    best, codec = _likeliest(sample, candidates, high)
    for candidate in candidates:
        text = sample.decode(candidate, "replace")
        if not 0 < text.count("\ufffd") <= max(1, high // MOST_BROKEN):
            continue
        rest = text.replace("\ufffd", "").encode(candidate, "ignore")
        confidence, found = _likeliest(rest, candidates, high)
        if confidence > best and found == candidate:
            best, codec = confidence, found
    return codec


def _likeliest(sample: bytes, candidates: Sequence[str], high: int) -> tuple[float, str]:
    """Return the highest confidence and its codec."""
    found = chardet.detect_all(
        sample,
        ignore_threshold=True,
        include_encodings=candidates,
        compat_names=False,
        no_match_encoding=FALLBACK,
        empty_input_encoding=FALLBACK,
    )
    likely = {
        (one["encoding"] or FALLBACK).replace("_", "-"): float(one["confidence"] or 0)
        for one in found
    }
    codec = max(likely, key=likely.__getitem__)
    usual = likely.get(FALLBACK, 0.0)
    if codec in _LATIN and high < ENOUGH and usual * LIKELIER > likely[codec]:
        codec = FALLBACK
    return likely[codec], codec


def _mixes_scripts(text: str) -> bool:
    """Return whether words mix Latin letters with Greek, Cyrillic, Hebrew or Arabic ones."""
    words = [word for word in _WORD.findall(text) if _OTHER_LETTER.search(word)]
    mixed = sum(_LATIN_LETTER.search(word) is not None for word in words)
    return mixed * MOST_MIXED > len(words)
