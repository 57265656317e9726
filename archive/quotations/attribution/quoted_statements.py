"""Statements of an article: the sentences of its quoted passages, with their speakers."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from archive.quotations.attribution.quoted_passages import TextQuotation, read_quotations
from archive.text.sentences import find_sentence_spans

MIN_WORDS: Final = 4  # of a statement; a shorter sentence joins its neighbour
MAX_STATEMENTS: Final = 5_000  # per article
MAX_STATEMENT_CHARS: Final = 2_000  # longer statements are truncated
_EDGE_CHARS: Final = " \t\n\u00a0\"“”„‟«»‹›'‘’`"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedStatement:
    """One statement, with the values of its row but article and speaker record, and the speaker's name in full."""

    passage: int
    kind: str
    start: int = 0
    end: int = 0
    paragraph: int = 1
    words: str = ""
    printed: str = ""
    printed_start: int | None = None
    printed_end: int | None = None
    name: str = ""
    rule: str = ""
    certainty: str = ""
    speaker_name: str = ""


def extract_statements(body: str, language: str = "") -> list[QuotedStatement]:
    """Return the statements of a body in order; nested quotations are not split off."""
    statements: list[QuotedStatement] = []
    paragraphs = body.split("\n\n")
    offsets = accumulate((len(paragraph) + 2 for paragraph in paragraphs), initial=0)
    paragraph_starts = [offset for offset, paragraph in zip(offsets, paragraphs, strict=False) if paragraph.strip()]
    outer_quotations = (candidate for candidate in read_quotations(body, language) if not candidate.depth)
    for index, quotation in enumerate(outer_quotations):
        common = _build_common(index, quotation)
        for start, end in _iter_sentences(body, quotation):
            end = min(end, start + MAX_STATEMENT_CHARS)
            paragraph = max(1, bisect_right(paragraph_starts, start))
            words = " ".join(body[start:end].split())
            statements.append(replace(common, start=start, end=end, paragraph=paragraph, words=words))
            if len(statements) == MAX_STATEMENTS:
                return statements
    return statements


def extract_all(texts: Sequence[tuple[str, str]]) -> list[list[QuotedStatement]]:
    """Return the statements of each body, which stands before its language."""
    return [extract_statements(body, language) for body, language in texts]


def _build_common(index: int, quotation: TextQuotation) -> QuotedStatement:
    """Return what the statements of one passage have in common."""
    kind = str(quotation.kind.value)
    speaker = quotation.speaker
    if speaker is None:
        return QuotedStatement(passage=index, kind=kind)
    return QuotedStatement(
        passage=index,
        kind=kind,
        printed=speaker.printed[:300],
        printed_start=speaker.start,
        printed_end=speaker.end,
        name=speaker.name[:200],
        rule=str(speaker.rule.value),
        certainty=str(speaker.certainty.value),
        speaker_name=speaker.name,
    )


def _iter_sentences(body: str, quotation: TextQuotation) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a quotation, joining short ones with their neighbours."""
    pending: tuple[int, int] | None = None
    for start, end in find_sentence_spans(body, quotation.start, quotation.end):
        start = end - len(body[start:end].lstrip(_EDGE_CHARS))
        if not re.search(r"\w", body[start:end]):
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
