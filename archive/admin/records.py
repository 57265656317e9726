"""What outlets, authors and collections share: a page of their own, whose address may move."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from archive.admin.desk import Desk
from archive.curation.rename import claim_page, keep_former_name, move_page
from archive.models import Author, Outlet


class PageAdmin(Desk):
    """A record with a public page. When its slug changes, the old address leads to the new one."""

    prepopulated_fields = {"slug": ["name"]}
    save_on_top = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Rows with their counts, but for the choices of a form: these are asked at each letter."""
        rows = super().get_queryset(request)
        return rows if request.path == reverse("admin:autocomplete") else self.with_counts(rows)

    def with_counts(self, rows: QuerySet) -> QuerySet:
        """What the list shows beside the name."""
        raise NotImplementedError

    def view_on_site(self, obj: Any) -> str:
        """The public page, at once (not through a redirecting view)."""
        return obj.get_absolute_url()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A slug follows the name while the record is new; later it moves only by hand."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """A merge changes one record and deletes the others."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save, and see to the address."""
        held = self.model._default_manager.get(pk=obj.pk) if change else None
        form.former_name = held.name if held else ""
        super().save_model(request, obj, form, change)
        if not held:
            claim_page(obj.get_absolute_url())
        elif redirect := move_page(held.get_absolute_url(), obj.get_absolute_url()):
            form = gettext("%(old)s now leads to %(new)s.")
            told = form % {"old": redirect.old_path, "new": redirect.new_path}
            self.message_user(request, told)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save the other names typed, and keep the former one of a record that was renamed."""
        super().save_related(request, form, formsets, change)
        former = form.former_name
        if isinstance(form.instance, Author | Outlet) and keep_former_name(form.instance, former):
            self.message_user(request, gettext("‘%s’ is kept among its other names.") % former)
