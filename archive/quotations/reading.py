"""Update quotations: read articles, join printings, count them."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import partial

from django.db.models import F, Q
from django.utils import timezone

from archive.db.batches import Progress, run_in_batches
from archive.db.bulk import iter_batches
from archive.models import Article, PassageGram, QuotationReading, QuotedPassage
from archive.models.articles import ArticleQuerySet
from archive.quotations.joining import join_printings
from archive.quotations.matching import PrintingMatcher
from archive.quotations.statements import RULES_VERSION, PassageBatch, compute_state, save_passages

BATCH_SIZE = 100  # articles in one transaction

_ARTICLE_FIELDS = ("body", "language", "outlet_id", "earliest", "latest", "withdrawn_at", "title")


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """Counts of one reading."""

    articles: int = 0
    unchanged: int = 0
    statements: int = 0
    quotations: int = 0

    def __add__(self, other: "ReadingReport") -> "ReadingReport":
        return ReadingReport(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    def __str__(self) -> str:
        return (
            f"{self.articles:,} articles read, {self.unchanged:,} as before; "
            f"{self.statements:,} statements, {self.quotations:,} quotations changed."
        )


def find_unread_articles() -> ArticleQuerySet:
    """Select articles never read, read by older rules, or changed since."""
    stale = Q(quotation_reading=None) | ~Q(quotation_reading__version=RULES_VERSION)
    stale |= Q(changed_at__gt=F("quotation_reading__read_at"))
    return Article.objects.filter(stale).order_by("pk")


def read_articles(
    article_ids: Iterable[int], *, again: bool = False, progress: Progress | None = None
) -> ReadingReport:
    """Read the quotations of these articles. Idempotent.

    An article unchanged since it was last read is skipped, unless `again`. Each batch is one
    transaction, so an interrupted run can be resumed.
    """
    unique_ids = list(dict.fromkeys(article_ids))
    reports = run_in_batches(unique_ids, partial(_read_batch, again=again), BATCH_SIZE, progress)
    return sum(reports, ReadingReport())


def _read_batch(article_ids: Sequence[int], *, again: bool) -> ReadingReport:
    articles = list(Article.objects.filter(pk__in=article_ids).only(*_ARTICLE_FIELDS).order_by("pk"))
    states = {article.pk: compute_state(article) for article in articles}
    readings = QuotationReading.objects.filter(article__in=article_ids)
    known_states = {row.article_id: (row.version, row.state) for row in readings}
    changed = [
        article for article in articles if again or known_states.get(article.pk) != (RULES_VERSION, states[article.pk])
    ]
    unchanged_ids = [article.pk for article in articles if article not in changed]
    QuotationReading.objects.filter(article__in=unchanged_ids).update(read_at=timezone.now())
    if not changed:
        return ReadingReport(unchanged=len(unchanged_ids))
    saved = save_passages(changed)
    changed_ids = join_printings(_build_matcher(changed, saved), saved.touched_ids)
    QuotationReading.objects.bulk_create(
        [QuotationReading(article_id=row.pk, version=RULES_VERSION, state=states[row.pk]) for row in changed],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["version", "state", "read_at"],
        batch_size=200,
    )
    return ReadingReport(len(changed), len(unchanged_ids), len(saved.passages), len(changed_ids))


def _build_matcher(articles: list[Article], saved: PassageBatch) -> PrintingMatcher:
    """Build the matcher for the statements of these articles.

    Statements of withdrawn articles, passages that are not speech, and rejected ones are
    unassigned.
    """
    by_pk = {article.pk: article for article in articles}
    speech_rows, other_rows = [], []
    for row in saved.passages:
        article = by_pk[row.article_id]
        row.article = article
        is_speech = row.kind in ("direct", "partial", "indirect")
        if article.withdrawn_at is None and is_speech and not row.is_rejected:
            speech_rows.append(row)
        else:
            other_rows.append(row)
    PassageGram.objects.filter(passage__article__in=list(by_pk)).delete()
    assigned_rows = [row for row in other_rows if row.quotation_id]
    saved.touched_ids.update(row.quotation_id for row in assigned_rows if row.quotation_id)
    for batch in iter_batches(assigned_rows):
        QuotedPassage.objects.filter(pk__in=[row.pk for row in batch]).update(quotation=None)
    return PrintingMatcher(speech_rows)
