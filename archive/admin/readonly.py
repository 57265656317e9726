"""Screens that show and change nothing: what the program itself wrote down."""

from django.contrib import admin
from django.forms import BaseInlineFormSet, Form
from django.http import HttpRequest
from django.utils.translation import gettext

from archive.admin.desk import Desk


class ReadOnly:
    """Nobody adds, changes or deletes here; who may see it is a matter of permissions."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, Desk):
    """A list and a page of one kind of record, to be read."""


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    """Records of another kind that belong to the one shown, to be read."""

    extra = 0
    can_delete = False


class LabelledFormSet(BaseInlineFormSet):
    """Rows of fields whose names stand in the head of the table: each field says its own, too."""

    def add_fields(self, form: Form, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            label = gettext("Remove this row") if name == "DELETE" else field.label or name
            field.widget.attrs.setdefault("aria-label", label)


class PartInline(admin.TabularInline):
    """Rows that are part of the record shown: who may change it may remove them from it."""

    extra = 0
    formset = LabelledFormSet

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_change_permission(request, obj)
