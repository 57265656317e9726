"""Decode bytes: by byte order mark, by a label of the WHATWG Encoding Standard, or by detection.

An encoding is stored as the name of a Python codec, with a note if bytes could not be decoded or it
was inferred: `windows-1251 (inferred)`, `utf-8 (broken bytes)`.
"""

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import webencodings

from archive.text.charset_detection import MOST_LOOKED_AT, detect_codec

INFERRED: Final = "inferred"
BROKEN: Final = "broken bytes"
REPLACEMENT: Final = "\ufffd"
DETECTED: Final = "detected in the bytes, as no usable encoding is named"
MOST_BROKEN: Final = 20  # one undecodable character is tolerated per so many non-ASCII ones
MOST_LABELS: Final = 5  # codecs tried at most
FEWEST_TELLING: Final = 6  # accented letters needed to reject a labelled encoding
FEWEST_TURNED: Final = 3  # words such as ‘сОВЕТ’ needed to reject one; rare in real text

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SUPERSETS: Final = {  # pages with such a label often need the larger codec
    "gbk": "gb18030",
    "euc-jp": "euc_jis_2004",
    "iso-2022-jp": "iso2022_jp_ext",
    "x-user-defined": "windows-1252",  # as in the HTML Standard
}
_REPLACED: Final = {"hz-gb-2312": "hz", "iso-2022-kr": "iso2022_kr", "csiso2022kr": "iso2022_kr"}
"""Labels that browsers refuse because scripts could hide in them; safe here, nothing is run."""
_SEVEN_BIT: Final = frozenset({"hz", "iso2022_kr", "iso2022_jp_ext"})
"""Codecs whose bytes are all ASCII, so they would decode as UTF-8."""
_WIDE: Final = frozenset({"utf-16-le", "utf-16-be"})
_MULTI_BYTE: Final = frozenset({"gb18030", "big5hkscs", "euc_jis_2004", "cp932", "cp949"})
_LATIN_CODECS: Final = frozenset(
    "windows-1250 windows-1252 windows-1254 windows-1257 windows-1258 iso-8859-2 iso-8859-3"
    " iso-8859-4 iso-8859-10 iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16 macintosh".split()
)
"""Codecs in whose texts valid UTF-8 sequences hardly occur."""
_NOT_OF_TEXTS: Final = frozenset(
    "idna punycode undefined unicode_escape raw_unicode_escape utf-7 mbcs oem".split()
)
_SIGNATURES: Final = (  # first bytes of XML without a byte order mark
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_NAMED: Final = re.compile(
    rb"""<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_HEAD: Final = 8192  # bytes searched for an encoding declaration
_JAPANESE_ESCAPE: Final = re.compile(rb"\x1b\$[@B]")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_SEQUENCE: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_MARKED: Final = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_PLAIN: Final = re.compile("[A-Za-z]")
_PARTS: Final = re.compile("[<>\r\n]+")
_BEYOND_ASCII: Final = re.compile(r"[^\W\d_a-zA-Z]{2,}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text, its encoding, and the basis of that decision (empty for UTF-8)."""

    text: str
    encoding: str
    decided: str = ""

    @property
    def evidence(self) -> str:
        """Evidence text about the decoding; empty if every byte is UTF-8."""
        if not self.decided and not self.broken:
            return ""
        codec = self.encoding.partition(" ")[0]
        said = f"the bytes are read as {codec}"
        said += f": {self.decided}" if self.decided else ""
        return f"{said}; characters that cannot be read: {self.broken:,}" if self.broken else said

    @property
    def broken(self) -> int:
        """Number of replacement characters for undecodable bytes."""
        return self.text.count(REPLACEMENT) if BROKEN in self.encoding else 0

    @property
    def is_inferred(self) -> bool:
        """True if the encoding was inferred, not labelled."""
        return INFERRED in self.encoding


@dataclass(frozen=True, slots=True)
class Label:
    """An encoding label and its source (`the HTTP header`)."""

    name: str
    given_by: str


def find_codec(label: str) -> str:
    """Return the Python codec for an Encoding Standard label or a Python codec name.

    Empty if there is none that decodes to text.
    """
    name = label.strip().strip("\"'").strip().lower()
    if name in _REPLACED:
        return _REPLACED[name]
    if (known := webencodings.lookup(name)) is not None:
        if known.name == "replacement":
            return ""
        return _codec_name(known.name, _SUPERSETS.get(known.name) or known.codec_info.name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    is_text = getattr(found, "_is_text_encoding", True) and found.name not in _NOT_OF_TEXTS
    return found.name if is_text else ""


def find_labels(content: bytes) -> tuple[Label, ...]:
    """Return the encoding labels declared at the start of a page or feed."""
    return tuple(
        Label((match[1] or match[2]).decode("ascii", "replace"), "the page itself")
        for match in _NAMED.finditer(content[:_HEAD])
    )


def decode_as(content: bytes, encoding: str) -> str:
    """Decode bytes whose encoding is given in the stored form (`windows-1251 (inferred)`)."""
    codec, _, note = encoding.partition(" ")
    return content.decode(codec or "utf-8", "replace" if note else "strict")


def decode_bytes(content: bytes, labels: Iterable[Label] = ()) -> Decoded:
    """Decode `content` as UTF-8 if valid, else by the first plausible label, else by detection."""
    for mark, codec in _MARKS:
        if content.startswith(mark):
            return _read(content, codec, "" if codec == "utf-8-sig" else "a byte order mark")
    for signature, codec in _SIGNATURES:
        if content.startswith(signature):
            return _read(content, codec, "its first characters")
    named = _usable(labels)
    is_ascii = content.isascii() or len(_HIGH.findall(content)) == 1
    for codec, label in named:
        if (codec in _SEVEN_BIT and is_ascii) or (codec in _WIDE and b"\0" in content[:1000]):
            return _read(content, codec, f"named by {label.given_by}")
    if is_ascii and _JAPANESE_ESCAPE.search(content):
        return _read(content, "iso2022_jp_ext", DETECTED, INFERRED)
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_other(content, [one for one in named if one[0] not in _SEVEN_BIT | _WIDE])


def _usable(labels: Iterable[Label]) -> list[tuple[str, Label]]:
    """Return the distinct codecs of the labels, each with its first label."""
    named: dict[str, Label] = {}
    for label in labels:
        if codec := find_codec(label.name):
            named.setdefault(codec, label)
    return list(named.items())[:MOST_LABELS]


def _decode_other(content: bytes, named: Sequence[tuple[str, Label]]) -> Decoded:
    """Decode bytes that are not valid UTF-8."""
    sequences = _SEQUENCE.findall(content)
    whole = sum(map(len, sequences))
    broken = len(_HIGH.findall(content)) - whole
    utf8 = "most bytes beyond ASCII are UTF-8"
    if whole > 4 * broken and not any(
        codec in _MULTI_BYTE and _is_strict(content, codec) for codec, _ in named
    ):
        return _read(content, "utf-8", utf8, INFERRED)
    for codec, label in named:
        said = f"named by {label.given_by}"
        if codec == "utf-8":
            if broken <= max(1, len(sequences)):
                return _read(content, codec, said)
        elif codec in _LATIN_CODECS and whole >= 2 * broken:
            return _read(content, "utf-8", utf8, INFERRED)
        elif _fits(content, codec):
            return _read(content, codec, said)
    if broken == 1 and whole:
        return _read(content, "utf-8", utf8, INFERRED)
    detected = detect_codec(content)
    decided = DETECTED
    if named:
        decided = f"detected in the bytes; they are not {named[0][1].name[:40]}, named by"
        decided += f" {named[0][1].given_by}"
    return _read(content, _codec_name(detected, detected), decided, INFERRED)


def _read(content: bytes, codec: str, decided: str, note: str = "") -> Decoded:
    try:
        text, notes = content.decode(codec), [note]
    except UnicodeDecodeError:
        text, notes = content.decode(codec, "replace"), [note, BROKEN]
    said = ", ".join(filter(None, notes))
    return Decoded(text, f"{codec} ({said})" if said else codec, decided)


def _codec_name(name: str, codec: str) -> str:
    """Return the standard name if Python knows it as an alias (`windows-1251`), else Python's."""
    found = codecs.lookup(codec).name
    for usual in (f"windows-{found[2:]}", name):
        try:
            if codecs.lookup(usual).name == found:
                return usual
        except LookupError:
            continue
    return found


def _is_strict(content: bytes, codec: str) -> bool:
    try:
        content.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _fits(content: bytes, codec: str) -> bool:
    """Return whether the bytes decode with few errors and give plausible words."""
    text = content.decode(codec, "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    broken = 0 if _is_strict(content, codec) else text.count(REPLACEMENT)
    return broken <= max(1, beyond // MOST_BROKEN) and not _is_garbled(text)


def _is_garbled(text: str) -> bool:
    """Return whether a text was decoded with the codec of another script.

    No Latin-script language has mostly accented letters, and none has capitals inside words.
    """
    told = "\n".join(part for part in _PARTS.split(text) if not part.isascii())[:MOST_LOOKED_AT]
    marked = len(_MARKED.findall(told))
    if marked >= FEWEST_TELLING and marked > len(_PLAIN.findall(told)):
        return True
    words = _BEYOND_ASCII.findall(told)
    turned = sum(word[0].islower() and word[1:].isupper() for word in words)
    usual = sum(word[0].isupper() and word[1:].islower() for word in words)
    return turned >= FEWEST_TURNED and turned > usual
