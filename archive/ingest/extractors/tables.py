"""Extraction of articles from rows of CSV tables."""

import csv
from typing import Final

from archive.errors import UnreadableDocument
from archive.ingest.documents import ParsedArticle, Reading, SourceDocument
from archive.ingest.extractors.jsonlines import article_of
from archive.ingest.extractors.record import Record
from archive.ingest.readers.encodings import decode
from archive.ingest.readers.tables import cells_of

RECIPE: Final = "csv/1"


class Row(Record):
    """Cells of a table row by column name, and the header and row as text."""

    __slots__ = ()
    noun = "column"

    def span_of(self, _: str, value: str) -> tuple[int, int] | None:
        """Return the span of `value` in the row, where quotation marks may be doubled."""
        start = self.line.find("\n") + 1
        for form in (value, value.replace('"', '""')):
            at = self.line.find(form, start) if form.strip() else -1
            if at >= 0:
                return at, at + len(form)
        return None


def read_row(document: SourceDocument, reading: Reading) -> ParsedArticle:
    """Return the article of a row. Raises UnreadableDocument if it holds none."""
    decoded = decode(document.content, charset=document.charset, encoding=document.encoding)
    try:
        names, cells, _ = cells_of(decoded.text)
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
    return article_of(Row(values, decoded.text), decoded, reading, RECIPE)
