"""The text of an article in paragraphs, with search hits marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from archive.errors import QuerySyntaxError, SearchError, SearchTimeout
from archive.models import Article
from archive.search.limits import time_limit
from archive.search.request import Match
from archive.search.service import as_run
from archive.search.snippets import Wanted, spans, wanted
from archive.search.syntax import parse

_HEADING = re.compile(r"#{1,6}\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; a hit has a `number`, counted through the whole text."""

    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, numbered from 1, possibly a heading."""

    number: int
    pieces: tuple[Piece, ...]
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text in paragraphs, with the hits of a query marked and numbered.

    `find_query` was typed in the article and replaces the search that led here; `find_error` says
    why it marks nothing; `is_unmarked`: marking ran out of time.
    """

    paragraphs: tuple[Paragraph, ...]
    find: str = ""
    fault: str = ""
    is_unmarked: bool = False

    @property
    def hits(self) -> tuple[int, ...]:
        """Numbers of the hits, in order."""
        pieces = (piece for paragraph in self.paragraphs for piece in paragraph.pieces)
        return tuple(piece.number for piece in pieces if piece.number)

    @property
    def rail(self) -> tuple[tuple[int, int], ...]:
        """Each hit's number and position, in thousandths of the text's length."""
        places, here = [], 0
        for piece in (piece for paragraph in self.paragraphs for piece in paragraph.pieces):
            if piece.number:
                places.append((piece.number, here))
            here += len(piece.text)
        return tuple((number, place * 1000 // here) for number, place in places)


@dataclass(frozen=True, slots=True)
class Marking:
    """A query to highlight: its text, match mode, and the words not to expand."""

    text: str = ""
    mode: Match = Match.ALL
    as_typed: frozenset[str] = frozenset()


def text_of(article: Article, search: Marking, find: str = "") -> Text:
    """Build the text, with the terms of `find` or else of `highlight_query` marked."""
    try:
        with time_limit():
            wants, fault = _wanted(Marking(find) if find else search)
            return Text(_paragraphs(article, wants), find, fault if find else "")
    except SearchTimeout:
        return Text(_paragraphs(article, ()), find, is_unmarked=True)


def _wanted(question: Marking) -> tuple[tuple[Wanted, ...], str]:
    """Return the terms to mark, but for those of the title alone, and an error message."""
    if not question.text:
        return (), ""
    try:
        asked = parse(question.text, mode=question.mode).node
    except QuerySyntaxError as error:
        return (), error.message
    try:
        wants = wanted(as_run(asked, question.as_typed))
    except SearchTimeout:
        raise
    except SearchError:  # articles stay readable without an index
        wants = wanted(asked)
    return tuple(want for want in wants if want.field != "title"), ""


def _paragraphs(article: Article, wants: tuple[Wanted, ...]) -> tuple[Paragraph, ...]:
    numbers = count(1)
    return tuple(
        _paragraph(number, text, wants, article.language, numbers)
        for number, text in enumerate(article.paragraphs, start=1)
    )


def _paragraph(
    number: int, text: str, wants: tuple[Wanted, ...], language: str, numbers: Iterator[int]
) -> Paragraph:
    body = _HEADING.sub("", text, count=1)
    return Paragraph(number, tuple(_pieces(body, wants, language, numbers)), body != text)


def _pieces(
    text: str, wants: tuple[Wanted, ...], language: str, numbers: Iterator[int]
) -> Iterator[Piece]:
    here = 0
    for start, end in spans(text, wants, language):
        yield Piece(text[here:start])
        yield Piece(text[start:end], next(numbers))
        here = end
    yield Piece(text[here:])
