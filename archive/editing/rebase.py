"""Rebase a submitted form onto the record as it is now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.core.exceptions import ValidationError
from django.forms import BaseForm, BooleanField, ChoiceField, Field, ModelChoiceField
from django.forms.models import ModelMultipleChoiceField
from django.http import QueryDict
from django.utils.translation import gettext

from archive.editing import form_state
from archive.editing.form_state import FieldDigests, FieldValues, FormState

CHOICE_PREFIX: Final = "choose-"  # prefix of the input names of choices between two values
MINE: Final = "mine"
THEIRS: Final = "theirs"
OPEN: Final = "open"
ChangeDescriber: TypeAlias = Callable[[BaseForm, str], str]
"""Returns who last changed a field of this form (the row, for the name ""), and when."""


def format_value(field: Field, values: FieldValues) -> str:
    """Return the value of a field as text: names for keys, yes or no for a checkbox; empty for none."""
    strings = [string for part_values in values.values() for string in part_values if string]
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
    texts = ((form[name].label, format_value(form.fields[name], values[name])) for name in values)
    template = gettext("%(label)s: %(value)s")
    return "; ".join(template % {"label": label, "value": text} for label, text in texts if text)


def _format_choice(field: ModelChoiceField, key: str) -> str:
    try:
        record = ModelChoiceField.to_python(field, key)
    except ValidationError:
        return key
    return str(field.label_from_instance(record)) if record else key


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A change by others to something that the editor did not change."""

    label: str
    before: str
    after: str
    who: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict: something that two people changed differently. `key` identifies it."""

    key: str
    label: str
    mine: str
    theirs: str
    who: str
    is_in_form: bool = True  # whether the form shows the posted value, to be edited further

    @property
    def name(self) -> str:
        return CHOICE_PREFIX + self.key

    @property
    def my_lines(self) -> list[tuple[str, bool]]:
        """Lines of the posted value; each with whether the stored one lacks it."""
        return _mark_lines(self.mine, self.theirs)

    @property
    def their_lines(self) -> list[tuple[str, bool]]:
        """Lines of the stored value; each with whether the posted one lacks it."""
        return _mark_lines(self.theirs, self.mine)


class Rebase:
    """The rebase of one posted form.

    Without a `state` the base is unknown, and everything that differs from the record is a conflict.
    """

    def __init__(self, sent: QueryDict, state: FormState | None, describe_change: ChangeDescriber) -> None:
        self.sent = sent
        self.state = state
        self.describe_change = describe_change
        self.post = sent.copy()  # what to save
        self.kept_changes: list[KeptChange] = []
        self.conflicts: list[Conflict] = []
        self.removed: dict[str, Mapping[str, list[str]]] = {}  # inputs of conflicting rows that others deleted
        self.current_state = FormState()  # of a form made now

    def merge_record(self, form: BaseForm) -> None:
        """Merge the record's own fields; the unbound `form` has the stored values."""
        base_digests = self.state.fields if self.state else {}
        for name in form_state.list_editable_fields(form):
            for suffix, strings in self.merge_field(form, name, name, base_digests, name).items():
                if strings:
                    self.post.setlist(name + suffix, list(strings))
                else:
                    self.post.pop(name + suffix, None)

    def merge_field(
        self, form: BaseForm, name: str, posted_name: str, base_digests: FieldDigests, key: str, row_label: str = ""
    ) -> FieldValues:
        """Return the values to save for one field of `form`, noting kept changes and conflicts."""
        form_field = form.fields[name]
        theirs = form_state.get_initial_values(form[name])
        mine = form_state.read_posted_values(form_field, posted_name, self.sent)
        if mine and isinstance(form_field, ModelChoiceField) and form_field.queryset is not None:
            form_state.validate_keys(
                form_field.queryset.model, (key for strings in mine.values() for key in strings if key)
            )
        if mine is None or form_state.compute_digest(mine) == form_state.compute_digest(theirs):
            return theirs
        base_digest, choice = base_digests.get(name), self.get_choice(key)
        is_theirs = base_digest == form_state.compute_digest(mine) or choice == THEIRS
        if base_digest != form_state.compute_digest(theirs) or choice == OPEN:
            label = f"{row_label}: {form[name].label}" if row_label else str(form[name].label)
            my_text, their_text = format_value(form_field, mine), format_value(form_field, theirs)
            if is_theirs:
                self.add_kept_change(form, name, label, my_text, their_text)
            else:
                self.add_conflict(form, name, key, label, my_text, their_text)
        return theirs if is_theirs else mine

    def get_choice(self, key: str) -> str:
        """Return MINE or THEIRS; OPEN for an unanswered conflict, empty if there was none."""
        if self.state is None or key not in self.state.asked:
            return ""
        choice = self.sent.get(CHOICE_PREFIX + key, "")
        return choice if choice in {MINE, THEIRS} else OPEN

    def add_kept_change(self, form: BaseForm, name: str, label: str, before: str, after: str) -> None:
        self.kept_changes.append(KeptChange(label, before, after, self.describe_change(form, name)))

    def add_conflict(
        self, form: BaseForm, name: str, key: str, label: str, mine: str, theirs: str, *, is_in_form: bool = True
    ) -> None:
        self.conflicts.append(Conflict(key, label, mine, theirs, self.describe_change(form, name), is_in_form))


def _mark_lines(text: str, other: str) -> list[tuple[str, bool]]:
    """Return the lines of a text; of several, those the other text lacks are marked."""
    lines = text.splitlines()
    other_lines = {line.strip() for line in other.splitlines()}
    is_marking = len(lines) > 1 or len(other_lines) > 1
    return [(line, is_marking and bool(line.strip()) and line.strip() not in other_lines) for line in lines]
