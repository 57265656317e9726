"""Extraction of articles from documents that are converted to text first: Word, OpenDocument, RTF, PDF, EPUB."""

from archive.extraction.common.draft import ArticleDraft
from archive.extraction.plaintext.article import read_text
from archive.formats.conversion import convert_document
from archive.formats.converted_text import ConvertedText
from archive.formats.documents import CONVERTED_FORMATS, ExtractionOptions, ParsedArticle, SourceDocument
from archive.text.encodings import DecodedText

VERSION = 1
ENCODING = "utf-8"
"""Encoding that is stored with captures whose text comes out of a conversion."""


def read_converted_document(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a document, by the rules of print on its text. Raises UnreadableDocument."""
    format_name = CONVERTED_FORMATS[document.media_type]
    converted = convert_document(document.content, format_name)
    draft = ArticleDraft(converted.text)
    _add_notes(draft, converted)
    return read_text(draft, DecodedText(converted.text, ENCODING), options, recipe=f"{format_name}/{VERSION}")


def _add_notes(draft: ArticleDraft, converted: ConvertedText) -> None:
    for note in converted.notes:
        draft.add_note(note.text, note.rule + (f", page {note.page}" if note.page else ""))
