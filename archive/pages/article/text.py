"""The text of an article in paragraphs, with search hits marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from archive.errors import QuerySyntaxError, SearchError, SearchTimeout
from archive.models import Article
from archive.search.highlight.snippets import HighlightTarget, build_targets, find_mark_spans
from archive.search.query.parser import parse_query
from archive.search.query.request import MatchMode
from archive.search.service import expand_query, limit_search_time

_HEADING = re.compile(r"#{1,6}\s+")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A run of text; a hit has a `number`, counted through the whole text."""

    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class TextParagraph:
    """One paragraph, numbered from 1, possibly a heading."""

    number: int
    pieces: tuple[TextPiece, ...]
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class ArticleText:
    """A text in paragraphs, with the hits of a query marked and numbered.

    `find_query` was typed in the article and replaces the search that led here; `find_error` says
    why it marks nothing; `is_unmarked`: marking ran out of time.
    """

    paragraphs: tuple[TextParagraph, ...]
    find_query: str = ""
    find_error: str = ""
    is_unmarked: bool = False

    @property
    def hits(self) -> tuple[int, ...]:
        """Numbers of the hits, in order."""
        pieces = (piece for paragraph in self.paragraphs for piece in paragraph.pieces)
        return tuple(piece.number for piece in pieces if piece.number)

    @property
    def hit_positions(self) -> tuple[tuple[int, int], ...]:
        """Each hit's number and position, in thousandths of the text's length."""
        positions, offset = [], 0
        for piece in (piece for paragraph in self.paragraphs for piece in paragraph.pieces):
            if piece.number:
                positions.append((piece.number, offset))
            offset += len(piece.text)
        return tuple((number, position * 1000 // offset) for number, position in positions)


@dataclass(frozen=True, slots=True)
class HighlightQuery:
    """A query to highlight: its text, match mode, and the words not to expand."""

    text: str = ""
    mode: MatchMode = MatchMode.ALL
    as_typed: frozenset[str] = frozenset()


def build_article_text(article: Article, highlight_query: HighlightQuery, find: str = "") -> ArticleText:
    """Build the text, with the terms of `find` or else of `highlight_query` marked."""
    try:
        with limit_search_time():
            terms, error = _find_highlight_terms(HighlightQuery(find) if find else highlight_query)
            return ArticleText(_build_paragraphs(article, terms), find, error if find else "")
    except SearchTimeout:
        return ArticleText(_build_paragraphs(article, ()), find, is_unmarked=True)


def _find_highlight_terms(highlight_query: HighlightQuery) -> tuple[tuple[HighlightTarget, ...], str]:
    """Return the terms to mark, but for those of the title alone, and an error message."""
    if not highlight_query.text:
        return (), ""
    try:
        node = parse_query(highlight_query.text, mode=highlight_query.mode).node
    except QuerySyntaxError as error:
        return (), error.message
    try:
        terms = build_targets(expand_query(node, highlight_query.as_typed))
    except SearchTimeout:
        raise
    except SearchError:  # articles stay readable without an index
        terms = build_targets(node)
    return tuple(term for term in terms if term.field != "title"), ""


def _build_paragraphs(article: Article, terms: tuple[HighlightTarget, ...]) -> tuple[TextParagraph, ...]:
    numbers = count(1)
    return tuple(
        _build_paragraph(number, text, terms, article.language, numbers)
        for number, text in enumerate(article.paragraphs, start=1)
    )


def _build_paragraph(
    number: int, text: str, terms: tuple[HighlightTarget, ...], language: str, numbers: Iterator[int]
) -> TextParagraph:
    body = _HEADING.sub("", text, count=1)
    return TextParagraph(number, tuple(_split_pieces(body, terms, language, numbers)), body != text)


def _split_pieces(
    text: str, terms: tuple[HighlightTarget, ...], language: str, numbers: Iterator[int]
) -> Iterator[TextPiece]:
    offset = 0
    for start, end in find_mark_spans(text, terms, language):
        yield TextPiece(text[offset:start])
        yield TextPiece(text[start:end], next(numbers))
        offset = end
    yield TextPiece(text[offset:])
