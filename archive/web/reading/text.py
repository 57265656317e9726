"""The text of an article as it is read: in paragraphs, with what a search found in it marked."""

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
    """A piece of a paragraph; one that the question found has a `number` through the text."""

    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its number in the text from 1, its words, whether it heads what follows."""

    number: int
    pieces: tuple[Piece, ...]
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text in paragraphs, with what a question found in it marked and numbered.

    `find` is a question asked inside the article, which marks instead of the search that led here;
    `fault` says why it marks nothing; `is_unmarked`: there was no time to look for its words.
    """

    paragraphs: tuple[Paragraph, ...]
    find: str = ""
    fault: str = ""
    is_unmarked: bool = False

    @property
    def hits(self) -> tuple[int, ...]:
        """The numbers of the hits, in order."""
        pieces = (piece for paragraph in self.paragraphs for piece in paragraph.pieces)
        return tuple(piece.number for piece in pieces if piece.number)

    @property
    def rail(self) -> tuple[tuple[int, int], ...]:
        """Each hit with its place in the text, in thousandths of its length."""
        places, here = [], 0
        for piece in (piece for paragraph in self.paragraphs for piece in paragraph.pieces):
            if piece.number:
                places.append((piece.number, here))
            here += len(piece.text)
        return tuple((number, place * 1000 // here) for number, place in places)


@dataclass(frozen=True, slots=True)
class Marking:
    """A question whose words are marked: its text, and how the search read it (see `request`)."""

    text: str = ""
    mode: Match = Match.ALL
    as_typed: frozenset[str] = frozenset()


def text_of(article: Article, search: Marking, find: str = "") -> Text:
    """The text, marked with what `find` or else `search` looks for, where that can be read."""
    try:
        with time_limit():
            wants, fault = _wanted(Marking(find) if find else search)
            return Text(_paragraphs(article, wants), find, fault if find else "")
    except SearchTimeout:
        return Text(_paragraphs(article, ()), find, is_unmarked=True)


def _wanted(question: Marking) -> tuple[tuple[Wanted, ...], str]:
    """The words asked for in the text, and what is wrong; those of the title alone are left out."""
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
    except SearchError:  # an article can be read without an index
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
