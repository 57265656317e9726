"""Extraction of articles from documents that are converted to text first: Word, OpenDocument, RTF, PDF, EPUB."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.draft import ArticleDraft
from archive.extraction.plaintext.article import read_text
from archive.formats.conversion.conversion import convert_document
from archive.formats.conversion.converted_text import ConvertedText
from archive.formats.documents import ExtractionOptions, Finding, ParsedArticle, SourceDocument
from archive.formats.media_types import CONVERTED_FORMATS
from archive.text.encodings import DecodedText
from archive.text.normalize import make_storable, name_key

VERSION: Final = 1
ENCODING: Final = "utf-8"  # that is stored with captures whose text comes out of a conversion
MAX_ARTICLE_PAGES: Final = 100
MAX_RULE_LENGTH: Final = 280
MAX_PROPERTY_LENGTH: Final = 200
_PROPERTY_FIELDS: Final = {
    "title": ("title", "the title in the properties of the file"),
    "creator": ("author", "the creator in the properties of the file, who may have saved it only"),
    "created": ("published", "the day in the properties of the file, which may be that of saving it"),
}


def read_converted_document(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a document, by the rules of print on its text. Raises UnreadableDocument."""
    format_name = CONVERTED_FORMATS[document.media_type]
    converted = convert_document(document.content, format_name)
    if len(converted.page_starts) > MAX_ARTICLE_PAGES:
        raise UnreadableDocument(
            f"It has {len(converted.page_starts)} pages: a book or an issue, no article (at most {MAX_ARTICLE_PAGES})."
            " Save the pages of each article as a document of their own, and take those in."
        )
    recipe = f"{format_name}{'-ocr' if converted.is_ocr else ''}/{VERSION}"
    return read_converted_text(converted, options, recipe)


def read_converted_text(converted: ConvertedText, options: ExtractionOptions, recipe: str) -> ParsedArticle:
    """Return the article of a text that came out of a conversion, now or when it was taken in."""
    draft = ArticleDraft(converted.text)
    _add_notes(draft, converted)
    article = read_text(draft, DecodedText(converted.text, ENCODING), options, recipe=recipe)
    findings = (*_name_pages(article.findings, converted.page_starts), *_list_properties(article, converted.properties))
    return replace(article, findings=findings, converted_text=converted.text)


def _name_pages(findings: Sequence[Finding], page_starts: Sequence[int]) -> Iterator[Finding]:
    """Yield findings with the number of the page that their words stand on."""
    for finding in findings:
        if finding.start is None or not page_starts:
            yield finding
            continue
        page = bisect_right(page_starts, finding.start)
        yield replace(finding, rule=f"{finding.rule[:MAX_RULE_LENGTH]}, on page {page}")


def _list_properties(article: ParsedArticle, properties: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what the file says of itself as rejected evidence: nobody has to have looked at it.

    Word names as creator whoever saved the file, and as its date when that was. A title that the text has, too, is a
    second witness for it.
    """
    for name, (field_name, rule) in _PROPERTY_FIELDS.items():
        value = make_storable(properties.get(name, "")).strip()[:MAX_PROPERTY_LENGTH]
        if not value:
            continue
        if field_name == "title" and name_key(value) == name_key(article.title):
            rule = f"{rule}: the same as in the text"
        yield Finding(field=field_name, value=value, status="inferred", rule=rule, chosen=False)


def _add_notes(draft: ArticleDraft, converted: ConvertedText) -> None:
    for note in converted.notes:
        draft.add_note(note.text, note.rule + (f", page {note.page}" if note.page else ""))
