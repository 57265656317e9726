"""Articles from JSON objects and table rows."""

import csv
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.export_records import join_export
from archive.extraction.common.keyed_records import KeyedRecord, read_record
from archive.extraction.common.record_article import build_article
from archive.formats.decoding import decode_text
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.structured.table_columns import DELIMITERS, split_cells

RECIPE: Final = "jsonlines/2"
TABLE_RECIPE: Final = "csv/2"
MAX_TRIES: Final = 100  # places where the words of a cell are looked for
_CELL_BORDERS: Final = frozenset(f'{DELIMITERS}"\r\n')


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
        """Return the span of `value` in the row: of a whole cell if it is one, where quotation marks may be doubled."""
        row_start = self.line.find("\n") + 1
        for spelling in (value, value.replace('"', '""')):
            if spelling.strip() and (starts := self._find_starts(spelling, row_start)):
                start = next((start for start in starts if self._is_cell(start, start + len(spelling))), starts[0])
                return start, start + len(spelling)
        return None

    def _find_starts(self, words: str, offset: int) -> list[int]:
        """Return where the words stand in the row, at the first places."""
        starts: list[int] = []
        while len(starts) < MAX_TRIES and (offset := self.line.find(words, offset)) >= 0:
            starts.append(offset)
            offset += 1
        return starts

    def _is_cell(self, start: int, end: int) -> bool:
        """Return whether a span is between separators of cells."""
        return self.line[start - 1] in _CELL_BORDERS and (end >= len(self.line) or self.line[end] in _CELL_BORDERS)


def read_table_row(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a row. Raises UnreadableDocument if it holds none."""
    return _read_row(document, options)


def read_joined_row(document: SourceDocument, text_article: ParsedArticle, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a row whose text is in a file that it names."""
    return _read_row(document, options, text_article)


def _read_row(
    document: SourceDocument, options: ExtractionOptions, text_article: ParsedArticle | None = None
) -> ParsedArticle:
    decoded = decode_text(document.content, charset=document.charset, encoding=document.encoding)
    values = _split_row(decoded.text)
    record = TableRecord(values, decoded.text, place="table", file_paths=document.attachment_paths)
    return build_article(
        record, decoded, options, TABLE_RECIPE, date_orders=document.date_orders, text_article=text_article
    )


def _split_row(text: str) -> dict[str, object]:
    """Return the cells of a row by the names of their columns. Raises UnreadableDocument if it has too many."""
    try:
        names, cells = split_cells(text)
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
    return values
