"""Running heads and feet of printed pages, page numbers, and what a browser prints at the edges."""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from archive.formats.conversion.converted_text import ConversionNote
from archive.formats.conversion.page_layout import PrintedLine

EDGE_LINES: Final = 3  # lines at the top and at the foot of a page that may be a running head or foot
MIN_REPEAT_SHARE: Final = 0.6  # of the pages
MIN_PARITY_SHARE: Final = 0.8  # of the left or of the right pages after the first
MAX_NOTES: Final = 50
MAX_RUNNING_LENGTH: Final = 200
_DIGITS: Final = re.compile(r"\d+")
_PAGE_NUMBER: Final = re.compile(
    r"\W*(?:(?:page|seite|pag\.?|p\.|página|pagina|стр\.|صفحة)\s*)?\d{1,4}(?:\s*(?:/|of|von|sur|de|di|из|من)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_PRINT_FOOT: Final = re.compile(r"(?:https?://|file:/|about:)\S{1,1900}(?:\s+\d{1,4}\s*(?:/|of)\s*\d{1,4})?")
_MOMENT: Final = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[AP]M)?"
_PRINT_HEAD: Final = re.compile(rf"{_MOMENT}(?:\s+\S.{{0,300}})?|\S.{{0,300}}?\s{_MOMENT}", re.IGNORECASE)
"""What a browser prints at the head of a page: when it was printed, and the page's title."""
PARAGRAPH_GAP: Final = 1.35  # times the usual distance between lines


def remove_running_lines(
    pages: Sequence[Sequence[PrintedLine]],
) -> tuple[list[list[PrintedLine]], list[ConversionNote]]:
    """Set apart lines at the edges of pages that come again on others, page numbers, and those of a browser's print."""
    pitch = find_pitch([line for page in pages for line in page])
    edges = [_find_edge_lines(page, pitch) for page in pages]
    keys = _find_repeated_keys(edges)
    kept_pages, noted_keys = [], set()
    notes: list[ConversionNote] = []
    for page, page_edges in zip(pages, edges, strict=True):
        heights = [line.middle for line in page_edges if _is_page_furniture(line.text)]
        running = {
            id(line)
            for line in page_edges
            if _make_running_key(line) in keys or any(abs(line.middle - height) < 2 for height in heights)
        }
        kept_pages.append([line for line in page if id(line) not in running])
        for line in page:
            key = _make_running_key(line)
            if id(line) in running and key not in noted_keys and len(notes) < MAX_NOTES:
                noted_keys.add(key)
                notes.append(ConversionNote(line.text, "left out: a running head or foot of the page", line.page))
    return kept_pages, notes


def _find_edge_lines(page: Sequence[PrintedLine], pitch: float) -> list[PrintedLine]:
    """Return the lines at the upper and lower edge of a page that stand off from its text, or are set differently."""
    by_height = sorted(page, key=lambda line: line.middle)
    edges: list[PrintedLine] = []
    for lines in (by_height, by_height[::-1]):
        for number in range(1, min(EDGE_LINES * 2, len(lines))):
            line, inner = lines[number - 1], lines[number]
            distance = abs(inner.middle - line.middle) / line.size
            if distance > PARAGRAPH_GAP * pitch or abs(inner.size - line.size) > 0.1 * line.size:
                edges += lines[:number]
                break
    return [line for line in edges if len(line.text) <= MAX_RUNNING_LENGTH]


def _find_repeated_keys(edges: Sequence[Sequence[PrintedLine]]) -> set[tuple[str, int]]:
    """Return the keys of lines that stand on most pages, or on most left or right ones."""
    numbers: dict[tuple[str, int], set[int]] = {}
    for page_number, page in enumerate(edges):
        for line in page:
            numbers.setdefault(_make_running_key(line), set()).add(page_number)
    repeated = set()
    for key, page_numbers in numbers.items():
        parity_count = len(range(max(2 - min(page_numbers) % 2, 1), len(edges), 2))
        min_count = min(MIN_REPEAT_SHARE * len(edges), MIN_PARITY_SHARE * parity_count)
        if len(page_numbers) >= max(2, min_count):
            repeated.add(key)
    return repeated


def _make_running_key(line: PrintedLine) -> tuple[str, int]:
    """Return what is equal for a running head on every page: its words without numbers, and its height."""
    return _DIGITS.sub("#", line.text.casefold()), round(line.middle / 6)


def _is_page_furniture(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (_PAGE_NUMBER, _PRINT_FOOT, _PRINT_HEAD))


def find_pitch(lines: Sequence[PrintedLine]) -> float:
    """Return the usual distance between two lines of a paragraph, in sizes of their type."""
    distances = [
        (line.middle - previous.middle) / line.size
        for previous, line in pairwise(lines)
        if are_neighbours(previous, line) and line.size and 0.8 < (line.middle - previous.middle) / line.size < 3
    ]
    return median(distances) if distances else 1.2


def are_neighbours(previous: PrintedLine, line: PrintedLine) -> bool:
    """Return whether a line stands below another in the same column."""
    return (previous.page, previous.column) == (line.page, line.column) and line.middle > previous.middle
