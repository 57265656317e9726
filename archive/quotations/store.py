"""Reading of articles for quotations, matching of their statements, and speaker queries.

Full and incremental runs take the same path: the cost of an article does not depend on the size of
the archive.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from archive.models import Article, PassageGram, QuotationReading, QuotedPassage, Speaker
from archive.models.articles import ArticleQuerySet
from archive.models.parts import in_parts
from archive.quotations.joining import join_printings
from archive.quotations.meeting import Meeting
from archive.quotations.rows import Written, state_of, write_passages
from archive.quotations.statements import VERSION

BATCH = 100  # articles in one transaction

_NEEDED = ("body", "language", "outlet_id", "earliest", "latest", "withdrawn_at", "title")


@dataclass(frozen=True, slots=True)
class Report:
    """Counts of one reading."""

    articles: int = 0
    unchanged: int = 0
    statements: int = 0
    quotations: int = 0

    def __add__(self, other: "Report") -> "Report":
        return Report(
            self.articles + other.articles,
            self.unchanged + other.unchanged,
            self.statements + other.statements,
            self.quotations + other.quotations,
        )

    def __str__(self) -> str:
        return (
            f"{self.articles:,} articles read, {self.unchanged:,} as before; "
            f"{self.statements:,} statements, {self.quotations:,} quotations changed."
        )


@dataclass(frozen=True, slots=True)
class Voice:
    """Statements and words of one speaker quoted in one outlet (its key, or None)."""

    speaker: Speaker
    outlet: int | None
    statements: int
    words: int


def unread() -> ArticleQuerySet:
    """Select articles never read, read by older rules, or changed since."""
    stale = Q(quotation_reading=None) | ~Q(quotation_reading__version=VERSION)
    stale |= Q(changed_at__gt=F("quotation_reading__read_at"))
    return Article.objects.filter(stale).order_by("pk")


def read_articles(
    ids: Iterable[int], *, again: bool = False, progress: Callable[[int], None] | None = None
) -> Report:
    """Read the quotations of these articles. Idempotent.

    An article unchanged since it was last read is skipped, unless `again`. Each batch is one
    transaction, so an interrupted run can be resumed.
    """
    total = Report()
    wanted = list(dict.fromkeys(ids))
    done = 0
    for some in in_parts(wanted, BATCH):
        with transaction.atomic():
            total += _read(some, again=again)
        done += len(some)
        if progress:
            progress(done)
    return total


def _read(ids: Sequence[int], *, again: bool) -> Report:
    articles = list(Article.objects.filter(pk__in=ids).only(*_NEEDED).order_by("pk"))
    states = {article.pk: state_of(article) for article in articles}
    readings = QuotationReading.objects.filter(article__in=ids)
    known = {row.article_id: (row.version, row.state) for row in readings}
    changed = [
        article
        for article in articles
        if again or known.get(article.pk) != (VERSION, states[article.pk])
    ]
    as_before = [article.pk for article in articles if article not in changed]
    QuotationReading.objects.filter(article__in=as_before).update(read_at=timezone.now())
    if not changed:
        return Report(unchanged=len(as_before))
    written = write_passages(changed)
    joined = join_printings(_met(changed, written), written.touched)
    QuotationReading.objects.bulk_create(
        [
            QuotationReading(article_id=one.pk, version=VERSION, state=states[one.pk])
            for one in changed
        ],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["version", "state", "read_at"],
        batch_size=200,
    )
    return Report(len(changed), len(as_before), len(written.passages), len(joined))


def _met(articles: list[Article], written: Written) -> Meeting:
    """Build the matcher for the statements of these articles.

    Statements of withdrawn articles, passages that are not speech, and rejected ones are
    unassigned.
    """
    by_pk = {article.pk: article for article in articles}
    met, leaving = [], []
    for row in written.passages:
        article = by_pk[row.article_id]
        row.article = article
        speaks = row.kind in ("direct", "partial", "indirect")
        if article.withdrawn_at is None and speaks and not row.is_rejected:
            met.append(row)
        else:
            leaving.append(row)
    PassageGram.objects.filter(passage__article__in=list(by_pk)).delete()
    out = [row for row in leaving if row.quotation_id]
    written.touched.update(row.quotation_id for row in out if row.quotation_id)
    for some in in_parts(out):
        QuotedPassage.objects.filter(pk__in=[row.pk for row in some]).update(quotation=None)
    return Meeting.of(met)


def quoted_in(article_ids: Iterable[int]) -> list[Voice]:
    """Return the named speakers quoted in these articles, counted by outlet, most words first.

    Indirect reports are not counted.
    """
    rows = QuotedPassage.objects.listed().quoted().filter(article__in=list(article_ids))
    named = rows.exclude(speaker=None).values_list("speaker", "article__outlet", "words")
    counted: dict[tuple[int, int | None], list[int]] = {}
    for speaker, outlet, words in named.order_by():
        counted.setdefault((speaker, outlet), []).append(len(words.split()))
    speakers = Speaker.objects.in_bulk({speaker for speaker, _ in counted})
    voices = [
        Voice(speakers[speaker], outlet, len(lengths), sum(lengths))
        for (speaker, outlet), lengths in counted.items()
    ]
    return sorted(voices, key=lambda voice: (-voice.words, voice.speaker.name, voice.outlet or 0))
