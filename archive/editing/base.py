"""Base classes of admin screens and inlines."""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest
from django.db.models import Field, QuerySet
from django.forms import BaseInlineFormSet, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from archive.curation.changes import describe_open_change
from archive.curation.merge import add_former_name_alias, delete_shadowing_redirect, redirect_page
from archive.editing.cells import render_cell
from archive.editing.change_list import CheckedChangeList, has_nul, is_lookup_allowed, validate_initial_value
from archive.editing.concurrent import ConcurrentEditingAdmin
from archive.editing.form_state import ValidatedMultipleChoiceField, is_row_key, validate_keys
from archive.editing.recording import record_request
from archive.models import Author, Change, Outlet
from archive.models.relations import find_current_record
from archive.text.normalize import strip_controls

MAX_CHANGES_SHOWN: Final = 50  # latest changes on the history page of a record
MAX_EMPTY_ROWS: Final = 10  # of one inline
MAX_NAMED_DELETIONS: Final = 3  # deleted records that the summary of a change names; the rest is counted


class BaseAdmin(ConcurrentEditingAdmin):
    """Base admin: fifty rows a page, no full result count, malformed input refused."""

    list_per_page = 50
    show_full_result_count = False
    is_first_field_focused = True
    explanation: ClassVar[Any] = ""  # what the records of the list are, where their name does not say it

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Return the list; raise BadRequest for a NUL or an overflowing number in the URL."""
        if has_nul(request):
            raise BadRequest(gettext("The address has a NUL character in it. Take it out and try again."))
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        try:
            return super().changelist_view(request, context)
        except OverflowError as error:
            raise BadRequest(gettext("The address has a number in it that no row has.")) from error

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CheckedChangeList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # type: ignore[override]
        return is_lookup_allowed(lookup) and super().lookup_allowed(lookup, value, request)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return the values that the address gives a new record, as its form takes them."""
        if has_nul(request):
            raise BadRequest(gettext("The address has a NUL character in it. Take it out and try again."))
        values = super().get_changeform_initial_data(request)
        fields = {field.name: field for field in self.opts.get_fields() if isinstance(field, Field)}
        return {
            name: validate_initial_value(fields[name], value) if name in fields else value
            for name, value in values.items()
        }

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, strip_controls(search_term))

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Return the row with this key; none has a NUL in it."""
        return None if "\x00" in object_id else super().get_object(request, object_id, from_field or None)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Return the page of a record; the first field that is wrong has the focus, else the first one."""
        form, fieldsets = context["adminform"].form, context["adminform"].fieldsets
        names = [name for name in flatten_fieldsets(fieldsets) if name in form.fields]
        rebase = getattr(request, "rebase", None)
        if not rebase or not rebase.conflicts:  # which stand above the fields
            wrong_names = [name for name in names if name in form.errors]
            for name in [*wrong_names, *(names if self.is_first_field_focused else ())][:1]:
                form.fields[name].widget.attrs["autofocus"] = True
        return super().render_change_form(request, context, *args, **kwargs)

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Run the chosen action; what it writes is one change."""
        validate_keys(self.model, request.POST.getlist(ACTION_CHECKBOX_NAME))
        is_deletion = request.POST.get("action") == "delete_selected"
        action = Change.Action.DELETE if is_deletion else Change.Action.BULK_EDIT
        with record_request(request, action):
            return super().response_action(request, queryset)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with record_request(request, Change.Action.DELETE):
            return super().delete_view(request, object_id, extra_context)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the history of a record, with the changes that can be undone."""
        record = self.get_object(request, unquote(object_id))
        if record is not None and request.user.has_perm("archive.view_change"):
            changes = Change.objects.of_record(record).select_related("made_by")[:MAX_CHANGES_SHOWN]
            extra_context = {"record_changes": changes, **(extra_context or {})}
        return super().history_view(request, object_id, extra_context)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return _summarize_entry(super().log_addition(request, obj, message), _("Added: %s"))

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return _summarize_entry(super().log_change(request, obj, message), _("%s"))

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Write the history, and name the deleted records in the summary of the change."""
        names = [f"‘{record}’" for record in queryset[:MAX_NAMED_DELETIONS]]
        further = len(queryset) - len(names)
        with override(settings.LANGUAGE_CODE):
            text = gettext("Deleted: %s") % ", ".join(names)
            describe_open_change(f"{text} + {further}" if further else text)
        return super().log_deletions(request, queryset)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("form_class", ValidatedMultipleChoiceField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Return the URL of the public page itself (not of a redirecting view); None without one."""
        return obj.get_absolute_url() if obj is not None and hasattr(obj, "get_absolute_url") else None

    @admin.display(description=_("page"))
    def page(self, record: Any) -> str:
        withdrawn = getattr(record, "withdrawn_at", None)  # marked in the link
        return render_cell("page_link", address=record.get_absolute_url(), name=str(record), withdrawn=withdrawn)


class GeneratedRecordMixin:
    """Mixin: records that nobody adds or deletes by hand."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReadOnlyMixin(GeneratedRecordMixin):
    """Mixin: no permission to add, change or delete; viewing is by permission."""

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnlyMixin, BaseAdmin):
    """Base admin of records that are only read."""


class ReadOnlyInline(ReadOnlyMixin, admin.TabularInline):
    """Base inline of records that are only read."""

    extra = 0
    can_delete = False


class LabelledFormSet(BaseInlineFormSet):
    """Formset whose fields have an `aria-label`: in a table only the head names them."""

    def add_fields(self, form: Form, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            label = gettext("Remove this row") if name == "DELETE" else field.label or name
            field.widget.attrs.setdefault("aria-label", label)


class EditableInline(admin.TabularInline):
    """Base inline of editable rows: who may change the record may delete them."""

    extra = 0
    formset = LabelledFormSet

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Return the number of empty rows: none, as scripts add them; without scripts the address asks for some."""
        sent_number = request.GET.get("rows", "")
        return min(int(sent_number), MAX_EMPTY_ROWS) if is_row_key(sent_number) else self.extra

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_change_permission(request, obj)


class PageAdmin(BaseAdmin):
    """Base admin of a record with a public page; a change of slug leaves a redirect."""

    prepopulated_fields = {"slug": ["name"]}
    save_on_top = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return rows with counts, except for autocompletion, which queries at each keystroke."""
        rows = super().get_queryset(request)
        return rows if request.path == reverse("admin:autocomplete") else self.with_counts(rows)

    def with_counts(self, rows: QuerySet) -> QuerySet:
        """Annotate `rows` with the counts that the list shows."""
        raise NotImplementedError

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Prefill the slug from the name only while the record is new."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may change and delete: a merge does both."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Redirect from the page of a merged record to that of the one it was merged into."""
        record = self._find_kept(object_id)
        if record is None:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc]
        self.message_user(request, gettext("The record you asked for was merged into this one."), messages.WARNING)
        return HttpResponseRedirect(reverse(f"admin:archive_{opts.model_name}_change", args=[record.pk]))

    def _render_deleted(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return the page for a record that is gone, with a link to the one that it was merged into."""
        response: Any = super()._render_deleted(request, object_id)
        response.context_data["kept_record"] = self._find_kept(object_id)
        return response

    def _find_kept(self, object_id: str) -> Any:
        """Return the record that the one with this key was merged into; None if it was not."""
        key = unquote(object_id)
        return find_current_record(self.model, key) if is_row_key(key) else None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save, and add or delete redirects as the URL changed."""
        stored_record = self.model._default_manager.get(pk=obj.pk) if change else None
        form.former_name = stored_record.name if stored_record else ""
        super().save_model(request, obj, form, change)
        if not stored_record:
            delete_shadowing_redirect(obj.get_absolute_url())
        elif redirect := redirect_page(stored_record.get_absolute_url(), obj.get_absolute_url()):
            message = gettext("%(old)s now leads to %(new)s.")
            self.message_user(request, message % {"old": redirect.old_path, "new": redirect.new_path})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save the aliases, and add the former name of a renamed record to them."""
        super().save_related(request, form, formsets, change)
        former_name = form.former_name
        if isinstance(form.instance, Author | Outlet) and add_former_name_alias(form.instance, former_name):
            self.message_user(request, gettext("‘%s’ is kept among its other names.") % former_name)


def _summarize_entry(entry: LogEntry, template: Any) -> LogEntry:
    """Describe the open change by an entry of the history, in the language of the archive; return the entry."""
    with override(settings.LANGUAGE_CODE):
        message = entry.get_change_message() if entry.is_change() else ""
        text = str(template) % f"‘{entry.object_repr}’"
        describe_open_change(f"{text}: {message}" if message else text)
    return entry
