"""Decode the bytes of a document; reject empty, binary and non-plain text."""

import re
from contextlib import suppress
from typing import Final

from archive.errors import UnreadableDocument
from archive.text.encodings import BROKEN, INFERRED, DecodedText, EncodingLabel, decode_as, decode_bytes, find_labels

MAX_CONTROL_SHARE: Final = 0.01  # maximum share of control characters in a text
MAX_BROKEN_SHARE: Final = 0.25  # maximum share of undecodable characters
MIN_WORDS: Final = 3  # a guessed encoding needs as many words
MAX_ODD_CHARACTERS: Final = 2  # damaged bytes of a text with few accents

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP_START: Final = re.compile(
    r"\s*(?:<!doctype html|<html[\s>]|<\?xml|<rss[\s>]|<feed[\s>]|\{\\rtf|%PDF-|WARC/1\.|From: <Saved by)",
    re.IGNORECASE,
)
_UNSPACED_SCRIPT: Final = re.compile(r"[\u0e00-\uffdc]{4}")  # Thai, Khmer, kana, Han, Hangul
_TYPOGRAPHIC_MARKS: Final = frozenset("‘’‚“”„«»‹›–—…•§©®°·×½¼¾£€¥¢¿¡ªº†‡™‰¶´¨¸№\u00a0\u00ad\u200c\u200d")


def decode_record(content: bytes, *, charset: str = "", encoding: str = "", is_markup: bool = False) -> DecodedText:
    """Decode a record by its known `encoding`, else as the sender (`charset`) or its markup declares, or detected."""
    if encoding:
        reason = "as the rest of the file is" if INFERRED in encoding else ""
        with suppress(UnicodeDecodeError):
            return DecodedText(decode_as(content, encoding), encoding, reason)
        encoding = f"{encoding} ({BROKEN})"  # this record is damaged, not the file
        return DecodedText(decode_as(content, encoding), encoding, reason)
    sender = (EncodingLabel(charset, "the sender"),) if charset else ()
    return decode_bytes(content, (*sender, *(find_labels(content) if is_markup else ())))


def decode_text(content: bytes, *, charset: str = "", encoding: str = "") -> DecodedText:
    """Decode a plain-text document; raise UnreadableDocument if it is not one."""
    if not content.strip():
        raise UnreadableDocument("It is empty. There is nothing to take in.")
    decoded = decode_record(content, charset=charset, encoding=encoding)
    text = decoded.text
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise UnreadableDocument("It is empty but for a mark or white space.")
    controls = len(_CONTROL.findall(text))
    if "\x00" in text or controls > max(2, MAX_CONTROL_SHARE * len(text)):
        raise UnreadableDocument(
            "It is binary, not text: it has NUL or many control characters. Save it as plain text first."
        )
    if match := _MARKUP_START.match(text):
        raise UnreadableDocument(
            f"It begins with ‘{match.group().strip()}’: this is no plain text. Save it as text first."
        )
    if decoded.broken_count > MAX_BROKEN_SHARE * len(text) or not _is_readable(decoded):
        raise UnreadableDocument(
            f"It is neither UTF-8 nor any other encoding that reads like words (tried:"
            f" {decoded.encoding.partition(' ')[0]}). Save it again as UTF-8."
        )
    return decoded


def detect_record_encoding(content: bytes, file_encoding: str) -> str:
    """Return the encoding of a record by that of a sample of its file; empty if it is UTF-8, or the sample no help."""
    codec = file_encoding.partition(" ")[0]
    if not codec or codec.startswith("utf-16"):
        return ""
    for candidate, encoding in (("utf-8", ""), (codec, f"{codec} (inferred)")):
        with suppress(UnicodeDecodeError):
            content.decode(candidate)
            return encoding
    return f"{codec} (inferred, broken bytes)"


def _is_readable(decoded: DecodedText) -> bool:
    """Return whether a guessed encoding gives words: mostly letters and typographic marks."""
    if not decoded.is_inferred:
        return True
    if len(decoded.text.split()) < MIN_WORDS and not _UNSPACED_SCRIPT.search(decoded.text):
        return False
    non_ascii = [char for char in decoded.text if char > "\x7f"]
    plausible = sum(char.isalpha() or char in _TYPOGRAPHIC_MARKS for char in non_ascii)
    words = sum(char.isalpha() or char.isspace() for char in decoded.text)
    odd = len(non_ascii) - plausible
    return odd <= max(MAX_ODD_CHARACTERS, 0.1 * len(non_ascii)) and words >= 0.6 * len(decoded.text)
