"""Registry of extractors by media type; each is imported when its first document comes.

Their libraries and patterns take half a second, and most commands and web requests extract nothing.
"""

import re
from functools import cache
from importlib import import_module
from typing import Any, Final

from archive.errors import UnreadableDocument
from archive.formats import media_types
from archive.formats.documents import ExtractionOptions, Extractor, ParsedArticle, SourceDocument
from archive.formats.export_types import EXPORT_TYPES, REFERENCE_TYPES

_EXTRACTORS: Final = {
    media_types.TEXT_TYPE: "plaintext.article.read_plaintext",
    media_types.HTML_TYPE: "html.article.read_html",
    media_types.JSON_TYPE: "json_objects.read_jsonlines",
    media_types.CSV_TYPE: "json_objects.read_table_row",
    media_types.FEED_ENTRY_TYPE: "feed_entries.read_feed_entry",
    media_types.JSON_ENTRY_TYPE: "feed_entries.read_json_entry",
    media_types.MAIL_TYPE: "mail.mail_article.read_mail_message",
    media_types.PRESS_TEXT_TYPE: "press_databases.export_article.read_press_text",
    media_types.PRESS_PAGE_TYPE: "press_databases.export_page.read_press_page",
    **dict.fromkeys(EXPORT_TYPES, "exports.readers.read_export"),
    **dict.fromkeys(media_types.CONVERTED_FORMATS, "converted_documents.read_converted_document"),
}
"""Media type of a record → module of this package and function in it."""
_JOINERS: Final = {
    media_types.CSV_TYPE: "json_objects.read_joined_row",
    **dict.fromkeys(REFERENCE_TYPES.values(), "exports.references.read_joined_reference"),
}
"""The same for records whose text is in a file that they name."""

_WORD: Final = re.compile(r"[^\W_]{2}|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Two letters or digits side by side (a wire's text may be a price), or a letter of a script with words of one."""


def extract(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a document. Raises UnreadableDocument if it holds none."""
    if document.attachment is not None:
        joiner = _load_function(_JOINERS[document.media_type])
        article: ParsedArticle = joiner(document, extract(document.attachment, options), options)
        return article
    article = _load_extractor(document.media_type)(document, options)
    _check_words(article)
    return article


def _check_words(article: ParsedArticle) -> None:
    """Raise UnreadableDocument if a text has no word: a letter or a mark stands where it should."""
    text = article.body or article.standfirst or article.title
    if not _WORD.search(text):
        raise UnreadableDocument(
            f"There is no text in it: all that stands there is ‘{text[:60]}’, which is no word. Take in a file that"
            " holds the article itself."
        )


def _load_extractor(media_type: str) -> Extractor:
    if media_type not in _EXTRACTORS:
        raise UnreadableDocument(f"No extractor reads {media_type}.")
    extractor: Extractor = _load_function(_EXTRACTORS[media_type])
    return extractor


@cache
def _load_function(path: str) -> Any:
    """Return a function by the names of its module in this package and its own."""
    module_name, _, function_name = path.rpartition(".")
    return getattr(import_module(f"archive.extraction.{module_name}"), function_name)
