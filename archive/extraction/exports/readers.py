"""The reader of each kind of record that other programs export."""

from typing import Final

from archive.extraction.exports.references import read_reference
from archive.extraction.exports.wordpress import read_post
from archive.formats import export_types
from archive.formats.documents import ExtractionOptions, Extractor, ParsedArticle, SourceDocument

_READERS: Final[dict[str, Extractor]] = {
    export_types.WORDPRESS_TYPE: read_post,
    **dict.fromkeys(export_types.REFERENCE_TYPES.values(), read_reference),
}


def read_export(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a record of an export. Raises UnreadableDocument if it holds none."""
    return _READERS[document.media_type](document, options)
