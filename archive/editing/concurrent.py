"""Concurrent editing: what changed since a form was made."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
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
from django.utils.text import Truncator
from django.utils.translation import gettext, override

from archive.curation.edit import format_user_name
from archive.editing import form_state
from archive.editing.form_state import FormState
from archive.editing.rebase import KeptChange, Rebase, format_value
from archive.editing.rebase_rows import InlineMerge, InlineRows, set_row_counts
from archive.editing.recording import record_request
from archive.editing.typed_names import describe_unknown_names, resolve_typed_names
from archive.models import Change

MAX_ENTRIES: Final = 50  # most history entries read: the latest
MAX_CHANGES_LISTED = 10  # changes by others that are listed one by one; the rest is counted
_MAX_VALUE_LENGTH = 200  # characters of a value in such a message


class RecordHistory:
    """History entries of `record` later than the newest one of a form's state, latest first."""

    def __init__(self, record: Model, state: FormState | None) -> None:
        self.record = record
        self.newest_seen_id = state.newest_entry if state else 0

    @cached_property
    def entries(self) -> list[LogEntry]:
        return list(_select_entries(type(self.record), self.record.pk, pk__gt=self.newest_seen_id)[:MAX_ENTRIES])

    def describe_change(self, name: object, *, of_row: bool = False) -> str:
        """Return who last changed the field (or a row of the model) `name`, and when; empty if no entry does."""
        with override(None):  # entries have untranslated labels
            name = str(name)
        for entry in self.entries:
            for details in _iter_changes(entry):
                fields = details.get("fields", ()) if "name" not in details else ()
                if details.get("name") == name if of_row else name in fields:
                    return _format_entry_signature(entry)
        return ""


def describe_changes_since(record: Model, moment: datetime) -> list[str]:
    """Return a text for each later history entry of a record: who, when, what."""
    return _describe_entries(_select_entries(type(record), record.pk, action_time__gt=moment)[:MAX_ENTRIES])


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


def _iter_changes(entry: LogEntry) -> Iterator[dict[str, Any]]:
    """Yield the details of each change of an entry; none for an entry in plain text."""
    try:
        changes = json.loads(entry.change_message)
    except ValueError:
        return
    if isinstance(changes, list):
        for change in changes:
            if isinstance(change, dict):
                yield from (details for details in change.values() if isinstance(details, dict))


class ConcurrentEditingAdmin(admin.ModelAdmin):
    """Admin whose change forms carry the state they were made from, and rebase onto the record.

    Changes by others stay and are reported; where an editor changed the same, the form is shown
    again with both values to choose from.
    """

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Add or change a record; try again once where a concurrent save interfered."""
        resolve_typed_names(request)
        post = request.POST
        try:
            return self._record_changeform(request, object_id, form_url, extra_context)
        except IntegrityError:
            request.POST = post
            return self._record_changeform(request, object_id, form_url, extra_context)

    def _record_changeform(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        """Process the form; what it writes is one change."""
        if request.method != "POST":
            return self._process_changeform(request, object_id, form_url, extra_context)
        action = Change.Action.ADD if object_id is None else Change.Action.EDIT
        with record_request(request, action):
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
        if self.find_objection(rebase):
            response.status_code = 409
        return response

    def find_objection(self, rebase: Rebase) -> str:
        """Return why a form cannot be saved over what others changed meanwhile; empty if it can."""
        return (
            gettext("Nothing is saved yet: others changed the same meanwhile. Choose below.")
            if rebase.conflicts
            else ""
        )

    def describe_last_change(self, record: Model, form: BaseForm, name: str, history: RecordHistory) -> str:
        """Return who last changed a field (or row, without `name`), and when; empty if unknown."""
        instance: Model = form.instance  # type: ignore[attr-defined]
        if name and type(instance) is type(record):
            return history.describe_change(form[name].label)
        return history.describe_change(instance._meta.verbose_name, of_row=True)

    def get_form(self, request: HttpRequest, obj: Any = None, change: Any = None, **kwargs: Any) -> Any:
        """Return the form class; with conflicts it is never valid."""
        form: Any = super().get_form(request, obj, change=bool(change), **kwargs)
        rebase: Rebase | None = getattr(request, "rebase", None)
        found_objection = describe_unknown_names(request) or (self.find_objection(rebase) if rebase else "")
        if not found_objection:
            return form

        class ConflictForm(_ConflictFormMixin, form):
            """The form, with a message that there are conflicts."""

            objection = found_objection

        return ConflictForm

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Return the page, with the signed state its form is made from."""
        record = kwargs.get("obj")
        if kwargs.get("change") and record and self.has_change_permission(request, record):
            rebase: Rebase | None = getattr(request, "rebase", None)
            if rebase:
                asked = tuple(conflict.key for conflict in rebase.conflicts)
                state = replace(rebase.current_state, asked=asked, removed=rebase.removed)
                context["conflicts"] = rebase.conflicts
                context["meanwhile"] = _describe_entries(RecordHistory(record, rebase.state).entries)
            else:
                formsets = [row_set for row_set in context["inline_admin_formsets"] if row_set.has_change_permission]
                inlines = [InlineRows(row_set.formset) for row_set in formsets]
                state = _build_form_state(context["adminform"].form, inlines)
            context |= {"state_name": form_state.STATE_FIELD, "form_state": form_state.sign_state(state, record)}
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
        signed_state = request.POST.get(form_state.STATE_FIELD)
        state = form_state.read_state(signed_state, record) if signed_state is not None else None
        describe_change = partial(self.describe_last_change, record, history=RecordHistory(record, state))
        rebase = Rebase(request.POST, state, describe_change)
        form = self.get_form(request, record, change=True)(instance=record)
        inlines = list(self._iter_inline_rows(request, record, rebase.post))
        rebase.merge_record(form)
        for inline_rows in inlines:
            InlineMerge(rebase, inline_rows).merge()
        rebase.current_state = _build_form_state(form, inlines)
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
                yield InlineRows(formset_class(instance=record, prefix=prefix, queryset=queryset))
            else:
                set_row_counts(post, prefix)

    def _report_kept_changes(self, request: HttpRequest, kept_changes: Sequence[KeptChange]) -> None:
        """Show messages on what others changed meanwhile, and that it stays."""
        template = gettext("Changed by others meanwhile, and kept: %(label)s, from ‘%(before)s’ to ‘%(after)s’%(who)s.")
        for change in kept_changes[:MAX_CHANGES_LISTED]:
            values = {
                "label": change.label,
                "before": Truncator(change.before).chars(_MAX_VALUE_LENGTH) or gettext("nothing"),
                "after": Truncator(change.after).chars(_MAX_VALUE_LENGTH) or gettext("nothing"),
                "who": f" ({change.who})" if change.who else "",
            }
            self.message_user(request, template % values, messages.WARNING)
        if len(kept_changes) > MAX_CHANGES_LISTED:
            message = gettext("%s further changes by others meanwhile are kept, too.")
            self.message_user(request, message % (len(kept_changes) - MAX_CHANGES_LISTED), messages.WARNING)

    def _render_deleted(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return the page for a record deleted while its form was open, with what was typed."""
        form = self.get_form(request, None, change=True)()
        posted_texts = []
        for name, field in form.fields.items():
            values = form_state.read_posted_values(field, name, request.POST)
            if values and (text := format_value(field, values)):
                posted_texts.append((str(form[name].label), text))
        for inline in self._iter_inline_rows(request, None, request.POST.copy()):
            posted_texts += [(inline.noun, text) for text in inline.format_posted(request.POST)]
        deletion = _select_entries(self.model, unquote(object_id), action_flag=DELETION).first()
        context = self.admin_site.each_context(request) | {
            "title": gettext("This record is no longer there"),
            "opts": self.opts,
            "who": _format_entry_signature(deletion) if deletion else "",
            "posted_texts": posted_texts,
            "has_list": self.has_view_or_change_permission(request),
        }
        return TemplateResponse(request, "admin/archive/record_deleted.html", context, status=404)


class _ConflictFormMixin:
    """Mixin: a form in which the editor must resolve conflicts before it is saved."""

    objection = ""

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        self.add_error(None, self.objection)  # type: ignore[attr-defined]
        return cleaned


def _build_form_state(form: BaseForm, inlines: Iterable[InlineRows]) -> FormState:
    """Return the state of an unbound form and its inlines, as of the latest history entry of all records."""
    newest_entry_id = LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    row_digests = {inline.prefix: inline.compute_digests() for inline in inlines}
    return FormState(
        form_state.compute_digests(form, form_state.list_editable_fields(form)), row_digests, newest_entry_id
    )
