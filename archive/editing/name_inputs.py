"""Inputs of outlets and authors by name."""

from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey
from django.forms import Media, ModelChoiceField
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from archive.editing.form_state import validate_key
from archive.editing.typed_names import build_input_name, describe_unknown_name, find_by_typed_name, tidy_name

PLACEHOLDERS: Final = {"outlet": _("Choose an outlet"), "author": _("Choose an author")}
TYPED_LABELS: Final = {"outlet": _("or write the outlet’s name"), "author": _("or write the author’s name")}


class NameAutocompleteSelect(AutocompleteSelect):
    """Django's autocomplete select, with a placeholder and a name for screen readers; without scripts, a text input."""

    typed_text = ""  # that names no record

    @property
    def media(self) -> Media:
        """Django's scripts, then ours, which labels the box that they create."""
        return super().media + Media(js=["admin/js/autocomplete.js", "js/autocomplete_labels.js"])

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the key of the record chosen, or of the one whose name was typed; what names none as it was typed."""
        model, sent_key = self.field.remote_field.model, super().value_from_datadict(data, files, name)
        if typed := tidy_name(data.get(build_input_name(name, model)) or ""):
            record = find_by_typed_name(model, typed)
            self.typed_text = "" if record else typed
            return str(record.pk) if record else typed
        return validate_key(model, sent_key) if sent_key else sent_key

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        model = self.field.remote_field.model
        input_name = build_input_name(name, model)
        context = {
            "select": super().render(name, "" if self.typed_text else value, attrs, renderer),
            "input_name": input_name,
            "input_id": f"id_{input_name}",
            "typed": self.typed_text,
            "label": TYPED_LABELS[str(model._meta.model_name)],
        }
        return render_to_string("admin/archive/name_select.html", context)

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        name = str(self.field.remote_field.model._meta.model_name)
        return super().build_attrs(base_attrs, extra_attrs) | {"data-placeholder": str(PLACEHOLDERS[name])}


class NameChoiceField(ModelChoiceField):
    """Choice of an outlet or author, from a list or by typing its name."""

    widget: NameAutocompleteSelect

    def clean(self, value: Any) -> Any:
        """Return the record; ValidationError says which names are like the one typed."""
        if typed := self.widget.typed_text:
            raise ValidationError(describe_unknown_name(self.widget.field.remote_field.model, typed))
        return super().clean(value)


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
