"""Update quotations: read articles, join printings, count them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice

from django.db.models import Count, F, Q
from django.utils import timezone

from archive.db.bulk import BatchWork, StepProgress, insert_rows, iter_batches, run_computed_batches, update_values
from archive.models import Article, PassageGram, Quotation, QuotationReading, QuotedPassage
from archive.models.articles import ArticleQuerySet
from archive.quotations import matching
from archive.quotations.attribution.quoted_statements import QuotedStatement, extract_all
from archive.quotations.matching import ComparablePrinting, PrintingMatcher
from archive.quotations.services import recount_quotations
from archive.quotations.statements import RULES_VERSION, compute_state, save_passages

BATCH_SIZE = 100  # articles in one transaction
STEP = "Quotations"
MAX_COMPARED = 60  # printings of the same speaker and days compared with one printing
MAX_PER_ARTICLE = 60
MAX_PER_SPEAKER = 600
MAX_ROWS = 20_000  # loaded per batch of speakers
MATCH_MARGIN = 0.1
"""Matches scoring lower than the best by more than this are ignored."""
_ARTICLE_FIELDS = ("body", "language", "outlet_id", "earliest", "latest", "withdrawn_at", "title")


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """Counts of one reading."""

    articles: int = 0
    unchanged: int = 0
    statements: int = 0
    quotations: int = 0

    def __add__(self, other: "ReadingReport") -> "ReadingReport":
        return ReadingReport(
            articles=self.articles + other.articles,
            unchanged=self.unchanged + other.unchanged,
            statements=self.statements + other.statements,
            quotations=self.quotations + other.quotations,
        )

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
    article_ids: Iterable[int], *, again: bool = False, progress: StepProgress | None = None
) -> ReadingReport:
    """Read the quotations of these articles. Idempotent.

    An article unchanged since it was last read is skipped, unless `again`. Each batch is one transaction, so an
    interrupted run can be resumed.
    """
    unique_ids = list(dict.fromkeys(article_ids))
    work = BatchWork(partial(_load_texts, again=again), extract_all, partial(_read_batch, again=again))
    reports = run_computed_batches(unique_ids, work, BATCH_SIZE, progress, step=STEP)
    return sum(reports, ReadingReport())


def _load_texts(article_ids: Sequence[int], *, again: bool) -> list[tuple[str, str]]:
    """Return body and language of those of the articles that are to be read."""
    articles, states = _load_articles(article_ids)
    return [(article.body, article.language) for article in _select_changed(articles, states, again=again)]


def _load_articles(article_ids: Sequence[int]) -> tuple[list[Article], dict[int, str]]:
    """Return the articles, and the state of each."""
    articles = list(Article.objects.filter(pk__in=article_ids).only(*_ARTICLE_FIELDS).order_by("pk"))
    return articles, {article.pk: compute_state(article) for article in articles}


def _select_changed(articles: list[Article], states: dict[int, str], *, again: bool) -> list[Article]:
    """Select the articles that were not read as they are now; all of them if `again`."""
    readings = QuotationReading.objects.filter(article__in=list(states))
    known_states = {row.article_id: (row.version, row.state) for row in readings}
    return [
        article for article in articles if again or known_states.get(article.pk) != (RULES_VERSION, states[article.pk])
    ]


def _read_batch(
    article_ids: Sequence[int], texts: list[tuple[str, str]], statements: list[list[QuotedStatement]], *, again: bool
) -> ReadingReport:
    articles, states = _load_articles(article_ids)
    changed = _select_changed(articles, states, again=again)
    unchanged_ids = [article.pk for article in articles if article not in changed]
    QuotationReading.objects.filter(article__in=unchanged_ids).update(read_at=timezone.now())
    if not changed:
        return ReadingReport(unchanged=len(unchanged_ids))
    passages, touched_ids = save_passages(changed, dict(zip(texts, statements, strict=True)))
    matcher = _build_matcher(changed, passages, touched_ids)
    changed_ids = join_printings(matcher, touched_ids)
    QuotationReading.objects.bulk_create(
        [QuotationReading(article_id=row.pk, version=RULES_VERSION, state=states[row.pk]) for row in changed],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["version", "state", "read_at"],
        batch_size=200,
    )
    return ReadingReport(len(changed), len(unchanged_ids), len(passages), len(changed_ids))


def _build_matcher(articles: list[Article], passages: list[QuotedPassage], touched_ids: set[int]) -> PrintingMatcher:
    """Build the matcher for these passages.

    Statements of withdrawn articles, passages that are not speech, and rejected ones lose their quotation, which is
    added to `touched_ids`.
    """
    by_pk = {article.pk: article for article in articles}
    speech_rows, freed_pks = [], []
    for row in passages:
        row.article = by_pk[row.article_id]
        is_speech = row.kind in ("direct", "partial", "indirect")
        if row.article.withdrawn_at is None and is_speech and not row.is_rejected:
            speech_rows.append(row)
        elif row.quotation_id:
            freed_pks.append(row.pk)
            touched_ids.add(row.quotation_id)
    PassageGram.objects.filter(passage__article__in=list(by_pk)).delete()
    for batch in iter_batches(freed_pks):
        QuotedPassage.objects.filter(pk__in=batch).update(quotation=None)
    return PrintingMatcher(speech_rows)


def attach_reports(matcher: PrintingMatcher, changed_ids: set[int]) -> dict[int, int]:
    """Return {report pk: quotation id} for reports of this batch or of its quotations."""
    pks = [pk for pk in sorted(matcher.batch_pks) if _can_be_matched(pk, matcher, changed_ids)]
    by_speaker = _load_by_speaker(pks, matcher)
    quotation_of_report: dict[int, int] = {}
    for pk in pks:
        printing = matcher.printings[pk]
        near_printings = (
            candidate
            for candidate in by_speaker.get(matcher.speaker_of[pk] or 0, ())
            if candidate[0].article != printing.article and matching.is_near_in_time(printing, candidate[0])
        )
        for candidate, quotation_id in islice(near_printings, MAX_COMPARED):
            report, statement = (printing, candidate) if printing.is_report else (candidate, printing)
            quotation = quotation_id if printing.is_report else matcher.quotation_of[pk]
            if quotation is None or report.pk in quotation_of_report or report.is_report == statement.is_report:
                continue
            if matching.is_reported_by(report, statement) and not matcher.is_separated(report.pk, quotation):
                quotation_of_report[report.pk] = quotation
    return quotation_of_report


def _can_be_matched(pk: int, matcher: PrintingMatcher, changed_ids: set[int]) -> bool:
    """Return whether this printing may gain a report, or is an unassigned report."""
    printing = matcher.printings[pk]
    if matcher.speaker_of[pk] is None or printing.first_day is None or printing.last_day is None:
        return False
    quotation_id = matcher.quotation_of.get(pk)
    return quotation_id is None if printing.is_report else quotation_id in changed_ids


def _load_by_speaker(
    pks: list[int], matcher: PrintingMatcher
) -> dict[int, list[tuple[ComparablePrinting, int | None]]]:
    """Load these speakers' printings with a quotation, and reports without one, on the days of the batch."""
    by_speaker: dict[int, list[tuple[ComparablePrinting, int | None]]] = defaultdict(list)
    counts: Counter[tuple[int | None, int]] = Counter()
    printings = [matcher.printings[pk] for pk in pks]
    speakers = sorted({speaker_id for pk in pks if (speaker_id := matcher.speaker_of[pk]) is not None})
    unassigned_report = Q(kind=QuotedPassage.Kind.INDIRECT, quotation=None)
    assigned_statement = ~Q(kind=QuotedPassage.Kind.INDIRECT) & ~Q(quotation=None)
    candidates = QuotedPassage.objects.listed().filter(unassigned_report | assigned_statement).order_by("pk")
    margin = timedelta(days=matching.NEAR_DAYS)
    for batch in iter_batches(speakers):
        first_day = min(row.first_day for row in printings if row.first_day) - margin
        last_day = max(row.last_day for row in printings if row.last_day) + margin
        rows = candidates.filter(speaker__in=batch, article__latest__gte=first_day, article__earliest__lte=last_day)
        for row in rows.select_related("article").defer("article__body")[:MAX_ROWS]:
            speaker_id = row.speaker_id or 0
            counts[speaker_id, row.article_id] += 1
            is_within_limit = counts[speaker_id, row.article_id] <= MAX_PER_ARTICLE
            if is_within_limit and len(by_speaker[speaker_id]) < MAX_PER_SPEAKER:
                by_speaker[speaker_id].append((matching.build_printing(row), row.quotation_id))
    return by_speaker


def join_printings(matcher: PrintingMatcher, touched_ids: set[int]) -> set[int]:
    """Assign a batch of printings to existing or new quotations; return the changed ones.

    A printing joins the quotation of its best match; two quotations are never merged here.
    """
    assignment = _QuotationAssignment(matcher)
    for pk in sorted(matcher.batch_pks):
        if not matcher.printings[pk].is_report:
            assignment.assign(pk)
    changed_ids = assignment.save()
    attached = attach_reports(matcher, changed_ids)
    update_values(QuotedPassage, "quotation", ((quotation_id, pk) for pk, quotation_id in attached.items()))
    changed_ids |= touched_ids | set(attached.values())
    recount_quotations(changed_ids)
    return changed_ids


class _QuotationAssignment:
    """Assignments of a batch; a quotation not saved yet has a negative id."""

    def __init__(self, matcher: PrintingMatcher) -> None:
        self.matcher = matcher
        self.moved_pks: set[int] = set()
        self.new_count = 0

    def assign(self, pk: int) -> None:
        """Choose the quotation of one printing."""
        matcher = self.matcher
        matches = matcher.find_matches(pk)
        matcher.add_to_index(pk)
        if matcher.quotation_of.get(pk) is not None or not matches:
            return
        near_matches = [other_pk for score, other_pk in matches if score >= matches[0][0] - MATCH_MARGIN]
        unassigned = [other_pk for other_pk in near_matches if matcher.quotation_of.get(other_pk) is None]
        quotation_ids = (matcher.quotation_of.get(other_pk) for other_pk in near_matches)
        quotation_id = next(
            (known_id for known_id in quotation_ids if known_id is not None and not matcher.is_separated(pk, known_id)),
            None,
        )
        if quotation_id is None and unassigned:
            self.new_count += 1
            quotation_id = -self.new_count
        if quotation_id is not None:
            for printing_pk in (pk, *unassigned):
                if not matcher.is_separated(printing_pk, quotation_id):
                    matcher.quotation_of[printing_pk] = quotation_id
                    self.moved_pks.add(printing_pk)

    def save(self) -> set[int]:
        """Save the assignments, and the grams by which later printings are matched."""
        new_quotations = [Quotation(words="…", key="") for _ in range(self.new_count)]
        Quotation.objects.bulk_create(new_quotations, batch_size=100)
        quotation_of = self.matcher.quotation_of
        for pk in self.moved_pks:
            quotation_id = quotation_of[pk] or 0
            quotation_of[pk] = new_quotations[-quotation_id - 1].pk if quotation_id < 0 else quotation_id
        update_values(QuotedPassage, "quotation", ((quotation_of[pk], pk) for pk in self.moved_pks))
        insert_rows(PassageGram, ("gram", "passage"), self.matcher.new_grams)
        return {quotation_of[pk] or 0 for pk in self.moved_pks}


def recount_stale_quotations() -> int:
    """Recount quotations whose count is stale, as after an article was deleted; return how many there were."""
    listed_filter = Q(printings__article__withdrawn_at=None, printings__is_rejected=False)
    listed_count = Count("printings__article", filter=listed_filter, distinct=True)
    stale = Quotation.objects.annotate(listed_count=listed_count).exclude(printing_count=F("listed_count"))
    stale_ids = set(stale.order_by().values_list("pk", flat=True))
    recount_quotations(stale_ids)
    return len(stale_ids)
