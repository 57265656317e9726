"""Bytes into text: UTF-8, UTF-16 with its mark, or Windows-1252 where that reads like words."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from archive.errors import UnreadableDocument

MOST_CONTROLS: Final = 0.01  # share of characters that a text may have as control characters

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP: Final = re.compile(
    r"\s*(?:<!doctype html|<html[\s>]|<\?xml|<rss[\s>]|<feed[\s>]|\{\\rtf|%PDF-|WARC/1\.|From:"
    r" <Saved by)",
    re.IGNORECASE,
)
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_SEQUENCE: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_TYPOGRAPHY: Final = frozenset("‘’‚“”„«»‹›–—…•§©®°·×½¼¾£€¥¢¿¡ªº†‡™‰¶´¨¸\u00a0\u00ad")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how its bytes were read: a codec, with a note in brackets if it is a guess."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """The text of a document. UnreadableDocument says why there is none: empty, binary, markup."""
    if not content.strip():
        raise UnreadableDocument("It is empty. There is nothing to take in.")
    decoded = _decoded(content)
    if not decoded.text.strip("\ufeff \t\r\n\f\v"):
        raise UnreadableDocument("It is empty but for a mark or white space.")
    controls = len(_CONTROL.findall(decoded.text))
    if "\x00" in decoded.text or controls > max(2, MOST_CONTROLS * len(decoded.text)):
        raise UnreadableDocument(
            "It is binary, not text: it has NUL or many control characters. Save it as plain text"
            " first."
        )
    if match := _MARKUP.match(decoded.text):
        raise UnreadableDocument(
            f"It begins with ‘{match.group().strip()}’: this is no plain text. Save it as text"
            " first."
        )
    return decoded


def _decoded(content: bytes) -> Decoded:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(content, "utf-16")
    if content.startswith(codecs.BOM_UTF8):
        return _strictly(content, "utf-8-sig")
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _guessed(content)


def _strictly(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"It says it is {encoding} but byte {error.start} is not. Save it again as UTF-8."
        ) from error


def _guessed(content: bytes) -> Decoded:
    """UTF-8 with a few broken bytes, or Windows-1252 if its letters stand where letters stand."""
    whole = sum(map(len, _SEQUENCE.findall(content)))
    high = len(_HIGH.findall(content))
    broken = high - whole
    if b"\x00" in content:
        raise UnreadableDocument(
            "It is binary, not text: it has NUL bytes. Save it as plain text first."
        )
    if whole > 4 * broken:
        return Decoded(content.decode("utf-8", "replace"), "utf-8 (inferred, broken bytes)")
    try:
        text = content.decode("windows-1252")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"Byte {error.start} is neither UTF-8 nor Windows-1252. Save it again as UTF-8."
        ) from error
    if not _reads_sensibly(text):
        raise UnreadableDocument(
            "It is no UTF-8, and as Windows-1252 it does not read like words. Save it again as"
            " UTF-8."
        )
    return Decoded(text, "windows-1252 (inferred)")


def _reads_sensibly(text: str) -> bool:
    """Mostly letters, and what is beyond ASCII is letters and marks of print."""
    beyond = [char for char in text if char > "\x7f"]
    fitting = sum(char.isalpha() or char in _TYPOGRAPHY for char in beyond)
    words = sum(char.isalpha() or char.isspace() for char in text)
    return (
        fitting >= 0.9 * len(beyond) and words >= 0.6 * len(text) and len(beyond) <= 0.4 * len(text)
    )
