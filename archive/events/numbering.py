"""Number events once they are committed, so that whoever reads by number misses none.

On PostgreSQL, transactions commit in another order than they began; a number drawn inside of one could appear behind
numbers that were read already. Here one transaction at a time numbers what is committed.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import OperationalError, connection, transaction
from django.db.models import Max
from django.utils import timezone

from archive.models import ArchiveEvent

BATCH_SIZE: Final = 2_000
READER_PATIENCE: Final = 250  # milliseconds that a reader waits for another writer before it reads what there is
_LOCK: Final = 7_261_934_112  # any number that names the lock of whoever numbers
_Kind: Final = ArchiveEvent.Kind
RECORD_KINDS: Final = frozenset(
    {
        _Kind.ARTICLE_ADDED, _Kind.ARTICLE_CORRECTED, _Kind.ARTICLE_COLLECTED, _Kind.ARTICLE_WITHDRAWN,
        _Kind.ARTICLE_RESTORED, _Kind.ARTICLE_DELETED,
    }
)  # fmt: skip
"""Events that change the record that harvesters have of an article."""
_IMPLIED_BY_ADDING: Final = frozenset({_Kind.ARTICLE_CORRECTED, _Kind.ARTICLE_COLLECTED, _Kind.CAPTURE_ADDED})


def number_events() -> int:
    """Number all committed events; return how many were looked at."""
    total = 0
    if not ArchiveEvent.objects.filter(number=None).exists():  # asked often; a transaction would keep others waiting
        return total
    while count := _number_batch():
        total += count
        if count < BATCH_SIZE:
            break
    return total


def number_events_for_reader() -> None:
    """Number what waits, unless a long write is under way: the reader then sees it next time."""
    if not ArchiveEvent.objects.filter(number=None).exists():
        return
    is_sqlite = connection.vendor == "sqlite" and not connection.in_atomic_block
    try:
        if is_sqlite:
            _set_patience(READER_PATIENCE)
        number_events()
    except OperationalError:
        return
    finally:
        if is_sqlite:
            _set_patience(1_000 * connection.settings_dict["OPTIONS"].get("timeout", 5))


def _set_patience(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")


@transaction.atomic
def _number_batch() -> int:
    """Number up to BATCH_SIZE events in the order they were written; delete those that others make superfluous."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    waiting = list(ArchiveEvent.objects.filter(number=None).order_by("pk")[:BATCH_SIZE])
    if not waiting:
        return 0
    events = merge_events(waiting)
    kept_keys = {event.pk for event in events}
    ArchiveEvent.objects.filter(pk__in=[event.pk for event in waiting if event.pk not in kept_keys]).delete()
    last_number = ArchiveEvent.objects.aggregate(last=Max("number"))["last"] or 0
    latest = {event.subject: event.pk for event in events if event.kind in RECORD_KINDS}
    ArchiveEvent.objects.filter(is_latest=True, subject__in=latest).update(is_latest=False)
    now = timezone.now()
    for number, event in enumerate(events, start=last_number + 1):
        event.number, event.numbered_at = number, now
        event.is_latest = latest.get(event.subject) == event.pk
    ArchiveEvent.objects.bulk_update(events, ["number", "numbered_at", "is_latest"], batch_size=200)
    return len(waiting)


def merge_events(events: Iterable[ArchiveEvent]) -> Sequence[ArchiveEvent]:
    """Return the events without those that a later or a weightier one of the same subject makes superfluous."""
    events = list(events)
    kinds_by_subject: dict[str, set[str]] = {}
    for event in events:
        kinds_by_subject.setdefault(event.subject, set()).add(event.kind)
    last_of_kind = {(event.kind, event.subject, event.capture_key, event.search_key): event.pk for event in events}
    return [
        event
        for event in events
        if last_of_kind[event.kind, event.subject, event.capture_key, event.search_key] == event.pk
        and not _is_implied(event.kind, kinds_by_subject[event.subject])
    ]


def _is_implied(kind: str, kinds: set[str]) -> bool:
    """Return whether another event of the same article, committed at the same time, says as much."""
    if _Kind.ARTICLE_DELETED in kinds and _Kind.ARTICLE_ADDED not in kinds:
        return kind != _Kind.ARTICLE_DELETED
    return _Kind.ARTICLE_ADDED in kinds and kind in _IMPLIED_BY_ADDING
