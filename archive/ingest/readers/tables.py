"""CSV: one document per row, made of the header row and the row, bytes unchanged."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, Final

from archive.containers.bounds import Bounds
from archive.containers.cuts import as_steps
from archive.containers.packs import FAULTS
from archive.ingest.documents import Item
from archive.ingest.readers.encodings import encoding_in_file
from archive.ingest.readers.lines import too_large
from archive.ingest.readers.places import Place
from archive.ingest.readers.sampled import SampledStream

LONGEST_HEAD: Final = 65_536
_DELIMITERS: Final = ",;\t|"


def read_table(stream: BinaryIO, place: Place, bounds: Bounds, media_type: str) -> Iterator[Item]:
    """Yield each row as a document of two rows: the header, and the row itself.

    A row continues on the next line while a quoted cell is open.
    """
    try:
        sampled = SampledStream(stream)
        head = sampled.readline(LONGEST_HEAD)
        if not head.endswith(b"\n") or head.startswith((b"\xff\xfe", b"\xfe\xff")):
            yield place.refused(_no_head(head))
            return
        number, offset, is_any = 1, len(head), False
        for row, lines in _rows(sampled, bounds.document):
            first, number = number + 1, number + lines
            here = place.within(
                ("cut", *as_steps(((0, len(head)), (offset, offset + len(row))))),
                record=f"line {first}",
            )
            offset += len(row)
            if len(head) + len(row) > bounds.document:
                yield here.refused(too_large(bounds.document))
                return
            if row.strip(b"\r\n \t,;|"):
                is_any = True
                here = replace(here, encoding=encoding_in_file(head + row, sampled.encoding))
                yield here.document(head + row, media_type)
        if not is_any:
            yield place.refused("It names columns and has no rows. There is nothing to take in.")
    except FAULTS as error:
        yield place.refused(
            f"The file breaks off here ({error}). What stands before is taken in; fetch it again."
        )


def _rows(stream: SampledStream, most: int) -> Iterator[tuple[bytes, int]]:
    """Yield rows and their line counts; a row over `max_bytes` is yielded as far as read."""
    parts: list[bytes] = []
    size = quotes = 0
    while line := stream.readline(most + 1):
        parts.append(line)
        size += len(line)
        quotes += line.count(b'"')
        if (quotes % 2 == 0 and line.endswith(b"\n")) or size > most:
            yield b"".join(parts), len(parts)
            parts, size, quotes = [], 0, 0
    if parts:
        yield b"".join(parts), len(parts)


def _no_head(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "It is a table in UTF-16. Save it as CSV in UTF-8."
    return (
        "It is no table: its first line must name the columns (title, text, author, date, url …)"
        " and rows must follow. Mend the file, or map its columns to fields."
    )


def cells_of(text: str) -> tuple[list[str], list[str], str]:
    """Return the column names, the cells of the row, and the delimiter."""
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=False)
    names = next(rows, [])
    return [name.strip().strip("\ufeff") for name in names], next(rows, []), delimiter
