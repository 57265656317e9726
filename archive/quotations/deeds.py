"""Editors' actions on quotations; each decision is saved, and later readings respect it."""

from collections.abc import Iterable, Sequence
from itertools import product
from urllib.parse import unquote

from django.contrib.auth.models import User
from django.db import transaction

from archive.errors import CurationError
from archive.models import (
    Quotation,
    QuotationDecision,
    QuotedPassage,
    Redirect,
    Speaker,
)
from archive.quotations.joining import recount
from archive.text.messages import said

Verdict = QuotationDecision.Verdict
MOST_DECISIONS = 2_000
"""Maximum number of pairs that one action may decide."""


@transaction.atomic
def join_quotations(*, keep: Quotation, others: Iterable[Quotation], by: User, reason: str) -> int:
    """Move the printings of `others` to `keep` and redirect their pages.

    Return the number of printings moved.
    """
    moved = 0
    first = keep.printings.order_by("pk").first()
    for other in others:
        if other == keep:
            continue
        printings = list(other.printings.order_by("pk"))
        if first is not None:
            _decide([first], printings, Verdict.TOGETHER, by, reason)
        _forget_parting(keep, printings)
        moved += other.printings.update(quotation=keep)
        _redirect(other.get_absolute_url(), keep.get_absolute_url())
        other.delete()
    recount({keep.pk})
    return moved


@transaction.atomic
def split_off(passages: Sequence[QuotedPassage], *, by: User, reason: str) -> Quotation | None:
    """Take printings out of their quotation; several of them form a new one."""
    number = _common_quotation(passages)
    stay = list(QuotedPassage.objects.filter(quotation=number).exclude(pk__in=_pks(passages)))
    if not stay:
        raise CurationError(
            said("Nothing would stay behind: choose some of the printings of a quotation, not all.")
        )
    if len(stay) * len(passages) > MOST_DECISIONS:
        raise CurationError(
            said(
                "That is more than {most} pairs to keep apart. Split off fewer at a time.",
                most=f"{MOST_DECISIONS:,}",
            )
        )
    _decide(passages, stay, Verdict.APART, by, reason)
    founded = Quotation.objects.create(words="…", key="") if len(passages) > 1 else None
    QuotedPassage.objects.filter(pk__in=_pks(passages)).update(quotation=founded)
    recount({number, founded.pk} if founded else {number})
    if founded:
        founded.refresh_from_db()
    return founded


@transaction.atomic
def reject(passages: Sequence[QuotedPassage]) -> int:
    """Mark passages as no quotations: they are neither shown nor matched."""
    touched = {row.quotation_id for row in passages if row.quotation_id}
    rows = QuotedPassage.objects.filter(pk__in=_pks(passages))
    rejected = rows.update(is_rejected=True, quotation=None)
    for row in passages:
        row.grams.all().delete()
    recount(touched)
    return rejected


@transaction.atomic
def restore(passages: Sequence[QuotedPassage]) -> int:
    """Undo a rejection; the next reading of the articles matches them again."""
    return QuotedPassage.objects.filter(pk__in=_pks(passages)).update(is_rejected=False)


@transaction.atomic
def merge_speakers(*, keep: Speaker, others: Iterable[Speaker]) -> int:
    """Merge speaker records into `keep`; aliases move, pages redirect."""
    moved = 0
    for other in others:
        if other == keep:
            continue
        moved += other.passages.update(speaker=keep)
        other.quotations.update(speaker=keep)
        other.aliases.update(speaker=keep)
        _redirect(other.get_absolute_url(), keep.get_absolute_url())
        other.delete()
    return moved


def _common_quotation(passages: Sequence[QuotedPassage]) -> int:
    numbers = {row.quotation_id for row in passages}
    number = numbers.pop() if len(numbers) == 1 else None
    if number is None:
        raise CurationError(
            said("Choose printings of one quotation: these belong to several or none.")
        )
    return number


def _decide(
    ones: Sequence[QuotedPassage],
    twos: Sequence[QuotedPassage],
    verdict: str,
    by: User,
    reason: str,
) -> None:
    """Save the verdict on each pair, replacing earlier ones."""
    pairs = {tuple(sorted((one.pk, two.pk))) for one, two in product(ones, twos) if one != two}
    QuotationDecision.objects.bulk_create(
        [
            QuotationDecision(one_id=one, two_id=two, verdict=verdict, reason=reason, decided_by=by)
            for one, two in sorted(pairs)
        ],
        update_conflicts=True,
        unique_fields=["one", "two"],
        update_fields=["verdict", "reason", "decided_by"],
        batch_size=100,
    )


def _forget_parting(keep: Quotation, printings: Sequence[QuotedPassage]) -> None:
    """Delete earlier decisions that kept these printings apart."""
    apart = QuotationDecision.objects.filter(verdict=Verdict.APART)
    there = keep.printings.values("pk")
    apart.filter(one__in=_pks(printings), two__in=there).delete()
    apart.filter(two__in=_pks(printings), one__in=there).delete()


def _redirect(old: str, new: str) -> None:
    old, new = unquote(old), unquote(new)
    Redirect.objects.filter(new_path=old).update(new_path=new)
    Redirect.objects.update_or_create(old_path=old, defaults={"new_path": new})


def _pks(rows: Iterable[QuotedPassage]) -> list[int]:
    return [row.pk for row in rows]
