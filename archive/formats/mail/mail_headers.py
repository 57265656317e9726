"""Header fields of mail as text: encoded words, bare 8-bit bytes and folded lines decoded."""

import binascii
import quopri
import re
from email.message import Message
from typing import Final

from archive.text.encodings import EncodingLabel, decode_bytes
from archive.text.normalize import collapse_whitespace

MAX_VALUE_LENGTH: Final = 2000
_ENCODED_WORD: Final = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bqBQ])\?([^?]{0,2000})\?=")


def get_field(message: Message, name: str) -> str:
    """Return the first header field of a name, decoded on one line; empty if there is none."""
    for field_name, value in message.raw_items():
        if field_name.lower() == name.lower():
            return decode_field(str(value))
    return ""


def decode_field(value: str) -> str:
    """Return the value of a header field as readable text on one line."""
    raw = value[:MAX_VALUE_LENGTH].encode("utf-8", "surrogateescape")
    text = raw.decode() if raw.isascii() else decode_bytes(raw).text
    return collapse_whitespace(decode_words(text))


def decode_words(text: str) -> str:
    """Return a text with its encoded words (RFC 2047) decoded; those that follow each other may share a character."""
    parts: list[str] = []
    charset, pending, end = "", b"", 0
    for word in _ENCODED_WORD.finditer(text):
        between = text[end : word.start()]
        if (between.strip() or word[1].lower() != charset) and pending:
            parts.append(_decode_pending(pending, charset))
            pending = b""
        parts.append(between if between.strip() or not end else "")
        charset, end = word[1].lower(), word.end()
        pending += _decode_word(word[2], word[3])
    if pending:
        parts.append(_decode_pending(pending, charset))
    return "".join([*parts, text[end:]])


def _decode_word(encoding: str, words: str) -> bytes:
    raw = words.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    try:
        return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return raw


def _decode_pending(pending: bytes, charset: str) -> str:
    return decode_bytes(pending, [EncodingLabel(charset, "the header")]).text
