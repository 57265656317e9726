"""Assignment of matching printings to quotations, whose identifiers are permanent."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, F, Min, Q

from archive.models import PassageGram, Quotation, QuotedPassage
from archive.models.bulk import insert_rows, set_values
from archive.models.parts import in_parts
from archive.quotations.meeting import Meeting
from archive.quotations.reports import attach_reports
from archive.text.normalize import name_key

GAP = 0.1
"""Matches scoring lower than the best by more than this are ignored."""


def join_printings(met: Meeting, touched: set[int]) -> set[int]:
    """Assign a batch of printings to existing or new quotations; return the changed ones.

    A printing joins the quotation of its best match; two quotations are never merged here.
    """
    joining = _Joining(met)
    for pk in sorted(met.mine):
        if not met.printings[pk].is_report:
            joining.place(pk)
    changed = joining.save()
    given = attach_reports(met, changed)
    _set_quotations((number, pk) for pk, number in given.items())
    changed |= touched | set(given.values())
    recount(changed)
    return changed


def _set_quotations(pairs: Iterable[tuple[int, int]]) -> None:
    set_values(QuotedPassage, "quotation", pairs)


class _Joining:
    """Assignments of a batch; a quotation not saved yet has a negative id."""

    def __init__(self, met: Meeting) -> None:
        self.met = met
        self.moved: set[int] = set()
        self.founded = 0

    def place(self, pk: int) -> None:
        """Choose the quotation of one printing."""
        met = self.met
        matches = met.matches(pk)
        met.add(pk)
        if met.quotation.get(pk) is not None or not matches:
            return
        near = [other for sure, other in matches if sure >= matches[0][0] - GAP]
        alone = [other for other in near if met.quotation.get(other) is None]
        numbers = [number for other in near if (number := met.quotation.get(other)) is not None]
        number = next((each for each in numbers if not met.are_apart(pk, each)), None)
        if number is None and alone:
            self.founded += 1
            number = -self.founded
        if number is not None:
            for each in (pk, *alone):
                if not met.are_apart(each, number):
                    self._move(each, number)

    def _move(self, pk: int, number: int) -> None:
        self.met.quotation[pk] = number
        self.moved.add(pk)

    def save(self) -> set[int]:
        """Save the assignments, and the grams by which later printings are matched."""
        fresh = [Quotation(words="…", key="") for _ in range(self.founded)]
        Quotation.objects.bulk_create(fresh, batch_size=100)
        quotation = self.met.quotation
        for pk in self.moved:
            number = quotation[pk] or 0
            quotation[pk] = fresh[-number - 1].pk if number < 0 else number
        _set_quotations((quotation[pk] or 0, pk) for pk in self.moved)
        insert_rows(PassageGram, ("gram", "passage"), self.met.added)
        return {quotation[pk] or 0 for pk in self.moved}


def recount(numbers: Iterable[int]) -> None:
    """Update the counts and denormalised fields of these quotations."""
    for some in in_parts(sorted(numbers)):
        _recount(some)


def recount_stale() -> int:
    """Recount quotations whose count is stale, as after an article was deleted.

    Return how many there were.
    """
    listed = Q(printings__article__withdrawn_at=None, printings__is_rejected=False)
    counted = Quotation.objects.annotate(
        listed_count=Count("printings__article", filter=listed, distinct=True)
    )
    stale = counted.exclude(printing_count=F("listed_count")).values_list("pk", flat=True)
    numbers = set(stale.order_by())
    recount(numbers)
    return len(numbers)


def _recount(numbers: Sequence[int]) -> None:
    listed = QuotedPassage.objects.listed().filter(quotation__in=numbers).order_by()
    counted: dict[int, dict[str, Any]] = {
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
    quotations = list(Quotation.objects.filter(pk__in=numbers))
    for quotation in quotations:
        row = counted.get(quotation.pk, {})
        quotation.printing_count = row.get("printings", 0)
        quotation.outlet_count = row.get("outlets", 0) + _unknown_outlets(members[quotation.pk])
        quotation.earliest = row.get("first")
        _describe(quotation, members[quotation.pk])
    fields = ["printing_count", "outlet_count", "earliest", "words", "key", "speaker"]
    Quotation.objects.bulk_update(quotations, fields, batch_size=100)


def _unknown_outlets(printings: list[QuotedPassage]) -> int:
    """Count articles without outlet; each counts as an outlet of its own."""
    return len({row.article_id for row in printings if row.article.outlet_id is None})


def _describe(quotation: Quotation, printings: list[QuotedPassage]) -> None:
    """Set words and speaker: the longest printing, the most frequent speaker."""
    said = [row for row in printings if row.kind != QuotedPassage.Kind.INDIRECT] or printings
    if not said:
        return
    quotation.words = max(said, key=lambda row: len(row.words)).words
    quotation.key = name_key(quotation.words)
    named = [row.speaker_id for row in said if row.speaker_id is not None]
    quotation.speaker_id = max(named, key=named.count) if named else None
