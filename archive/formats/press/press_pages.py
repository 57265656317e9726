"""Cut web pages that hold several articles: exports of press databases in HTML, and pages of `article` elements."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import BinaryIO, Final

from archive.errors import UnreadableDocument
from archive.formats.decoding import decode_record
from archive.formats.detection.page_pictures import RELATIVE_IMAGE, attach_pictures
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.media_types import HTML_TYPE, PRESS_PAGE_TYPE
from archive.formats.press.article_elements import find_article_elements
from archive.formats.press.page_elements import PageSource, Span, find_elements, iter_tags, read_source
from archive.formats.press.page_text import read_page_text
from archive.formats.press.press_databases import find_press_database, unify_lines
from archive.formats.press.press_files import COVER_REASON, split_export
from archive.formats.streams import SizeLimits, flatten_ranges, format_too_large, read_export

MAX_PAGE_ARTICLES: Final = 5_000
_FACTIVA_ARTICLE: Final = re.compile(r"""class\s*=\s*["']?[^"'>]{0,80}\barticle\s+[a-z]{2,3}Article\b""", re.IGNORECASE)
_PUBLICATION_NAME: Final = re.compile(r"""<[a-z]{1,6}\s[^<>]{0,300}class\s?=\s?["'][^"']{0,80}DocPublicationName\b""")
_EUROPRESSE_SIGNS: Final = re.compile(r"DocPublicationName|titreArticleVisu|docOcurrContainer|publiC-lblNodoc")
_NEXIS_START: Final = re.compile(
    r"""<a\s{1,9}name\s?=\s?["']?DOC_ID_\d{1,6}|<!--[^>]{0,80}?<DOC NUMBER=\d{1,6}>""", re.IGNORECASE
)
_NEXIS_NUMBER: Final = re.compile(r"<[^<>]{1,300}>\s{0,20}\d{1,6} (?:of|von|de|van) \d{1,6} DOCUMENTS?\s{0,20}<")
_HINTS: Final = (
    b"<article", b"<ARTICLE", b"articleParagraph", b"DocPublicationName", b"titreArticle", b"docOcurr",
    b"DOC_ID_", b"<DOC NUMBER", b"DOCUMENTS<", b"DOCUMENT<",
)  # fmt: skip
_DATABASE_NAMES: Final = (
    b"proquest", b"ebscohost", b"gale|", b"gbi-genios", b"infoweb.newsbank", b"lexisnexis", b"factiva", b"europresse",
)  # fmt: skip
_BODY: Final = re.compile(r"<body\b[^<>]{0,2000}>", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]{2}")
_SITE_TAG: Final = re.compile(r"og:site_name|application-name|charset", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageCut:
    """The articles of a page: spans in its source, the tags about the whole page, and the type of the records."""

    source: PageSource
    spans: list[Span]
    shared_spans: list[Span]
    media_type: str


def cut_page(content: bytes) -> PageCut | None:
    """Return the articles of a page that holds several, or is an export of a press database; None for other pages."""
    is_export = _names_database(content)
    if not (is_export or any(hint in content for hint in _HINTS) or content[:2] in {b"\xff\xfe", b"\xfe\xff"}):
        return None  # most pages, in little time
    source = read_source(content)
    if spans := _find_export_articles(source.text):
        return PageCut(source, spans, [], PRESS_PAGE_TYPE)
    if is_export and (spans := _find_indexed_articles(source)):
        return PageCut(source, spans, _find_preformatting(source.text, spans), PRESS_PAGE_TYPE)
    spans = find_article_elements(source)
    if len(spans) < 2:
        return None
    return PageCut(source, spans, _find_site_tags(source.text, spans[0][0]), HTML_TYPE)


def _find_export_articles(text: str) -> list[Span]:
    """Return the spans of the articles in an export of Factiva, Europresse or Nexis."""
    if "articleParagraph" in text and _FACTIVA_ARTICLE.search(text):
        return find_elements(text, "div", lambda tag: _FACTIVA_ARTICLE.search(tag) is not None)[:MAX_PAGE_ARTICLES]
    if ("DocPublicationName" in text or "titreArticle" in text) and len(set(_EUROPRESSE_SIGNS.findall(text))) > 1:
        spans = find_elements(text, "article")[:MAX_PAGE_ARTICLES]
        marked_spans = [span for span in spans if _EUROPRESSE_SIGNS.search(text, *span)]
        return marked_spans or _cut_at(_list_publication_names(text), text)
    if "DOCUMENT" not in text:
        return []
    starts = [match.start() for match in _NEXIS_START.finditer(text)]
    numbers = [match.start() for match in _NEXIS_NUMBER.finditer(text)]
    if numbers and len(starts) < len(numbers):
        starts = numbers
    starts = _merge_starts(starts, numbers)
    return _cut_at(starts, text)


def _cut_at(starts: list[int], text: str) -> list[Span]:
    return list(pairwise([*starts, len(text)]))[:MAX_PAGE_ARTICLES] if starts else []


def _list_publication_names(text: str) -> list[int]:
    """Return where the names of publications stand, with which each document of older pages of Europresse begins."""
    starts: list[int] = []
    previous_end = 0
    for match in _PUBLICATION_NAME.finditer(text):
        if not starts or text.find("</", previous_end, match.start()) >= 0:  # not one in another
            starts.append(match.start())
        previous_end = match.end()
    return starts or [0]


def _merge_starts(starts: list[int], numbers: list[int]) -> list[int]:
    """Return the starts that have a number of a document of their own; the anchor and a comment may name the same."""
    if not numbers:
        return []
    merged, at = [], 0
    for number in numbers:
        first = None
        while at < len(starts) and starts[at] <= number:
            first = starts[at] if first is None else first
            at += 1
        merged.append(number if first is None else first)
    return merged


def _find_site_tags(text: str, end: int) -> list[Span]:
    """Return the tags above the articles that say the language, the encoding and the name of the site."""
    tags = (tag for tag in iter_tags(text[:end], frozenset({"html", "meta"})) if not tag.is_close)
    spans = [(t.start, t.end) for t in tags if t.name == "html" or _SITE_TAG.search(text, t.start, t.end)]
    return spans[:8]


def _list_outside(cut: PageCut) -> str:
    """Return the source of the body of a page without its articles."""
    text, offset, pieces = cut.source.text, 0, []
    for start, end in cut.spans:
        pieces.append(text[offset:start])
        offset = end
    body = _BODY.search(pieces[0])
    pieces[0] = pieces[0][body.end() :] if body else ""
    return "".join([*pieces, text[offset:]])


def _names_database(content: bytes) -> bool:
    """Return whether a page names a press database, as every export of one does."""
    lower_content = content.lower()
    return any(name in lower_content for name in _DATABASE_NAMES)


def _find_indexed_articles(source: PageSource) -> list[Span]:
    """Return the spans of the articles of a page whose text is an export of several; none where bounds are unsure."""
    page_text = read_page_text(source)
    text = unify_lines(page_text.text)
    if (database := find_press_database(text)) is None:
        return []
    articles = [part for part in split_export(text, database) if not part.skip_reason]
    if len(articles) < 2 or any(part.problem for part in articles):
        return []
    return [(page_text.find_in_source(part.start), page_text.find_in_source(part.end)) for part in articles]


def _find_preformatting(text: str, spans: list[Span]) -> list[Span]:
    """Return the tag of the preformatted text in which articles begin, so that each keeps its lines."""
    elements = find_elements(text, "pre")
    is_within = any(start < spans[-1][0] < end for start, end in elements)
    return [(elements[0][0], text.find(">", elements[0][0]) + 1)] if is_within else []


def _find_record_type(content: bytes, media_type: str) -> str:
    """Return the type of a page that nothing cuts; raise UnreadableDocument for an export of several articles."""
    if not _names_database(content):
        return media_type
    text = unify_lines(read_page_text(read_source(content)).text)
    if (database := find_press_database(text)) is None:
        return media_type
    articles = [part for part in split_export(text, database) if not part.skip_reason]
    if len(articles) > 1 or any(part.problem for part in articles):
        raise UnreadableDocument(
            f"It is a page of {database.name} with several articles, and where one ends and the next begins cannot be"
            f" told. {database.advice}."
        )
    return PRESS_PAGE_TYPE


def holds_several_pages(content: bytes, _: str = "") -> bool:
    """Return whether a page is cut into articles."""
    return cut_page(content) is not None


def read_page_file(
    stream: BinaryIO, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield a page as one document; if it holds several articles, each of them."""
    content = read_export(stream, limits, holds_several_pages)
    find_picture = location.find_picture if RELATIVE_IMAGE.search(content) else None
    yield from attach_pictures(build_page_documents(content, location, limits, media_type), find_picture)


def build_page_documents(
    content: bytes, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield the document of a page, or of each article in it; their common address is that of none of them."""
    cut = cut_page(content)
    if cut is None:
        yield location.build_document(content, _find_record_type(content, media_type))
        return
    if cut.media_type == PRESS_PAGE_TYPE and _WORD.search(
        read_page_text(replace(cut.source, text=_list_outside(cut))).text
    ):
        yield location.skip(COVER_REASON)
    encoding = cut.source.codec or decode_record(content, charset=location.charset, is_markup=True).encoding
    location = replace(location, url="", encoding="utf-8" if encoding == "utf-8-sig" else encoding)
    for number, span in enumerate(cut.spans, 1):
        ranges = [cut.source.to_bytes(part) for part in (*cut.shared_spans, span)]
        part = location.enter_step(("cut", *flatten_ranges(ranges)), record=f"article {number}")
        piece = b"".join(content[start:end] for start, end in ranges)
        if len(piece) > limits.max_document_bytes:
            yield part.refuse(format_too_large(limits.max_document_bytes))
        else:
            yield part.build_document(piece, cut.media_type)
