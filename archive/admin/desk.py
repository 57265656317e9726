"""The base of all model admins."""

from itertools import islice
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from archive.admin.concurrent_editing import ConcurrentEditingAdmin
from archive.admin.identifiers import ValidatedMultipleChoiceField, validate_keys
from archive.text.normalize import strip_controls


class BaseAdmin(ConcurrentEditingAdmin):
    """Base admin: fifty rows a page, no full result count, malformed input refused."""

    list_per_page = 50
    show_full_result_count = False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Return the list; raise BadRequest for a NUL or an overflowing number in the URL."""
        if any("\x00" in value for values in request.GET.lists() for value in values[1]):
            raise BadRequest(
                gettext("The address has a NUL character in it. Take it out and try again.")
            )
        try:
            return super().changelist_view(request, extra_context)
        except OverflowError as error:
            raise BadRequest(gettext("The address has a number in it that no row has.")) from error

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Search for what was typed, without control characters."""
        return super().get_search_results(request, queryset, strip_controls(search_term))

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Return the row with this key; none has a NUL in it."""
        if "\x00" in object_id:
            return None
        return super().get_object(request, object_id, from_field or None)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Return the page of a record; when adding, its first field has the focus."""
        if kwargs.get("add"):
            fields = (
                admin_field
                for fieldset in context["adminform"]
                for line in fieldset
                for admin_field in line
            )
            bound_fields = (
                admin_field.field
                for admin_field in fields
                if isinstance(admin_field.field, BoundField)
            )
            for field in islice(bound_fields, 1):
                field.field.widget.attrs["autofocus"] = True
        return super().render_change_form(request, context, *args, **kwargs)

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Run the chosen action; raise BadRequest for forged keys."""
        validate_keys(self.model, request.POST.getlist(ACTION_CHECKBOX_NAME))
        return super().response_action(request, queryset)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Return a multiple choice field that refuses forged keys."""
        kwargs.setdefault("form_class", ValidatedMultipleChoiceField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)
