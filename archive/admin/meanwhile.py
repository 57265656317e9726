"""What others did to a record since a form was made of it, as the record's history tells it."""

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
"""Entries of the history that are read: of more, the latest."""


class Meanwhile:
    """The entries in the history of `record` that are later than `newest_seen`, latest first."""

    def __init__(self, record: Model, newest_seen: int) -> None:
        self.record = record
        self.newest_seen = newest_seen

    @cached_property
    def entries(self) -> list[LogEntry]:
        """All of them, with who made each."""
        later = history_of(self.record).filter(pk__gt=self.newest_seen)
        return list(later.select_related("user").order_by("-pk")[:MOST_ENTRIES])

    def who_changed_field(self, label: object) -> str:
        """Who last changed the field called `label`, and when; empty where no entry says so."""
        with override(None):  # entries name fields as they are called in the source
            wanted = str(label)

        def names_it(change: dict[str, Any]) -> bool:
            changed = change.get("changed", {})
            return "name" not in changed and wanted in changed.get("fields", ())

        return self._who(names_it)

    def who_changed_rows(self, model: type[Model]) -> str:
        """Who last added, changed or removed a row of this kind; empty where no entry says so."""
        with override(None):
            wanted = str(model._meta.verbose_name)

        def names_it(change: dict[str, Any]) -> bool:
            named = (what.get("name") for what in change.values() if isinstance(what, dict))
            return wanted in named

        return self._who(names_it)

    def in_words(self) -> list[str]:
        """Each entry: who, when, what."""
        return _in_words(self.entries)

    def _who(self, is_meant: Callable[[dict[str, Any]], bool]) -> str:
        for entry in self.entries:
            if any(is_meant(change) for change in _changes_of(entry)):
                return _signature(entry)
        return ""


def done_since(record: Model, moment: datetime) -> list[str]:
    """Each later entry in the history of a record: who, when, what."""
    later = history_of(record).filter(action_time__gt=moment)
    return _in_words(later.select_related("user").order_by("-pk")[:MOST_ENTRIES])


def newest_entry() -> int:
    """The last entry there is in the history of all records; 0 where there is none."""
    return LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def who_deleted(model: type[Model], key: str) -> str:
    """Who deleted the record with this key, and when; empty where the history does not say so."""
    kind = get_content_type_for_model(model)
    gone = LogEntry.objects.filter(content_type=kind, object_id=key, action_flag=DELETION)
    entry = gone.select_related("user").order_by("-pk").first()
    return _signature(entry) if entry else ""


def history_of(*records: Model) -> QuerySet[LogEntry]:
    """The history of records of one kind."""
    kind = get_content_type_for_model(records[0])
    keys = [str(record.pk) for record in records]
    return LogEntry.objects.filter(content_type=kind, object_id__in=keys)


def signed_by(user: AbstractBaseUser, moment: datetime) -> str:
    """Who, and when."""
    form = gettext("%(who)s, %(when)s")
    when = date_format(timezone.localtime(moment), gettext("j F Y, H:i"))
    return form % {"who": name_of(user), "when": when}


def _in_words(entries: Iterable[LogEntry]) -> list[str]:
    return [f"{_signature(one)}: {one.get_change_message() or one}" for one in entries]


def _signature(entry: LogEntry) -> str:
    return signed_by(cast("AbstractBaseUser", entry.user), entry.action_time)


def _changes_of(entry: LogEntry) -> list[dict[str, Any]]:
    """What an entry says was changed; nothing for one in plain words."""
    try:
        changes = json.loads(entry.change_message)
    except ValueError:
        return []
    return [one for one in changes if isinstance(one, dict)] if isinstance(changes, list) else []
