"""Purge what was deleted longer ago than it is kept: the recorded rows, and originals that no article has any more."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from archive.models import Change, Payload, RowChange
from archive.storage.payloads import delete_payload_file


def purge_deletions() -> int:
    """Purge the deletions (undone uploads, too) of more than `DELETED_DAYS` days ago; return how many.

    One that was ever undone is kept, since its time is not known from its date.
    """
    limit = timezone.now() - timedelta(days=settings.DELETED_DAYS)
    overdue = Change.objects.purgeable().filter(made_at__lt=limit, undos=None).order_by("pk")
    changes = list(overdue)
    for change in changes:
        digests = _purge_rows(change)
        for digest in _select_unused(digests):
            delete_payload_file(digest)
    return len(changes)


@transaction.atomic
def _purge_rows(change: Change) -> list[str]:
    """Delete the recorded rows of a deletion; return the digests of the originals among them."""
    payloads = change.rows.filter(table_name=Payload._meta.db_table, operation=RowChange.Operation.DELETE)
    digests = list(payloads.values_list("row_key", flat=True))
    change.rows.all().delete()
    change.purged_at = timezone.now()
    change.save(update_fields=["purged_at"])
    return digests


def _select_unused(digests: Iterable[str]) -> list[str]:
    """Return the originals that neither an article has nor a deletion that can be undone."""
    digests = set(digests)
    digests -= set(Payload.objects.filter(pk__in=digests).values_list("pk", flat=True))
    rows = RowChange.objects.filter(table_name=Payload._meta.db_table, row_key__in=digests)
    return sorted(digests - set(rows.values_list("row_key", flat=True)))
