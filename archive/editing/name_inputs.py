"""Inputs of outlets and authors by name."""

from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db.models import ForeignKey
from django.forms import Media
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from archive.editing.form_state import validate_key

PLACEHOLDERS: Final = {"outlet": _("Choose an outlet"), "author": _("Choose an author")}


class NameAutocompleteSelect(AutocompleteSelect):
    """Django's autocomplete select, with a placeholder and a name for screen readers."""

    @property
    def media(self) -> Media:
        """Django's scripts, then ours, which labels the box that they create."""
        return super().media + Media(js=["admin/js/autocomplete.js", "js/autocomplete_labels.js"])

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        sent_key = super().value_from_datadict(data, files, name)
        return validate_key(self.field.remote_field.model, sent_key) if sent_key else sent_key

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        name = str(self.field.remote_field.model._meta.model_name)
        return super().build_attrs(base_attrs, extra_attrs) | {"data-placeholder": str(PLACEHOLDERS[name])}


class NameAutocompleteMixin(admin.options.BaseModelAdmin):
    """Mixin: `NameAutocompleteSelect` for `autocomplete_fields`, without the delete link."""

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", NameAutocompleteSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field
