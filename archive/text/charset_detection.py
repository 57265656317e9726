"""Detection of the encoding of bytes without a usable label, with chardet.

Only the parts with non-ASCII bytes are sampled. A few invalid bytes must not rule an encoding out, so each
candidate is also tried without those it cannot decode.
"""

import re
from collections.abc import Sequence
from typing import Final

HIGH_BYTE: Final = re.compile(rb"[\x80-\xff]")
MAX_SAMPLE_SIZE: Final = 200_000  # bytes
FALLBACK_CODEC: Final = "cp1252"
"""Most common encoding of pages without a label."""
MIN_HIGH_BYTES: Final = 3  # non-ASCII bytes; with fewer the fallback is used
MIN_RELIABLE_BYTES: Final = 6  # non-ASCII bytes; with fewer, another Latin codec must win clearly
MIN_CONFIDENCE_RATIO: Final = 1.4
BYTES_PER_ERROR: Final = 20  # one undecodable byte is tolerated per so many non-ASCII bytes
WORDS_PER_MIXED_WORD: Final = 2  # one word of two scripts is tolerated per so many words
_TAG_OR_LINE_END_BYTES: Final = re.compile(rb"[<>\r\n]+")
_WORD: Final = re.compile(r"[^\W\d_]+")
_OTHER_LETTER: Final = re.compile(r"[\u0370-\u06ff]")
_LATIN_LETTER: Final = re.compile(r"[A-Za-z]")
_DETECTED_LATIN_CODECS: Final = tuple("cp1250 cp1252 cp1254 cp1257 cp1258 iso8859-2 mac-roman".split())
_CANDIDATES: Final = (
    *_DETECTED_LATIN_CODECS,
    *"cp1251 cp1253 cp1255 cp1256 cp874 iso8859-5 iso8859-6 iso8859-7 iso8859-8".split(),
    *"koi8-r koi8-u cp866 gb18030 big5hkscs euc-jis-2004 cp932 cp949".split(),
)
"""Legacy encodings that browsers detect (Encoding Standard), and Mac Roman (spreadsheets)."""


def detect_codec(content: bytes) -> str:
    """Return the most probable Python codec of `content`."""
    parts = dict.fromkeys(part for part in _TAG_OR_LINE_END_BYTES.split(content) if not part.isascii())
    sample = b"\n".join(parts)[:MAX_SAMPLE_SIZE]  # repeated titles add no information
    if len(HIGH_BYTE.findall(sample)) < MIN_HIGH_BYTES and "\ufffd" not in sample.decode(FALLBACK_CODEC, "replace"):
        return FALLBACK_CODEC
    codec = _detect_among(sample, _CANDIDATES)
    if _has_mixed_scripts(sample.decode(codec, "replace")):
        return _detect_among(sample, _DETECTED_LATIN_CODECS)
    return codec


def _detect_among(sample: bytes, candidates: Sequence[str]) -> str:
    """Return the most probable of `candidates`, ignoring a few undecodable bytes."""
    high = len(HIGH_BYTE.findall(sample))
    best_confidence, codec = _detect_with_confidence(sample, candidates, high)
    for candidate in candidates:
        text = sample.decode(candidate, "replace")
        if not 0 < text.count("\ufffd") <= max(1, high // BYTES_PER_ERROR):
            continue
        clean_sample = text.replace("\ufffd", "").encode(candidate, "ignore")
        confidence, detected_codec = _detect_with_confidence(clean_sample, candidates, high)
        if confidence > best_confidence and detected_codec == candidate:
            best_confidence, codec = confidence, detected_codec
    return codec


def _detect_with_confidence(sample: bytes, candidates: Sequence[str], high: int) -> tuple[float, str]:
    import chardet  # noqa: PLC0415 - slow to import, seldom needed

    detections = chardet.detect_all(
        sample,
        ignore_threshold=True,
        include_encodings=candidates,
        compat_names=False,
        no_match_encoding=FALLBACK_CODEC,
        empty_input_encoding=FALLBACK_CODEC,
    )
    confidences = {
        (detection["encoding"] or FALLBACK_CODEC).replace("_", "-"): float(detection["confidence"] or 0)
        for detection in detections
    }
    codec = max(confidences, key=confidences.__getitem__)
    fallback_confidence = confidences.get(FALLBACK_CODEC, 0.0)
    if (
        codec in _DETECTED_LATIN_CODECS
        and high < MIN_RELIABLE_BYTES
        and fallback_confidence * MIN_CONFIDENCE_RATIO > confidences[codec]
    ):
        codec = FALLBACK_CODEC
    return confidences[codec], codec


def _has_mixed_scripts(text: str) -> bool:
    """Return whether words mix Latin letters with Greek, Cyrillic, Hebrew or Arabic ones."""
    words = [word for word in _WORD.findall(text) if _OTHER_LETTER.search(word)]
    mixed_count = sum(_LATIN_LETTER.search(word) is not None for word in words)
    return mixed_count * WORDS_PER_MIXED_WORD > len(words)
