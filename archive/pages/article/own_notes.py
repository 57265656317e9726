"""A reader's own highlights and notes on the page of an article."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.http import HttpRequest

from archive.models import Article
from archive.pages.article.text import ArticleText, ArticleTextPiece
from archive.reading.annotations import PlacedAnnotation, load_annotations, place_annotations, read_text


@dataclass(frozen=True, slots=True)
class OwnNotes:
    """The notes of the reader who asks, and the text with them marked.

    `identifier` is that of the article, for who has logged in and can write notes on it.
    """

    text: ArticleText
    placed: Sequence[PlacedAnnotation] = ()
    identifier: str = ""


def mark_own_notes(request: HttpRequest, article: Article, text: ArticleText) -> OwnNotes:
    """Mark the reader's own passages in the text of an article; nothing for who has not logged in. One query."""
    if not isinstance(request.user, User) or article.withdrawn_at:
        return OwnNotes(text)
    rows = load_annotations(request.user, article)
    placed = place_annotations(rows, read_text(article)) if rows else []
    return OwnNotes(_mark_passages(text, placed), placed, article.identifier)


def _mark_passages(text: ArticleText, placed: Sequence[PlacedAnnotation]) -> ArticleText:
    spans = [(each.place.start, each.place.end, (each.number, each.row.identifier)) for each in placed if each.place]
    if not spans:
        return text
    edges = sorted({edge for start, end, _ in spans for edge in (start, end)})
    paragraphs, offset = [], 0
    for paragraph in text.paragraphs:
        pieces: list[ArticleTextPiece] = []
        for piece in paragraph.pieces:
            for at, part in _split_piece(piece, offset, edges):
                end = at + len(part.text)
                is_marked = any(start <= at and end <= last for start, last, _ in spans)
                ends = tuple(number for _, last, number in spans if at < last <= end)
                pieces.append(replace(part, is_marked=is_marked, note_ends=ends))
            offset += len(piece.text)
        paragraphs.append(replace(paragraph, pieces=tuple(pieces)))
        offset += 2  # the empty line
    return replace(text, paragraphs=tuple(paragraphs))


def _split_piece(piece: ArticleTextPiece, offset: int, edges: Sequence[int]) -> Iterator[tuple[int, ArticleTextPiece]]:
    """Yield the offset and the parts of a piece between the edges of passages; an empty piece has none."""
    cuts = [edge - offset for edge in edges if offset < edge < offset + len(piece.text)]
    for start, end in zip([0, *cuts], [*cuts, len(piece.text)], strict=True):
        if start < end:
            number = piece.number if start == 0 else 0
            is_continued = piece.continues_hit or (start > 0 and piece.number > 0)
            part = replace(piece, text=piece.text[start:end], number=number, continues_hit=is_continued)
            yield offset + start, part
