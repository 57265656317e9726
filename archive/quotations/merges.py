"""Merging of quotations and of speakers: what would move, and the merge itself as one change."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import User
from django.db.models import Q

from archive.curation.changes import record_change
from archive.curation.merge import clean_reason, describe_merge, lock_records, redirect_page
from archive.curation.merge_preview import (
    MergeOption,
    RecordHoldings,
    build_merge_options,
    count_former_addresses,
    count_rows,
)
from archive.models import Change, Quotation, QuotationDecision, QuotedPassage, Speaker, SpeakerAlias
from archive.models.relations import record_merged_key
from archive.quotations.services import get_pks, recount_quotations, save_decisions
from archive.text.messages import Message, lazy_message, lazy_plural_message

Verdict = QuotationDecision.Verdict


def merge_quotations(*, keep: Quotation, others: Iterable[Quotation], by: User, reason: str) -> int:
    """Move the printings of `others` to `keep`, redirect their pages, as one change; return how many were moved."""
    reason, others = clean_reason(reason), [other for other in others if other != keep]
    with record_change(Change.Action.MERGE, user=by, reason=reason, summary=describe_merge(keep, others)):
        lock_records([keep, *others])
        moved_count = _move_printings(keep, others, by, reason)
        recount_quotations({keep.pk})
    return moved_count


def _move_printings(keep: Quotation, others: Iterable[Quotation], by: User, reason: str) -> int:
    moved_count = 0
    first_printing = keep.printings.order_by("pk").first()
    for other in others:
        printings = list(other.printings.order_by("pk"))
        if first_printing is not None:
            save_decisions([first_printing], printings, Verdict.TOGETHER, by, reason)
        kept_pks, pks = keep.printings.values("pk"), get_pks(printings)
        separations = QuotationDecision.objects.filter(verdict=Verdict.APART)
        separations.filter(Q(one__in=pks, two__in=kept_pks) | Q(two__in=pks, one__in=kept_pks)).delete()
        moved_count += other.printings.update(quotation=keep)
        redirect_page(other.get_absolute_url(), keep.get_absolute_url())
        other.delete()
    return moved_count


def preview_quotations(quotations: Sequence[Quotation]) -> list[MergeOption]:
    """Return what each quotation has, what would move to it, and the decisions that would no longer hold."""
    printings = QuotedPassage.objects.filter(quotation__in=get_pks(quotations))
    counts = count_rows(printings, "quotation")
    former_addresses = count_former_addresses(quotations)
    holdings = {
        quotation.pk: RecordHoldings(
            {
                "printing": counts.get(quotation.pk, 0),
                "former address": former_addresses[quotation.pk],
            },
            filled=int(quotation.speaker_id is not None),
        )
        for quotation in quotations
    }
    dropped_values = _count_separations(get_pks(quotations))
    return build_merge_options(quotations, holdings, {quotation.pk: dropped_values for quotation in quotations})


def _count_separations(keys: Sequence[int]) -> list[Message]:
    """Return a message on the decisions that printings of these quotations are not of the same words."""
    separations = QuotationDecision.objects.filter(
        verdict=Verdict.APART, one__quotation__in=keys, two__quotation__in=keys
    )
    number = separations.count()
    return [
        lazy_plural_message(
            "{number} decision that two printings are not the same words",
            "{number} decisions that two printings are not the same words",
            number,
        )
    ] * bool(number)


def merge_speakers(*, keep: Speaker, others: Iterable[Speaker], user: User | None, reason: str) -> int:
    """Merge speaker records into `keep` as one change; return how many statements moved.

    Aliases move, pages redirect, and `keep` takes over an author record if it has none.
    """
    reason, others = clean_reason(reason), [other for other in others if other != keep]
    moved_count = 0
    with record_change(Change.Action.MERGE, user=user, reason=reason, summary=describe_merge(keep, others)):
        lock_records([keep, *others])
        for other in others:
            moved_count += other.passages.update(speaker=keep)
            other.quotations.update(speaker=keep)
            other.aliases.update(speaker=keep)
            if keep.author_id is None and other.author_id is not None:
                keep.author_id = other.author_id
                keep.save(update_fields=["author"])
            redirect_page(other.get_absolute_url(), keep.get_absolute_url())
            record_merged_key(Speaker, other.pk, keep.pk)
            other.delete()
    return moved_count


def preview_speakers(speakers: Sequence[Speaker]) -> list[MergeOption]:
    """Return what each speaker has, what would move to it, and which link to an author record would be lost."""
    keys = [speaker.pk for speaker in speakers]
    columns = {
        "statement": count_rows(QuotedPassage.objects.filter(speaker__in=keys), "speaker"),
        "quotation": count_rows(Quotation.objects.filter(speaker__in=keys), "speaker"),
        "other name": count_rows(SpeakerAlias.objects.filter(speaker__in=keys), "speaker"),
        "former address": count_former_addresses(speakers),
    }
    holdings = {
        speaker.pk: RecordHoldings(
            {noun: column.get(speaker.pk, 0) for noun, column in columns.items()}, int(speaker.author_id is not None)
        )
        for speaker in speakers
    }
    dropped = {speaker.pk: find_dropped_authors(speaker, speakers) for speaker in speakers}
    return build_merge_options(speakers, holdings, dropped)


def find_dropped_authors(keep: Speaker, others: Iterable[Speaker]) -> list[Message]:
    """Return the author records of `others` that `keep` does not take over, as it has another."""
    authors = [speaker.author for speaker in (keep, *others) if speaker.author]
    return [
        lazy_message("{field} ‘{there}’", field=lazy_message("author"), there=author.name)
        for author in dict.fromkeys(authors[1:])
        if author != authors[0]
    ]
