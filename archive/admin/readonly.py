"""Base classes of read-only admins and of inlines."""

from django.contrib import admin
from django.forms import BaseInlineFormSet, Form
from django.http import HttpRequest
from django.utils.translation import gettext

from archive.admin.desk import BaseAdmin


class ReadOnlyMixin:
    """Mixin: no permission to add, change or delete; viewing is by permission."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
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

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_change_permission(request, obj)
