"""The text of an article with search hits marked, and the edits that made it of its original."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import count, groupby
from operator import itemgetter
from typing import Final, NamedTuple

from django.utils.translation import gettext
from rapidfuzz import fuzz

from archive.errors import QuerySyntaxError, SearchError, SearchTimeout
from archive.ingest.rereading import Reextraction
from archive.models import Article
from archive.search.highlight.snippets import HighlightTarget, build_targets, find_mark_spans
from archive.search.service import expand_query, limit_search_time
from archive.text.edits import MARKS_REASON, WHITE_SPACE_REASON, Edit, classify_edit
from archive.text.normalize import name_key
from archive.text.passages import strip_heading_mark
from archive.web.search_params import SearchParams

MIN_SIMILARITY: Final = 60  # rapidfuzz ratio from which a paragraph counts as edited, not replaced
MAX_COMPARED_CHARS: Final = 400  # characters compared of an edited paragraph
MAX_PARAGRAPHS_AHEAD: Final = 3  # paragraphs searched for an edited one
MAX_HEADINGS: Final = 40  # headings in the contents
MAX_REMOVED_CHARS: Final = 300  # characters of removed text that are shown


@dataclass(frozen=True, slots=True)
class ArticleTextPiece:
    """A run of text; a hit has a `number`, counted through the whole text.

    `continues_hit`: the hit began in the piece before. `is_marked`: a reader marked it; `note_ends` are the numbers of
    the reader's notes whose passages end here.
    """

    text: str
    number: int = 0
    continues_hit: bool = False
    is_marked: bool = False
    note_ends: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TextParagraph:
    """One paragraph, numbered from 1, possibly a heading."""

    number: int
    pieces: tuple[ArticleTextPiece, ...]
    is_heading: bool = False

    @property
    def plain_text(self) -> str:
        """The text without marks."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class ArticleText:
    """A text in paragraphs, with the hits of a query marked and numbered.

    `find_query` was typed in the article and replaces the search that led here; `find_error` says why it marks
    nothing; `is_unmarked`: marking ran out of time.
    """

    paragraphs: tuple[TextParagraph, ...]
    find_query: str = ""
    find_error: str = ""
    is_unmarked: bool = False

    @property
    def headings(self) -> tuple[TextParagraph, ...]:
        """The headings inside the text, in order; the first MAX_HEADINGS of them."""
        return tuple(paragraph for paragraph in self.paragraphs if paragraph.is_heading)[:MAX_HEADINGS]

    @property
    def hits(self) -> tuple[int, ...]:
        """Numbers of the hits, in order."""
        return tuple(number for number, _ in self.hit_positions)

    @property
    def hit_positions(self) -> tuple[tuple[int, int], ...]:
        """Each hit's number and position, in thousandths of the text's length."""
        positions, offset = [], 0
        for piece in (piece for paragraph in self.paragraphs for piece in paragraph.pieces):
            if piece.number:
                positions.append((piece.number, offset))
            offset += len(piece.text)
        return tuple((number, position * 1000 // offset) for number, position in positions)


def build_article_text(article: Article, search: SearchParams, find: str = "") -> ArticleText:
    """Build the text, with the terms of `find` or else of `search` marked."""
    try:
        with limit_search_time():
            terms, error = _find_highlight_terms(SearchParams(text=find) if find else search)
            return ArticleText(_build_paragraphs(article, terms), find, error if find else "")
    except SearchTimeout:
        return ArticleText(_build_paragraphs(article, ()), find, is_unmarked=True)


def _find_highlight_terms(search: SearchParams) -> tuple[tuple[HighlightTarget, ...], str]:
    """Return the terms to mark, but for those of the title alone, and an error message."""
    if not search.text:
        return (), ""
    try:
        node = search.parse_query().node
    except QuerySyntaxError as error:
        return (), error.message
    try:
        terms = build_targets(expand_query(node, frozenset(search.as_typed), search.match))
    except SearchTimeout:
        raise
    except SearchError:  # articles stay readable without an index
        terms = build_targets(node)
    return tuple(term for term in terms if term.field != "title"), ""


def _build_paragraphs(article: Article, terms: tuple[HighlightTarget, ...]) -> tuple[TextParagraph, ...]:
    hit_numbers = count(1)
    paragraphs = []
    for number, text in enumerate(article.paragraphs, start=1):
        body = strip_heading_mark(text)
        pieces = tuple(_split_pieces(body, terms, article.language, hit_numbers))
        paragraphs.append(TextParagraph(number, pieces, body != text))
    return tuple(paragraphs)


def _split_pieces(
    text: str, terms: tuple[HighlightTarget, ...], language: str, hit_numbers: Iterator[int]
) -> Iterator[ArticleTextPiece]:
    offset = 0
    for start, end in find_mark_spans(text, terms, language):
        yield ArticleTextPiece(text[offset:start])
        yield ArticleTextPiece(text[start:end], next(hit_numbers))
        offset = end
    yield ArticleTextPiece(text[offset:])


def find_paragraph_moves(old_paragraphs: Sequence[str], new_paragraphs: Sequence[str]) -> dict[int, int | None]:
    """Map each moved paragraph's number (from 1) to its new number, None if it was removed.

    Paragraphs that keep their number, edited or not, are left out. Linear in the texts' length.
    """
    positions: dict[str, deque[int]] = {}
    for number, text in enumerate(new_paragraphs, 1):
        positions.setdefault(name_key(text), deque()).append(number)
    new_positions: dict[int, int | None] = {}
    for number, text in enumerate(old_paragraphs, 1):
        queue = positions.get(name_key(text))
        new_positions[number] = queue.popleft() if queue else None
    taken_positions = {position for position in new_positions.values() if position is not None}
    last = 0
    for number, text in enumerate(old_paragraphs, 1):
        if new_positions[number] is None:
            new_positions[number] = _find_edited_paragraph(text, new_paragraphs, last, taken_positions)
        last = new_positions[number] or last
    return {number: position for number, position in new_positions.items() if number != position}


class ParagraphRange(NamedTuple):
    """Consecutive paragraphs `first` to `last`, now starting at `position` (None: removed)."""

    first: int
    last: int
    position: int | None


def group_moves(moves: Mapping[int, int | None]) -> tuple[ParagraphRange, ...]:
    """Group consecutive paragraphs that moved by the same distance, or were removed."""
    rows = [
        (number - index, None if position is None else position - number, number, position)
        for index, (number, position) in enumerate(moves.items())
    ]
    groups = (list(group) for _, group in groupby(rows, key=itemgetter(0, 1)))
    return tuple(ParagraphRange(group[0][2], group[-1][2], group[0][3]) for group in groups)


def _find_edited_paragraph(
    text: str, new_paragraphs: Sequence[str], last: int, taken_positions: set[int]
) -> int | None:
    """Find `text`, with some words changed, in the paragraphs after the last known one."""
    for position, candidate in enumerate(new_paragraphs[last : last + MAX_PARAGRAPHS_AHEAD], start=last + 1):
        similarity = fuzz.ratio(text[:MAX_COMPARED_CHARS], candidate[:MAX_COMPARED_CHARS])
        if position not in taken_positions and similarity >= MIN_SIMILARITY:
            taken_positions.add(position)
            return position
    return None


@dataclass(frozen=True, slots=True)
class DisplayedEdit:
    """One edit for display; `can_toggle` where it can be undone or redone."""

    edit: Edit
    removed_text: str
    is_undone: bool = False
    can_toggle: bool = False

    @property
    def span_key(self) -> str:
        """The edit's span in the original, as a form value: `start-end`."""
        return f"{self.edit.start}-{self.edit.end}"

    @property
    def excerpt(self) -> str:
        """The beginning of the removed text."""
        return self.removed_text[:MAX_REMOVED_CHARS]

    @property
    def is_truncated(self) -> bool:
        """True if `excerpt` is shorter than the removed text."""
        return len(self.removed_text) > MAX_REMOVED_CHARS


@dataclass(frozen=True, slots=True)
class EditList:
    """The edits of a capture that change words, and a count of the others.

    `is_current`: these edits give the article's text. `moved_paragraphs` describes paragraphs that moved: by undone
    edits where `is_current`, else between the article's text and the recipe's.
    """

    rereading: Reextraction
    edits: tuple[DisplayedEdit, ...]
    minor_count: int
    is_current: bool
    undone_spans: frozenset[tuple[int, int]]
    moved_paragraphs: tuple[str, ...] = ()


def build_edit_list(rereading: Reextraction, body: str, undone: Set[tuple[int, int]]) -> EditList:
    """List the edits of a capture; they can be toggled while they give the article's text."""
    is_current = rereading.build_body(undone) == body
    displayed, minor_count = [], 0
    for edit in rereading.edits:
        words = rereading.get_removed_text(edit)
        if not any(char.isalnum() for char in words + edit.replacement):
            minor_count += edit.reason in (MARKS_REASON, WHITE_SPACE_REASON)
            if classify_edit(edit) != "join":
                continue
        is_undone = (edit.start, edit.end) in undone
        can_toggle = is_current and edit.start < edit.end
        displayed.append(DisplayedEdit(edit, words, is_undone, can_toggle))
    before, after = (rereading.build_body(), body) if is_current else (body, rereading.build_body(undone))
    moves = find_paragraph_moves(before.split("\n\n"), after.split("\n\n"))
    moved_paragraphs = tuple(map(_describe_move, group_moves(moves)))
    return EditList(rereading, tuple(displayed), minor_count, is_current, frozenset(undone), moved_paragraphs)


def _describe_move(paragraph_range: ParagraphRange) -> str:
    """Describe the new position of a range of paragraphs."""
    first, last, position = paragraph_range
    paragraphs = f"¶{first}" if first == last else f"¶{first}–{last}"
    if position is None:
        return gettext("%(paragraphs)s removed") % {"paragraphs": paragraphs}
    place = f"¶{position}" if first == last else f"¶{position}–{position + last - first}"
    return gettext("%(paragraphs)s now %(place)s") % {"paragraphs": paragraphs, "place": place}
