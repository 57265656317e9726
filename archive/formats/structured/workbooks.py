"""Rows of workbooks (XLSX, XLS, ODS) as documents: each the header and one row, written as CSV."""

import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.detection.package_kinds import OLE_MAGIC, ZIP_MAGIC
from archive.formats.documents import SourceItem, SourceLocation, escape_line
from archive.formats.faults import describe_fault
from archive.formats.fields import count_known_fields, find_fields
from archive.formats.streams import SizeLimits, format_too_large, read_whole
from archive.formats.structured.markup_sheets import iter_markup_sheets
from archive.formats.structured.row_files import RowFiles
from archive.formats.structured.table_columns import (
    MAX_HEADER_ROWS,
    DateOrderScan,
    build_no_names_reason,
    is_row_of_values,
)
from archive.formats.structured.unpublished_posts import find_unpublished_row

MAX_WORKBOOK_FACTOR: Final = 5  # a workbook may be this many times larger than one document
MAX_TEXT: Final = 500_000_000  # characters in the cells of a workbook
SCAN_ROWS: Final = 5000  # of a sheet that are looked through for the order of day and month
MAX_SHEET_NAME: Final = 40
MAX_COLUMN_NAME: Final = 60  # characters of a cell in a row that names columns below the first rows
_SCRIPT: Final = Path(__file__).with_name("sheet_cells.py")
_SAVE_AS: Final = "Open it in a spreadsheet program and save it as .xlsx or as CSV, and take that in."


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet, by its number in the sheet."""

    number: int
    cells: list[str]


@dataclass(slots=True)
class Sheet:
    """A sheet of a workbook, and its rows as they are read."""

    index: int
    name: str
    rows: Iterator[SheetRow] = field(default_factory=lambda: iter(()))


def read_workbook(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the rows of all tables of a workbook; sheets that hold none are passed over."""
    content = read_whole(stream, limits.max_document_bytes * MAX_WORKBOOK_FACTOR)
    other_sheets: list[Sheet] = []
    has_tables = False
    with open_sheets(content) as sheets:
        for sheet in sheets:
            first_rows = list(islice(sheet.rows, MAX_HEADER_ROWS))
            if any(count_known_fields(row.cells) > 1 for row in first_rows):
                has_tables = True
                yield from _read_sheet(sheet, first_rows, location, limits, media_type)
            elif first_rows:
                other_sheets.append(replace(sheet, rows=iter(first_rows)))
    for sheet in other_sheets if has_tables else other_sheets[1:]:
        yield location.append_record(_name_sheet(sheet)).skip("no row of this sheet names columns of articles")
    if not has_tables:
        yield from _read_unknown_sheet(content, other_sheets, location, limits, media_type)


def _read_unknown_sheet(
    content: bytes, sheets: list[Sheet], location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the rows of the first sheet, whose columns have names that only a mapping may know."""
    if not sheets:
        yield location.refuse("It is a workbook without a cell in it. There is nothing to take in.")
        return
    with open_sheets(content) as opened_sheets:
        sheet = next(sheet for sheet in opened_sheets if sheet.index == sheets[0].index)
        yield from _read_sheet(sheet, [], location, limits, media_type)


def _name_sheet(sheet: Sheet) -> str:
    return f"sheet {escape_line(sheet.name, MAX_SHEET_NAME)}"


def _read_sheet(
    sheet: Sheet, first_rows: list[SheetRow], location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the rows below each row that names columns."""
    rows = first_rows + list(islice(sheet.rows, SCAN_ROWS))
    header = next((row for row in rows[:MAX_HEADER_ROWS] if count_known_fields(row.cells) > 1), None)
    header = header or next((row for row in rows if sum(map(bool, row.cells)) > 1), rows[0])
    location = replace(location.append_record(_name_sheet(sheet)), date_orders=_scan_dates(rows, header))
    if is_row_of_values(header.cells):
        yield location.refuse(build_no_names_reason(header.cells))
        return
    row_files = RowFiles(header.cells)
    row_count = 0
    for row in chain(rows, sheet.rows):
        if row.number < header.number or row.cells == header.cells:
            if row.number < header.number:
                yield location.append_record(f"row {row.number}").skip("what stands above the names of the columns")
        elif _is_header(row.cells):
            header, row_files = row, RowFiles(row.cells)
        else:
            row_count += 1
            row_location = location.enter_step(
                ("row", sheet.index, header.number, row.number), record=f"row {row.number}"
            )
            content = format_row(header.cells, row.cells)
            if reason := find_unpublished_row(header.cells, row.cells):
                yield row_location.skip(reason)
            elif len(content) > limits.max_document_bytes:
                yield row_location.refuse(format_too_large(limits.max_document_bytes))
            else:
                document = row_location.build_document(content, media_type)
                yield replace(document, attachment_paths=row_files.list_paths(row.cells))
    if not row_count:
        yield location.refuse("It names columns and has no rows. There is nothing to take in.")


def _scan_dates(rows: Sequence[SheetRow], header: SheetRow) -> Any:
    scan = DateOrderScan()
    for row in rows:
        scan.add_cells(header.cells, row.cells, f"row {row.number}")
    return scan.build_orders()


def _is_header(cells: Sequence[str]) -> bool:
    """Return whether a row below others names the columns of another table: only names of fields, or nearly so."""
    names = [cell for cell in cells if cell]
    known = sum(bool(find_fields(name)) for name in names)
    is_short = all(len(name) <= MAX_COLUMN_NAME for name in names)
    return len(names) > 1 and is_short and known > 0.6 * len(names) and count_known_fields(names) > 1


def format_row(header: Sequence[str], cells: Sequence[str]) -> bytes:
    """Return the header and one row as a table in CSV; columns without a name and a cell are left out."""
    columns = [number for number, cell in enumerate(cells) if cell or (number < len(header) and header[number])]
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header[number] if number < len(header) else "" for number in columns)
    writer.writerow(cells[number] for number in columns)
    return file.getvalue().encode("utf-8", "replace")


def extract_row(content: bytes, sheet_index: int, header_number: int, row_number: int) -> bytes:
    """Return one row of a workbook as it was taken in; raise UnreadableDocument without it."""
    rows = _load_rows(content)
    try:
        return format_row(rows[sheet_index, header_number], rows[sheet_index, row_number])
    except KeyError:
        raise UnreadableDocument("the workbook has no such row") from None


@lru_cache(maxsize=1)
def _load_rows(content: bytes) -> dict[tuple[int, int], list[str]]:
    """Return all rows of a workbook by sheet and number; the last one is kept, as records are read one by one."""
    with open_sheets(content) as sheets:
        return {(sheet.index, row.number): row.cells for sheet in sheets for row in sheet.rows}


@contextmanager
def open_sheets(content: bytes) -> Iterator[Iterator[Sheet]]:
    """Open a workbook and yield its sheets in order; the rows of each must be read before the next."""
    if not content.startswith((*ZIP_MAGIC, OLE_MAGIC[:4])):
        yield _iter_markup_sheets(content)
        return
    with _open_binary_workbook(content) as sheets:
        yield sheets


def _iter_markup_sheets(content: bytes) -> Iterator[Sheet]:
    for index, (name, rows) in enumerate(iter_markup_sheets(content)):
        yield Sheet(index, name, (SheetRow(*row) for row in rows))


@contextmanager
def _open_binary_workbook(content: bytes) -> Iterator[Iterator[Sheet]]:
    """Open a workbook in a process of its own."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        command = [sys.executable, "-I", str(_SCRIPT)]
        with subprocess.Popen(  # noqa: S603 - our own script
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            try:
                yield _iter_sheets(_iter_lines(process))
            finally:
                process.kill()


def _iter_lines(process: "subprocess.Popen[bytes]") -> Iterator[list[Any]]:
    """Yield the lines that the process prints; raise UnreadableDocument if it fails."""
    size = 0
    for line in process.stdout or ():
        size += len(line)
        if size > MAX_TEXT:
            raise UnreadableDocument(
                f"Its cells hold more than {MAX_TEXT / 1_000_000:g} MB of text. Cut it into parts."
            )
        values = json.loads(line)
        if values[0] == "end":
            return
        if values[0] == "error":
            raise UnreadableDocument(_explain_error(values[1], values[2]))
        yield values
    raise UnreadableDocument(f"It takes more memory or time than any table of articles. {_SAVE_AS}")


def _explain_error(name: str, message: str) -> str:
    if name == "PasswordError" or "password" in message.lower():
        return "It is locked with a password. Open it, save it without one, and take that in."
    return f"It is a workbook that is damaged or not whole ({describe_fault(message)}). {_SAVE_AS}"


def _iter_sheets(lines: Iterator[list[Any]]) -> Iterator[Sheet]:
    pending: list[list[Any]] = []

    def iter_rows() -> Iterator[SheetRow]:
        for values in lines:
            if values[0] == "sheet":
                pending.append(values)
                return
            yield SheetRow(values[1], values[2])

    first = next(lines, None)
    pending += [first] if first else []
    while pending:
        _, index, name = pending.pop()
        sheet = Sheet(index, name, iter_rows())
        yield sheet
        for _ in sheet.rows:  # what the caller did not read
            pass
