"""Posted values as text: names for keys, yes or no for checkboxes."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BooleanField, ChoiceField, Field, ModelChoiceField
from django.forms.models import ModelMultipleChoiceField
from django.http import QueryDict
from django.utils.translation import gettext

from archive.admin.form_state import Values, sent_values


def value_text(field: Field, values: Values) -> str:
    """Return the value of a field as text; empty for none."""
    strings = [string for _, some in values for string in some if string]
    if isinstance(field, BooleanField):
        return gettext("yes") if strings else gettext("no")
    if isinstance(field, ModelMultipleChoiceField | ModelChoiceField):
        return ", ".join(_name_of(field, string) for string in strings)
    if isinstance(field, ChoiceField):
        names = {str(key): str(name) for key, name in field.choices}  # type: ignore[misc, union-attr]
        return ", ".join(names.get(string, string) for string in strings)
    return " ".join(strings)


def row_text(form: BaseForm, values: Mapping[str, Values]) -> str:
    """Return the filled fields of a row: `Author: Maud Ellery; Role: author`."""
    parts = []
    for name, some in values.items():
        field = form.fields[name]
        if text := value_text(field, some):
            label = gettext("%(label)s: %(value)s")
            parts.append(label % {"label": label_of(form, name), "value": text})
    return "; ".join(parts)


def typed_texts(form: BaseForm, post: QueryDict) -> list[tuple[str, str]]:
    """Return (label, text) of each field that is not empty in `post`."""
    found = []
    for name, field in form.fields.items():
        values = sent_values(field, name, post)
        if values and (text := value_text(field, values)):
            found.append((label_of(form, name), text))
    return found


def label_of(form: BaseForm, name: str) -> str:
    """Return the label of a field."""
    return str(form[name].label)


def _name_of(field: ModelChoiceField, key: str) -> str:
    try:
        chosen = ModelChoiceField.to_python(field, key)
    except ValidationError:
        return key
    return str(field.label_from_instance(chosen)) if chosen else key
