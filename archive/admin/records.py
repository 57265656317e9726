"""Base admin of records with a public page, whose URL may change."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from archive.admin.desk import BaseAdmin
from archive.curation.rename import add_former_name_alias, delete_shadowing_redirect, redirect_page
from archive.models import Author, Outlet


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

    def view_on_site(self, obj: Any) -> str:
        """Return the URL of the public page itself (not of a redirecting view)."""
        return obj.get_absolute_url()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Prefill the slug from the name only while the record is new."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may change and delete: a merge does both."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save, and add or delete redirects as the URL changed."""
        stored_record = self.model._default_manager.get(pk=obj.pk) if change else None
        form.former_name = stored_record.name if stored_record else ""
        super().save_model(request, obj, form, change)
        if not stored_record:
            delete_shadowing_redirect(obj.get_absolute_url())
        elif redirect := redirect_page(stored_record.get_absolute_url(), obj.get_absolute_url()):
            form = gettext("%(old)s now leads to %(new)s.")
            message = form % {"old": redirect.old_path, "new": redirect.new_path}
            self.message_user(request, message)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save the aliases, and add the former name of a renamed record to them."""
        super().save_related(request, form, formsets, change)
        former_name = form.former_name
        if isinstance(form.instance, Author | Outlet) and add_former_name_alias(
            form.instance, former_name
        ):
            self.message_user(request, gettext("‘%s’ is kept among its other names.") % former_name)
