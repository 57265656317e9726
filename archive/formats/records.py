"""CSV rows and JSON lines as documents, one record in memory at a time."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from archive.formats.archives import READ_ERRORS
from archive.formats.decoding import detect_record_encoding
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.streams import SizeLimits, flatten_ranges, format_too_large
from archive.text.encodings import decode_bytes

SAMPLE_SIZE: Final = 1 << 18  # bytes
SKIP_SIZE: Final = 1 << 20
MAX_HEADER_SIZE: Final = 65_536
_BOM: Final = b"\xef\xbb\xbf"
_DELIMITERS: Final = ",;\t|"


class SampledStream:
    """Line reader; `encoding` is detected from the first bytes, and empty if they are ASCII.

    An error while sampling is raised by `readline`, after the bytes read before it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._error: Exception | None = None
        head = self._read_head()
        self._head = io.BytesIO(head)
        self.encoding = _detect_encoding(head)

    def readline(self, size: int) -> bytes:
        """Return the next line, or `size` bytes of it."""
        line = self._head.readline(size)
        if line.endswith(b"\n") or len(line) == size:
            return line
        if self._error is not None and not line:
            raise self._error
        return line if self._error else line + self._stream.readline(size - len(line))

    def _read_head(self) -> bytes:
        lines: list[bytes] = []
        remaining = SAMPLE_SIZE
        try:
            while remaining > 0 and (line := self._stream.readline(remaining)):
                lines.append(line)
                remaining -= len(line)
        except READ_ERRORS as error:
            self._error = error
        return b"".join(lines)


def _detect_encoding(head: bytes) -> str:
    complete_lines = head[: head.rfind(b"\n") + 1] or head  # whole lines, so that no character is cut
    if complete_lines.isascii():
        return ""
    encoding = decode_bytes(complete_lines).encoding
    return "utf-8" if encoding == "utf-8-sig" else encoding


def read_lines(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield each non-empty line as a document; lines that are too long are refused.

    A truncated stream (damaged gzip) ends with a refusal; the documents before it are kept.
    """
    number, offset, max_bytes = 0, 0, limits.max_document_bytes
    sampled = SampledStream(stream)
    while True:
        try:
            line = sampled.readline(max_bytes + 2)
            skipped = 0 if len(line) < max_bytes + 2 or line.endswith(b"\n") else _skip_line(sampled)
        except READ_ERRORS as error:
            yield location.append_record(f"after line {number}").refuse(
                f"The file breaks off here ({error}). What stands before is taken in; fetch the file again"
                " and take it in again for the rest."
            )
            return
        if not line:
            return
        number += 1
        line_location, content = location.append_record(f"line {number}"), line.rstrip(b"\r\n")
        if skipped or len(content) > max_bytes:
            yield line_location.refuse(format_too_large(max_bytes))
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


def read_table(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield each row as a document of two rows: the header, and the row itself.

    A row continues on the next line while a quoted cell is open.
    """
    try:
        sampled = SampledStream(stream)
        head = sampled.readline(MAX_HEADER_SIZE)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            yield location.refuse("It is a table in UTF-16. Save it as CSV in UTF-8.")
            return
        if not head.endswith(b"\n"):
            yield location.refuse(
                "It is no table: its first line must name the columns (title, text, author, date, url …)"
                " and rows must follow. Mend the file, or map its columns to fields."
            )
            return
        number, offset, has_rows = 1, len(head), False
        for row, lines in _iter_rows(sampled, limits.max_document_bytes):
            first_line, number = number + 1, number + lines
            row_location = location.enter_step(
                ("cut", *flatten_ranges(((0, len(head)), (offset, offset + len(row))))), record=f"line {first_line}"
            )
            offset += len(row)
            if len(head) + len(row) > limits.max_document_bytes:
                yield row_location.refuse(format_too_large(limits.max_document_bytes))
                return
            if row.strip(b"\r\n \t,;|"):
                has_rows = True
                row_location = replace(row_location, encoding=detect_record_encoding(head + row, sampled.encoding))
                yield row_location.build_document(head + row, media_type)
        if not has_rows:
            yield location.refuse("It names columns and has no rows. There is nothing to take in.")
    except READ_ERRORS as error:
        yield location.refuse(f"The file breaks off here ({error}). What stands before is taken in; fetch it again.")


def _iter_rows(stream: SampledStream, max_bytes: int) -> Iterator[tuple[bytes, int]]:
    """Yield rows and their line counts; a row over `max_bytes` is yielded as far as read."""
    parts: list[bytes] = []
    size = quotes = 0
    while line := stream.readline(max_bytes + 1):
        parts.append(line)
        size += len(line)
        quotes += line.count(b'"')
        if (quotes % 2 == 0 and line.endswith(b"\n")) or size > max_bytes:
            yield b"".join(parts), len(parts)
            parts, size, quotes = [], 0, 0
    if parts:
        yield b"".join(parts), len(parts)


def split_cells(text: str) -> tuple[list[str], list[str], str]:
    """Return the column names, the cells of the row, and the delimiter."""
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=False)
    names = next(rows, [])
    return [name.strip().strip("\ufeff") for name in names], next(rows, []), delimiter
