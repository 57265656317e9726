"""Concurrent editing: what changed since a form was made."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, cast

from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, override

from archive.curation.edit import format_user_name
from archive.editing.form_state import STATE_FIELD, FormState, read_state, sign_state
from archive.editing.rebase import KeptChange, Rebase, format_posted_fields
from archive.editing.rebase_rows import InlineMerge, InlineRows, build_form_state, format_posted_rows, set_row_counts

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
        return list(_select_entries(type(self.record), self.record.pk, pk__gt=self.newest_seen_id)[:MAX_ENTRIES])

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
            named = (details.get("name") for details in change.values() if isinstance(details, dict))
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
    return _describe_entries(_select_entries(type(record), record.pk, action_time__gt=moment)[:MAX_ENTRIES])


def get_newest_entry_id() -> int:
    """Return the key of the latest history entry of all records; 0 without one."""
    return LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def describe_deletion(model: type[Model], key: str) -> str:
    """Return who deleted the record with this key, and when; empty if that is not recorded."""
    entry = _select_entries(model, key, action_flag=DELETION).first()
    return _format_entry_signature(entry) if entry else ""


def _select_entries(model: type[Model], key: object, **filters: Any) -> QuerySet[LogEntry]:
    """Return the history entries of a record, with their users, latest first."""
    rows = LogEntry.objects.filter(content_type=get_content_type_for_model(model), object_id=str(key), **filters)
    return rows.select_related("user").order_by("-pk")


def format_signature(user: AbstractBaseUser, moment: datetime) -> str:
    """Return `Maud Ellery, 4 February 2016, 12:30`."""
    template = gettext("%(who)s, %(when)s")
    when = date_format(timezone.localtime(moment), gettext("j F Y, H:i"))
    return template % {"who": format_user_name(user), "when": when}


def _describe_entries(entries: Iterable[LogEntry]) -> list[str]:
    return [f"{_format_entry_signature(entry)}: {entry.get_change_message() or entry}" for entry in entries]


def _format_entry_signature(entry: LogEntry) -> str:
    return format_signature(cast("AbstractBaseUser", entry.user), entry.action_time)


def _parse_changes(entry: LogEntry) -> list[dict[str, Any]]:
    """Return the changes of an entry; none for an entry in plain text."""
    try:
        changes = json.loads(entry.change_message)
    except ValueError:
        return []
    return [change for change in changes if isinstance(change, dict)] if isinstance(changes, list) else []


MAX_CHANGES_LISTED = 10
"""Changes by others that are listed one by one; the rest is counted."""
_MAX_VALUE_LENGTH = 200  # characters of a value in such a message


class ConcurrentEditingAdmin(admin.ModelAdmin):
    """Admin whose change forms carry the state they were made from, and rebase onto the record.

    Changes by others stay and are reported; where an editor changed the same, the form is shown
    again with both values to choose from.
    """

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Add or change a record; try again once where a concurrent save interfered."""
        post = request.POST
        try:
            return self._process_changeform(request, object_id, form_url, extra_context)
        except IntegrityError:
            request.POST = post
            return self._process_changeform(request, object_id, form_url, extra_context)

    def _process_changeform(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None or "_saveasnew" in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            record = self._lock_record(request, object_id)
            if not self.has_change_permission(request, record):
                return super().changeform_view(request, object_id, form_url, extra_context)
            if record is None:
                return self._render_deleted(request, object_id)
            rebase = self._rebase_form(request, record)
            request.POST = rebase.post  # type: ignore[assignment]
            response = super().changeform_view(request, object_id, form_url, extra_context)
        self._report_kept_changes(request, rebase.kept_changes)
        if rebase.conflicts:
            response.status_code = 409
        return response

    def describe_last_change(self, record: Model, form: BaseForm, name: str, history: RecordHistory) -> str:
        """Return who last changed a field (or row, without `name`), and when; empty if unknown."""
        instance: Model = form.instance  # type: ignore[attr-defined]
        if name and type(instance) is type(record):
            return history.describe_field_change(form[name].label)
        return history.describe_row_change(type(instance))

    def get_form(self, request: HttpRequest, obj: Any = None, change: Any = None, **kwargs: Any) -> Any:
        """Return the form class; with conflicts it is never valid."""
        form = super().get_form(request, obj, change=bool(change), **kwargs)
        rebase = _get_rebase(request)
        return type(form.__name__, (_ConflictFormMixin, form), {}) if rebase and rebase.conflicts else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Return the page, with the signed state its form is made from."""
        record = kwargs.get("obj")
        if kwargs.get("change") and record and self.has_change_permission(request, record):
            if rebase := _get_rebase(request):
                state = replace(rebase.current_state, asked=rebase.conflict_keys, removed=rebase.removed)
                context["conflicts"] = rebase.conflicts
                context["meanwhile"] = _load_history(record, rebase.state).describe_entries()
            else:
                editable_formsets = (
                    admin_formset
                    for admin_formset in context["inline_admin_formsets"]
                    if admin_formset.has_change_permission
                )
                inlines = [_build_inline_rows(admin_formset.formset) for admin_formset in editable_formsets]
                state = build_form_state(context["adminform"].form, inlines, get_newest_entry_id())
            context |= {"state_name": STATE_FIELD, "form_state": sign_state(state, record)}
        return super().render_change_form(request, context, *args, **kwargs)

    def _lock_record(self, request: HttpRequest, object_id: str) -> Any:
        """Return the current record, locked until this request ends."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return None
        rows = self.model._base_manager.select_for_update().filter(pk=record.pk)
        return self.get_object(request, unquote(object_id)) if rows.exists() else None

    def _rebase_form(self, request: HttpRequest, record: Model) -> Rebase:
        """Rebase the posted form onto the record; the request keeps it for the form made next."""
        signed_state = request.POST.get(STATE_FIELD)
        state = read_state(signed_state, record) if signed_state is not None else None
        history = _load_history(record, state)

        def describe_change(form: BaseForm, name: str) -> str:
            return self.describe_last_change(record, form, name, history)

        rebase = Rebase(request.POST, state, describe_change)
        form = self.get_form(request, record, change=True)(instance=record)
        inlines = list(self._iter_inline_rows(request, record, rebase.post))
        rebase.merge_record(form)
        for inline_rows in inlines:
            InlineMerge(rebase, inline_rows).merge()
        rebase.current_state = build_form_state(form, inlines, get_newest_entry_id())
        request.rebase = rebase  # type: ignore[attr-defined]
        return rebase

    def _iter_inline_rows(self, request: HttpRequest, record: Model | None, post: QueryDict) -> Iterator[InlineRows]:
        """Yield the rows of each inline the editor may change, with the prefix Django gives it.

        For the others, add missing row counts to `post`.
        """
        prefix_counts: dict[str, int] = {}
        for formset_class, inline in self.get_formsets_with_inlines(request, record):
            prefix = formset_class.get_default_prefix()
            prefix_counts[prefix] = prefix_counts.get(prefix, 0) + 1
            if prefix_counts[prefix] != 1 or not prefix:
                prefix = f"{prefix}-{prefix_counts[prefix]}"
            if inline.has_change_permission(request, record):
                queryset = inline.get_queryset(request)
                yield _build_inline_rows(formset_class(instance=record, prefix=prefix, queryset=queryset))
            else:
                set_row_counts(post, prefix)

    def _report_kept_changes(self, request: HttpRequest, kept_changes: Sequence[KeptChange]) -> None:
        """Show messages on what others changed meanwhile, and that it stays."""
        for change in kept_changes[:MAX_CHANGES_LISTED]:
            self.message_user(request, _describe_kept_change(change), messages.WARNING)
        if len(kept_changes) > MAX_CHANGES_LISTED:
            message = gettext("%s further changes by others meanwhile are kept, too.")
            self.message_user(request, message % (len(kept_changes) - MAX_CHANGES_LISTED), messages.WARNING)

    def _render_deleted(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return the page for a record deleted while its form was open, with what was typed."""
        form = self.get_form(request, None, change=True)
        posted_texts = format_posted_fields(form(), request.POST)
        for inline_rows in self._iter_inline_rows(request, None, request.POST.copy()):
            posted_texts += [(inline_rows.noun, text) for text in format_posted_rows(inline_rows, request.POST)]
        context = self.admin_site.each_context(request) | {
            "title": gettext("This record is no longer there"),
            "opts": self.opts,
            "who": describe_deletion(self.model, unquote(object_id)),
            "typed": posted_texts,
            "has_list": self.has_view_or_change_permission(request),
        }
        return TemplateResponse(request, "admin/archive/record_deleted.html", context, status=404)


class _ConflictFormMixin:
    """Mixin: a form in which the editor must resolve conflicts before it is saved."""

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        message = gettext("Nothing is saved yet: others changed the same meanwhile. Choose below.")
        self.add_error(None, message)  # type: ignore[attr-defined]
        return cleaned


def _load_history(record: Model, state: FormState | None) -> RecordHistory:
    return RecordHistory(record, state.newest_entry if state else 0)


def _build_inline_rows(formset: Any) -> InlineRows:
    return InlineRows(formset, capfirst(str(formset.model._meta.verbose_name)))


def _get_rebase(request: HttpRequest) -> Rebase | None:
    return getattr(request, "rebase", None)


def _describe_kept_change(change: KeptChange) -> str:
    """Return `Changed by others meanwhile, and kept: Section, from ‘Home’ to ‘World’ (…).`"""
    template = gettext("Changed by others meanwhile, and kept: %(label)s, from ‘%(before)s’ to ‘%(after)s’%(who)s.")
    return template % {
        "label": change.label,
        "before": Truncator(change.before).chars(_MAX_VALUE_LENGTH) or gettext("nothing"),
        "after": Truncator(change.after).chars(_MAX_VALUE_LENGTH) or gettext("nothing"),
        "who": f" ({change.who})" if change.who else "",
    }
