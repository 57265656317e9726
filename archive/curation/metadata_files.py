"""Metadata of articles as CSV and XLSX files: written for any selection, and read again."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from archive.curation.metadata_table import (
    COLUMN_NAMES,
    KEY_COLUMN,
    escape_cell,
    find_column_name,
    unescape_cell,
    write_row,
)
from archive.errors import CurationError, UnreadableDocument
from archive.formats.decoding import decode_text
from archive.formats.detection.package_kinds import ZIP_MAGIC
from archive.formats.structured.table_columns import choose_delimiter
from archive.formats.structured.workbooks import open_sheets
from archive.models import Article
from archive.text.messages import lazy_message

MAX_BYTES: Final = 20_000_000
MAX_ROWS: Final = 20_000
_CSV_MARK: Final = "\ufeff"  # spreadsheet programs know by it that the file is UTF-8
_ROW_LIMIT: Final = 1_000_000  # characters of a cell in CSV


@dataclass(frozen=True, slots=True)
class MetadataRow:
    """One row of a file: its number as a spreadsheet shows it, and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class MetadataFile:
    """The rows of a file, and the headers that mean no column."""

    rows: list[MetadataRow]
    unknown_headers: tuple[str, ...] = ()


def iter_csv(articles: Iterable[Article]) -> Iterator[str]:
    """Yield the metadata of articles as CSV, a row at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(_CSV_MARK)
    writer.writerow(COLUMN_NAMES)
    for article in articles:
        writer.writerow([escape_cell(cell) for cell in write_row(article)])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def write_workbook(articles: Iterable[Article]) -> bytes:
    """Return the metadata of articles as a workbook in XLSX; every cell is text, never a formula."""
    from xlsxwriter import Workbook  # noqa: PLC0415 -- slow to import, seldom needed

    file = io.BytesIO()
    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet("articles")
        head = workbook.add_format({"bold": True})
        sheet.freeze_panes(1, 1)
        for column, name in enumerate(COLUMN_NAMES):
            sheet.write_string(0, column, name, head)
        for number, article in enumerate(articles, start=1):
            for column, cell in enumerate(write_row(article)):
                sheet.write_string(number, column, cell)
    return file.getvalue()


def read_file(content: bytes) -> MetadataFile:
    """Read a CSV or XLSX file; raise CurationError for what is no table of articles."""
    if len(content) > MAX_BYTES:
        raise CurationError(
            lazy_message("The file is larger than {most} MB. Send it in parts.", most=MAX_BYTES // 10**6)
        )
    try:
        rows = _read_sheet(content) if content.startswith(ZIP_MAGIC) else _read_csv(content)
        return _build_file(rows)
    except (csv.Error, UnreadableDocument) as error:
        raise CurationError(lazy_message("The file cannot be read as a table: {why}", why=str(error))) from error


def _read_sheet(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the first sheet that has any."""
    with open_sheets(content) as sheets:
        for sheet in sheets:
            rows = ((row.number, row.cells) for row in sheet.rows)
            first = next(rows, None)
            if first:
                yield first
                yield from rows
                return


def _read_csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = decode_text(content).text.removeprefix(_CSV_MARK)
    csv.field_size_limit(_ROW_LIMIT)
    first_line = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=choose_delimiter(first_line))
    for number, cells in enumerate(reader, start=1):
        if any(cells):
            yield number, [unescape_cell(cell) for cell in cells]


def _build_file(rows: Iterator[tuple[int, list[str]]]) -> MetadataFile:
    _, headers = next(rows, (0, []))
    names = [find_column_name(header) for header in headers]
    if KEY_COLUMN not in names:
        message = (
            "No column is named ‘identifier’. Export the articles, edit that file, and give it with all its columns."
        )
        raise CurationError(lazy_message(message))
    if doubled := next((name for name in names if name and names.count(name) > 1), ""):
        raise CurationError(lazy_message("Two columns are ‘{name}’. Delete one of them.", name=doubled))
    listed = [
        MetadataRow(number, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name})
        for number, cells in islice(rows, MAX_ROWS + 1)
    ]
    if len(listed) > MAX_ROWS:
        raise CurationError(lazy_message("The file has more than {most} rows. Send it in parts.", most=f"{MAX_ROWS:,}"))
    unknown = tuple(header for header, name in zip(headers, names, strict=True) if not name and header.strip())
    return MetadataFile(listed, unknown)
