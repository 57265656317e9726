"""Registry of extractors by media type."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.feed_entries import read_feed_entry, read_json_entry
from archive.extraction.html.article import read_html
from archive.extraction.json_objects import read_jsonlines, read_table_row
from archive.extraction.plaintext.article import read_plaintext
from archive.formats.documents import (
    CSV_TYPE,
    FEED_ENTRY_TYPE,
    HTML_TYPE,
    JSON_ENTRY_TYPE,
    JSON_TYPE,
    TEXT_TYPE,
    ExtractionOptions,
    Extractor,
    ParsedArticle,
    SourceDocument,
)

EXTRACTORS: Final[Mapping[str, Extractor]] = MappingProxyType(
    {
        TEXT_TYPE: read_plaintext,
        JSON_TYPE: read_jsonlines,
        HTML_TYPE: read_html,
        CSV_TYPE: read_table_row,
        FEED_ENTRY_TYPE: read_feed_entry,
        JSON_ENTRY_TYPE: read_json_entry,
    }
)


def extract(document: SourceDocument, reading: ExtractionOptions) -> ParsedArticle:
    """Return the article of a document. Raises UnreadableDocument if it holds none."""
    extractor = EXTRACTORS.get(document.media_type)
    if extractor is None:
        raise UnreadableDocument(f"No extractor reads {document.media_type}.")
    return extractor(document, reading)
