"""Rows of text tables (CSV, TSV) as documents: each of the header and the row, bytes unchanged."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import BinaryIO, Final

from archive.formats.decoding import detect_record_encoding
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.faults import describe_fault
from archive.formats.records import SampledStream
from archive.formats.streams import READ_ERRORS, SizeLimits, flatten_ranges, format_too_large
from archive.formats.structured.row_files import RowFiles
from archive.formats.structured.table_columns import (
    DELIMITERS,
    MAX_HEADER_ROWS,
    DateOrderScan,
    build_no_names_reason,
    choose_delimiter,
    find_header_index,
    find_separator_line,
    is_row_of_values,
    parse_row,
)
from archive.formats.structured.unpublished_posts import find_unpublished_row, names_post_columns

MAX_HEADER_SIZE: Final = 65_536
MAX_SCAN_BYTES: Final = 100_000_000  # of a table that are looked through for the order of day and month
MAX_SCAN_ROWS: Final = 300_000
MAX_SCAN_ROW: Final = 1_000_000  # bytes
_READ_SIZE: Final = 65_536
_BLANK: Final = '\ufeff\r\n \t,;|\0"'
NO_TABLE: Final = (
    "It is no table: its first line must name the columns (title, text, author, date, url …) and rows must follow."
    " Write the names of the columns above the rows, and take it in again."
)


class TableLines:
    """Line reader of a table in any encoding; lines end as the first ones do, also by a mere carriage return."""

    def __init__(self, stream: BinaryIO) -> None:
        self._sampled = SampledStream(stream)
        self._pending = b""
        sample = self._sampled.sample
        self.codec = self._sampled.encoding.partition(" ")[0] or "utf-8"
        self._newline, self._width = b"\n", 1
        if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            is_little = sample.startswith(codecs.BOM_UTF16_LE)
            self.codec = "utf-16-le" if is_little else "utf-16-be"
            self._newline, self._width = b"\n\0" if is_little else b"\0\n", 2
        elif b"\n" not in sample and b"\r" in sample:
            self._newline = b"\r"

    @property
    def sample(self) -> bytes:
        """The first bytes of the table."""
        return self._sampled.sample

    @property
    def encoding(self) -> str:
        """Encoding of the first bytes; empty if they are ASCII or tell their encoding themselves."""
        return self.codec if self._width == 2 else self._sampled.encoding

    def readline(self, size: int) -> bytes:
        """Return the next line with its end, or about `size` bytes of it."""
        if self._newline == b"\n":
            return self._sampled.readline(size)
        line = self._pending
        start = 0
        while (end := self._find_newline(line, start)) < 0 and len(line) < size:
            start = max(0, len(line) - self._width)
            chunk = self._sampled.readline(_READ_SIZE)
            if not chunk:
                self._pending = b""
                return line
            line += chunk
        end = end if end >= 0 else len(line) // self._width * self._width
        self._pending = line[end:]
        return line[:end]

    def _find_newline(self, line: bytes, start: int) -> int:
        """Return the offset after the first end of a line; -1 without one."""
        at = line.find(self._newline, start // self._width * self._width)
        while at >= 0 and at % self._width:
            at = line.find(self._newline, at + 1)
        return at + len(self._newline) if at >= 0 else -1

    def decode(self, line: bytes) -> str:
        """Decode a line well enough to find its cells."""
        return line.decode(self.codec, "replace").removeprefix("\ufeff")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table: its bytes, the line and offset it begins at, and whether a quoted cell is open at its end."""

    content: bytes
    line: int
    offset: int
    line_count: int
    is_open: bool

    @property
    def end(self) -> int:
        """Offset after the row."""
        return self.offset + len(self.content)


def iter_rows(lines: TableLines, max_bytes: int, delimiters: str) -> Iterator[TableRow]:
    """Yield the rows, each of several lines while a quoted cell is open; one over `max_bytes` as far as read."""
    opening = re.compile(rf'(?:\A|[{re.escape(delimiters)}])[\ufeff]?"')
    parts: list[bytes] = []
    size = offset = 0
    number = 1
    is_open = False
    while line := lines.readline(max_bytes + 2):
        parts.append(line)
        size += len(line)
        is_open = _is_cell_open(lines.decode(line), opening, is_open=is_open)
        if not is_open or size > max_bytes:
            yield TableRow(b"".join(parts), number, offset, len(parts), is_open=False)
            number, offset = number + len(parts), offset + size
            parts, size, is_open = [], 0, False
    if parts:
        yield TableRow(b"".join(parts), number, offset, len(parts), is_open=True)


def _is_cell_open(line: str, opening: re.Pattern[str], *, is_open: bool) -> bool:
    """Return whether a quoted cell is open at the end of a line; marks inside other cells are words."""
    if '"' not in line:
        return is_open
    position = 0
    while True:
        if not is_open:
            match = opening.search(line, position)
            if match is None:
                return False
            position, is_open = match.end(), True
        position = line.find('"', position)
        if position < 0:
            return True
        if line.startswith('""', position):
            position += 2
        else:
            position, is_open = position + 1, False


@dataclass(frozen=True, slots=True)
class TableHead:
    """The rows at the top of a table: the header, the separator line if there is one, and how many lines are above."""

    header: TableRow
    separator: TableRow | None
    names: list[str]
    delimiter: str
    line_count_above: int

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """Byte ranges of what belongs to each row."""
        return tuple((row.offset, row.end) for row in (self.separator, self.header) if row)


def _find_table_head(sample: bytes) -> TableHead | None:
    """Return the head of the table that begins with these bytes, or None if none of its first rows names columns."""
    lines = TableLines(io.BytesIO(sample))
    rows = list(islice(iter_rows(lines, MAX_HEADER_SIZE, DELIMITERS), MAX_HEADER_ROWS + 1))
    texts = [lines.decode(row.content) for row in rows]
    delimiter = find_separator_line(texts[0]) if texts else ""
    separator = rows[0] if delimiter else None
    first = 1 if separator else 0
    cells = [parse_row(text, delimiter or choose_delimiter(text)) for text in texts[first:]]
    if not cells:
        return None
    index = first + find_header_index(cells)
    header = rows[index]
    if len(header.content) > MAX_HEADER_SIZE or header.is_open or not texts[index].endswith(("\n", "\r")):
        return None
    names = [name.strip("\ufeff \t") for name in cells[index - first]]
    return TableHead(header, separator, names, delimiter or choose_delimiter(texts[index]), header.line - 1 - first)


def _find_date_orders(stream: BinaryIO, sample: bytes, head: TableHead, start: int | None) -> DateOrderScan:
    """Look at the dates of the first rows; of more, if those do not tell and the file can be read twice."""
    scan = DateOrderScan()
    _scan_rows(TableLines(io.BytesIO(sample)), head, scan)
    if scan.has_ambiguous and not scan.is_settled and start is not None:
        scan = DateOrderScan()
        stream.seek(start)
        _scan_rows(TableLines(stream), head, scan)
    if start is not None:
        stream.seek(start)
    return scan


def _scan_rows(lines: TableLines, head: TableHead, scan: DateOrderScan) -> None:
    for row in islice(iter_rows(lines, MAX_SCAN_ROW, head.delimiter), MAX_SCAN_ROWS):
        if row.offset >= head.header.end and len(row.content) <= MAX_SCAN_ROW:
            cells = parse_row(lines.decode(row.content), head.delimiter)
            scan.add_cells(head.names, cells, f"line {row.line}")
        if row.offset > MAX_SCAN_BYTES:
            return


def read_table(stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str) -> Iterator[SourceItem]:
    """Yield each row (while a quoted cell is open, over several lines) as a document of the header and the row."""
    try:
        start = stream.tell() if stream.seekable() else None
        lines = TableLines(stream)
        head = _find_table_head(lines.sample)
        if head is None:
            yield location.refuse(NO_TABLE)
            return
        if is_row_of_values(head.names):
            yield location.refuse(build_no_names_reason(head.names))
            return
        scan = _find_date_orders(stream, lines.sample, head, start)
        if start is not None:
            lines = TableLines(stream)
        location = replace(location, date_orders=scan.build_orders())
        if head.line_count_above:
            above = location.append_record(f"lines above line {head.header.line}")
            yield above.skip("what stands above the names of the columns")
        yield from _read_rows(lines, head, location, limits.max_document_bytes, media_type)
    except READ_ERRORS as error:
        reason = f"The file breaks off here ({describe_fault(error)}). What stands before is taken in; fetch it again."
        yield location.refuse_broken(error, reason)


def _read_rows(
    lines: TableLines, head: TableHead, location: SourceLocation, max_bytes: int, media_type: str
) -> Iterator[SourceItem]:
    head_content = b""
    has_rows = False
    may_be_posts = names_post_columns(head.names)
    row_files = RowFiles(head.names)
    for row in iter_rows(lines, max_bytes, head.delimiter):
        if row.end <= head.header.end:
            head_content += row.content if (row.offset, row.end) in head.ranges else b""
            continue
        record = f"line {row.line}"
        if row.is_open and row.line_count > 1:
            has_rows = True
            yield location.append_record(record).refuse(
                f"A quotation mark opens in line {row.line} that is not closed up to the end of the file, so its"
                f" {row.line_count} lines cannot be told apart. Close it (or take it out) and take the file in again."
            )
            return
        ranges = (*head.ranges, (row.offset, row.end))
        row_location = location.enter_step(("cut", *flatten_ranges(ranges)), record=record)
        content = head_content + row.content
        if len(content) > max_bytes:
            yield row_location.refuse(format_too_large(max_bytes))
            return
        text = lines.decode(row.content)
        if text.strip(_BLANK) and row.content.strip() != head_content.strip():
            has_rows = True
            if may_be_posts and (reason := find_unpublished_row(head.names, parse_row(text, head.delimiter))):
                yield row_location.skip(reason)
                continue
            encoding = lines.encoding
            if not encoding.startswith("utf-16"):
                encoding = detect_record_encoding(content, encoding)
            document = replace(row_location, encoding=encoding).build_document(content, media_type)
            if row_files and (paths := row_files.list_paths(parse_row(text, head.delimiter))):
                document = replace(document, attachment_paths=paths)
            yield document
    if not has_rows:
        yield location.refuse("It names columns and has no rows. There is nothing to take in.")
