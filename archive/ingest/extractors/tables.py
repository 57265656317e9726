"""Extraction of articles from rows of CSV tables."""

import csv
from typing import Final

from archive.errors import UnreadableDocument
from archive.ingest.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.ingest.extractors.jsonlines import build_article
from archive.ingest.extractors.record import KeyedRecord
from archive.ingest.readers.encodings import decode_text
from archive.ingest.readers.tables import split_cells

TABLE_RECIPE: Final = "csv/1"


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


def read_table_row(document: SourceDocument, reading: ExtractionOptions) -> ParsedArticle:
    """Return the article of a row. Raises UnreadableDocument if it holds none."""
    decoded = decode_text(document.content, charset=document.charset, encoding=document.encoding)
    try:
        names, cells, _ = split_cells(decoded.text)
    except csv.Error as error:
        raise UnreadableDocument(f"The row is no row of a table: {error}.") from error
    if len(cells) > len(names):
        raise UnreadableDocument(
            f"The row has {len(cells)} cells and there are {len(names)} columns. Mend the row: text"
            " with commas in it stands between quotation marks."
        )
    values: dict[str, object] = {}
    for name, cell in zip(names, cells, strict=False):
        values.setdefault(name, cell)
        values.setdefault(name.lower(), cell)
    return build_article(TableRecord(values, decoded.text), decoded, reading, TABLE_RECIPE)
