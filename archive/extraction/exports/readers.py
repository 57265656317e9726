"""The reader of each kind of record that other programs export."""

from typing import Final

from archive.extraction.exports.element_records import read_element_record
from archive.extraction.exports.news_items import read_newsml, read_nitf
from archive.extraction.exports.notes import read_note
from archive.extraction.exports.references import read_reference
from archive.extraction.exports.wordpress import read_post
from archive.formats import export_types
from archive.formats.documents import ExtractionOptions, Extractor, ParsedArticle, SourceDocument

_READERS: Final[dict[str, Extractor]] = {
    export_types.WORDPRESS_TYPE: read_post,
    export_types.NITF_TYPE: read_nitf,
    export_types.NEWSML_TYPE: read_newsml,
    export_types.ENEX_TYPE: read_note,
    export_types.XML_TYPE: read_element_record,
    **dict.fromkeys(export_types.REFERENCE_TYPES.values(), read_reference),
}


def read_export(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a record of an export. Raises UnreadableDocument if it holds none."""
    return _READERS[document.media_type](document, options)
