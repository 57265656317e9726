"""Statements of an article: its quotations, cut into sentences."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive.text.quoting.quotes import Kind, Quotation, Speaker, read_quotations
from archive.text.sentences import sentence_spans

VERSION: Final = 3
"""Version of the extraction rules; articles read by another version are read again."""
LEAST_WORDS: Final = 4
"""Minimum words of a statement; a shorter sentence joins its neighbour."""
MOST: Final = 5_000
"""Maximum number of statements per article."""
LONGEST: Final = 2_000
"""Maximum number of characters of a statement; longer ones are truncated."""

_EDGES: Final = " \t\n\u00a0\"“”„‟«»‹›'‘’`"


@dataclass(frozen=True, slots=True)
class Statement:
    """One quoted or reported sentence, with its position in the body."""

    start: int
    end: int
    passage: int
    paragraph: int
    kind: Kind
    words: str
    speaker: Speaker | None


def statements(body: str, language: str = "") -> list[Statement]:
    """Return the statements of a body in order; nested quotations are not split off."""
    found: list[Statement] = []
    begins = _paragraphs(body)
    outer = (each for each in read_quotations(body, language) if not each.depth)
    for number, quotation in enumerate(outer):
        for start, end in _parts(body, quotation):
            end = min(end, start + LONGEST)
            words = " ".join(body[start:end].split())
            paragraph = max(1, bisect_right(begins, start))
            found.append(
                Statement(start, end, number, paragraph, quotation.kind, words, quotation.speaker)
            )
            if len(found) == MOST:
                return found
    return found


def _paragraphs(body: str) -> list[int]:
    """Return the start offset of each non-empty paragraph."""
    begins, at = [], 0
    for part in body.split("\n\n"):
        if part.strip():
            begins.append(at)
        at += len(part) + 2
    return begins


def _parts(body: str, quotation: Quotation) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a quotation, joining short ones with their neighbours."""
    held: tuple[int, int] | None = None
    for start, end in sentence_spans(body, quotation.start, quotation.end):
        start, end = _without_edges(body, start, end)
        if end <= start:
            continue
        if held is not None and (_is_short(body, *held) or _is_short(body, start, end)):
            held = held[0], end
            continue
        if held is not None:
            yield held
        held = start, end
    if held is not None:
        yield held


def _is_short(body: str, start: int, end: int) -> bool:
    return len(body[start:end].split()) < LEAST_WORDS


def _without_edges(body: str, start: int, end: int) -> tuple[int, int]:
    """Trim opening quotation marks and space."""
    piece = body[start:end]
    start += len(piece) - len(piece.lstrip(_EDGES))
    if not re.search(r"\w", body[start:end]):
        return start, start
    return start, end
