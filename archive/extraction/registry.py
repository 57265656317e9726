"""Registry of extractors by media type; each is imported when its first document comes.

Their libraries and patterns take half a second, and most commands and web requests extract nothing.
"""

from functools import cache

from archive.errors import UnreadableDocument
from archive.formats import documents
from archive.formats.documents import ExtractionOptions, Extractor, ParsedArticle, SourceDocument


def extract(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a document. Raises UnreadableDocument if it holds none."""
    return _load_extractor(document.media_type)(document, options)


@cache
def _load_extractor(media_type: str) -> Extractor:  # imports in it: see the top of the module
    match media_type:
        case documents.TEXT_TYPE:
            from archive.extraction.plaintext.article import read_plaintext as extractor  # noqa: PLC0415
        case documents.HTML_TYPE:
            from archive.extraction.html.article import read_html as extractor  # noqa: PLC0415
        case documents.JSON_TYPE:
            from archive.extraction.json_objects import read_jsonlines as extractor  # noqa: PLC0415
        case documents.MAIL_TYPE:
            from archive.extraction.mail.mail_article import read_mail_message as extractor  # noqa: PLC0415
        case documents.CSV_TYPE:
            from archive.extraction.json_objects import read_table_row as extractor  # noqa: PLC0415
        case documents.FEED_ENTRY_TYPE:
            from archive.extraction.feed_entries import read_feed_entry as extractor  # noqa: PLC0415
        case documents.JSON_ENTRY_TYPE:
            from archive.extraction.feed_entries import read_json_entry as extractor  # noqa: PLC0415
        case _ if media_type in documents.CONVERTED_FORMATS:
            from archive.extraction.converted_documents import read_converted_document as extractor  # noqa: PLC0415
        case documents.PRESS_TEXT_TYPE:
            from archive.extraction.press_databases.export_article import read_press_text as extractor  # noqa: PLC0415
        case documents.PRESS_PAGE_TYPE:
            from archive.extraction.press_databases.export_page import read_press_page as extractor  # noqa: PLC0415
        case _:
            raise UnreadableDocument(f"No extractor reads {media_type}.")
    return extractor
