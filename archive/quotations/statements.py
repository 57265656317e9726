"""The statements of an article: its quotations, cut into sentences that can be told apart."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive.text.quoting.quotes import Kind, Quotation, Speaker, read_quotations
from archive.text.sentences import sentence_spans

VERSION: Final = 3
"""Of these rules and those below them; articles read by another are read again."""
LEAST_WORDS: Final = 4
"""A sentence of fewer words is no statement of its own: it goes with the one before or after."""
MOST: Final = 5_000
"""Statements of one article that are kept."""
LONGEST: Final = 2_000
"""Characters of one statement; a longer one is cut there."""

_EDGES: Final = " \t\n\u00a0\"“”„‟«»‹›'‘’`"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence that is quoted or reported, with its place in the body."""

    start: int
    end: int
    passage: int
    paragraph: int
    kind: Kind
    words: str
    speaker: Speaker | None


def statements(body: str, language: str = "") -> list[Statement]:
    """The statements of a body in the order of the text; those inside others stay inside."""
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
    """Where each paragraph that has words begins, as a reader counts them."""
    begins, at = [], 0
    for part in body.split("\n\n"):
        if part.strip():
            begins.append(at)
        at += len(part) + 2
    return begins


def _parts(body: str, quotation: Quotation) -> Iterator[tuple[int, int]]:
    """The sentences of a quotation; short ones together with their neighbours."""
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
    """Without marks that only say that a quotation goes on, and without space."""
    piece = body[start:end]
    start += len(piece) - len(piece.lstrip(_EDGES))
    if not re.search(r"\w", body[start:end]):
        return start, start
    return start, end
