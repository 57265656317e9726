"""Statements of an article, and the rows they are saved as."""

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any, Final

from archive.db.bulk import iter_batches
from archive.models import Article, QuotedPassage
from archive.quotations.attribution.quoted_passages import TextQuotation, read_quotations
from archive.quotations.services import build_speaker_key, get_or_create_speakers
from archive.text.sentences import find_sentence_spans

RULES_VERSION: Final = 4
"""Version of the rules of extraction and stemming; articles read by another version are read again."""
MIN_WORDS: Final = 4  # of a statement; a shorter sentence joins its neighbour
MAX_STATEMENTS: Final = 5_000  # per article
MAX_STATEMENT_CHARS: Final = 2_000  # longer statements are truncated
_READING_FIELDS: Final = (
    "start",
    "end",
    "passage",
    "paragraph",
    "kind",
    "printed",
    "printed_start",
    "printed_end",
    "name",
    "rule",
    "certainty",
)
_EDGE_CHARS: Final = " \t\n\u00a0\"“”„‟«»‹›'‘’`"


def extract_statements(body: str, language: str = "") -> list[tuple[QuotedPassage, str]]:
    """Return the statements of a body in order; nested quotations are not split off.

    Each is an unsaved row without article and speaker record, with the speaker's name in full.
    """
    statements: list[tuple[QuotedPassage, str]] = []
    paragraphs = body.split("\n\n")
    offsets = accumulate((len(paragraph) + 2 for paragraph in paragraphs), initial=0)
    paragraph_starts = [offset for offset, paragraph in zip(offsets, paragraphs, strict=False) if paragraph.strip()]
    outer_quotations = (candidate for candidate in read_quotations(body, language) if not candidate.depth)
    for index, quotation in enumerate(outer_quotations):
        fields: dict[str, Any] = {"passage": index, "kind": quotation.kind.value}
        if speaker := quotation.speaker:
            fields |= {"printed": speaker.printed[:300], "printed_start": speaker.start, "printed_end": speaker.end}
            fields |= {"name": speaker.name[:200], "rule": speaker.rule.value, "certainty": speaker.certainty.value}
        for start, end in _iter_sentences(body, quotation):
            end = min(end, start + MAX_STATEMENT_CHARS)
            paragraph = max(1, bisect_right(paragraph_starts, start))
            words = " ".join(body[start:end].split())
            row = QuotedPassage(start=start, end=end, paragraph=paragraph, words=words, **fields)
            statements.append((row, speaker.name if speaker else ""))
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


def compute_state(article: Article) -> str:
    """Return a digest of all a reading depends on: text, language, outlet, dates, withdrawal."""
    is_withdrawn = article.withdrawn_at is not None
    parts = (article.body, article.language, article.outlet_id, article.earliest, article.latest, is_withdrawn)
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def save_passages(articles: Sequence[Article]) -> tuple[list[QuotedPassage], set[int]]:
    """Update the rows of these articles to match their text; unchanged ones keep their row and its decisions.

    Return all current rows by article and position, and ids of quotations that lost a printing.
    """
    statements = [
        (article.pk, row, name)
        for article in articles
        for row, name in extract_statements(article.body, article.language)
    ]
    speakers = get_or_create_speakers(name for *_, name in statements if name)
    rows_by_words: dict[tuple[int, str], list[QuotedPassage]] = defaultdict(list)
    for row in QuotedPassage.objects.filter(article__in=[article.pk for article in articles]).order_by("start"):
        rows_by_words[row.article_id, row.words].append(row)
    current_rows: list[QuotedPassage] = []
    new_rows, changed_rows = [], []
    for article_id, row, name in statements:
        row.article_id = article_id
        row.speaker_id = speakers.get(build_speaker_key(name)) if name else None
        if same_words := rows_by_words.get((article_id, row.words)):
            known_row = same_words.pop(0)
            if _copy_fields(row, known_row):
                changed_rows.append(known_row)
            row = known_row
        else:
            new_rows.append(row)
        current_rows.append(row)
    stale_rows = [row for rows in rows_by_words.values() for row in rows]
    QuotedPassage.objects.bulk_create(new_rows, batch_size=50)
    if changed_rows:
        QuotedPassage.objects.bulk_update(changed_rows, [*_READING_FIELDS, "speaker"], batch_size=50)
    for batch in iter_batches(stale_rows):
        QuotedPassage.objects.filter(pk__in=[row.pk for row in batch]).delete()
    return current_rows, {row.quotation_id for row in stale_rows if row.quotation_id}


def _copy_fields(row: QuotedPassage, known_row: QuotedPassage) -> bool:
    """Copy what a reading sets to the known row; return whether any of it changed."""
    names = [name for name in (*_READING_FIELDS, "speaker_id") if getattr(row, name) != getattr(known_row, name)]
    for name in names:
        setattr(known_row, name, getattr(row, name))
    return bool(names)
