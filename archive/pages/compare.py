"""View of two articles side by side, and of any two texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.models import Article, Capture, Story
from archive.quotations.queries import SharedQuotations, find_shared_quotations
from archive.text.similarity import MIN_PASSAGE_WORDS, WordHashes, find_passages, hash_words
from archive.web.page_errors import NotFound
from archive.web.params import Link, build_url, get_row_or_404

SHAPE_COUNT: Final = 4
"""Number of shapes and colours that shared passages cycle through."""
_MIN_RUN_OF_VERSIONS: Final = 4
_MIN_SHARE_OF_VERSIONS: Final = 0.5
MAX_LENGTH: Final = 200_000  # characters of a text that are compared


@dataclass(frozen=True, slots=True)
class ComparisonPiece:
    """A stretch of a side; `number` is that of its passage, 0 if only this side has it."""

    text: str
    number: int = 0
    is_first: bool = False

    @property
    def shape(self) -> int:
        """Return the number of the shape that marks it."""
        return (self.number - 1) % SHAPE_COUNT + 1


@dataclass(frozen=True, slots=True)
class ComparisonSide:
    """One of the two texts in paragraphs, with word counts."""

    paragraphs: tuple[tuple[ComparisonPiece, ...], ...]
    words: int
    shared_words: int

    @property
    def unshared_words(self) -> int:
        """Return the number of words that only this side has."""
        return self.words - self.shared_words

    @property
    def shared_percent(self) -> int:
        """Return the percentage of words that the other side has too."""
        return round(100 * self.shared_words / self.words) if self.words else 0


@dataclass(frozen=True, slots=True)
class TextComparison:
    """Both sides, and the number of shared passages."""

    first: ComparisonSide
    second: ComparisonSide
    passages: int


def compare_texts(first_text: str, second_text: str) -> TextComparison:
    """Find shared passages of eight words; of four if at least half of a text is shared."""
    first_words, second_words = hash_words(first_text), hash_words(second_text)
    shared_runs = find_passages(first_words, second_words, MIN_PASSAGE_WORDS)
    min_length = min(len(first_words), len(second_words))
    if min_length and sum(run.length for run in shared_runs) / min_length >= _MIN_SHARE_OF_VERSIONS:
        shared_runs = find_passages(first_words, second_words, _MIN_RUN_OF_VERSIONS)
    lengths = [run.length for run in shared_runs]
    return TextComparison(
        _build_side(first_text, first_words, [run.start for run in shared_runs], lengths),
        _build_side(second_text, second_words, [run.other_start for run in shared_runs], lengths),
        len(shared_runs),
    )


def _build_side(text: str, words: WordHashes, starts: Sequence[int], lengths: Sequence[int]) -> ComparisonSide:
    spans = sorted(
        (words.spans[start][0], words.spans[start + length - 1][1], number)
        for number, (start, length) in enumerate(zip(starts, lengths, strict=True), start=1)
    )
    return ComparisonSide(tuple(_iter_paragraphs(text, spans)), len(words), sum(lengths))


def _iter_paragraphs(text: str, spans: Sequence[tuple[int, int, int]]) -> Iterator[tuple[ComparisonPiece, ...]]:
    """Yield the text cut at empty lines; passages are cut there, too."""
    start, next_span = 0, 0
    started_numbers: set[int] = set()
    for block in text.split("\n\n"):
        end = start + len(block)
        pieces, position = [], start
        while next_span < len(spans) and spans[next_span][0] < end:
            span_start, span_end, number = spans[next_span]
            span_start, stop = max(span_start, start), min(span_end, end)
            if span_start > position:
                pieces.append(ComparisonPiece(text[position:span_start]))
            pieces.append(ComparisonPiece(text[span_start:stop], number, number not in started_numbers))
            started_numbers.add(number)
            position = stop
            if span_end > end:
                break
            next_span += 1
        pieces.append(ComparisonPiece(text[position:end]))
        paragraph = tuple(piece for piece in pieces if piece.text)
        if any(piece.text.strip() for piece in paragraph):
            yield paragraph
        start = end + 2


@require_safe
def compare_articles(request: HttpRequest, one: str, other: str) -> HttpResponse:
    """Compare the texts of two articles."""
    rows = Article.objects.for_cards()
    first, second = (get_row_or_404(rows, identifier=name) for name in (one, other))
    if first == second:
        message = gettext("This is one and the same article. Choose another one to compare it with.")
        raise NotFound(message, build_url(reverse("compare-choice"), {"one": one}), gettext("Choose another article"))
    for row in (first, second):
        if row.withdrawn_at:
            raise NotFound.of_article(row, gettext("One of the two articles was withdrawn; its text is not shown."))
    quotations = find_shared_quotations(first, second)
    story = Story.objects.filter(memberships__article=first).filter(memberships__article=second).first()
    return render_comparison(request, (first, first.body), (second, second.body), quotations, story=story)


def render_comparison(
    request: HttpRequest,
    first: tuple[Article | Capture, str],
    second: tuple[Article | Capture, str],
    shared_quotations: SharedQuotations | None = None,
    view_links: Sequence[Link] = (),
    story: Story | None = None,
) -> HttpResponse:
    """Show two texts side by side; `view_links` lead to other views of them, `story` is the one that both tell."""
    comparison = compare_texts(first[1][:MAX_LENGTH], second[1][:MAX_LENGTH])
    context = {
        "comparison": comparison,
        "sides": [("a", comparison.first, first[0]), ("b", comparison.second, second[0])],
        "shared_quotations": shared_quotations,
        "view_links": view_links,
        "story": story,
        "of_captures": isinstance(first[0], Capture),
        "max_length": MAX_LENGTH if max(len(first[1]), len(second[1])) > MAX_LENGTH else 0,
    }
    return render(request, "compare/compare.html", context)
