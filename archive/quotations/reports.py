"""Matching of indirect reports to quotations: same speaker, same days, most of the words."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice

from django.db.models import Q, QuerySet

from archive.models import QuotedPassage
from archive.models.parts import iter_batches
from archive.quotations.meeting import PrintingMatcher, build_printing
from archive.quotations.variants import NEAR_DAYS, ComparablePrinting, is_reported_by

MAX_COMPARED = 60
"""Maximum number of same-speaker, same-day printings compared with one printing."""
MAX_PER_ARTICLE = 60
MAX_PER_SPEAKER = 600
MAX_ROWS = 20_000
"""Maximum rows loaded per article, per speaker, and per batch."""


def attach_reports(matcher: PrintingMatcher, changed_ids: set[int]) -> dict[int, int]:
    """Return {report pk: quotation id} for reports of this batch or of its quotations."""
    pks = [pk for pk in sorted(matcher.batch_pks) if _can_be_matched(pk, matcher, changed_ids)]
    by_speaker = _load_by_speaker(pks, matcher)
    quotation_of_report: dict[int, int] = {}
    for pk in pks:
        printing = matcher.printings[pk]
        candidates = by_speaker.get(matcher.speaker_of[pk] or 0, [])
        near_printings = (
            candidate for candidate in candidates if _is_near_in_time(printing, candidate[0])
        )
        for candidate, quotation_id in islice(near_printings, MAX_COMPARED):
            report, statement = (
                (printing, candidate) if printing.is_report else (candidate, printing)
            )
            quotation = quotation_id if printing.is_report else matcher.quotation_of[pk]
            if (
                quotation is None
                or report.pk in quotation_of_report
                or report.is_report == statement.is_report
            ):
                continue
            if is_reported_by(report, statement) and not matcher.is_separated(report.pk, quotation):
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
    """Load the statements and reports of these speakers on the days of the batch."""
    by_speaker: dict[int, list[tuple[ComparablePrinting, int | None]]] = defaultdict(list)
    counts: Counter[tuple[int | None, int]] = Counter()
    printings = [matcher.printings[pk] for pk in pks]
    speakers = sorted(
        {speaker_id for pk in pks if (speaker_id := matcher.speaker_of[pk]) is not None}
    )
    for batch in iter_batches(speakers):
        first_day = min(
            printing.first_day for printing in printings if printing.first_day
        ) - timedelta(days=NEAR_DAYS)
        last_day = max(
            printing.last_day for printing in printings if printing.last_day
        ) + timedelta(days=NEAR_DAYS)
        rows = _select_candidates(batch).filter(
            article__latest__gte=first_day, article__earliest__lte=last_day
        )
        for row in rows[:MAX_ROWS]:
            speaker_id = row.speaker_id or 0
            counts[speaker_id, row.article_id] += 1
            is_over_limit = counts[speaker_id, row.article_id] > MAX_PER_ARTICLE
            if not is_over_limit and len(by_speaker[speaker_id]) < MAX_PER_SPEAKER:
                by_speaker[speaker_id].append((build_printing(row), row.quotation_id))
    return by_speaker


def _select_candidates(speakers: Sequence[int]) -> QuerySet[QuotedPassage]:
    """Select reports without a quotation, and printings with one."""
    unassigned_report = Q(kind=QuotedPassage.Kind.INDIRECT, quotation=None)
    assigned_statement = ~Q(kind=QuotedPassage.Kind.INDIRECT) & ~Q(quotation=None)
    rows = QuotedPassage.objects.listed().filter(
        unassigned_report | assigned_statement, speaker__in=speakers
    )
    return rows.select_related("article").defer("article__body").order_by("pk")


def _is_near_in_time(first: ComparablePrinting, second: ComparablePrinting) -> bool:
    if (
        first.first_day is None
        or first.last_day is None
        or second.first_day is None
        or second.last_day is None
    ):
        return False
    days = max((second.first_day - first.last_day).days, (first.first_day - second.last_day).days)
    return days <= NEAR_DAYS and first.article != second.article
