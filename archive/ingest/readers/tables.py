"""CSV: one document per row, made of the header row and the row, bytes unchanged."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from archive.containers.bounds import SizeLimits
from archive.containers.cuts import flatten_ranges
from archive.containers.packs import READ_ERRORS
from archive.ingest.documents import SourceItem
from archive.ingest.readers.encodings import detect_record_encoding
from archive.ingest.readers.lines import format_too_large
from archive.ingest.readers.places import SourceLocation
from archive.ingest.readers.sampled import SampledStream

MAX_HEADER_SIZE: Final = 65_536
_DELIMITERS: Final = ",;\t|"


def read_table(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield each row as a document of two rows: the header, and the row itself.

    A row continues on the next line while a quoted cell is open.
    """
    try:
        sampled = SampledStream(stream)
        head = sampled.readline(MAX_HEADER_SIZE)
        if not head.endswith(b"\n") or head.startswith((b"\xff\xfe", b"\xfe\xff")):
            yield location.refuse(_format_no_header(head))
            return
        number, offset, has_rows = 1, len(head), False
        for row, lines in _iter_rows(sampled, limits.max_document_bytes):
            first_line, number = number + 1, number + lines
            row_location = location.enter_step(
                ("cut", *flatten_ranges(((0, len(head)), (offset, offset + len(row))))),
                record=f"line {first_line}",
            )
            offset += len(row)
            if len(head) + len(row) > limits.max_document_bytes:
                yield row_location.refuse(format_too_large(limits.max_document_bytes))
                return
            if row.strip(b"\r\n \t,;|"):
                has_rows = True
                row_location = replace(
                    row_location, encoding=detect_record_encoding(head + row, sampled.encoding)
                )
                yield row_location.build_document(head + row, media_type)
        if not has_rows:
            yield location.refuse("It names columns and has no rows. There is nothing to take in.")
    except READ_ERRORS as error:
        yield location.refuse(
            f"The file breaks off here ({error}). What stands before is taken in; fetch it again."
        )


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


def _format_no_header(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "It is a table in UTF-16. Save it as CSV in UTF-8."
    return (
        "It is no table: its first line must name the columns (title, text, author, date, url …)"
        " and rows must follow. Mend the file, or map its columns to fields."
    )


def split_cells(text: str) -> tuple[list[str], list[str], str]:
    """Return the column names, the cells of the row, and the delimiter."""
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=False)
    names = next(rows, [])
    return [name.strip().strip("\ufeff") for name in names], next(rows, []), delimiter
