"""Text files, saved pages and JSON lines as documents."""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.decoding import detect_record_encoding
from archive.formats.documents import CONVERTED_FORMATS, SourceItem, SourceLocation
from archive.formats.http import parse_charset
from archive.formats.streams import READ_ERRORS, SizeLimits, format_too_large, read_whole
from archive.formats.unpublished_posts import find_unpublished_reason
from archive.text.encodings import decode_bytes
from archive.text.normalize import collapse_whitespace

SAMPLE_SIZE: Final = 1 << 18  # bytes
SKIP_SIZE: Final = 1 << 20
_BOM: Final = b"\xef\xbb\xbf"
_PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
_MULTIPART: Final = re.compile(rb"^content-type:[ \t]*multipart/", re.IGNORECASE | re.MULTILINE)
MAX_PARTS: Final = 5000
MAX_LEVELS: Final = 20  # nested messages: parsing cost per line grows with each level
DOCUMENT_SIZE_FACTOR: Final = 5  # the same for a PDF, a picture, or a document of a word processor
MHTML_SIZE_FACTOR: Final = 5  # an MHTML file with its images may be this many times larger than one document


class SampledStream:
    """Line reader with a `sample` of the first bytes and its `encoding`, empty if ASCII; errors are raised in turn."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._error: Exception | None = None
        lines: list[bytes] = []
        remaining = SAMPLE_SIZE
        try:
            while remaining > 0 and (line := stream.readline(remaining)):
                lines.append(line)
                remaining -= len(line)
        except READ_ERRORS as error:
            self._error = error
        head = b"".join(lines)
        self._head = io.BytesIO(head)
        self.sample = head
        complete_lines = head[: head.rfind(b"\n") + 1] or head  # so that no character is cut
        encoding = "" if complete_lines.isascii() else decode_bytes(complete_lines).encoding
        self.encoding = "utf-8" if encoding == "utf-8-sig" else encoding

    def readline(self, size: int) -> bytes:
        """Return the next line, or `size` bytes of it."""
        line = self._head.readline(size)
        if line.endswith(b"\n") or len(line) == size:
            return line
        if self._error is not None and not line:
            raise self._error
        return line if self._error else line + self._stream.readline(size - len(line))


def read_lines(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield each non-empty line as a document; refuse lines that are too long, and the end of a truncated stream."""
    number = offset = 0
    max_bytes = limits.max_document_bytes
    sampled = SampledStream(stream)
    while True:
        try:
            line = sampled.readline(max_bytes + 2)
            skipped = 0 if len(line) < max_bytes + 2 or line.endswith(b"\n") else _skip_line(sampled)
        except READ_ERRORS as error:
            yield location.append_record(f"after line {number}").refuse_broken(
                error,
                f"The file breaks off here ({error}). What stands before is taken in; fetch the file again"
                " and take it in again for the rest.",
            )
            return
        if not line:
            return
        number += 1
        line_location, content = location.append_record(f"line {number}"), line.rstrip(b"\r\n")
        if skipped or len(content) > max_bytes:
            yield line_location.refuse(format_too_large(max_bytes))
        elif reason := find_unpublished_reason(content.strip(_BOM + b" \t")):
            yield line_location.skip(reason)
        elif content.strip(_BOM + b" \t"):
            line_location = replace(line_location, encoding=detect_record_encoding(content, sampled.encoding))
            yield line_location.build_document(content, media_type, offset=offset)
        offset += len(line) + skipped


def _skip_line(stream: SampledStream) -> int:
    skipped = 0
    while chunk := stream.readline(SKIP_SIZE):
        skipped += len(chunk)
        if chunk.endswith(b"\n"):
            break
    return skipped


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The page of an MHTML file: bytes, URL, charset, and time saved."""

    content: bytes
    url: str
    charset: str
    saved_at: datetime | None


def extract_page(content: bytes) -> SavedPage:
    """Return the first HTML page of the message; raise UnreadableDocument if there is none."""
    if content.count(b"\n--") > MAX_PARTS * 4 or len(_MULTIPART.findall(content)) > MAX_LEVELS:
        raise UnreadableDocument("It has more parts than any saved page. Open the page in a browser and save it again.")
    try:
        mail = message_from_bytes(content)
        parts = (part for part in islice(mail.walk(), MAX_PARTS + 1) if not part.is_multipart())
        part = next((part for part in parts if part.get_content_type() in _PAGE_TYPES), None)
        if part is None:
            raise UnreadableDocument(
                "It is a saved page (MHTML) without a page in it. Open the page in a browser and save it again."
            )
        page = part.get_payload(decode=True)
    except (MessageError, RecursionError, LookupError, ValueError) as error:
        raise UnreadableDocument(f"Its parts cannot be read ({error}). Save it again.") from error
    if not isinstance(page, bytes):
        raise UnreadableDocument("Its page cannot be read. Save it again.")
    locations = (_get_header(mail, "Snapshot-Content-Location"), _get_header(part, "Content-Location"))
    url = next((location for location in locations if location.startswith(("http://", "https://"))), "")
    saved_at = None
    with suppress(ValueError, OverflowError):
        moment = parsedate_to_datetime(_get_header(mail, "Date"))
        saved_at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return SavedPage(page, url, parse_charset(_get_header(part, "Content-Type")), saved_at)


def _get_header(message: Message, name: str) -> str:
    return collapse_whitespace(str(message.get(name, "")))[:4000]


def read_file(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield the whole stream as one document."""
    yield location.build_document(read_whole(stream, find_size_limit(limits, media_type)), media_type)


def find_size_limit(limits: SizeLimits, media_type: str) -> int:
    """Return the maximum bytes of a document; pictures and fonts in it make it larger, not longer."""
    return limits.max_document_bytes * (DOCUMENT_SIZE_FACTOR if media_type in CONVERTED_FORMATS else 1)


def read_mhtml(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield the HTML page of an MHTML file; if it holds several articles, each of them."""
    page = extract_page(read_whole(stream, limits.max_document_bytes * MHTML_SIZE_FACTOR))
    page_location = location.enter_step(
        ("mhtml",),
        url=page.url,
        charset=page.charset,
        captured_at=page.saved_at or location.captured_at,
        is_dated=page.saved_at is not None,
    )
    if len(page.content) > limits.max_document_bytes:
        yield page_location.refuse(format_too_large(limits.max_document_bytes))
    else:
        from archive.formats.press_pages import build_page_documents  # noqa: PLC0415  # its patterns are many

        yield from build_page_documents(page.content, page_location, limits, media_type)
