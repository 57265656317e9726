"""Screens that show and change nothing: what the program itself wrote down."""

from django.contrib import admin
from django.http import HttpRequest


class ReadOnly:
    """Nobody adds, changes or deletes here; who may see it is a matter of permissions."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    """A list and a page of one kind of record, to be read."""

    list_per_page = 50
    show_full_result_count = False


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    """Records of another kind that belong to the one shown, to be read."""

    extra = 0
    can_delete = False


class PartInline(admin.TabularInline):
    """Rows that are part of the record shown: who may change it may remove them from it."""

    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_change_permission(request, obj)
