"""Record what an editor does as one change, with its reason and every row that it wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.dispatch import Signal

from archive.models import Change, OpenChange

change_closing = Signal()
"""Sent when all rows of a change (an undo, too) are written, with `change`: what features count of these rows must be
counted again now, as a part of the change."""


@dataclass(slots=True)
class ChangeDetails:
    """Kind, reason and summary of the open change; a nested one may state them more exactly."""

    change: Change
    action: str
    reason: str = ""
    summary: str = ""


_open_details: ContextVar[ChangeDetails | None] = ContextVar("open_change", default=None)


def is_change_open() -> bool:
    """Return whether the running code belongs to a change."""
    return _open_details.get() is not None


@contextmanager
def record_change(
    action: str, *, user: AbstractBaseUser | None, reason: str = "", summary: str = ""
) -> Iterator[ChangeDetails]:
    """Record all rows written inside as one change, in one transaction; without any, no change stays.

    A nested call joins the change that is open, and states its kind, reason and summary more exactly.
    """
    details = _open_details.get()
    if details is not None:
        details.action = action
        details.reason = reason or details.reason
        details.summary = summary or details.summary
        with transaction.atomic():  # what fails in it, and is caught outside, leaves nothing
            yield details
        return
    with transaction.atomic():
        change = Change.objects.create(action=action, made_by_id=user.pk if user else None)
        details = ChangeDetails(change, action, reason, summary)
        OpenChange.objects.create(change=change)
        token = _open_details.set(details)
        try:
            yield details
        finally:
            _open_details.reset(token)
        change_closing.send(sender=Change, change=change)
        OpenChange.objects.all().delete()  # of this transaction: no other is ever seen
        _close_change(details)


@contextmanager
def resume_change(change: Change | None) -> Iterator[None]:
    """Record the rows of this transaction as a part of a change of several transactions; None records nothing."""
    if change is None:
        yield
        return
    with transaction.atomic():
        OpenChange.objects.create(change=change)
        yield
        OpenChange.objects.all().delete()


def finish_change(change: Change) -> None:
    """Count the rows of a change of several transactions; delete one without rows."""
    change.row_count = change.rows.count()
    if change.row_count:
        change.save(update_fields=["row_count"])
    else:
        change.delete()


def describe_open_change(summary: str) -> None:
    """State what the open change is, unless that is stated already; nothing where none is open."""
    details = _open_details.get()
    if details is not None and not details.summary:
        details.summary = summary


def _close_change(details: ChangeDetails) -> None:
    """Save what is known now that the change is complete; delete a change without rows."""
    change = details.change
    change.row_count = change.rows.count()
    if not change.row_count:
        change.delete()
        return
    change.action, change.reason, change.summary = details.action, details.reason, details.summary[:300]
    change.save()
