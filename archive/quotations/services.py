"""Services of quotations: records of speakers, counts, and editors' decisions, which later runs respect."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Count, Min

from archive.db.bulk import MAX_BATCH_SIZE, iter_batches
from archive.errors import CurationError
from archive.models import (
    Author,
    AuthorAlias,
    Quotation,
    QuotationDecision,
    QuotedPassage,
    Speaker,
    SpeakerAlias,
)
from archive.models.named import build_slug
from archive.text.messages import lazy_message
from archive.text.names import normalize_speaker_name
from archive.text.normalize import name_key

Verdict = QuotationDecision.Verdict
MAX_DECISIONS: Final = 2_000  # pairs that one action may decide
COUNTED_FIELDS: Final = ("printing_count", "outlet_count", "earliest", "words", "key", "speaker_id")
MAX_TRIES: Final = 5  # to create records that another run creates at the same time


def build_speaker_key(name: str) -> str:
    """Return the lookup key of a speaker."""
    return (normalize_speaker_name(name) or name_key(name))[:200]


def get_or_create_speakers(names: Iterable[str]) -> dict[str, int]:
    """Return the speaker id for each name's key; new names get a record."""
    names_by_key: dict[str, str] = {}
    for name in names:
        if key := build_speaker_key(name):
            names_by_key.setdefault(key, name[:200])
    ids_by_key = _load_speaker_ids(names_by_key)
    for tries_left in reversed(range(MAX_TRIES)):
        missing_names = {key: name for key, name in sorted(names_by_key.items()) if key not in ids_by_key}
        try:
            with transaction.atomic():
                return ids_by_key | _create_speakers(missing_names)
        except IntegrityError:  # another run created one meanwhile: use that
            if not tries_left:
                raise
            ids_by_key |= _load_speaker_ids(missing_names)
    return ids_by_key


def _load_speaker_ids(keys: Iterable[str]) -> dict[str, int]:
    return {
        key: pk
        for batch in iter_batches(list(keys))
        for key, pk in SpeakerAlias.objects.filter(key__in=batch).values_list("key", "speaker_id")
    }


def _create_speakers(missing_names: dict[str, str]) -> dict[str, int]:
    """Create speakers; slugs are numbered if already in use."""
    if not missing_names:
        return {}
    authors = _load_author_ids(missing_names)
    slugs = {key: build_slug(name, fallback="speaker") for key, name in missing_names.items()}
    used_slugs = _load_used_slugs(slugs.values())
    rows = []
    for key, name in missing_names.items():
        suffix, slug = 1, slugs[key]
        while slug in used_slugs or (suffix > 1 and Speaker.objects.filter(slug=slug).exists()):
            suffix += 1
            slug = f"{slugs[key][:74]}-{suffix}"
        used_slugs.add(slug)
        rows.append(Speaker(name=name, key=name_key(name)[:200], slug=slug, author_id=authors.get(key)))
    speakers = dict(zip(missing_names, Speaker.objects.bulk_create(rows, batch_size=MAX_BATCH_SIZE), strict=True))
    SpeakerAlias.objects.bulk_create(
        [SpeakerAlias(speaker=row, name=row.name, key=key) for key, row in speakers.items()], batch_size=MAX_BATCH_SIZE
    )
    return {key: row.pk for key, row in speakers.items()}


def _load_author_ids(keys: Iterable[str]) -> dict[str, int]:
    """Return author ids by name or alias; ambiguous names are left out."""
    pks_by_key: dict[str, set[int]] = {}
    for batch in iter_batches(list(keys)):
        for key, pk in Author.objects.filter(key__in=batch).values_list("key", "pk"):
            pks_by_key.setdefault(key, set()).add(pk)
        for key, pk in AuthorAlias.objects.filter(key__in=batch).values_list("key", "author_id"):
            pks_by_key.setdefault(key, set()).add(pk)
    return {key: next(iter(pks)) for key, pks in pks_by_key.items() if len(pks) == 1}


def _load_used_slugs(slugs: Iterable[str]) -> set[str]:
    return {
        slug
        for batch in iter_batches(sorted(set(slugs)))
        for slug in Speaker.objects.filter(slug__in=batch).values_list("slug", flat=True)
    }


def recount_quotations(quotation_ids: Iterable[int]) -> None:
    """Update the counts and denormalised fields of these quotations."""
    for batch in iter_batches(sorted(quotation_ids)):
        _recount_batch(batch)


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
    rows = listed.select_related("article").only("words", "kind", "speaker_id", "quotation_id", "article__outlet_id")
    for row in rows.order_by("article__earliest", "pk"):
        members[row.quotation_id].append(row)
    quotations = list(Quotation.objects.filter(pk__in=quotation_ids))
    former_values = {quotation.pk: _get_counts(quotation) for quotation in quotations}
    for quotation in quotations:
        row, printings = counts.get(quotation.pk, {}), members[quotation.pk]
        unknown_outlets = {row.article_id for row in printings if row.article.outlet_id is None}  # each counts as one
        quotation.printing_count = row.get("printings", 0)
        quotation.outlet_count = row.get("outlets", 0) + len(unknown_outlets)
        quotation.earliest = row.get("first")
        direct = [row for row in printings if row.kind != QuotedPassage.Kind.INDIRECT] or printings
        if direct:  # the longest printing, the most frequent speaker
            quotation.words = max(direct, key=lambda row: len(row.words)).words
            quotation.key = name_key(quotation.words)
            speaker_ids = [row.speaker_id for row in direct if row.speaker_id is not None]
            quotation.speaker_id = max(speaker_ids, key=speaker_ids.count) if speaker_ids else None
    changed = [quotation for quotation in quotations if _get_counts(quotation) != former_values[quotation.pk]]
    Quotation.objects.bulk_update(changed, COUNTED_FIELDS, batch_size=100)


def _get_counts(quotation: Quotation) -> tuple[Any, ...]:
    return tuple(getattr(quotation, name) for name in COUNTED_FIELDS)


@transaction.atomic
def split_quotation(passages: Sequence[QuotedPassage], *, by: User, reason: str) -> Quotation | None:
    """Take printings out of their quotation; several of them form a new one."""
    quotation_ids = {row.quotation_id for row in passages}
    quotation_id = quotation_ids.pop() if len(quotation_ids) == 1 else None
    if quotation_id is None:
        raise CurationError(lazy_message("Choose printings of one quotation: these belong to several or none."))
    remaining = list(QuotedPassage.objects.filter(quotation=quotation_id).exclude(pk__in=get_pks(passages)))
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
    save_decisions(passages, remaining, Verdict.APART, by, reason)
    new_quotation = Quotation.objects.create(words="…", key="") if len(passages) > 1 else None
    QuotedPassage.objects.filter(pk__in=get_pks(passages)).update(quotation=new_quotation)
    recount_quotations({quotation_id, new_quotation.pk} if new_quotation else {quotation_id})
    if new_quotation:
        new_quotation.refresh_from_db()
    return new_quotation


@transaction.atomic
def reject_passages(passages: Sequence[QuotedPassage]) -> int:
    """Mark passages as no quotations: they are neither shown nor matched."""
    quotation_ids = {row.quotation_id for row in passages if row.quotation_id}
    rows = QuotedPassage.objects.filter(pk__in=get_pks(passages))
    rejected_count = rows.update(is_rejected=True, quotation=None)
    for row in passages:
        row.grams.all().delete()
    recount_quotations(quotation_ids)
    return rejected_count


@transaction.atomic
def restore_passages(passages: Sequence[QuotedPassage]) -> int:
    """Undo a rejection; the next reading of the articles matches them again."""
    return QuotedPassage.objects.filter(pk__in=get_pks(passages)).update(is_rejected=False)


def save_decisions(
    first_passages: Sequence[QuotedPassage],
    second_passages: Sequence[QuotedPassage],
    verdict: str,
    by: User,
    reason: str,
) -> None:
    """Save the verdict on each pair, replacing earlier ones."""
    pk_pairs = product(get_pks(first_passages), get_pks(second_passages))
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


def get_pks(rows: Iterable[QuotedPassage | Quotation]) -> list[int]:
    """Return the primary keys of rows."""
    return [row.pk for row in rows]
