"""Statements of an article, and the rows they are saved as."""

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import Final

from archive.db.bulk import iter_batches
from archive.models import Article, QuotedPassage
from archive.quotations.attribution.quoted_passages import (
    AttributedSpeaker,
    PassageKind,
    TextQuotation,
    read_quotations,
)
from archive.quotations.services import build_speaker_key, get_or_create_speakers
from archive.text.sentences import find_sentence_spans

RULES_VERSION: Final = 4
"""Version of the rules of extraction and stemming; articles read by another version are read again."""
MIN_WORDS: Final = 4  # of a statement; a shorter sentence joins its neighbour
MAX_STATEMENTS: Final = 5_000  # per article
MAX_STATEMENT_CHARS: Final = 2_000  # longer statements are truncated
_READING_FIELDS: Final = (
    *("start", "end", "passage", "paragraph", "kind", "printed", "printed_start", "printed_end"),
    *("name", "rule", "certainty", "speaker"),
)
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
    paragraphs = body.split("\n\n")
    offsets = accumulate((len(paragraph) + 2 for paragraph in paragraphs), initial=0)
    paragraph_starts = [offset for offset, paragraph in zip(offsets, paragraphs, strict=False) if paragraph.strip()]
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


@dataclass(slots=True)
class PassageBatch:
    """All current rows of a batch, by article and position, and ids of quotations that lost a printing."""

    passages: list[QuotedPassage] = field(default_factory=list)
    touched_ids: set[int] = field(default_factory=set)


def compute_state(article: Article) -> str:
    """Return a digest of all a reading depends on: text, language, outlet, dates, withdrawal."""
    is_withdrawn = article.withdrawn_at is not None
    parts = (article.body, article.language, article.outlet_id, article.earliest, article.latest, is_withdrawn)
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def save_passages(articles: Sequence[Article]) -> PassageBatch:
    """Update the rows of these articles to match their text; unchanged ones keep their row and its decisions."""
    statements_by_article = {article.pk: extract_statements(article.body, article.language) for article in articles}
    all_statements = chain.from_iterable(statements_by_article.values())
    speakers = get_or_create_speakers(row.speaker.name for row in all_statements if row.speaker and row.speaker.name)
    rows_by_words: dict[int, dict[str, list[QuotedPassage]]] = defaultdict(lambda: defaultdict(list))
    for row in QuotedPassage.objects.filter(article__in=list(statements_by_article)).order_by("start"):
        rows_by_words[row.article_id][row.words].append(row)
    saved = PassageBatch()
    changed_rows: list[QuotedPassage] = []
    new_rows: list[QuotedPassage] = []
    for pk, article_statements in statements_by_article.items():
        for statement in article_statements:
            same_words = rows_by_words[pk].get(statement.words)
            row = same_words.pop(0) if same_words else QuotedPassage(article_id=pk, words=statement.words)
            is_changed = _update_row(row, statement, speakers)
            if row.pk is None:
                new_rows.append(row)
            elif is_changed:
                changed_rows.append(row)
            saved.passages.append(row)
    stale_rows = [row for words in rows_by_words.values() for rows in words.values() for row in rows]
    QuotedPassage.objects.bulk_create(new_rows, batch_size=50)
    if changed_rows:
        QuotedPassage.objects.bulk_update(changed_rows, _READING_FIELDS, batch_size=50)
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
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)
