"""The bytes of a page into text: by mark, by what the sender and the page say, by what fits."""

import codecs
import re
from typing import Final

from archive.errors import UnreadableDocument
from archive.ingest.readers.encodings import Decoded

_DECLARED: Final = re.compile(
    rb"""<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,100}encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_HEAD: Final = 8192
_BROWSERS: Final = {
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "iso8859-1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-9": "windows-1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "big5": "big5hkscs",
    "x-mac-roman": "mac-roman",
    "unicode": "utf-8",
    "utf-16": "utf-8",  # a page that could be searched for this was no UTF-16
}
"""What browsers read under a name that means less than its pages hold."""
_NOT_OF_PAGES: Final = frozenset(
    "idna punycode undefined unicode_escape raw_unicode_escape utf-7 mbcs oem".split()
)


def decode_page(content: bytes, sender: str = "") -> Decoded:
    """The text of a page. UnreadableDocument where it is empty or binary."""
    if not content.strip():
        raise UnreadableDocument("It is empty. There is nothing to take in.")
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return Decoded(content.decode(name, "replace"), name)
    if content[:1000].count(b"\x00") > 20:
        raise UnreadableDocument("It is binary, not a page: it has NUL bytes. Fetch it again.")
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _not_utf8(content, sender)


def _not_utf8(content: bytes, sender: str) -> Decoded:
    """By the first name given that the bytes fit; names lie, so that each is tried strictly."""
    names = [sender, *declared(content)]
    for name in filter(None, names):
        codec = _codec(name)
        try:
            if codec and codec != "utf-8":
                return Decoded(content.decode(codec), codec)
        except UnicodeDecodeError:
            continue
    named = next((codec for name in names if (codec := _codec(name))), "utf-8")
    text = content.decode(named, "replace")
    if text.count("\ufffd") * 50 > len(text):
        named, text = "windows-1252", content.decode("windows-1252", "replace")
    return Decoded(text, f"{named} (inferred, broken bytes)")


def declared(content: bytes) -> list[str]:
    """The encodings a page names in its first tags."""
    return [
        (match[1] or match[2]).decode("ascii", "replace")
        for match in _DECLARED.finditer(content[:_HEAD])
    ]


def _codec(name: str) -> str:
    """The codec that browsers use for a name; empty where there is none of text."""
    lowered = name.strip().strip("\"'").lower()
    lowered = _BROWSERS.get(lowered, lowered)
    try:
        b"".decode(lowered)  # a LookupError for what is no encoding of text
    except (LookupError, ValueError):
        return ""
    found = codecs.lookup(lowered).name
    return "" if found in _NOT_OF_PAGES else found
