"""Two texts side by side: shared passages, numbered, and the rest of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from archive.text.passages import LEAST, passages
from archive.text.shingles import Words, words_of

SHAPES: Final = 4
"""Number of shapes and colours that shared passages cycle through."""
_LEAST_OF_VERSIONS: Final = 4
_ALIKE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a side; `number` is that of its passage, 0 if only this side has it."""

    text: str
    number: int = 0
    starts: bool = False

    @property
    def shape(self) -> int:
        """Return the number of the shape that marks it."""
        return (self.number - 1) % SHAPES + 1


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts in paragraphs, with word counts."""

    paragraphs: tuple[tuple[Piece, ...], ...]
    words: int
    shared: int

    @property
    def alone(self) -> int:
        """Return the number of words that only this side has."""
        return self.words - self.shared

    @property
    def share(self) -> int:
        """Return the percentage of words that the other side has too."""
        return round(100 * self.shared / self.words) if self.words else 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides, and the number of shared passages."""

    one: Side
    other: Side
    passages: int


def compare(one: str, other: str) -> Comparison:
    """Find shared passages of eight words; of four if at least half of a text is shared."""
    first, second = words_of(one), words_of(other)
    shared = passages(first, second, LEAST)
    shorter = min(len(first), len(second))
    if shorter and sum(run.length for run in shared) / shorter >= _ALIKE:
        shared = passages(first, second, _LEAST_OF_VERSIONS)
    mine = [(run.one, run.length) for run in shared]
    theirs = [(run.other, run.length) for run in shared]
    return Comparison(_side(one, first, mine), _side(other, second, theirs), len(shared))


def _side(text: str, words: Words, found: Sequence[tuple[int, int]]) -> Side:
    spans = sorted(
        (words.spans[place][0], words.spans[place + length - 1][1], number)
        for number, (place, length) in enumerate(found, start=1)
    )
    shared = sum(length for _, length in found)
    return Side(tuple(_paragraphs(text, spans)), len(words), shared)


def _paragraphs(text: str, spans: Sequence[tuple[int, int, int]]) -> Iterator[tuple[Piece, ...]]:
    """Yield the text cut at empty lines; passages are cut there, too."""
    start, next_span = 0, 0
    begun: set[int] = set()
    for block in text.split("\n\n"):
        end = start + len(block)
        pieces, here = [], start
        while next_span < len(spans) and spans[next_span][0] < end:
            first, last, number = spans[next_span]
            first, stop = max(first, start), min(last, end)
            if first > here:
                pieces.append(Piece(text[here:first]))
            pieces.append(Piece(text[first:stop], number, number not in begun))
            begun.add(number)
            here = stop
            if last > end:
                break
            next_span += 1
        pieces.append(Piece(text[here:end]))
        kept = tuple(piece for piece in pieces if piece.text)
        if any(piece.text.strip() for piece in kept):
            yield kept
        start = end + 2


def sides_of(comparison: Comparison) -> tuple[tuple[str, Side], tuple[str, Side]]:
    """Return both sides with the letter that prefixes their anchors."""
    return ("a", comparison.one), ("b", comparison.other)
