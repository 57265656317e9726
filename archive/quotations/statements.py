"""Statements of an article and their speakers, and the rows they are saved as."""

import hashlib
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import IntegrityError, transaction

from archive.db.bulk import MAX_BATCH_SIZE, iter_batches
from archive.models import Article, Author, AuthorAlias, QuotedPassage, Speaker, SpeakerAlias
from archive.models.named import build_slug
from archive.quotations.attribution.quoted_passages import (
    AttributedSpeaker,
    PassageKind,
    TextQuotation,
    read_quotations,
)
from archive.text.names import normalize_speaker_name
from archive.text.normalize import name_key
from archive.text.sentences import find_sentence_spans

MAX_TRIES: Final = 5
"""Maximum number of attempts to create records that another run creates at the same time."""


def build_speaker_key(name: str) -> str:
    """Return the lookup key of a speaker."""
    return (normalize_speaker_name(name) or name_key(name))[:200]


def get_or_create_speakers(names: Iterable[str]) -> dict[str, int]:
    """Return the speaker id for each name's key; new names get a record."""
    names_by_key: dict[str, str] = {}
    for name in names:
        if key := build_speaker_key(name):
            names_by_key.setdefault(key, name[:200])
    ids_by_key = _load_speaker_ids(names_by_key)
    for tries_left in reversed(range(MAX_TRIES)):
        missing_names = {key: name for key, name in sorted(names_by_key.items()) if key not in ids_by_key}
        try:
            with transaction.atomic():
                return ids_by_key | _create_speakers(missing_names)
        except IntegrityError:  # another run created one meanwhile: use that
            if not tries_left:
                raise
            ids_by_key |= _load_speaker_ids(missing_names)
    return ids_by_key


def _load_speaker_ids(keys: Iterable[str]) -> dict[str, int]:
    ids_by_key: dict[str, int] = {}
    for batch in iter_batches(list(keys)):
        rows = SpeakerAlias.objects.filter(key__in=batch).values_list("key", "speaker_id")
        ids_by_key.update(rows)
    return ids_by_key


def _create_speakers(missing_names: dict[str, str]) -> dict[str, int]:
    """Create speakers; slugs are numbered if already in use."""
    if not missing_names:
        return {}
    authors = _load_author_ids(missing_names)
    slugs = {key: build_slug(name, fallback="speaker") for key, name in missing_names.items()}
    used_slugs = _load_used_slugs(slugs.values())
    rows = []
    for key, name in missing_names.items():
        slug = _choose_slug(slugs[key], used_slugs)
        used_slugs.add(slug)
        rows.append(Speaker(name=name, key=name_key(name)[:200], slug=slug, author_id=authors.get(key)))
    speakers = dict(zip(missing_names, Speaker.objects.bulk_create(rows, batch_size=MAX_BATCH_SIZE), strict=True))
    SpeakerAlias.objects.bulk_create(
        [SpeakerAlias(speaker=row, name=row.name, key=key) for key, row in speakers.items()], batch_size=MAX_BATCH_SIZE
    )
    return {key: row.pk for key, row in speakers.items()}


def _load_author_ids(keys: Iterable[str]) -> dict[str, int]:
    """Return author ids by name or alias; ambiguous names are left out."""
    pks_by_key: dict[str, set[int]] = {}
    for batch in iter_batches(list(keys)):
        for key, pk in Author.objects.filter(key__in=batch).values_list("key", "pk"):
            pks_by_key.setdefault(key, set()).add(pk)
        for key, pk in AuthorAlias.objects.filter(key__in=batch).values_list("key", "author_id"):
            pks_by_key.setdefault(key, set()).add(pk)
    return {key: next(iter(pks)) for key, pks in pks_by_key.items() if len(pks) == 1}


def _load_used_slugs(slugs: Iterable[str]) -> set[str]:
    used_slugs: set[str] = set()
    for batch in iter_batches(sorted(set(slugs))):
        used_slugs.update(Speaker.objects.filter(slug__in=batch).values_list("slug", flat=True))
    return used_slugs


def _choose_slug(slug: str, used_slugs: set[str]) -> str:
    suffix, candidate = 1, slug
    while candidate in used_slugs or (suffix > 1 and Speaker.objects.filter(slug=candidate).exists()):
        suffix += 1
        candidate = f"{slug[:74]}-{suffix}"
    return candidate


# Statements of an article, and the rows they are saved as.

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
