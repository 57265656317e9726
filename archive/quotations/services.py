"""Editors' decisions on quotations; later runs respect them."""

from collections.abc import Iterable, Sequence
from itertools import product

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from archive.curation.merge import redirect_page
from archive.errors import CurationError
from archive.models import Quotation, QuotationDecision, QuotedPassage, Speaker
from archive.quotations.bookkeeping import recount_quotations
from archive.text.messages import lazy_message

Verdict = QuotationDecision.Verdict
MAX_DECISIONS = 2_000  # pairs that one action may decide


@transaction.atomic
def merge_quotations(*, keep: Quotation, others: Iterable[Quotation], by: User, reason: str) -> int:
    """Move the printings of `others` to `keep` and redirect their pages; return how many were moved."""
    moved_count = 0
    first_printing = keep.printings.order_by("pk").first()
    for other in others:
        if other == keep:
            continue
        printings = list(other.printings.order_by("pk"))
        if first_printing is not None:
            _save_decisions([first_printing], printings, Verdict.TOGETHER, by, reason)
        kept_pks, pks = keep.printings.values("pk"), _get_pks(printings)
        separations = QuotationDecision.objects.filter(verdict=Verdict.APART)
        separations.filter(Q(one__in=pks, two__in=kept_pks) | Q(two__in=pks, one__in=kept_pks)).delete()
        moved_count += other.printings.update(quotation=keep)
        redirect_page(other.get_absolute_url(), keep.get_absolute_url())
        other.delete()
    recount_quotations({keep.pk})
    return moved_count


@transaction.atomic
def split_quotation(passages: Sequence[QuotedPassage], *, by: User, reason: str) -> Quotation | None:
    """Take printings out of their quotation; several of them form a new one."""
    quotation_ids = {row.quotation_id for row in passages}
    quotation_id = quotation_ids.pop() if len(quotation_ids) == 1 else None
    if quotation_id is None:
        raise CurationError(lazy_message("Choose printings of one quotation: these belong to several or none."))
    remaining = list(QuotedPassage.objects.filter(quotation=quotation_id).exclude(pk__in=_get_pks(passages)))
    if not remaining:
        raise CurationError(
            lazy_message("Nothing would stay behind: choose some of the printings of a quotation, not all.")
        )
    if len(remaining) * len(passages) > MAX_DECISIONS:
        raise CurationError(
            lazy_message(
                "That is more than {most} pairs to keep apart. Split off fewer at a time.", most=f"{MAX_DECISIONS:,}"
            )
        )
    _save_decisions(passages, remaining, Verdict.APART, by, reason)
    new_quotation = Quotation.objects.create(words="…", key="") if len(passages) > 1 else None
    QuotedPassage.objects.filter(pk__in=_get_pks(passages)).update(quotation=new_quotation)
    recount_quotations({quotation_id, new_quotation.pk} if new_quotation else {quotation_id})
    if new_quotation:
        new_quotation.refresh_from_db()
    return new_quotation


@transaction.atomic
def reject_passages(passages: Sequence[QuotedPassage]) -> int:
    """Mark passages as no quotations: they are neither shown nor matched."""
    quotation_ids = {row.quotation_id for row in passages if row.quotation_id}
    rows = QuotedPassage.objects.filter(pk__in=_get_pks(passages))
    rejected_count = rows.update(is_rejected=True, quotation=None)
    for row in passages:
        row.grams.all().delete()
    recount_quotations(quotation_ids)
    return rejected_count


@transaction.atomic
def restore_passages(passages: Sequence[QuotedPassage]) -> int:
    """Undo a rejection; the next reading of the articles matches them again."""
    return QuotedPassage.objects.filter(pk__in=_get_pks(passages)).update(is_rejected=False)


@transaction.atomic
def merge_speakers(*, keep: Speaker, others: Iterable[Speaker]) -> int:
    """Merge speaker records into `keep`; aliases move, pages redirect."""
    moved_count = 0
    for other in others:
        if other == keep:
            continue
        moved_count += other.passages.update(speaker=keep)
        other.quotations.update(speaker=keep)
        other.aliases.update(speaker=keep)
        redirect_page(other.get_absolute_url(), keep.get_absolute_url())
        other.delete()
    return moved_count


def _save_decisions(
    first_passages: Sequence[QuotedPassage],
    second_passages: Sequence[QuotedPassage],
    verdict: str,
    by: User,
    reason: str,
) -> None:
    """Save the verdict on each pair, replacing earlier ones."""
    pk_pairs = product(_get_pks(first_passages), _get_pks(second_passages))
    pairs = {(min(pks), max(pks)) for pks in pk_pairs if pks[0] != pks[1]}
    QuotationDecision.objects.bulk_create(
        [
            QuotationDecision(one_id=first_pk, two_id=second_pk, verdict=verdict, reason=reason, decided_by=by)
            for first_pk, second_pk in sorted(pairs)
        ],
        update_conflicts=True,
        unique_fields=["one", "two"],
        update_fields=["verdict", "reason", "decided_by"],
        batch_size=100,
    )


def _get_pks(rows: Iterable[QuotedPassage]) -> list[int]:
    return [row.pk for row in rows]
