"""Statements as `QuotedPassage` rows; unchanged ones keep their row and its decisions."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.models import Article, QuotedPassage
from archive.models.parts import in_parts
from archive.quotations.people import key_of, speakers_named
from archive.quotations.statements import Statement, statements

READ = (
    *("start", "end", "passage", "paragraph", "kind", "printed", "printed_start", "printed_end"),
    *("name", "rule", "certainty", "speaker_id"),
)
"""Fields set by a reading, besides the words."""


@dataclass(slots=True)
class Written:
    """Result of saving a batch."""

    passages: list[QuotedPassage] = field(default_factory=list)
    """All current rows, ordered by article and position."""
    new: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    """Ids of quotations that lost a printing."""


def state_of(article: Article) -> str:
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


def write_passages(articles: Sequence[Article]) -> Written:
    """Update the rows of these articles to match their text."""
    read = {article.pk: statements(article.body, article.language) for article in articles}
    names = (each.speaker.name for found in read.values() for each in found if each.speaker)
    speakers = speakers_named(name for name in names if name)
    former: dict[int, dict[str, list[QuotedPassage]]] = defaultdict(lambda: defaultdict(list))
    for row in QuotedPassage.objects.filter(article__in=list(read)).order_by("start"):
        former[row.article_id][row.words].append(row)
    written = Written()
    changed: list[QuotedPassage] = []
    fresh: list[QuotedPassage] = []
    for article in articles:
        for each in read[article.pk]:
            kept = former[article.pk].get(each.words)
            row = kept.pop(0) if kept else None
            if row is None:
                row = QuotedPassage(article_id=article.pk, words=each.words)
                fresh.append(row)
                _fill(row, each, speakers)
            elif _fill(row, each, speakers):
                changed.append(row)
            written.passages.append(row)
    gone = [row for words in former.values() for rows in words.values() for row in rows]
    _save(fresh, changed, gone)
    written.new = {row.pk for row in fresh}
    written.touched = {row.quotation_id for row in gone if row.quotation_id}
    return written


def _save(
    fresh: list[QuotedPassage], changed: list[QuotedPassage], gone: list[QuotedPassage]
) -> None:
    QuotedPassage.objects.bulk_create(fresh, batch_size=50)
    if changed:
        fields = [name.removesuffix("_id") for name in READ]
        QuotedPassage.objects.bulk_update(changed, fields, batch_size=50)
    for some in in_parts(gone):
        QuotedPassage.objects.filter(pk__in=[row.pk for row in some]).delete()


def _fill(row: QuotedPassage, each: Statement, speakers: dict[str, int]) -> bool:
    """Set the fields of a row; return whether any changed."""
    said = each.speaker
    named = bool(said and said.name)
    values = {
        "start": each.start,
        "end": each.end,
        "passage": each.passage,
        "paragraph": each.paragraph,
        "kind": each.kind.value,
        "printed": said.printed[:300] if said else "",
        "printed_start": said.start if said else None,
        "printed_end": said.end if said else None,
        "name": said.name[:200] if said else "",
        "rule": said.rule.value if said else "",
        "certainty": said.certainty.value if said else "",
        "speaker_id": speakers.get(key_of(said.name)) if said and named else None,
    }
    changed = [name for name in READ if getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return bool(changed)
