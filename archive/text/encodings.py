"""Decode bytes: by byte order mark, by a label of the WHATWG Encoding Standard, or by detection (with chardet).

An encoding is stored as the name of a Python codec, with a note if bytes could not be decoded or it was inferred:
`windows-1251 (inferred)`, `utf-8 (broken bytes)`.
"""

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import webencodings

INFERRED: Final = "inferred"
BROKEN: Final = "broken bytes"
REPLACEMENT: Final = "\ufffd"
DETECTED_BASIS: Final = "detected in the bytes, as no usable encoding is named"
CHARS_PER_ERROR: Final = 20  # one undecodable character is tolerated per so many non-ASCII ones
MAX_LABELS: Final = 5  # codecs tried at most
MIN_SAMPLE_LETTERS: Final = 6  # accented letters needed to reject a labelled encoding
MIN_SWAPPED_WORDS: Final = 3  # words such as ‘сОВЕТ’ needed to reject one; rare in real text

_SIGNATURES: Final = (  # first bytes that tell the encoding, and their name
    (codecs.BOM_UTF8, "utf-8-sig", ""),
    (codecs.BOM_UTF32_LE, "utf-32", "a byte order mark"),
    (codecs.BOM_UTF32_BE, "utf-32", "a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "a byte order mark"),
    (codecs.BOM_UTF16_BE, "utf-16", "a byte order mark"),
    (b"<\0?\0", "utf-16-le", "its first characters"),  # XML without a byte order mark
    (b"\0<\0?", "utf-16-be", "its first characters"),
    (b"<\0\0\0", "utf-32-le", "its first characters"),
    (b"\0\0\0<", "utf-32-be", "its first characters"),
    (b"\x4c\x6f\xa7\x94", "cp037", "its first characters"),
)
_SUPERSETS: Final = {  # pages with such a label often need the larger codec
    "gbk": "gb18030",
    "euc-jp": "euc_jis_2004",
    "iso-2022-jp": "iso2022_jp_ext",
    "x-user-defined": "windows-1252",  # as in the HTML Standard
}
_REFUSED_LABELS: Final = {"hz-gb-2312": "hz", "iso-2022-kr": "iso2022_kr", "csiso2022kr": "iso2022_kr"}
"""Labels that browsers refuse because scripts could hide in them; safe here, nothing is run."""
_SEVEN_BIT_CODECS: Final = frozenset({"hz", "iso2022_kr", "iso2022_jp_ext"})
"""Codecs whose bytes are all ASCII, so they would decode as UTF-8."""
_UTF16_CODECS: Final = frozenset({"utf-16-le", "utf-16-be"})
_MULTI_BYTE_CODECS: Final = frozenset({"gb18030", "big5hkscs", "euc_jis_2004", "cp932", "cp949"})
_LATIN_CODECS: Final = frozenset(  # codecs in whose texts valid UTF-8 sequences hardly occur
    "windows-1250 windows-1252 windows-1254 windows-1257 windows-1258 iso-8859-2 iso-8859-3"
    " iso-8859-4 iso-8859-10 iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16 macintosh".split()
)
_NON_TEXT_CODECS: Final = frozenset("idna punycode undefined unicode_escape raw_unicode_escape utf-7 mbcs oem".split())
_ENCODING_DECLARATION: Final = re.compile(
    rb"""<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_HEAD_BYTES: Final = 8192  # bytes searched for an encoding declaration
_JAPANESE_ESCAPE: Final = re.compile(rb"\x1b\$[@B]")
_UTF8_SEQUENCE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ACCENTED_LETTER: Final = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_ASCII_LETTER: Final = re.compile("[A-Za-z]")
_TAG_OR_LINE_END: Final = re.compile("[<>\r\n]+")
_NON_ASCII_WORD: Final = re.compile(r"[^\W\d_a-zA-Z]{2,}")
_HIGH_BYTE: Final = re.compile(rb"[\x80-\xff]")
MAX_SAMPLE_SIZE: Final = 200_000  # bytes or characters
MAX_WIDE_SAMPLE: Final = 2000  # bytes
MIN_WIDE_LETTERS: Final = 20
WIDE_SHARE: Final = 0.7  # of the letters that are ASCII
FALLBACK_CODEC: Final = "cp1252"  # the most common encoding of pages without a label
MIN_HIGH_BYTES: Final = 3  # non-ASCII bytes; with fewer the fallback is used
MIN_RELIABLE_BYTES: Final = 6  # non-ASCII bytes; with fewer, another Latin codec must win clearly
MIN_CONFIDENCE_RATIO: Final = 1.4
BYTES_PER_ERROR: Final = 20  # one undecodable byte is tolerated per so many non-ASCII bytes
WORDS_PER_MIXED_WORD: Final = 2  # one word of two scripts is tolerated per so many words
_TAG_OR_LINE_END_BYTES: Final = re.compile(rb"[<>\r\n]+")
_WORD: Final = re.compile(r"[^\W\d_]+")
_OTHER_LETTER: Final = re.compile(r"[\u0370-\u06ff]")
_WINDOWS_QUOTATION: Final = re.compile(rb"[\s(>][\x91\x93]\w|[\w.,!?][\x92\x94][\s<)]")
_DETECTED_LATIN: Final = tuple("cp1250 cp1252 cp1254 cp1257 cp1258 iso8859-2 mac-roman".split())
_CANDIDATES: Final = _DETECTED_LATIN + tuple(
    "cp1251 cp1253 cp1255 cp1256 cp874 iso8859-5 iso8859-6 iso8859-7 iso8859-8 koi8-r koi8-u cp866 gb18030 big5hkscs"
    " euc-jis-2004 cp932 cp949".split()
)
"""Legacy encodings that browsers detect (Encoding Standard), and Mac Roman (spreadsheets)."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A decoded text, its encoding, and the basis of that decision (empty for UTF-8)."""

    text: str
    encoding: str
    basis: str = ""

    @property
    def evidence(self) -> str:
        """Evidence text about the decoding; empty if every byte is UTF-8."""
        if not self.basis and not self.broken_count:
            return ""
        codec = self.encoding.partition(" ")[0]
        sentence = f"the bytes are read as {codec}"
        sentence += f": {self.basis}" if self.basis else ""
        return f"{sentence}; characters that cannot be read: {self.broken_count:,}" if self.broken_count else sentence

    @property
    def broken_count(self) -> int:
        """Number of replacement characters for undecodable bytes."""
        return self.text.count(REPLACEMENT) if BROKEN in self.encoding else 0

    @property
    def is_inferred(self) -> bool:
        """True if the encoding was inferred, not labelled."""
        return INFERRED in self.encoding


@dataclass(frozen=True, slots=True)
class EncodingLabel:
    """An encoding label and its source (`the HTTP header`)."""

    name: str
    source: str


def find_codec(label: str) -> str:
    """Return the codec of a label (Encoding Standard, or Python's); empty if there is none that decodes to text."""
    name = label.strip().strip("\"'").strip().lower()
    if name in _REFUSED_LABELS:
        return _REFUSED_LABELS[name]
    if (encoding := webencodings.lookup(name)) is not None:
        if encoding.name == "replacement":
            return ""
        return _normalize_codec_name(encoding.name, _SUPERSETS.get(encoding.name) or encoding.codec_info.name)
    try:
        codec_info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    is_text = getattr(codec_info, "_is_text_encoding", True) and codec_info.name not in _NON_TEXT_CODECS
    return codec_info.name if is_text else ""


def find_labels(content: bytes) -> tuple[EncodingLabel, ...]:
    """Return the encoding labels declared at the start of a page or feed."""
    return tuple(
        EncodingLabel((match[1] or match[2]).decode("ascii", "replace"), "the page itself")
        for match in _ENCODING_DECLARATION.finditer(content[:_HEAD_BYTES])
    )


def decode_as(content: bytes, encoding: str) -> str:
    """Decode bytes whose encoding is given in the stored form (`windows-1251 (inferred)`)."""
    codec, _, note = encoding.partition(" ")
    return content.decode(codec or "utf-8", "replace" if note else "strict")


def decode_bytes(content: bytes, labels: Iterable[EncodingLabel] = ()) -> DecodedText:
    """Decode `content` as UTF-8 if valid, else by the first plausible label, else by detection."""
    for signature, codec, basis in _SIGNATURES:
        if content.startswith(signature):
            return _decode_with_codec(content, codec, basis)
    if codec := _find_wide_codec(content[:MAX_WIDE_SAMPLE]):
        return _decode_with_codec(content, codec, "every second of its bytes is NUL", INFERRED)
    labels_by_codec: dict[str, EncodingLabel] = {}
    for label in labels:
        if codec := find_codec(label.name):
            labels_by_codec.setdefault(codec, label)
    labelled_codecs = list(labels_by_codec.items())[:MAX_LABELS]
    is_ascii = content.isascii() or len(list(islice(_HIGH_BYTE.finditer(content), 2))) == 1
    for codec, label in labelled_codecs:
        if (codec in _SEVEN_BIT_CODECS and is_ascii) or (codec in _UTF16_CODECS and b"\0" in content[:1000]):
            return _decode_with_codec(content, codec, f"named by {label.source}")
    if is_ascii and _JAPANESE_ESCAPE.search(content):
        return _decode_with_codec(content, "iso2022_jp_ext", DETECTED_BASIS, INFERRED)
    try:
        return DecodedText(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        other_codecs = [pair for pair in labelled_codecs if pair[0] not in _SEVEN_BIT_CODECS | _UTF16_CODECS]
        return _decode_other(content, other_codecs)


def _find_wide_codec(sample: bytes) -> str:
    """Return the codec of UTF-16 without a mark, told by the NUL bytes of its ASCII letters; empty for other bytes."""
    half = len(sample) // 2
    first, second = sample[::2].count(0), sample[1::2].count(0)
    if half < MIN_WIDE_LETTERS or min(first, second) > 0:
        return ""
    if second > WIDE_SHARE * half:
        return "utf-16-le"
    return "utf-16-be" if first > WIDE_SHARE * half else ""


def _decode_other(content: bytes, labelled_codecs: Sequence[tuple[str, EncodingLabel]]) -> DecodedText:
    sequences = _UTF8_SEQUENCE.findall(content)
    utf8_bytes = sum(map(len, sequences))
    other_bytes = len(_HIGH_BYTE.findall(content)) - utf8_bytes
    utf8_basis = "most bytes beyond ASCII are UTF-8"
    decoded_texts = [
        (codec, _decode_with_codec(content, codec, f"named by {label.source}")) for codec, label in labelled_codecs
    ]
    has_multi_byte = any(codec in _MULTI_BYTE_CODECS and not text.broken_count for codec, text in decoded_texts)
    if utf8_bytes > 4 * other_bytes and not has_multi_byte:
        return _decode_with_codec(content, "utf-8", utf8_basis, INFERRED)
    for codec, decoded_text in decoded_texts:
        if codec in _LATIN_CODECS and utf8_bytes >= 2 * other_bytes:
            return _decode_with_codec(content, "utf-8", utf8_basis, INFERRED)
        is_nearly_utf8 = codec == "utf-8" and other_bytes <= max(1, len(sequences))
        if is_nearly_utf8 or (codec != "utf-8" and _is_plausible(decoded_text)):
            return decoded_text
    if other_bytes == 1 and utf8_bytes:
        return _decode_with_codec(content, "utf-8", utf8_basis, INFERRED)
    detected = _detect_codec(content)
    detected_basis = DETECTED_BASIS
    if labelled_codecs:
        detected_basis = f"detected in the bytes; they are not {labelled_codecs[0][1].name[:40]}, named by"
        detected_basis += f" {labelled_codecs[0][1].source}"
    return _decode_with_codec(content, _normalize_codec_name(detected, detected), detected_basis, INFERRED)


def _decode_with_codec(content: bytes, codec: str, basis: str, note: str = "") -> DecodedText:
    try:
        text, notes = content.decode(codec), [note]
    except UnicodeDecodeError:
        text, notes = content.decode(codec, "replace"), [note, BROKEN]
    note_text = ", ".join(filter(None, notes))
    return DecodedText(text, f"{codec} ({note_text})" if note_text else codec, basis)


def _normalize_codec_name(name: str, codec: str) -> str:
    """Return the standard name if Python knows it as an alias (`windows-1251`), else Python's."""
    python_name = codecs.lookup(codec).name
    for standard_name in (f"windows-{python_name[2:]}", name):
        try:
            if codecs.lookup(standard_name).name == python_name:
                return standard_name
        except LookupError:
            continue
    return python_name


def _is_plausible(decoded_text: DecodedText) -> bool:
    """Return whether a text has few errors, and neither more accents than letters nor capitals inside words."""
    text = decoded_text.text
    non_ascii_count = len(text) - len(text.encode("ascii", "ignore"))
    if decoded_text.broken_count > max(1, non_ascii_count // CHARS_PER_ERROR):
        return False
    sample = "\n".join(part for part in _TAG_OR_LINE_END.split(text) if not part.isascii())[:MAX_SAMPLE_SIZE]
    accented_count = len(_ACCENTED_LETTER.findall(sample))
    if accented_count >= MIN_SAMPLE_LETTERS and accented_count > len(_ASCII_LETTER.findall(sample)):
        return False
    words = _NON_ASCII_WORD.findall(sample)
    swapped_count = sum(word[0].islower() and word[1:].isupper() for word in words)
    capitalised_count = sum(word[0].isupper() and word[1:].islower() for word in words)
    return swapped_count < MIN_SWAPPED_WORDS or swapped_count <= capitalised_count


def _detect_codec(content: bytes) -> str:
    """Return the most probable Python codec of bytes without a usable label."""
    codec = _detect_in_parts(content)
    has_mac_lines = b"\r" in content and b"\n" not in content
    is_mac = has_mac_lines and not _WINDOWS_QUOTATION.search(content)  # some programs write such lines on Windows
    return "mac-roman" if is_mac and codec in _DETECTED_LATIN else codec


def _detect_in_parts(content: bytes) -> str:
    """Return the most probable codec of the parts of a text that are not ASCII."""
    parts = dict.fromkeys(part for part in _TAG_OR_LINE_END_BYTES.split(content) if not part.isascii())
    sample = b"\n".join(parts)[:MAX_SAMPLE_SIZE]  # repeated titles add no information
    is_readable = REPLACEMENT not in sample.decode(FALLBACK_CODEC, "replace")
    if is_readable and len(_HIGH_BYTE.findall(sample)) < MIN_HIGH_BYTES:
        return FALLBACK_CODEC
    codec = _detect_among(sample, _CANDIDATES)
    words = [word for word in _WORD.findall(sample.decode(codec, "replace")) if _OTHER_LETTER.search(word)]
    mixed_count = sum(_ASCII_LETTER.search(word) is not None for word in words)  # with letters of two scripts
    return _detect_among(sample, _DETECTED_LATIN) if mixed_count * WORDS_PER_MIXED_WORD > len(words) else codec


def _detect_among(sample: bytes, candidates: Sequence[str]) -> str:
    """Return the most probable of `candidates`, trying each also without a few bytes that it cannot decode."""
    high = len(_HIGH_BYTE.findall(sample))
    best_confidence, codec = _detect_with_confidence(sample, candidates, high)
    for candidate in candidates:
        text = sample.decode(candidate, "replace")
        if not 0 < text.count(REPLACEMENT) <= max(1, high // BYTES_PER_ERROR):
            continue
        clean_sample = text.replace(REPLACEMENT, "").encode(candidate, "ignore")
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
    is_unsure = codec in _DETECTED_LATIN and high < MIN_RELIABLE_BYTES
    if is_unsure and fallback_confidence * MIN_CONFIDENCE_RATIO > confidences[codec]:
        codec = FALLBACK_CODEC
    return confidences[codec], codec
