"""Registry of extractors by media type."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from archive.errors import UnreadableDocument
from archive.ingest.documents import Extractor, ParsedArticle, Reading, SourceDocument
from archive.ingest.extractors.feeds import read_feed_entry, read_json_entry
from archive.ingest.extractors.html import read_html
from archive.ingest.extractors.jsonlines import read_jsonlines
from archive.ingest.extractors.plaintext import read_plaintext
from archive.ingest.extractors.tables import read_row

TEXT: Final = "text/plain"
JSON: Final = "application/json"
HTML: Final = "text/html"
CSV: Final = "text/csv"
FEED_ENTRY: Final = "application/feed+xml"
JSON_ENTRY: Final = "application/feed+json"

EXTRACTORS: Final[Mapping[str, Extractor]] = MappingProxyType(
    {
        TEXT: read_plaintext,
        JSON: read_jsonlines,
        HTML: read_html,
        CSV: read_row,
        FEED_ENTRY: read_feed_entry,
        JSON_ENTRY: read_json_entry,
    }
)


def extract(document: SourceDocument, reading: Reading) -> ParsedArticle:
    """Return the article of a document. Raises UnreadableDocument if it holds none."""
    extractor = EXTRACTORS.get(document.media_type)
    if extractor is None:
        raise UnreadableDocument(f"No extractor reads {document.media_type}.")
    return extractor(document, reading)
