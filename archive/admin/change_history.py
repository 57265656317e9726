"""Admin of changes: what editors did, row by row, and the undo of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.filters import ConditionListFilter
from archive.curation.row_values import DERIVED_COLUMNS, RowDifference, iter_differences
from archive.curation.undo import undo_change
from archive.curation.undo_conflicts import UndoConflict, UndoConflictError, format_value, get_field_label
from archive.db.row_triggers import get_tracked_models
from archive.editing.base import ReadOnlyAdmin
from archive.editing.confirmation import write_history
from archive.errors import CurationError
from archive.models import Article, Author, Change, Collection, Outlet, Quotation, RowChange, Speaker, Story
from archive.web.language import translate_message

MAX_RECORDS_SHOWN: Final = 50
MAIN_MODELS: Final = (Article, Outlet, Author, Collection, Story, Quotation, Speaker)
"""Records with a form of their own: who may undo a change is who may make it to these."""
_DELETABLE_MODELS: Final = (Article, Outlet, Author, Collection)
_LABEL_FIELDS: Final = ("title", "name", "value", "words", "credited_as", "domain", "url", "old_path", "source")


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
        if request.method != "POST" or change is None or not self.may_undo(request, change):
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
        self.message_user(request, gettext("Undone: %s") % change, messages.SUCCESS)
        target = undo if undo.pk else change
        return HttpResponseRedirect(reverse("admin:archive_change_change", args=[target.pk]))

    def may_undo(self, request: HttpRequest, change: Change) -> bool:
        """Return whether the user may change all its records.

        What others added or deleted needs the right to delete.
        """
        if change.is_undone or change.purged_at or not self.has_view_permission(request, change):
            return False
        return all(request.user.has_perm(name) for name in _list_permissions(change, user=request.user))

    def _render(
        self,
        request: HttpRequest,
        change: Change,
        form: UndoForm,
        conflicts: Iterable[UndoConflict] = (),
        *,
        status: int = 200,
    ) -> HttpResponse:
        records = list(islice(_iter_records(change), MAX_RECORDS_SHOWN))
        context = self.admin_site.each_context(request) | {
            "title": str(change),
            "change": change,
            "counts": _count_rows(change),
            "records": records,
            "is_cut": len(records) == MAX_RECORDS_SHOWN,
            "undone_by": change.undos.in_force().select_related("made_by").first() if change.is_undone else None,
            "conflicts": [(conflict, translate_message(conflict.problem)) for conflict in conflicts],
            "form": form,
            "may_undo": self.may_undo(request, change),
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


def _list_permissions(change: Change, *, user: Any) -> set[str]:
    """Return the permissions without which nobody may undo the change."""
    models = {model._meta.db_table: model for model in MAIN_MODELS}
    rows = change.rows.filter(table_name__in=models).order_by().values_list("table_name", "operation").distinct()
    names = {f"archive.change_{models[table]._meta.model_name}" for table, _ in rows} or {"archive.change_article"}
    if change.made_by_id != user.pk:
        names |= {
            f"archive.delete_{models[table]._meta.model_name}"
            for table, operation in rows
            if operation != RowChange.Operation.UPDATE and models[table] in _DELETABLE_MODELS
        }
    return names


def _count_rows(change: Change) -> list[tuple[str, str, int]]:
    """Return the kinds of rows with what happened to them, and how many there are."""
    models = get_tracked_models()
    rows = change.rows.order_by().values_list("table_name", "operation").annotate(Count("row_key", distinct=True))
    return sorted(
        (capfirst(str(models[table]._meta.verbose_name_plural)), str(RowChange.Operation(operation).label), count)
        for table, operation, count in rows
        if table in models
    )


def _iter_records(change: Change) -> Iterable[RecordDifference]:
    """Yield the records of a change, those with a form of their own first."""
    main_tables = {model._meta.db_table for model in MAIN_MODELS}
    differences = list(islice(iter_differences(change, tables=main_tables), MAX_RECORDS_SHOWN))
    differences += islice(iter_differences(change, excluded_tables=main_tables), MAX_RECORDS_SHOWN)
    rows = _load_current(differences)
    for difference in differences:
        record = rows.get((difference.model, difference.key))
        fields = list(_iter_fields(difference))
        if fields or difference.operation != RowChange.Operation.UPDATE:
            yield RecordDifference(
                kind=str(difference.model._meta.verbose_name),
                label=str(record) if record else _build_label(difference),
                operation=str(RowChange.Operation(difference.operation).label),
                fields=fields,
                url=_build_url(difference.model, difference.key) if record else "",
            )


def _load_current(differences: Iterable[RowDifference]) -> dict[tuple[type[Model], Any], Model]:
    keys_by_model: dict[type[Model], list[Any]] = {}
    for difference in differences:
        keys_by_model.setdefault(difference.model, []).append(difference.key)
    return {
        (model, key): row
        for model, keys in keys_by_model.items()
        for key, row in model._base_manager.in_bulk(keys).items()
    }


def _iter_fields(difference: RowDifference) -> Iterable[FieldDifference]:
    """Yield the fields that differ, without what is computed from others."""
    derived = DERIVED_COLUMNS.get(difference.model._meta.db_table, frozenset())
    before, after = difference.before or {}, difference.after or {}
    if difference.operation != RowChange.Operation.UPDATE:
        return
    for name, value in before.items():
        if name not in derived:
            texts = (format_value(difference.model, name, each) for each in (value, after.get(name)))
            yield FieldDifference(capfirst(get_field_label(difference.model, name)), *texts)


def _build_label(difference: RowDifference) -> str:
    values = difference.before or {}
    return next((str(values[name])[:200] for name in _LABEL_FIELDS if values.get(name)), str(difference.key))


def _build_url(model: type[Model], key: Any) -> str:
    return reverse(f"admin:archive_{model._meta.model_name}_change", args=[key]) if model in MAIN_MODELS else ""
