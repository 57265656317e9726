"""Statements of an article, and the rows they are saved as."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from archive.db.bulk import insert_rows, iter_batches
from archive.models import Article, QuotedPassage
from archive.quotations.attribution.quoted_statements import QuotedStatement, extract_statements
from archive.quotations.services import build_speaker_key, get_or_create_speakers

RULES_VERSION: Final = 5
"""Version of the rules of extraction and stemming; articles read by another version are read again."""
ComputedStatements = Mapping[tuple[str, str], Sequence[QuotedStatement]]  # by body and language
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


def compute_state(article: Article) -> str:
    """Return a digest of all a reading depends on: text, language, outlet, dates, withdrawal."""
    is_withdrawn = article.withdrawn_at is not None
    parts = (article.body, article.language, article.outlet_id, article.earliest, article.latest, is_withdrawn)
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def save_passages(articles: Sequence[Article], computed: ComputedStatements) -> tuple[list[QuotedPassage], set[int]]:
    """Update the rows of these articles to match their text; unchanged ones keep their row and its decisions.

    `computed` may have the statements of their texts. Return all current rows by article and position, and ids of
    quotations that lost a printing.
    """
    statements = [
        (article.pk, _build_row(statement), statement.speaker_name)
        for article in articles
        for statement in _get_statements(article, computed)
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
    _insert_passages(new_rows)
    if changed_rows:
        QuotedPassage.objects.bulk_update(changed_rows, [*_READING_FIELDS, "speaker"], batch_size=50)
    for batch in iter_batches(stale_rows):
        QuotedPassage.objects.filter(pk__in=[row.pk for row in batch]).delete()
    return current_rows, {row.quotation_id for row in stale_rows if row.quotation_id}


def _insert_passages(rows: Sequence[QuotedPassage]) -> None:
    """Insert new rows past the model layer, which takes most of the time of a reading, and give them their keys."""
    fields = ("article", "words", *_READING_FIELDS, "speaker", "is_rejected")
    values = (
        (row.article_id, row.words, *(getattr(row, name) for name in _READING_FIELDS), row.speaker_id, False)
        for row in rows
    )
    insert_rows(QuotedPassage, fields, values)
    keys_by_place = {}
    for batch in iter_batches(sorted({row.article_id for row in rows})):
        inserted = QuotedPassage.objects.filter(article__in=batch).order_by("pk")
        for pk, *place in inserted.values_list("pk", "article", "passage", "start", "end"):
            keys_by_place[tuple(place)] = pk
    for row in rows:
        row.pk = keys_by_place[row.article_id, row.passage, row.start, row.end]
        row._state.adding = False


def _get_statements(article: Article, computed: ComputedStatements) -> Sequence[QuotedStatement]:
    statements = computed.get((article.body, article.language))
    return extract_statements(article.body, article.language) if statements is None else statements


def _build_row(statement: QuotedStatement) -> QuotedPassage:
    """Build the unsaved row of a statement, without article and speaker record."""
    return QuotedPassage(words=statement.words, **{name: getattr(statement, name) for name in _READING_FIELDS})


def _copy_fields(row: QuotedPassage, known_row: QuotedPassage) -> bool:
    """Copy what a reading sets to the known row; return whether any of it changed."""
    names = [name for name in (*_READING_FIELDS, "speaker_id") if getattr(row, name) != getattr(known_row, name)]
    for name in names:
        setattr(known_row, name, getattr(row, name))
    return bool(names)
