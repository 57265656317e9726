"""Statements of an article: its quotations, cut into sentences."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from archive.text.quoting.quotes import (
    AttributedSpeaker,
    PassageKind,
    TextQuotation,
    read_quotations,
)
from archive.text.sentences import find_sentence_spans

RULES_VERSION: Final = 3
"""Version of the extraction rules; articles read by another version are read again."""
MIN_WORDS: Final = 4
"""Minimum words of a statement; a shorter sentence joins its neighbour."""
MAX_STATEMENTS: Final = 5_000
"""Maximum number of statements per article."""
MAX_STATEMENT_CHARS: Final = 2_000
"""Maximum number of characters of a statement; longer ones are truncated."""

_EDGE_CHARS: Final = " \t\n\u00a0\"“”„‟«»‹›'‘’`"


@dataclass(frozen=True, slots=True)
class ArticleStatement:
    """One quoted or reported sentence, with its position in the body."""

    start: int
    end: int
    passage: int
    paragraph: int
    kind: PassageKind
    words: str
    speaker: AttributedSpeaker | None


def extract_statements(body: str, language: str = "") -> list[ArticleStatement]:
    """Return the statements of a body in order; nested quotations are not split off."""
    statements: list[ArticleStatement] = []
    paragraph_starts = _find_paragraph_starts(body)
    outer_quotations = (
        candidate for candidate in read_quotations(body, language) if not candidate.depth
    )
    for index, quotation in enumerate(outer_quotations):
        for start, end in _iter_sentences(body, quotation):
            end = min(end, start + MAX_STATEMENT_CHARS)
            words = " ".join(body[start:end].split())
            paragraph = max(1, bisect_right(paragraph_starts, start))
            statements.append(
                ArticleStatement(
                    start, end, index, paragraph, quotation.kind, words, quotation.speaker
                )
            )
            if len(statements) == MAX_STATEMENTS:
                return statements
    return statements


def _find_paragraph_starts(body: str) -> list[int]:
    """Return the start offset of each non-empty paragraph."""
    starts, offset = [], 0
    for paragraph in body.split("\n\n"):
        if paragraph.strip():
            starts.append(offset)
        offset += len(paragraph) + 2
    return starts


def _iter_sentences(body: str, quotation: TextQuotation) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a quotation, joining short ones with their neighbours."""
    pending: tuple[int, int] | None = None
    for start, end in find_sentence_spans(body, quotation.start, quotation.end):
        start, end = _trim_edges(body, start, end)
        if end <= start:
            continue
        if pending is not None and (_is_short(body, *pending) or _is_short(body, start, end)):
            pending = pending[0], end
            continue
        if pending is not None:
            yield pending
        pending = start, end
    if pending is not None:
        yield pending


def _is_short(body: str, start: int, end: int) -> bool:
    return len(body[start:end].split()) < MIN_WORDS


def _trim_edges(body: str, start: int, end: int) -> tuple[int, int]:
    """Trim opening quotation marks and space."""
    text = body[start:end]
    start += len(text) - len(text.lstrip(_EDGE_CHARS))
    if not re.search(r"\w", body[start:end]):
        return start, start
    return start, end
