"""Changes to a record since a form was made of it, from the admin history."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final, cast

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, override

from archive.curation.correct import format_user_name

MAX_ENTRIES: Final = 50
"""Most history entries read: the latest."""


class RecordHistory:
    """History entries of `record` later than the newest seen, latest first."""

    def __init__(self, record: Model, newest_seen_id: int) -> None:
        self.record = record
        self.newest_seen_id = newest_seen_id

    @cached_property
    def entries(self) -> list[LogEntry]:
        """The entries, with their users."""
        later_entries = get_history(self.record).filter(pk__gt=self.newest_seen_id)
        return list(later_entries.select_related("user").order_by("-pk")[:MAX_ENTRIES])

    def describe_field_change(self, label: object) -> str:
        """Return who last changed the field labelled `label`, and when; empty if no entry does."""
        with override(None):  # entries have untranslated labels
            field_label = str(label)

        def is_match(change: dict[str, Any]) -> bool:
            changed = change.get("changed", {})
            return "name" not in changed and field_label in changed.get("fields", ())

        return self._describe_latest_match(is_match)

    def describe_row_change(self, model: type[Model]) -> str:
        """Return who last added, changed or removed a row of `model`; empty if no entry does."""
        with override(None):
            model_name = str(model._meta.verbose_name)

        def is_match(change: dict[str, Any]) -> bool:
            named = (
                details.get("name") for details in change.values() if isinstance(details, dict)
            )
            return model_name in named

        return self._describe_latest_match(is_match)

    def describe_entries(self) -> list[str]:
        """Return a text for each entry: who, when, what."""
        return _describe_entries(self.entries)

    def _describe_latest_match(self, is_match: Callable[[dict[str, Any]], bool]) -> str:
        for entry in self.entries:
            if any(is_match(change) for change in _parse_changes(entry)):
                return _format_entry_signature(entry)
        return ""


def describe_changes_since(record: Model, moment: datetime) -> list[str]:
    """Return a text for each later history entry of a record: who, when, what."""
    later_entries = get_history(record).filter(action_time__gt=moment)
    return _describe_entries(later_entries.select_related("user").order_by("-pk")[:MAX_ENTRIES])


def get_newest_entry_id() -> int:
    """Return the key of the latest history entry of all records; 0 without one."""
    return LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def describe_deletion(model: type[Model], key: str) -> str:
    """Return who deleted the record with this key, and when; empty if that is not recorded."""
    content_type = get_content_type_for_model(model)
    deletions = LogEntry.objects.filter(
        content_type=content_type, object_id=key, action_flag=DELETION
    )
    entry = deletions.select_related("user").order_by("-pk").first()
    return _format_entry_signature(entry) if entry else ""


def get_history(*records: Model) -> QuerySet[LogEntry]:
    """Return the history entries of records of one model."""
    content_type = get_content_type_for_model(records[0])
    keys = [str(record.pk) for record in records]
    return LogEntry.objects.filter(content_type=content_type, object_id__in=keys)


def format_signature(user: AbstractBaseUser, moment: datetime) -> str:
    """Return `Maud Ellery, 4 February 2016, 12:30`."""
    template = gettext("%(who)s, %(when)s")
    when = date_format(timezone.localtime(moment), gettext("j F Y, H:i"))
    return template % {"who": format_user_name(user), "when": when}


def _describe_entries(entries: Iterable[LogEntry]) -> list[str]:
    return [
        f"{_format_entry_signature(entry)}: {entry.get_change_message() or entry}"
        for entry in entries
    ]


def _format_entry_signature(entry: LogEntry) -> str:
    return format_signature(cast("AbstractBaseUser", entry.user), entry.action_time)


def _parse_changes(entry: LogEntry) -> list[dict[str, Any]]:
    """Return the changes of an entry; none for an entry in plain text."""
    try:
        changes = json.loads(entry.change_message)
    except ValueError:
        return []
    return (
        [change for change in changes if isinstance(change, dict)]
        if isinstance(changes, list)
        else []
    )
