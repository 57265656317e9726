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

from archive.curation.correct import name_of

MOST_ENTRIES: Final = 50
"""Most history entries read: the latest."""


class Meanwhile:
    """History entries of `record` later than the newest seen, latest first."""

    def __init__(self, record: Model, newest_seen: int) -> None:
        self.record = record
        self.newest_seen = newest_seen

    @cached_property
    def entries(self) -> list[LogEntry]:
        """The entries, with their users."""
        later = history_of(self.record).filter(pk__gt=self.newest_seen)
        return list(later.select_related("user").order_by("-pk")[:MOST_ENTRIES])

    def who_changed_field(self, label: object) -> str:
        """Return who last changed the field labelled `label`, and when; empty if no entry does."""
        with override(None):  # entries have untranslated labels
            wanted = str(label)

        def names_it(change: dict[str, Any]) -> bool:
            changed = change.get("changed", {})
            return "name" not in changed and wanted in changed.get("fields", ())

        return self._who(names_it)

    def who_changed_rows(self, model: type[Model]) -> str:
        """Return who last added, changed or removed a row of `model`; empty if no entry does."""
        with override(None):
            wanted = str(model._meta.verbose_name)

        def names_it(change: dict[str, Any]) -> bool:
            named = (what.get("name") for what in change.values() if isinstance(what, dict))
            return wanted in named

        return self._who(names_it)

    def in_words(self) -> list[str]:
        """Return a text for each entry: who, when, what."""
        return _in_words(self.entries)

    def _who(self, is_meant: Callable[[dict[str, Any]], bool]) -> str:
        for entry in self.entries:
            if any(is_meant(change) for change in _changes_of(entry)):
                return _signature(entry)
        return ""


def done_since(record: Model, moment: datetime) -> list[str]:
    """Return a text for each later history entry of a record: who, when, what."""
    later = history_of(record).filter(action_time__gt=moment)
    return _in_words(later.select_related("user").order_by("-pk")[:MOST_ENTRIES])


def newest_entry() -> int:
    """Return the key of the latest history entry of all records; 0 without one."""
    return LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def who_deleted(model: type[Model], key: str) -> str:
    """Return who deleted the record with this key, and when; empty if that is not recorded."""
    kind = get_content_type_for_model(model)
    gone = LogEntry.objects.filter(content_type=kind, object_id=key, action_flag=DELETION)
    entry = gone.select_related("user").order_by("-pk").first()
    return _signature(entry) if entry else ""


def history_of(*records: Model) -> QuerySet[LogEntry]:
    """Return the history entries of records of one model."""
    kind = get_content_type_for_model(records[0])
    keys = [str(record.pk) for record in records]
    return LogEntry.objects.filter(content_type=kind, object_id__in=keys)


def signed_by(user: AbstractBaseUser, moment: datetime) -> str:
    """Return `Maud Ellery, 4 February 2016, 12:30`."""
    form = gettext("%(who)s, %(when)s")
    when = date_format(timezone.localtime(moment), gettext("j F Y, H:i"))
    return form % {"who": name_of(user), "when": when}


def _in_words(entries: Iterable[LogEntry]) -> list[str]:
    return [f"{_signature(one)}: {one.get_change_message() or one}" for one in entries]


def _signature(entry: LogEntry) -> str:
    return signed_by(cast("AbstractBaseUser", entry.user), entry.action_time)


def _changes_of(entry: LogEntry) -> list[dict[str, Any]]:
    """Return the changes of an entry; none for an entry in plain text."""
    try:
        changes = json.loads(entry.change_message)
    except ValueError:
        return []
    return [one for one in changes if isinstance(one, dict)] if isinstance(changes, list) else []
