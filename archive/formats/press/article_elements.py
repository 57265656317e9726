"""The `article` elements of a web page that are articles of their own: not cards, comments or parts of one article."""

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from archive.formats.press.page_elements import PageSource, Span, find_elements

MIN_SOURCE: Final = 400  # characters of an element with an article
MIN_WORDS: Final = 40  # words in the paragraphs of one
MIN_PARAGRAPHS: Final = 2
MIN_WORDS_ALONE: Final = 100  # of one without byline and date
MIN_ELEMENT_SHARE: Final = 0.6  # of the elements of the page that are articles; among cards there is one at most
MIN_SHARE: Final = 0.6  # of the words in the paragraphs of the page that the articles have
MAX_SCANNED: Final = 5_000_000  # characters of a page that may have several
_ONE_ARTICLE: Final = re.compile(
    r"""og:type["']?\s{1,9}content\s?=\s?["']?article|content\s?=\s?["']article["']\s{1,9}property\s?=\s?["']og:type"""
    r"""|LiveBlogPosting|["']@type["']\s{0,9}:\s{0,9}\[?\s{0,9}["'](?:News|Report|Opinion|Analysis)\w{0,20}Article["']""",
    re.IGNORECASE,
)
_LIVE: Final = re.compile(
    r"""(?:class|id)\s?=\s?["'][^"']{0,200}\blive-?(?:blog|updates?|feed|ticker)""", re.IGNORECASE
)
_ELEMENT: Final = re.compile(r"<article[\s>]", re.IGNORECASE)
_HEADING: Final = re.compile(r"<h[1-6][\s>]", re.IGNORECASE)
_MAIN_HEADING: Final = re.compile(r"<h1[\s>]", re.IGNORECASE)
_OWN_HEAD: Final = re.compile(
    r"""(?i:<time[\s>]|<address[\s>]|(?:class|rel|itemprop)\s?=\s?["']?[^"'>]{0,80}(?:byline|author|date|publish))"""
    r"""|>\s{0,20}(?:By|BY|Von|Par|Por|Door|Di)\s[A-Z]"""
)
_BYLINE: Final = re.compile(
    r"""(?i:(?:class|rel|itemprop)\s?=\s?["']?[^"'>]{0,80}(?:byline|author))|>\s{0,20}(?:By|BY|Von|Par|Por|Door|Di)\s[A-Z]"""
)
_COMMENT: Final = re.compile(
    r"""^<article[^>]{0,500}(?:comment|teaser|card|related|promo|tease|preview|review-item|listing)""", re.IGNORECASE
)
_PARAGRAPH: Final = re.compile(r"<p(?=[\s>])", re.IGNORECASE)
_PARAGRAPH_END: Final = re.compile(
    r"</p[\s>]|</?(?:article|div|section|aside|footer|ul|ol|table|h[1-6])[\s>]", re.IGNORECASE
)
_TEASER: Final = re.compile(
    r"more-link|read-?more|>\s{0,20}(?:read more|continue reading|weiterlesen|mehr lesen|lire la suite"
    r"|leer más|lees meer|continua a leggere)\b",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_WORD: Final = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}|[^\\W_]{2,}")


@dataclass(frozen=True, slots=True)
class ArticleElement:
    """An outermost `article` element: its span, its words and paragraphs, and what it has of an article's head."""

    span: Span
    word_count: int
    paragraph_count: int
    has_heading: bool
    has_own_head: bool
    has_byline: bool
    is_teaser: bool

    @property
    def is_article(self) -> bool:
        """True if it reads like an article of its own."""
        min_words = MIN_WORDS if self.has_own_head else MIN_WORDS_ALONE
        is_long = self.word_count >= min_words and self.paragraph_count >= MIN_PARAGRAPHS
        return is_long and self.has_heading and not self.is_teaser


def find_article_elements(source: PageSource) -> list[Span]:
    """Return the spans of the `article` elements of a page that is several articles; none for other pages.

    A page that calls itself one article, a live blog, and a page whose heading and byline stand outside its elements
    are one article however many elements they have; but not where each element has a byline of its own.
    """
    text = source.text
    first = _ELEMENT.search(text)
    if first is None or len(text) > MAX_SCANNED or _ELEMENT.search(text, first.end()) is None or _LIVE.search(text):
        return []
    if _ONE_ARTICLE.search(text, 0, first.start()):
        return []
    spans = [span for span in find_elements(text, "article") if span[1] - span[0] >= MIN_SOURCE]
    elements = [_measure_element(text, span) for span in spans]
    articles = [element for element in elements if element.is_article]
    if len(articles) < max(2, MIN_ELEMENT_SHARE * len(elements)):
        return []
    outside = _cut_out(text, [element.span for element in articles])
    has_outer_head = _OWN_HEAD.search(outside) is not None and _MAIN_HEADING.search(outside) is not None
    if _ONE_ARTICLE.search(outside) or (has_outer_head and not all(element.has_byline for element in articles)):
        return []
    word_count = sum(element.word_count for element in articles)
    outside_count = len(_find_words(_list_paragraphs(outside)))
    is_most = word_count >= MIN_SHARE * (word_count + outside_count)
    return [element.span for element in articles] if is_most else []


def _measure_element(text: str, span: Span) -> ArticleElement:
    content = text[slice(*span)]
    paragraphs = _list_paragraphs(content)
    return ArticleElement(
        span=span,
        word_count=len(_find_words(paragraphs)),
        paragraph_count=len(paragraphs),
        has_heading=_HEADING.search(content) is not None,
        has_own_head=_OWN_HEAD.search(content) is not None,
        has_byline=_BYLINE.search(content) is not None,
        is_teaser=_COMMENT.match(content[:600]) is not None or _TEASER.search(content) is not None,
    )


def _list_paragraphs(content: str) -> list[str]:
    """Return the source of each paragraph that has text."""
    chunks = _PARAGRAPH.split(content)[1:]
    paragraphs = (chunk[: end.start()] if (end := _PARAGRAPH_END.search(chunk)) else chunk for chunk in chunks)
    return [text for paragraph in paragraphs if (text := _TAG.sub(" ", f"<p {paragraph}").strip())]


def _find_words(paragraphs: list[str]) -> list[str]:
    """Return the words of paragraphs; in scripts without spaces each two characters."""
    text = "\n".join(paragraphs)
    with suppress(UnicodeError):  # the source has a character for each byte
        text = text.encode("latin-1").decode("utf-8", "replace")
    return _WORD.findall(text)


def _cut_out(text: str, spans: list[Span]) -> str:
    """Return the source without the spans, which are in order."""
    pieces, offset = [], 0
    for start, end in spans:
        pieces.append(text[offset:start])
        offset = end
    return "".join([*pieces, text[offset:]])
