"""Posted values of forms: checked keys, and signed digests of the values a form was made with, in a hidden field.

The digests let a save tell what its editor changed from what others changed since the form was made.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final, TypeAlias

from django.core import signing
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Model
from django.forms import BaseForm, BoundField, Field, ModelMultipleChoiceField
from django.forms.widgets import CheckboxInput, ChoiceWidget, FileInput, Input, MultiWidget, Widget
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext

from archive.text.normalize import strip_controls

STATE_FIELD: Final = "form_state"  # the hidden field that carries the signed state
MOMENT_FIELD: Final = "asked_at"  # the hidden field with the signed moment a page was made
_SALT: Final = "archive.editing.form_state"

_LINE_BREAK: Final = re.compile(r"[\r\n]")  # browsers strip them from single-line inputs

FieldValues: TypeAlias = Mapping[str, Sequence[str]]
"""Posted values of one form field, by the suffix of the input's name."""
FieldDigests: TypeAlias = Mapping[str, str]  # digests of the values of one record, by field name
_MAX_KEY: Final = 2**63 - 1
_MAX_ROWS: Final = 2_000  # most rows of a formset; Django's own limit


@dataclass(frozen=True, slots=True)
class FormState:
    """Digests of a form: the record's fields, and those of each inline row by prefix and key."""

    fields: FieldDigests = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, FieldDigests]] = field(default_factory=dict)
    newest_entry: int = 0  # the latest history entry at the time
    asked: tuple[str, ...] = ()  # keys of the conflicts that the form shows
    removed: Mapping[str, Mapping[str, list[str]]] = field(default_factory=dict)  # inputs of rows that others deleted


def sign_state(state: FormState, record: Model) -> str:
    """Return the state signed with the secret key, for this record only."""
    return signing.dumps(asdict(state), salt=_build_salt(record), compress=True)


def read_state(signed: str, record: Model) -> FormState:
    """Return the state that `sign_state` signed for this record; raise BadRequest otherwise."""
    try:
        return FormState(**signing.loads(signed, salt=_build_salt(record)))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise BadRequest(gettext("This form was not made for this record. Open its page again.")) from error


def sign_moment() -> str:
    """Return the current time, signed: when a page was made."""
    return signing.dumps(timezone.now().isoformat(), salt=_SALT)


def read_moment(signed: str | None) -> datetime | None:
    """Return the time that `sign_moment` signed; None for None, else raise BadRequest."""
    if signed is None:
        return None
    try:
        return datetime.fromisoformat(signing.loads(signed, salt=_SALT))
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise BadRequest(gettext("This form was not made by this archive.")) from error


def _build_salt(record: Model) -> str:
    return f"{_SALT}:{record._meta.label}:{record.pk}"


def compute_digests(form: BaseForm, names: Iterable[str]) -> dict[str, str]:
    """Return the digest of the value of each of these fields in an unbound form."""
    return {name: compute_digest(get_initial_values(form[name])) for name in names}


def list_editable_fields(form: BaseForm, excluded: Sequence[str] = ()) -> list[str]:
    """Return the names of the fields that a browser sends back, without the excluded ones."""
    return [
        name
        for name, form_field in form.fields.items()
        if name not in excluded and not form_field.disabled and not isinstance(form_field.widget, FileInput)
    ]


def get_initial_values(bound_field: BoundField) -> FieldValues:
    """Return what a browser sends for a field of an unbound form if it is not edited."""
    widget, value = bound_field.field.widget, bound_field.value()
    values: Any = [value]
    if isinstance(widget, MultiWidget):
        values = value if isinstance(value, list | tuple) else widget.decompress(value)
    inputs = zip(_list_inputs(widget), values, strict=False)
    return {suffix: _format_value(subwidget, value_part) for (suffix, subwidget), value_part in inputs}


def read_posted_values(form_field: Field, name: str, post: QueryDict) -> FieldValues | None:
    """Return the posted values of a field; None where the form had no such field."""
    posted = {}
    for suffix, subwidget in _list_inputs(form_field.widget):
        values = post.getlist(name + suffix)
        if isinstance(subwidget, CheckboxInput):  # never sent when it is not ticked, as selects without a choice
            values = ["on"] if subwidget.value_from_datadict(post, {}, name + suffix) else []  # type: ignore[arg-type]
        elif not getattr(subwidget, "allow_multiple_selected", False):
            if not values:
                return None
            values = values[-1:]
        posted[suffix] = values
    return posted


def compute_digest(values: FieldValues) -> str:
    """Return a digest; equal for values that differ only by what browsers change."""
    parts = [f"{suffix}={chr(0).join(sorted(map(normalize_text, strings)))}" for suffix, strings in values.items()]
    return hashlib.blake2b(chr(1).join(parts).encode(errors="surrogatepass"), digest_size=9).hexdigest()


def normalize_text(text: str) -> str:
    """Normalise what browsers change: line ends, outer white space, control characters."""
    return strip_controls(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _list_inputs(widget: Widget) -> list[tuple[str, Widget]]:
    """Return the inputs of a widget, each with the suffix of its name."""
    if isinstance(widget, MultiWidget):
        return list(zip(widget.widgets_names, widget.widgets, strict=True))  # type: ignore[attr-defined]
    return [("", getattr(widget, "widget", widget))]  # the admin wraps those of related records


def _format_value(widget: Widget, value: Any) -> list[str]:
    if isinstance(widget, CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    formatted: Any = widget.format_value(value)
    if isinstance(widget, ChoiceWidget):
        return formatted if widget.allow_multiple_selected else formatted[:1]
    text = "" if formatted is None else str(formatted)
    return [_LINE_BREAK.sub("", text) if isinstance(widget, Input) else text]


def validate_key(model: type[Model], sent_key: str) -> str:
    """Return a key in canonical form; empty for none, BadRequest for what is no key."""
    if not sent_key:
        return ""
    try:
        key: Any = model._meta.pk.to_python(sent_key) if "\x00" not in sent_key else None
    except ValidationError:
        key = None
    if key is None or (isinstance(key, int) and not 0 <= key <= _MAX_KEY):
        raise BadRequest(gettext("What was sent names no record. Nothing was changed."))
    return str(key)


def is_row_key(text: str) -> bool:
    """Return whether `text` is a number that may be the key of a row."""
    return text.isascii() and text.isdigit() and len(text) < 19


def validate_keys(model: type[Model], sent_keys: Iterable[str]) -> None:
    """Raise BadRequest where one of these is no key."""
    for sent_key in sent_keys:
        if not validate_key(model, sent_key):
            raise BadRequest(gettext("What was sent names no record. Nothing was changed."))


class ValidatedMultipleChoiceField(ModelMultipleChoiceField):
    """Multiple choice of records that refuses keys no database could look up."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, list | tuple) and self.queryset is not None:
            validate_keys(self.queryset.model, map(str, value))
        return super().clean(value)


def parse_row_count(sent_count: str) -> int:
    """Return the number of rows a form claims; raise BadRequest for what is no such number."""
    if not (sent_count.isascii() and sent_count.isdecimal() and len(sent_count) < 6 and int(sent_count) <= _MAX_ROWS):
        raise BadRequest(gettext("What was sent says of no rows how many. Nothing was changed."))
    return int(sent_count)
