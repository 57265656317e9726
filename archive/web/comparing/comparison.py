"""Two texts side by side: shared passages, numbered, and the rest of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.text.passages import MIN_PASSAGE_WORDS, find_passages
from archive.text.shingles import WordHashes, hash_words

SHAPE_COUNT: Final = 4
"""Number of shapes and colours that shared passages cycle through."""
_MIN_RUN_OF_VERSIONS: Final = 4
_MIN_SHARE_OF_VERSIONS: Final = 0.5


@dataclass(frozen=True, slots=True)
class SidePiece:
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

    paragraphs: tuple[tuple[SidePiece, ...], ...]
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
    first_runs = [(run.start, run.length) for run in shared_runs]
    second_runs = [(run.other_start, run.length) for run in shared_runs]
    return TextComparison(
        _build_side(first_text, first_words, first_runs),
        _build_side(second_text, second_words, second_runs),
        len(shared_runs),
    )


def _build_side(text: str, words: WordHashes, runs: Sequence[tuple[int, int]]) -> ComparisonSide:
    spans = sorted(
        (words.spans[start][0], words.spans[start + length - 1][1], number)
        for number, (start, length) in enumerate(runs, start=1)
    )
    shared_words = sum(length for _, length in runs)
    return ComparisonSide(tuple(_iter_paragraphs(text, spans)), len(words), shared_words)


def _iter_paragraphs(
    text: str, spans: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[SidePiece, ...]]:
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
                pieces.append(SidePiece(text[position:span_start]))
            pieces.append(SidePiece(text[span_start:stop], number, number not in started_numbers))
            started_numbers.add(number)
            position = stop
            if span_end > end:
                break
            next_span += 1
        pieces.append(SidePiece(text[position:end]))
        paragraph = tuple(piece for piece in pieces if piece.text)
        if any(piece.text.strip() for piece in paragraph):
            yield paragraph
        start = end + 2


def label_sides(
    comparison: TextComparison,
) -> tuple[tuple[str, ComparisonSide], tuple[str, ComparisonSide]]:
    """Return both sides with the letter that prefixes their anchors."""
    return ("a", comparison.first), ("b", comparison.second)
