"""Matching of indirect reports to quotations: same speaker, same days, most of the words."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import islice

from django.db.models import Q, QuerySet

from archive.models import QuotedPassage
from archive.models.parts import in_parts
from archive.quotations.meeting import Meeting, printing_of
from archive.quotations.variants import NEAR_DAYS, Printing, is_reported_by

MOST = 60
"""Maximum number of same-speaker, same-day printings compared with one printing."""
MOST_OF_ARTICLE = 60
MOST_OF_SPEAKER = 600
MOST_ROWS = 20_000
"""Maximum rows loaded per article, per speaker, and per batch."""


def attach_reports(met: Meeting, changed: set[int]) -> dict[int, int]:
    """Return {report pk: quotation id} for reports of this batch or of its quotations."""
    asking = [pk for pk in sorted(met.mine) if _may_ask(pk, met, changed)]
    by_speaker = _of_speakers(asking, met)
    given: dict[int, int] = {}
    for pk in asking:
        printing = met.printings[pk]
        others = by_speaker.get(met.speaker[pk] or 0, [])
        near = (other for other in others if _is_near(printing, other[0]))
        for other, number in islice(near, MOST):
            report, said = (printing, other) if printing.is_report else (other, printing)
            quotation = number if printing.is_report else met.quotation[pk]
            if quotation is None or report.pk in given or report.is_report == said.is_report:
                continue
            if is_reported_by(report, said) and not met.are_apart(report.pk, quotation):
                given[report.pk] = quotation
    return given


def _may_ask(pk: int, met: Meeting, changed: set[int]) -> bool:
    """Return whether this printing may gain a report, or is an unassigned report."""
    printing = met.printings[pk]
    if met.speaker[pk] is None or printing.first is None or printing.last is None:
        return False
    number = met.quotation.get(pk)
    return number is None if printing.is_report else number in changed


def _of_speakers(asking: list[int], met: Meeting) -> dict[int, list[tuple[Printing, int | None]]]:
    """Load the statements and reports of these speakers on the days of the batch."""
    found: dict[int, list[tuple[Printing, int | None]]] = defaultdict(list)
    of_article: Counter[tuple[int | None, int]] = Counter()
    asked = [met.printings[pk] for pk in asking]
    speakers = sorted({number for pk in asking if (number := met.speaker[pk]) is not None})
    for some in in_parts(speakers):
        first = min(one.first for one in asked if one.first) - timedelta(days=NEAR_DAYS)
        last = max(one.last for one in asked if one.last) + timedelta(days=NEAR_DAYS)
        rows = _rows(some).filter(article__latest__gte=first, article__earliest__lte=last)
        for row in rows[:MOST_ROWS]:
            number = row.speaker_id or 0
            of_article[number, row.article_id] += 1
            many = of_article[number, row.article_id] > MOST_OF_ARTICLE
            if not many and len(found[number]) < MOST_OF_SPEAKER:
                found[number].append((printing_of(row), row.quotation_id))
    return found


def _rows(speakers: Sequence[int]) -> QuerySet[QuotedPassage]:
    """Select reports without a quotation, and printings with one."""
    report = Q(kind=QuotedPassage.Kind.INDIRECT, quotation=None)
    said = ~Q(kind=QuotedPassage.Kind.INDIRECT) & ~Q(quotation=None)
    rows = QuotedPassage.objects.listed().filter(report | said, speaker__in=speakers)
    return rows.select_related("article").defer("article__body").order_by("pk")


def _is_near(one: Printing, two: Printing) -> bool:
    if one.first is None or one.last is None or two.first is None or two.last is None:
        return False
    apart = max((two.first - one.last).days, (one.first - two.last).days)
    return apart <= NEAR_DAYS and one.article != two.article
