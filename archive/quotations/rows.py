"""Statements as `QuotedPassage` rows; unchanged ones keep their row and its decisions."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.models import Article, QuotedPassage
from archive.models.parts import iter_batches
from archive.quotations.people import build_speaker_key, get_or_create_speakers
from archive.quotations.statements import ArticleStatement, extract_statements

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
    new_pks: set[int] = field(default_factory=set)
    touched_ids: set[int] = field(default_factory=set)
    """Ids of quotations that lost a printing."""


def compute_state(article: Article) -> str:
    """Return a digest of all a reading depends on: text, language, outlet, dates, withdrawal."""
    parts = (
        article.body,
        article.language,
        str(article.outlet_id),
        str(article.earliest),
        str(article.latest),
        str(article.withdrawn_at is not None),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def save_passages(articles: Sequence[Article]) -> PassageBatch:
    """Update the rows of these articles to match their text."""
    statements_by_article = {
        article.pk: extract_statements(article.body, article.language) for article in articles
    }
    names = (
        statement.speaker.name
        for article_statements in statements_by_article.values()
        for statement in article_statements
        if statement.speaker
    )
    speakers = get_or_create_speakers(name for name in names if name)
    rows_by_words: dict[int, dict[str, list[QuotedPassage]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in QuotedPassage.objects.filter(article__in=list(statements_by_article)).order_by(
        "start"
    ):
        rows_by_words[row.article_id][row.words].append(row)
    saved = PassageBatch()
    changed_rows: list[QuotedPassage] = []
    new_rows: list[QuotedPassage] = []
    for article in articles:
        for statement in statements_by_article[article.pk]:
            same_words = rows_by_words[article.pk].get(statement.words)
            row = same_words.pop(0) if same_words else None
            if row is None:
                row = QuotedPassage(article_id=article.pk, words=statement.words)
                new_rows.append(row)
                _update_row(row, statement, speakers)
            elif _update_row(row, statement, speakers):
                changed_rows.append(row)
            saved.passages.append(row)
    stale_rows = [
        row for words in rows_by_words.values() for rows in words.values() for row in rows
    ]
    _save_rows(new_rows, changed_rows, stale_rows)
    saved.new_pks = {row.pk for row in new_rows}
    saved.touched_ids = {row.quotation_id for row in stale_rows if row.quotation_id}
    return saved


def _save_rows(
    new_rows: list[QuotedPassage],
    changed_rows: list[QuotedPassage],
    stale_rows: list[QuotedPassage],
) -> None:
    QuotedPassage.objects.bulk_create(new_rows, batch_size=50)
    if changed_rows:
        fields = [name.removesuffix("_id") for name in READING_FIELDS]
        QuotedPassage.objects.bulk_update(changed_rows, fields, batch_size=50)
    for batch in iter_batches(stale_rows):
        QuotedPassage.objects.filter(pk__in=[row.pk for row in batch]).delete()


def _update_row(row: QuotedPassage, statement: ArticleStatement, speakers: dict[str, int]) -> bool:
    """Set the fields of a row; return whether any changed."""
    speaker = statement.speaker
    is_named = bool(speaker and speaker.name)
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
        "speaker_id": speakers.get(build_speaker_key(speaker.name))
        if speaker and is_named
        else None,
    }
    changed_fields = [name for name in READING_FIELDS if getattr(row, name) != values[name]]
    for name in changed_fields:
        setattr(row, name, values[name])
    return bool(changed_fields)
