"""Admin of changes: what editors did, row by row, and the undo of each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.filters import ConditionListFilter
from archive.admin.undo_obstacles import group_by_later_change
from archive.curation.row_labels import RecordLabels, get_field_label
from archive.curation.row_values import DERIVED_COLUMNS, RowDifference, iter_differences, list_foreign_keys
from archive.curation.undo import undo_change
from archive.curation.undo_conflicts import MAX_CONFLICTS, UndoConflict, UndoConflictError
from archive.db.row_triggers import get_tracked_models
from archive.editing.base import ReadOnlyAdmin
from archive.editing.confirmation import write_history
from archive.errors import CurationError
from archive.models import (
    Article,
    Author,
    Change,
    Collection,
    Fingerprint,
    FingerprintedText,
    KeyTerm,
    Outlet,
    PassageGram,
    Quotation,
    QuotationReading,
    RowChange,
    Speaker,
    Story,
    TermProfile,
)
from archive.web.language import translate_message

MAX_RECORDS_SHOWN: Final = 50
MAIN_MODELS: Final = (Article, Outlet, Author, Collection, Story, Quotation, Speaker)
"""Records with a form of their own: who may undo a change is who may make it to these."""
_COMPUTED_TABLES: Final = tuple(
    model._meta.db_table
    for model in (Fingerprint, FingerprintedText, KeyTerm, PassageGram, QuotationReading, TermProfile)
)
"""Rows that the archive computes of a text: they come and go with it, and say nothing to a reader."""
_DELETABLE_MODELS: Final = (Article, Outlet, Author, Collection)


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of a record, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RecordDifference:
    """One record that a change added, changed or deleted."""

    kind: str
    label: str
    operation: str
    fields: list[FieldDifference]
    owner: str = ""  # headline of the article that it belongs to
    url: str = ""


class UndoForm(forms.Form):
    """Form that undoes a change."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))


class UndoneListFilter(ConditionListFilter):
    """Filter of changes that stand or are undone."""

    title, parameter_name = _("whether it is undone"), "undone"
    conditions = {"no": (_("not undone"), Q(is_undone=False)), "yes": (_("undone"), Q(is_undone=True))}


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    """Admin of the changes that editors made."""

    list_display = ["made_at", "what", "action", "made_by", "reason_excerpt", "state"]
    list_display_links = ["what"]
    list_filter = ["action", UndoneListFilter, ("made_by", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["made_by"]
    search_fields = ["summary", "reason"]
    search_help_text = _("Words of a summary or a reason.")
    date_hierarchy = "made_at"
    ordering = ["-pk"]

    @admin.display(description=_("what"), ordering="summary")
    def what(self, change: Change) -> str:
        return Truncator(str(change)).chars(120)

    @admin.display(description=_("reason"))
    def reason_excerpt(self, change: Change) -> str:
        return Truncator(change.reason).words(15)

    @admin.display(description=_("state"), ordering="is_undone")
    def state(self, change: Change) -> str:
        if change.purged_at:
            return gettext("cannot be undone any more")
        return gettext("undone") if change.is_undone else ""

    def get_urls(self) -> list[URLPattern]:
        undo_view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", undo_view, name="archive_change_undo"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a change: who, when, why, and the records before and after."""
        change = self.get_object(request, object_id)
        if change is None or not self.has_view_permission(request, change):
            return super().change_view(request, object_id, form_url, extra_context)
        return self._render(request, change, UndoForm())

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Undo a change, or show it with what stands in the way."""
        change = self.get_object(request, str(pk))
        if change is None:
            raise Http404
        if request.method != "POST":  # whoever had to log in again
            return HttpResponseRedirect(reverse("admin:archive_change_change", args=[change.pk]))
        if not self.has_undo_permission(request, change):
            raise PermissionDenied
        form = UndoForm(request.POST)
        if not form.is_valid():
            return self._render(request, change, form, status=400)
        try:
            undo = undo_change(change, user=cast(User, request.user), reason=form.cleaned_data["reason"])
        except UndoConflictError as error:
            return self._render(request, change, form, error.conflicts, status=409)
        except CurationError as error:
            self.message_user(request, translate_message(error.args[0]), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:archive_change_change", args=[pk]))
        self._write_histories(request, change)
        self.message_user(request, str(undo) if undo.pk else gettext("Undone: %s") % change, messages.SUCCESS)
        target = undo if undo.pk else change
        return HttpResponseRedirect(reverse("admin:archive_change_change", args=[target.pk]))

    def has_undo_permission(self, request: HttpRequest, change: Change) -> bool:
        """Return whether the user may change all its records.

        What others added or deleted needs the right to delete.
        """
        return self.has_view_permission(request, change) and all(
            request.user.has_perm(name) for name in list_undo_permissions(change, user=request.user)
        )

    def _render(
        self,
        request: HttpRequest,
        change: Change,
        form: UndoForm,
        conflicts: Sequence[UndoConflict] = (),
        *,
        status: int = 200,
    ) -> HttpResponse:
        records = _list_records(change)
        context = self.admin_site.each_context(request) | {
            "title": str(change),
            "change": change,
            "counts": _count_rows(change),
            "records": records[:MAX_RECORDS_SHOWN],
            "is_cut": len(records) > MAX_RECORDS_SHOWN,
            "undone_by": change.undos.in_force().select_related("made_by").first() if change.is_undone else None,
            "obstacles": group_by_later_change(conflicts),
            "are_obstacles_cut": len(conflicts) >= MAX_CONFLICTS,
            "form": form,
            "may_undo": not change.is_undone and not change.purged_at and self.has_undo_permission(request, change),
            "opts": self.opts,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/archive/change/change.html", context, status=status)

    def _write_histories(self, request: HttpRequest, change: Change) -> None:
        """Note the undo in the history of each record that is still there."""
        for model in MAIN_MODELS:
            keys = change.rows.filter(table_name=model._meta.db_table).order_by().values_list("row_key", flat=True)
            ids = [int(key) for key in keys.distinct()]
            if ids:
                write_history(request, model, ids, lambda: gettext("Undone: %s") % change)


def list_undo_permissions(change: Change, *, user: Any) -> set[str]:
    """Return the permissions without which nobody may undo the change."""
    pairs = change.rows.order_by().values_list("table_name", "operation").distinct()
    models = get_tracked_models()
    rows = [(models[table], operation) for table, operation in pairs if table in models]
    main_rows = [(model, operation) for model, operation in rows if model in MAIN_MODELS]
    edited = {model for model, _ in main_rows} or {_find_form_model(model) for model, _ in rows}
    names = {f"archive.change_{model._meta.model_name}" for model in edited}
    if change.made_by_id != user.pk:
        names |= {
            f"archive.delete_{model._meta.model_name}"
            for model, operation in main_rows
            if operation != RowChange.Operation.UPDATE and model in _DELETABLE_MODELS
        }
    if change.rows.filter(table_name=Article._meta.db_table, after__has_key="withdrawn_at").exists():
        names.add("archive.delete_article")  # as it takes to withdraw one
    return names


def _find_form_model(model: type[Model]) -> type[Model]:
    """Return the model in whose form rows of `model` are edited: their own one, else that of what they belong to."""
    if admin.site.is_registered(model):
        return model
    targets = (key.related_model for key in list_foreign_keys(model))
    own_targets = (target for target in targets if target in get_tracked_models().values())  # not who decided it
    return next((target for target in own_targets if admin.site.is_registered(target)), Article)  # type: ignore[arg-type, return-value]


def _count_rows(change: Change) -> dict[str, list[tuple[str, int]]]:
    """Return by kind of row what happened, and to how many."""
    models = get_tracked_models()
    shown = change.rows.exclude(table_name__in=_COMPUTED_TABLES).order_by()
    rows = shown.values_list("table_name", "operation").annotate(Count("row_key", distinct=True))
    counts: dict[str, list[tuple[str, int]]] = {}
    for table, operation, count in sorted(rows):
        if table in models:
            kind = capfirst(str(models[table]._meta.verbose_name_plural))
            counts.setdefault(kind, []).append((str(RowChange.Operation(operation).label), count))
    return dict(sorted(counts.items()))


def _list_records(change: Change) -> list[RecordDifference]:
    """Return the first records of a change (one more than are shown), those with a form of their own first."""
    main_tables = {model._meta.db_table for model in MAIN_MODELS}
    differences = chain(
        iter_differences(change, tables=main_tables),
        iter_differences(change, excluded_tables=main_tables.union(_COMPUTED_TABLES)),
    )
    shown = list(islice(filter(_has_content, differences), MAX_RECORDS_SHOWN + 1))
    labels = RecordLabels(shown)
    return [
        RecordDifference(
            kind=str(difference.model._meta.verbose_name),
            owner=labels.describe_owner(difference),
            label=labels.describe_row(difference),
            operation=str(RowChange.Operation(difference.operation).label),
            fields=[
                FieldDifference(
                    capfirst(get_field_label(difference.model, name)),
                    *(translate_message(labels.format_value(difference.model, name, value)) for value in values),
                )
                for name, *values in _iter_fields(difference)
            ],
            url=_build_url(difference) if (difference.model, difference.key) in labels.records else "",
        )
        for difference in shown
    ]


def _has_content(difference: RowDifference) -> bool:
    """Return whether there is more to show of a row than what is computed from others."""
    return difference.operation != RowChange.Operation.UPDATE or any(True for _ in _iter_fields(difference))


def _iter_fields(difference: RowDifference) -> Iterable[tuple[str, Any, Any]]:
    """Yield the fields with their values before and after, without what is computed from others.

    Of a record with a form of its own that was deleted, those that it had.
    """
    is_deletion = difference.operation == RowChange.Operation.DELETE and difference.model in MAIN_MODELS
    if difference.operation != RowChange.Operation.UPDATE and not is_deletion:
        return
    derived = DERIVED_COLUMNS.get(difference.model._meta.db_table, frozenset())
    before, after = difference.before or {}, difference.after or {}
    for name, value in before.items():
        if name not in derived and (value or not is_deletion):
            yield name, value, after.get(name)


def _build_url(difference: RowDifference) -> str:
    model = difference.model
    return (
        reverse(f"admin:archive_{model._meta.model_name}_change", args=[difference.key]) if model in MAIN_MODELS else ""
    )
