"""Articles from JSON objects and table rows."""

import csv
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.export_records import join_export
from archive.extraction.common.keyed_records import KeyedRecord, read_record
from archive.extraction.common.record_article import build_article
from archive.formats.decoding import decode_text
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.table_columns import split_cells

RECIPE: Final = "jsonlines/2"
TABLE_RECIPE: Final = "csv/2"


def read_jsonlines(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a line. Raises UnreadableDocument if it holds none."""
    decoded = decode_text(document.content, charset=document.charset, encoding=document.encoding)
    place = "object" if document.record.rpartition(", ")[2].startswith(("object", "post")) else "line"
    record = read_record(decoded.text, place)
    values, remarks = join_export(record.values)
    if values is not record.values:
        record = KeyedRecord(values, decoded.text, remarks=remarks, place=place)
    return build_article(record, decoded, options, RECIPE, date_orders=document.date_orders)


class TableRecord(KeyedRecord):
    """Cells of a table row by column name, and the header and row as text."""

    __slots__ = ()
    noun = "column"

    def find_span(self, _: str, value: str) -> tuple[int, int] | None:
        """Return the span of `value` in the row, where quotation marks may be doubled."""
        start = self.line.find("\n") + 1
        for spelling in (value, value.replace('"', '""')):
            at = self.line.find(spelling, start) if spelling.strip() else -1
            if at >= 0:
                return at, at + len(spelling)
        return None


def read_table_row(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a row. Raises UnreadableDocument if it holds none."""
    decoded = decode_text(document.content, charset=document.charset, encoding=document.encoding)
    try:
        names, cells = split_cells(decoded.text)
    except csv.Error as error:
        raise UnreadableDocument(f"The row is no row of a table: {error}.") from error
    if any(cell.strip() for cell in cells[len(names) :]):
        raise UnreadableDocument(
            f"The row has {len(cells)} cells and there are {len(names)} columns. Mend the row: text"
            " with commas in it stands between quotation marks."
        )
    values: dict[str, object] = {}
    for number, (name, cell) in enumerate(zip(names, cells, strict=False), 1):
        key = name or f"column {number}"
        values[key if not values.get(key) else f"{key} ({number})"] = cell
    record = TableRecord(values, decoded.text, place="table")
    return build_article(record, decoded, options, TABLE_RECIPE, date_orders=document.date_orders)
