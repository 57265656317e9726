"""Indirect reports beside the words they report: one speaker, the same days, most of the words."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Q

from archive.models import QuotedPassage
from archive.quotations.meeting import Meeting, printing_of
from archive.quotations.parts import parts
from archive.quotations.variants import NEAR_DAYS, Printing, is_reported_by

MOST = 60
"""Printings of one speaker and one day that a report is compared with, and the other way round."""


def attach_reports(met: Meeting, changed: set[int]) -> dict[int, int]:
    """The quotations that reports of this batch belong to, and reports those of its quotations."""
    asking = [pk for pk in sorted(met.mine) if _may_ask(pk, met, changed)]
    by_speaker = _of_speakers(asking, met)
    given: dict[int, int] = {}
    for pk in asking:
        printing = met.printings[pk]
        others = by_speaker.get(met.speaker[pk] or 0, [])
        near = [other for other in others if _is_near(printing, other[0])][:MOST]
        for other, number in near:
            report, said = (printing, other) if printing.is_report else (other, printing)
            quotation = number if printing.is_report else met.quotation[pk]
            if quotation is None or report.pk in given or report.is_report == said.is_report:
                continue
            if is_reported_by(report, said) and not met.are_apart(report.pk, quotation):
                given[report.pk] = quotation
    return given


def _may_ask(pk: int, met: Meeting, changed: set[int]) -> bool:
    """Whether a printing of the batch may belong with a report, or is one that is still alone."""
    printing = met.printings[pk]
    if met.speaker[pk] is None or printing.first is None or printing.last is None:
        return False
    number = met.quotation.get(pk)
    return number is None if printing.is_report else number in changed


def _of_speakers(asking: list[int], met: Meeting) -> dict[int, list[tuple[Printing, int | None]]]:
    """What the speakers of these said or are reported to have said on the days of the batch."""
    found: dict[int, list[tuple[Printing, int | None]]] = defaultdict(list)
    for some in parts(asking, 200):
        asked = [met.printings[pk] for pk in some]
        first = min(one.first for one in asked if one.first) - timedelta(days=NEAR_DAYS)
        last = max(one.last for one in asked if one.last) + timedelta(days=NEAR_DAYS)
        report = Q(kind=QuotedPassage.Kind.INDIRECT, quotation=None)
        said = ~Q(kind=QuotedPassage.Kind.INDIRECT) & ~Q(quotation=None)
        rows = QuotedPassage.objects.listed().filter(report | said)
        rows = rows.filter(speaker__in={met.speaker[pk] for pk in some})
        rows = rows.filter(article__latest__gte=first, article__earliest__lte=last)
        for row in rows.select_related("article").defer("article__body").order_by("pk"):
            if row.speaker_id is not None:
                found[row.speaker_id].append((printing_of(row), row.quotation_id))
    return found


def _is_near(one: Printing, two: Printing) -> bool:
    if one.first is None or one.last is None or two.first is None or two.last is None:
        return False
    apart = max((two.first - one.last).days, (one.first - two.last).days)
    return apart <= NEAR_DAYS and one.article != two.article
