"""Assignment of matching printings to quotations, whose identifiers are permanent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, F, Min, Q

from archive.models import PassageGram, Quotation, QuotedPassage
from archive.models.bulk import insert_rows, update_values
from archive.models.parts import iter_batches
from archive.quotations.meeting import PrintingMatcher
from archive.quotations.reports import attach_reports
from archive.text.normalize import name_key

MATCH_MARGIN = 0.1
"""Matches scoring lower than the best by more than this are ignored."""


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
    _save_quotation_ids((quotation_id, pk) for pk, quotation_id in attached.items())
    changed_ids |= touched_ids | set(attached.values())
    recount_quotations(changed_ids)
    return changed_ids


def _save_quotation_ids(pairs: Iterable[tuple[int, int]]) -> None:
    update_values(QuotedPassage, "quotation", pairs)


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
        near_matches = [
            other_pk for score, other_pk in matches if score >= matches[0][0] - MATCH_MARGIN
        ]
        unassigned = [
            other_pk for other_pk in near_matches if matcher.quotation_of.get(other_pk) is None
        ]
        quotation_ids = [
            quotation_id
            for other_pk in near_matches
            if (quotation_id := matcher.quotation_of.get(other_pk)) is not None
        ]
        quotation_id = next(
            (
                printing_pk
                for printing_pk in quotation_ids
                if not matcher.is_separated(pk, printing_pk)
            ),
            None,
        )
        if quotation_id is None and unassigned:
            self.new_count += 1
            quotation_id = -self.new_count
        if quotation_id is not None:
            for printing_pk in (pk, *unassigned):
                if not matcher.is_separated(printing_pk, quotation_id):
                    self._set_quotation(printing_pk, quotation_id)

    def _set_quotation(self, pk: int, quotation_id: int) -> None:
        self.matcher.quotation_of[pk] = quotation_id
        self.moved_pks.add(pk)

    def save(self) -> set[int]:
        """Save the assignments, and the grams by which later printings are matched."""
        new_quotations = [Quotation(words="…", key="") for _ in range(self.new_count)]
        Quotation.objects.bulk_create(new_quotations, batch_size=100)
        quotation_of = self.matcher.quotation_of
        for pk in self.moved_pks:
            quotation_id = quotation_of[pk] or 0
            quotation_of[pk] = (
                new_quotations[-quotation_id - 1].pk if quotation_id < 0 else quotation_id
            )
        _save_quotation_ids((quotation_of[pk] or 0, pk) for pk in self.moved_pks)
        insert_rows(PassageGram, ("gram", "passage"), self.matcher.new_grams)
        return {quotation_of[pk] or 0 for pk in self.moved_pks}


def recount_quotations(quotation_ids: Iterable[int]) -> None:
    """Update the counts and denormalised fields of these quotations."""
    for batch in iter_batches(sorted(quotation_ids)):
        _recount_batch(batch)


def recount_stale_quotations() -> int:
    """Recount quotations whose count is stale, as after an article was deleted.

    Return how many there were.
    """
    listed_filter = Q(printings__article__withdrawn_at=None, printings__is_rejected=False)
    annotated = Quotation.objects.annotate(
        listed_count=Count("printings__article", filter=listed_filter, distinct=True)
    )
    stale = annotated.exclude(printing_count=F("listed_count")).values_list("pk", flat=True)
    stale_ids = set(stale.order_by())
    recount_quotations(stale_ids)
    return len(stale_ids)


def _recount_batch(quotation_ids: Sequence[int]) -> None:
    listed = QuotedPassage.objects.listed().filter(quotation__in=quotation_ids).order_by()
    counts: dict[int, dict[str, Any]] = {
        row["quotation"]: row
        for row in listed.values("quotation").annotate(
            printings=Count("article", distinct=True),
            outlets=Count("article__outlet", distinct=True),
            first=Min("article__earliest"),
        )
    }
    members = defaultdict(list)
    rows = listed.select_related("article").only(
        "words", "kind", "speaker_id", "quotation_id", "article__outlet_id"
    )
    for row in rows.order_by("article__earliest", "pk"):
        members[row.quotation_id].append(row)
    quotations = list(Quotation.objects.filter(pk__in=quotation_ids))
    for quotation in quotations:
        row = counts.get(quotation.pk, {})
        quotation.printing_count = row.get("printings", 0)
        quotation.outlet_count = row.get("outlets", 0) + _count_unknown_outlets(
            members[quotation.pk]
        )
        quotation.earliest = row.get("first")
        _set_words_and_speaker(quotation, members[quotation.pk])
    fields = ["printing_count", "outlet_count", "earliest", "words", "key", "speaker"]
    Quotation.objects.bulk_update(quotations, fields, batch_size=100)


def _count_unknown_outlets(printings: list[QuotedPassage]) -> int:
    """Count articles without outlet; each counts as an outlet of its own."""
    return len({row.article_id for row in printings if row.article.outlet_id is None})


def _set_words_and_speaker(quotation: Quotation, printings: list[QuotedPassage]) -> None:
    """Set words and speaker: the longest printing, the most frequent speaker."""
    direct = [row for row in printings if row.kind != QuotedPassage.Kind.INDIRECT] or printings
    if not direct:
        return
    quotation.words = max(direct, key=lambda row: len(row.words)).words
    quotation.key = name_key(quotation.words)
    speaker_ids = [row.speaker_id for row in direct if row.speaker_id is not None]
    quotation.speaker_id = max(speaker_ids, key=speaker_ids.count) if speaker_ids else None
