"""Indirect reports beside the words they report: one speaker, the same days, most of the words."""

from datetime import timedelta

from django.db.models import QuerySet

from archive.models import QuotedPassage
from archive.quotations.meeting import Meeting, printing_of
from archive.quotations.variants import NEAR_DAYS, Printing, is_reported_by

MOST = 40
"""Reports or printings of one speaker in these days that one is compared with."""


def attach_reports(met: Meeting, changed: set[int]) -> set[int]:
    """Give reports of this batch to quotations, and quotations of this batch their reports."""
    held: set[int] = set()
    for pk, printing in met.printings.items():
        if pk not in met.mine or not printing.speaker or printing.first is None:
            continue
        if printing.is_report:
            if met.quotation.get(pk) is None:
                held |= _give(pk, printing, met)
        elif met.quotation.get(pk) in changed:
            held |= _take(met.quotation[pk], printing, met)
    return held


def _give(pk: int, report: Printing, met: Meeting) -> set[int]:
    """The quotation of the first printing that this reports."""
    said = _near(report, met).exclude(kind=QuotedPassage.Kind.INDIRECT)
    for row in said.exclude(quotation=None)[:MOST]:
        if is_reported_by(report, printing_of(row)) and not met.are_apart(pk, [row.pk]):
            QuotedPassage.objects.filter(pk=pk).update(quotation=row.quotation_id)
            met.quotation[pk] = row.quotation_id
            return {row.quotation_id}
    return set()


def _take(quotation: int | None, said: Printing, met: Meeting) -> set[int]:
    """Reports of this printing that belong to nothing yet."""
    reports = _near(said, met).filter(kind=QuotedPassage.Kind.INDIRECT, quotation=None)
    pks = [
        row.pk
        for row in reports[:MOST]
        if is_reported_by(printing_of(row), said) and not met.are_apart(row.pk, [said.pk])
    ]
    QuotedPassage.objects.filter(pk__in=pks).update(quotation=quotation)
    return {quotation} if pks and quotation is not None else set()


def _near(printing: Printing, met: Meeting) -> QuerySet[QuotedPassage]:
    """Printings of the same speaker in other articles of the same days."""
    days = timedelta(days=NEAR_DAYS)
    first, last = printing.first or printing.last, printing.last or printing.first
    rows = QuotedPassage.objects.listed().filter(speaker=met.speaker[printing.pk])
    rows = rows.filter(article__latest__gte=first - days, article__earliest__lte=last + days)
    return rows.exclude(article=printing.article).select_related("article").order_by("pk")
