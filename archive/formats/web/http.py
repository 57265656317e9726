"""Raw HTTP messages: parse the head, decode the body."""

import re
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import brotli

from archive.formats.streams import check_size

MAX_HEAD_SIZE: Final = 262_144

_HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE: Final = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_CHUNK_SIZE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class HttpHead:
    """Status (0 if missing) and headers, by lower-case name, the first of duplicates."""

    status: int
    headers: Mapping[str, str]

    @property
    def media_type(self) -> str:
        """Declared media type such as `text/html`; empty if none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """Declared charset; empty if none."""
        return parse_charset(self.headers.get("content-type", ""))


def parse_charset(content_type: str) -> str:
    """Return the charset of a Content-Type; empty if none."""
    match = _CHARSET.search(content_type)
    return match[1].lower() if match else ""


def split_message(message: bytes) -> tuple[HttpHead, bytes]:
    """Split a message into head and body; a message without a status line is all body."""
    status = _STATUS_LINE.match(message)
    if status is None:
        return HttpHead(0, {}), message
    end = _HEAD_END.search(message, 0, MAX_HEAD_SIZE)
    head, body = (message[: end.start()], message[end.end() :]) if end else (message[:MAX_HEAD_SIZE], b"")
    return HttpHead(int(status[1]), parse_headers(head.partition(b"\n")[2])), body


def parse_headers(lines: bytes) -> dict[str, str]:
    """Parse header lines into a dict; lines that begin with a blank continue the previous one."""
    headers: dict[str, str] = {}
    name = ""
    for line in lines.decode("utf-8", "replace").splitlines()[:2000]:
        if line[:1] in {" ", "\t"} and name:
            headers[name] = f"{headers[name]} {line.strip()}"[:_CHUNK_SIZE]
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if colon and name not in headers:
            headers[name] = value.strip()
        else:
            name = ""
    return headers


def decode_body(head: HttpHead, body: bytes, max_bytes: int) -> bytes:
    """Return the body with chunks joined and content encodings undone, as far as they apply."""
    if head.headers.get("transfer-encoding", "").lower().endswith("chunked"):
        body = join_chunks(body)
    for encoding in reversed(head.headers.get("content-encoding", "").lower().split(",")):
        match encoding.strip():
            case "gzip" | "x-gzip":
                body = _inflate(body, (31,), max_bytes)
            case "deflate":
                body = _inflate(body, (15, -15), max_bytes)
            case "br":
                body = _decompress_brotli(body, max_bytes)
    return body


def join_chunks(body: bytes) -> bytes:
    """Join the chunks of a chunked body; return a body without chunks unchanged."""
    parts: list[bytes] = []
    position = 0
    while True:
        end = body.find(b"\n", position, position + 64)
        try:
            size = int(body[position:end].split(b";")[0].strip(), 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:  # not chunked, or truncated: keep what is there
            return b"".join(parts) + (body[position:] if not parts else b"")
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 1 : end + 1 + size])
        position = end + 1 + size
        position += 2 if body[position : position + 2] == b"\r\n" else 1


def _inflate(body: bytes, windows: tuple[int, ...], max_bytes: int) -> bytes:
    """Decompress with zlib; return a body that is not really compressed unchanged."""
    for window in windows:
        decompressor = zlib.decompressobj(window)
        try:
            page = decompressor.decompress(body, max_bytes + 1)
        except zlib.error:
            continue
        return check_size(page, max_bytes, _format_size(max_bytes))
    return body


def _decompress_brotli(body: bytes, max_bytes: int) -> bytes:
    decompressor = brotli.Decompressor()
    parts, size = [], 0
    with suppress(brotli.error):
        chunk = decompressor.process(body, output_buffer_limit=_CHUNK_SIZE)
        while chunk and size <= max_bytes:
            parts.append(chunk)
            size += len(chunk)
            chunk = decompressor.process(b"", output_buffer_limit=_CHUNK_SIZE)
    if not parts:
        return body
    return check_size(b"".join(parts), max_bytes, _format_size(max_bytes))


def _format_size(max_bytes: int) -> str:
    return f"It unpacks to more than {max_bytes / 1_000_000:g} MB, which is no single article."
