"""Posted values as text: names for keys, yes or no for checkboxes."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BooleanField, ChoiceField, Field, ModelChoiceField
from django.forms.models import ModelMultipleChoiceField
from django.http import QueryDict
from django.utils.translation import gettext

from archive.admin.form_state import FieldValues, read_posted_values


def format_value(field: Field, values: FieldValues) -> str:
    """Return the value of a field as text; empty for none."""
    strings = [string for _, part_values in values for string in part_values if string]
    if isinstance(field, BooleanField):
        return gettext("yes") if strings else gettext("no")
    if isinstance(field, ModelMultipleChoiceField | ModelChoiceField):
        return ", ".join(_format_choice(field, string) for string in strings)
    if isinstance(field, ChoiceField):
        names = {str(key): str(name) for key, name in field.choices}  # type: ignore[misc, union-attr]
        return ", ".join(names.get(string, string) for string in strings)
    return " ".join(strings)


def format_row(form: BaseForm, values: Mapping[str, FieldValues]) -> str:
    """Return the filled fields of a row: `Author: Maud Ellery; Role: author`."""
    parts = []
    for name, field_values in values.items():
        field = form.fields[name]
        if text := format_value(field, field_values):
            label = gettext("%(label)s: %(value)s")
            parts.append(label % {"label": get_label(form, name), "value": text})
    return "; ".join(parts)


def format_posted_fields(form: BaseForm, post: QueryDict) -> list[tuple[str, str]]:
    """Return (label, text) of each field that is not empty in `post`."""
    texts = []
    for name, field in form.fields.items():
        values = read_posted_values(field, name, post)
        if values and (text := format_value(field, values)):
            texts.append((get_label(form, name), text))
    return texts


def get_label(form: BaseForm, name: str) -> str:
    """Return the label of a field."""
    return str(form[name].label)


def _format_choice(field: ModelChoiceField, key: str) -> str:
    try:
        record = ModelChoiceField.to_python(field, key)
    except ValidationError:
        return key
    return str(field.label_from_instance(record)) if record else key
