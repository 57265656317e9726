"""Statements of an article, and the rows they are saved as."""

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.db.bulk import iter_batches
from archive.models import Article, QuotedPassage
from archive.quotations.attribution.quoted_passages import (
    AttributedSpeaker,
    PassageKind,
    TextQuotation,
    read_quotations,
)
from archive.quotations.bookkeeping import build_speaker_key, get_or_create_speakers
from archive.text.sentences import find_sentence_spans

RULES_VERSION: Final = 4
"""Version of the rules of extraction and stemming; articles read by another version are read again."""
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
    outer_quotations = (candidate for candidate in read_quotations(body, language) if not candidate.depth)
    for index, quotation in enumerate(outer_quotations):
        for start, end in _iter_sentences(body, quotation):
            end = min(end, start + MAX_STATEMENT_CHARS)
            words = " ".join(body[start:end].split())
            paragraph = max(1, bisect_right(paragraph_starts, start))
            statements.append(ArticleStatement(start, end, index, paragraph, quotation.kind, words, quotation.speaker))
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
    """Trim opening quotation marks and space; the span is empty if no word is left."""
    start = end - len(body[start:end].lstrip(_EDGE_CHARS))
    return (start, end) if re.search(r"\w", body[start:end]) else (start, start)


# Statements as `QuotedPassage` rows; unchanged ones keep their row and its decisions.

READING_FIELDS = (
    *("start", "end", "passage", "paragraph", "kind", "printed", "printed_start", "printed_end"),
    *("name", "rule", "certainty", "speaker_id"),
)
"""Fields set by a reading, besides the words."""


@dataclass(slots=True)
class PassageBatch:
    """Result of saving a batch."""

    passages: list[QuotedPassage] = field(default_factory=list)
    """All current rows, ordered by article and position."""
    touched_ids: set[int] = field(default_factory=set)
    """Ids of quotations that lost a printing."""


def compute_state(article: Article) -> str:
    """Return a digest of all a reading depends on: text, language, outlet, dates, withdrawal."""
    is_withdrawn = article.withdrawn_at is not None
    parts = (article.body, article.language, article.outlet_id, article.earliest, article.latest, is_withdrawn)
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def save_passages(articles: Sequence[Article]) -> PassageBatch:
    """Update the rows of these articles to match their text."""
    statements_by_article = {article.pk: extract_statements(article.body, article.language) for article in articles}
    names = (
        statement.speaker.name
        for article_statements in statements_by_article.values()
        for statement in article_statements
        if statement.speaker
    )
    speakers = get_or_create_speakers(filter(None, names))
    rows_by_words: dict[int, dict[str, list[QuotedPassage]]] = defaultdict(lambda: defaultdict(list))
    for row in QuotedPassage.objects.filter(article__in=list(statements_by_article)).order_by("start"):
        rows_by_words[row.article_id][row.words].append(row)
    saved = PassageBatch()
    changed_rows: list[QuotedPassage] = []
    new_rows: list[QuotedPassage] = []
    for pk, article_statements in statements_by_article.items():
        for statement in article_statements:
            if same_words := rows_by_words[pk].get(statement.words):
                row = same_words.pop(0)
                if _update_row(row, statement, speakers):
                    changed_rows.append(row)
            else:
                row = QuotedPassage(article_id=pk, words=statement.words)
                _update_row(row, statement, speakers)
                new_rows.append(row)
            saved.passages.append(row)
    stale_rows = [row for words in rows_by_words.values() for rows in words.values() for row in rows]
    QuotedPassage.objects.bulk_create(new_rows, batch_size=50)
    if changed_rows:
        fields = [name.removesuffix("_id") for name in READING_FIELDS]
        QuotedPassage.objects.bulk_update(changed_rows, fields, batch_size=50)
    for batch in iter_batches(stale_rows):
        QuotedPassage.objects.filter(pk__in=[row.pk for row in batch]).delete()
    saved.touched_ids = {row.quotation_id for row in stale_rows if row.quotation_id}
    return saved


def _update_row(row: QuotedPassage, statement: ArticleStatement, speakers: dict[str, int]) -> bool:
    """Set the fields of a row; return whether any changed."""
    speaker = statement.speaker
    values = {
        "start": statement.start,
        "end": statement.end,
        "passage": statement.passage,
        "paragraph": statement.paragraph,
        "kind": statement.kind.value,
        "printed": speaker.printed[:300] if speaker else "",
        "printed_start": speaker.start if speaker else None,
        "printed_end": speaker.end if speaker else None,
        "name": speaker.name[:200] if speaker else "",
        "rule": speaker.rule.value if speaker else "",
        "certainty": speaker.certainty.value if speaker else "",
        "speaker_id": speakers.get(build_speaker_key(speaker.name)) if speaker and speaker.name else None,
    }
    changed_fields = [name for name in READING_FIELDS if getattr(row, name) != values[name]]
    for name in changed_fields:
        setattr(row, name, values[name])
    return bool(changed_fields)
