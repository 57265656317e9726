"""Raw HTTP messages: parse the head, decode the body."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import brotli

from archive.errors import UnreadableDocument

LONGEST_HEAD: Final = 262_144

_BORDER: Final = re.compile(rb"\r?\n\r?\n")
_STATUS: Final = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_PIECE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Head:
    """Status (0 if missing) and headers, by lower-case name, the first of duplicates."""

    status: int
    headers: Mapping[str, str]

    @property
    def media_type(self) -> str:
        """Declared media type such as `text/html`; empty if none."""
        return media_type_of(self.headers.get("content-type", ""))

    @property
    def charset(self) -> str:
        """Declared charset; empty if none."""
        return charset_of(self.headers.get("content-type", ""))


def media_type_of(content_type: str) -> str:
    """Return the media type of a Content-Type, without parameters."""
    return content_type.partition(";")[0].strip().lower()


def charset_of(content_type: str) -> str:
    """Return the charset of a Content-Type; empty if none."""
    found = _CHARSET.search(content_type)
    return found[1].lower() if found else ""


def parted(message: bytes) -> tuple[Head, bytes]:
    """Split a message into head and body; a message without a status line is all body."""
    status = _STATUS.match(message)
    border = _BORDER.search(message, 0, LONGEST_HEAD) if status else None
    if status is None:
        return Head(0, {}), message
    head, body = message[: border.start()] if border else message[:LONGEST_HEAD], b""
    if border:
        body = message[border.end() :]
    return Head(int(status[1]), headers_of(head.partition(b"\n")[2])), body


def headers_of(lines: bytes) -> dict[str, str]:
    """Parse header lines into a dict; lines that begin with a blank continue the previous one."""
    headers: dict[str, str] = {}
    name = ""
    for line in lines.decode("utf-8", "replace").splitlines()[:2000]:
        if line[:1] in {" ", "\t"} and name:
            headers[name] = f"{headers[name]} {line.strip()}"[:_PIECE]
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon and name not in headers:
            headers[name] = value.strip()
        else:
            name = ""
    return headers


def page_of(head: Head, body: bytes, most: int) -> bytes:
    """Return the body with chunks joined and content encodings undone, as far as they apply."""
    if head.headers.get("transfer-encoding", "").lower().endswith("chunked"):
        body = joined_chunks(body)
    for packing in reversed(head.headers.get("content-encoding", "").lower().split(",")):
        body = _unpacked(body, packing.strip(), most)
    return body


def joined_chunks(body: bytes) -> bytes:
    """Join the chunks of a chunked body; return a body without chunks unchanged."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\n", at, at + 64)
        try:
            size = int(body[at:end].split(b";")[0].strip(), 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:  # not chunked, or truncated: keep what is there
            return b"".join(parts) + (body[at:] if not parts else b"")
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1


def _unpacked(body: bytes, packing: str, most: int) -> bytes:
    match packing:
        case "gzip" | "x-gzip":
            return _inflated(body, (31,), most)
        case "deflate":
            return _inflated(body, (15, -15), most)
        case "br":
            return _unbrotlied(body, most)
        case _:
            return body


def _inflated(body: bytes, windows: tuple[int, ...], most: int) -> bytes:
    """Decompress with zlib; return a body that is not really compressed unchanged."""
    for window in windows:
        packer = zlib.decompressobj(window)
        try:
            page = packer.decompress(body, most + 1)
        except zlib.error:
            continue
        _check(page, most)
        return page
    return body


def _unbrotlied(body: bytes, most: int) -> bytes:
    packer, parts, size = brotli.Decompressor(), [], 0
    try:
        piece = packer.process(body, output_buffer_limit=_PIECE)
        while piece:
            parts.append(piece)
            size += len(piece)
            if size > most:
                break
            piece = packer.process(b"", output_buffer_limit=_PIECE)
    except brotli.error:
        if not parts:
            return body
    if not parts and body:
        return body
    page = b"".join(parts)
    _check(page, most)
    return page


def _check(page: bytes, most: int) -> None:
    if len(page) > most:
        raise UnreadableDocument(
            f"It unpacks to more than {most / 1_000_000:g} MB, which is no single article."
        )
