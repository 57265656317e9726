"""Layout of a printed page: pieces of text with their boxes to lines in reading order, over columns."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from statistics import median
from typing import Final, Protocol, TypeVar

MAX_DEPTH: Final = 12  # columns within columns
MIN_COLUMN_PIECES: Final = 3
MAX_COLUMN_PIECES: Final = 3000  # more are no lines, but letters set one by one
MAX_DROP_CAPS: Final = 20  # of a page
MAX_CROSSING_SHARE: Final = 0.25  # pieces over a gutter (headlines) for each one beside it
MIN_GUTTER_EMS: Final = 0.5
MIN_WIDTH_RATIO: Final = 0.3  # of the narrower to the wider of two columns: less is a table or a list of labels
MIN_HEIGHT_OVERLAP: Final = 0.3
CELL_GAP_EMS: Final = 2.0  # a gap in a line from which on it parts cells of a table
DROP_CAP_RATIO: Final = 1.8


@dataclass(frozen=True, slots=True)
class PagePiece:
    """A run of text and its box, in points from the upper left corner; `size` is that of its type."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    is_bold: bool = False

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class PrintedLine(PagePiece):
    """A line of a column, with the column's edges and the number of its page."""

    column_left: float = 0.0
    column_right: float = 0.0
    column: int = 0
    page: int = 0
    is_right_to_left: bool = False

    @property
    def indent(self) -> float:
        """The distance of its beginning from the edge of its column."""
        return self.column_right - self.right if self.is_right_to_left else self.left - self.column_left

    @property
    def shortfall(self) -> float:
        """The distance of its end from the other edge of its column."""
        return self.left - self.column_left if self.is_right_to_left else self.column_right - self.right


def order_lines(pieces: Sequence[PagePiece], page: int, *, is_right_to_left: bool = False) -> list[PrintedLine]:
    """Return the lines of a page in the order of reading."""
    lines: list[PrintedLine] = []
    pieces = _join_drop_caps(pieces)
    for number, column in enumerate(_split_columns(pieces, 0, is_right_to_left=is_right_to_left)):
        lines += _build_lines(column, number, page, is_right_to_left=is_right_to_left)
    return lines


def _join_drop_caps(pieces: Sequence[PagePiece]) -> list[PagePiece]:
    """Put an initial that is set over several lines before the first of them, and undo their indent."""
    sizes = [piece.size for piece in pieces if len(piece.text) > 3]
    if not sizes:
        return list(pieces)
    common_size = median(sizes)
    joined = list(pieces)
    caps = (
        piece
        for piece in pieces
        if len(piece.text) <= 2 and piece.text.isalpha() and piece.size >= DROP_CAP_RATIO * common_size
    )
    for cap in islice(caps, MAX_DROP_CAPS):
        beside = [
            piece
            for piece in joined
            if piece is not cap
            and cap.right - common_size < piece.left < cap.right + 2 * common_size
            and cap.top - common_size < piece.middle < cap.bottom
            and piece.size < cap.size
        ]
        if not beside:
            continue
        first = min(beside, key=lambda piece: piece.top)
        for piece in beside:
            text = cap.text + piece.text if piece is first else piece.text
            joined[joined.index(piece)] = replace(piece, text=text, left=cap.left)
        joined.remove(cap)
    return joined


def _split_columns(pieces: Sequence[PagePiece], depth: int, *, is_right_to_left: bool) -> Iterator[Sequence[PagePiece]]:
    """Yield the columns of an area in the order of reading; what crosses a gutter parts what is above and below."""
    gutter = _find_gutter(pieces) if depth < MAX_DEPTH else None
    if gutter is None:
        if pieces:
            yield pieces
        return
    for band, is_crossing in _split_bands(pieces, gutter):
        if is_crossing:
            yield band
            continue
        sides = [[piece for piece in band if piece.right <= gutter], [piece for piece in band if piece.right > gutter]]
        for side in reversed(sides) if is_right_to_left else sides:
            yield from _split_columns(side, depth + 1, is_right_to_left=is_right_to_left)


def _split_bands(pieces: Sequence[PagePiece], gutter: float) -> list[tuple[list[PagePiece], bool]]:
    """Return the pieces from top to bottom in runs that cross the gutter or stand beside it."""
    crossing = sorted((piece for piece in pieces if piece.left < gutter < piece.right), key=lambda piece: piece.middle)
    heights = [piece.middle for piece in crossing]
    beside: dict[int, list[PagePiece]] = {}
    for piece in pieces:
        if not piece.left < gutter < piece.right:
            beside.setdefault(bisect_left(heights, piece.middle), []).append(piece)
    bands: list[tuple[list[PagePiece], bool]] = []
    for number in range(len(crossing) + 1):
        if number in beside:
            bands.append((beside[number], False))
        if number < len(crossing):
            if not (bands and bands[-1][1]):
                bands.append(([], True))
            bands[-1][0].append(crossing[number])
    return bands


def _find_gutter(pieces: Sequence[PagePiece]) -> float | None:
    """Return the middle of the best gap between two columns; None if there is one column."""
    if not 2 * MIN_COLUMN_PIECES <= len(pieces) <= MAX_COLUMN_PIECES:
        return None
    best: tuple[int, float, float] | None = None
    min_width = MIN_GUTTER_EMS * median(piece.size for piece in pieces)
    for left, right, crossing in _iter_gaps(pieces):
        if right - left < min_width or crossing > MAX_CROSSING_SHARE * (len(pieces) - crossing):
            continue
        rank = (-crossing, right - left, (left + right) / 2)
        if (best is None or rank > best) and _are_columns(pieces, (left + right) / 2):
            best = rank
    return best[2] if best else None


def _iter_gaps(pieces: Sequence[PagePiece]) -> Iterator[tuple[float, float, int]]:
    """Yield the spans of width over which a number of pieces reaches that is less than on both sides."""
    changes = sorted([(piece.left, 1) for piece in pieces] + [(piece.right, -1) for piece in pieces])
    steps: list[tuple[float, int]] = []
    covering = 0
    for position, positions in groupby(changes, key=lambda change: round(change[0])):
        covering += sum(change for _, change in positions)
        steps.append((float(position), covering))
    for (start, count), (end, _), before in zip(steps[1:-1], steps[2:], steps, strict=False):
        if count < before[1]:
            yield start, end, count


def _are_columns(pieces: Sequence[PagePiece], gutter: float) -> bool:
    """Return whether the pieces on both sides are columns of text side by side, not cells of rows."""
    left = [piece for piece in pieces if piece.right <= gutter]
    right = [piece for piece in pieces if piece.left >= gutter]
    if min(len(left), len(right)) < MIN_COLUMN_PIECES:
        return False
    widths = sorted(sum(piece.right - piece.left for piece in side) / len(side) for side in (left, right))
    top = max(min(piece.top for piece in side) for side in (left, right))
    bottom = min(max(piece.bottom for piece in side) for side in (left, right))
    height = min(max(piece.bottom for piece in side) - min(piece.top for piece in side) for side in (left, right))
    return widths[0] >= MIN_WIDTH_RATIO * widths[1] and bottom - top >= MIN_HEIGHT_OVERLAP * height


def _build_lines(
    pieces: Sequence[PagePiece], column: int, page: int, *, is_right_to_left: bool
) -> Iterator[PrintedLine]:
    """Yield the lines of one column: pieces at the same height, joined."""
    rows = group_rows(pieces)
    left_edges = sorted(min(piece.left for piece in row) for row in rows)
    right_edges = sorted(max(piece.right for piece in row) for row in rows)
    column_left = left_edges[len(rows) // 10]  # a single line, or a blot, may reach over the edges of the column
    column_right = right_edges[len(rows) * 9 // 10]
    for row in rows:
        ordered = sorted(row, key=lambda piece: -piece.right if is_right_to_left else piece.left)
        text, size = "", max(ordered, key=lambda piece: len(piece.text)).size
        for number, piece in enumerate(ordered):
            previous = ordered[number - 1]
            gap = previous.left - piece.right if is_right_to_left else piece.left - previous.right
            text += ("\t" if gap > CELL_GAP_EMS * size else " " if gap > 0.15 * size else "") if number else ""
            text += piece.text
        yield PrintedLine(
            text=text.strip(),
            left=min(piece.left for piece in row),
            top=min(piece.top for piece in row),
            right=max(piece.right for piece in row),
            bottom=max(piece.bottom for piece in row),
            size=size,
            is_bold=all(piece.is_bold for piece in row),
            column_left=column_left,
            column_right=column_right,
            column=column,
            page=page,
            is_right_to_left=is_right_to_left,
        )


class _Box(Protocol):
    @property
    def top(self) -> float: ...
    @property
    def bottom(self) -> float: ...


_BoxType = TypeVar("_BoxType", bound=_Box)


def group_rows(pieces: Sequence[_BoxType]) -> list[list[_BoxType]]:
    """Group pieces whose middles lie within each other's height."""
    rows: list[list[_BoxType]] = []
    for piece in sorted(pieces, key=lambda piece: piece.top + piece.bottom):
        last = rows[-1][0] if rows else None
        is_level = last is not None and last.top < (piece.top + piece.bottom) / 2 < last.bottom
        if last is not None and is_level and piece.top < (last.top + last.bottom) / 2 < piece.bottom:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows
