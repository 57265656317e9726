"""Rebase of the posted rows of an inline onto the stored ones: added, changed, deleted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import BadRequest
from django.forms import BaseForm, BaseInlineFormSet
from django.http import QueryDict
from django.utils.translation import gettext

from archive.editing.form_state import (
    FieldDigests,
    FieldValues,
    FormState,
    compute_digest,
    compute_digests,
    get_initial_values,
    list_editable_fields,
    parse_row_count,
    read_posted_values,
    validate_key,
)
from archive.editing.rebase import MINE, OPEN, THEIRS, Rebase, format_row

_COUNT_FIELDS: Final = ("TOTAL_FORMS", "INITIAL_FORMS")


@dataclass(frozen=True, slots=True)
class InlineRows:
    """The stored rows of one inline, in an unbound formset; `noun` names one."""

    formset: BaseInlineFormSet
    noun: str

    @property
    def prefix(self) -> str:
        """Prefix of the input names."""
        return str(self.formset.prefix)

    @property
    def key_name(self) -> str:
        """Name of the hidden field with the primary key."""
        return str(self.formset.model._meta.pk.name)

    @property
    def parent_name(self) -> str:
        """Name of the hidden field with the parent's key."""
        return str(self.formset.fk.name)

    @property
    def field_names(self) -> list[str]:
        """Names of the fields that an editor fills in."""
        excluded = (self.key_name, self.parent_name, "DELETE", "ORDER")
        return list_editable_fields(self.formset.empty_form, excluded=excluded)

    def forms_by_key(self) -> dict[str, BaseForm]:
        """Return the form of each row, by primary key."""
        return {str(form.instance.pk): form for form in self.formset.initial_forms}


@dataclass(frozen=True, slots=True)
class PostedRow:
    """A posted row; `key` is empty for a new one."""

    post: QueryDict
    prefix: str
    key: str = ""
    is_removed: bool = False

    def read_values(self, form: BaseForm, names: Sequence[str]) -> dict[str, FieldValues]:
        """Return the posted values by field name, without fields that were not posted."""
        posted = {name: read_posted_values(form.fields[name], self.prefix + name, self.post) for name in names}
        return {name: values for name, values in posted.items() if values is not None}


def build_form_state(form: BaseForm, inlines: Sequence[InlineRows], newest_entry_id: int) -> FormState:
    """Return the state of an unbound form and its inlines."""
    row_digests = {}
    for inline in inlines:
        field_names = inline.field_names
        row_digests[inline.prefix] = {
            key: compute_digests(row_form, field_names) for key, row_form in inline.forms_by_key().items()
        }
    return FormState(compute_digests(form, list_editable_fields(form)), row_digests, newest_entry_id)


@dataclass(slots=True)
class InlineMerge:
    """The merge of one inline into the `post` of a rebase."""

    rebase: Rebase
    rows: InlineRows
    base_digests: Mapping[str, FieldDigests] | None = field(init=False)
    field_names: list[str] = field(init=False)
    empty_form: BaseForm = field(init=False)
    existing_rows: list[tuple[str, dict[str, FieldValues], bool]] = field(default_factory=list)
    new_rows: list[Mapping[str, FieldValues]] = field(default_factory=list)

    def __post_init__(self) -> None:
        state = self.rebase.state
        self.base_digests = state.rows.get(self.rows.prefix, {}) if state else None
        self.field_names, self.empty_form = self.rows.field_names, self.rows.formset.empty_form

    def merge(self) -> None:
        """Merge each row, and write all rows to the post, renumbered."""
        current_forms = self.rows.forms_by_key()
        posted_rows = list(iter_posted_rows(self.rows, self.rebase.sent))
        posted_by_key = {row.key: row for row in posted_rows if row.key}
        for key, form in current_forms.items():
            self._merge_existing(key, form, posted_by_key.get(key))
        for key, row in posted_by_key.items():
            if key not in current_forms:
                self._merge_deleted(row)
        self._merge_answered_deletions()
        known_keys = self.base_digests if self.base_digests is not None else current_forms
        added_digests = [
            compute_digests(form, self.field_names) for key, form in current_forms.items() if key not in known_keys
        ]
        for row in posted_rows:
            values = row.read_values(self.empty_form, self.field_names)
            if not row.key and _compute_digests(values) not in added_digests:
                self.new_rows.append(values)
        self._write_post()

    def _merge_existing(self, key: str, form: BaseForm, row: PostedRow | None) -> None:
        """Merge a stored row: added by others, to be deleted, or changed by either or both."""
        theirs = {name: get_initial_values(form[name]) for name in self.field_names}
        if row is None:
            if self.base_digests is not None and key not in self.base_digests:
                self.rebase.add_kept_change(form, "", "", format_row(form, theirs), self.rows.noun)
            self.existing_rows.append((key, theirs, False))
            return
        base_digests = (self.base_digests or {}).get(key, {})
        conflict_key = f"{self.rows.prefix}-{key}"
        if row.is_removed:
            is_confirmed = self._is_removal_confirmed(form, theirs, base_digests, conflict_key)
            self.existing_rows.append((key, theirs, is_confirmed))
            return
        row_label = f"{self.rows.noun} ‘{getattr(form, 'instance', '')}’"
        values = {
            name: self.rebase.merge_field(
                form, name, row.prefix + name, base_digests, f"{conflict_key}-{name}", row_label
            )
            for name in self.field_names
        }
        self.existing_rows.append((key, values, False))

    def _is_removal_confirmed(
        self, form: BaseForm, theirs: Mapping[str, FieldValues], base_digests: FieldDigests, conflict_key: str
    ) -> bool:
        """Return whether a row may be deleted; add a conflict where others changed it."""
        choice = self.rebase.get_choice(conflict_key)
        if choice == THEIRS:
            return False
        if _compute_digests(theirs) == base_digests and choice != OPEN:
            return True
        text, noun = format_row(form, theirs), self.rows.noun
        self.rebase.add_conflict(form, "", conflict_key, gettext("removed"), text, noun, is_in_form=False)
        return False

    def _merge_deleted(self, row: PostedRow) -> None:
        """Merge a row that others deleted: a conflict only where the editor changed it."""
        if self.base_digests is not None and row.key not in self.base_digests:
            raise BadRequest(gettext("A row that was sent is none of this record."))
        if row.is_removed:
            return
        values = row.read_values(self.empty_form, self.field_names)
        if self.base_digests is not None and _compute_digests(values) == self.base_digests[row.key]:
            text = format_row(self.empty_form, values)
            self.rebase.add_kept_change(self.empty_form, "", text, "", self.rows.noun)
            return
        self._add_deletion_conflict(f"{self.rows.prefix}-{row.key}", values)

    def _add_deletion_conflict(self, key: str, values: Mapping[str, FieldValues]) -> None:
        self.rebase.removed[key] = _build_inputs(values)
        text, noun = format_row(self.empty_form, values), self.rows.noun
        self.rebase.add_conflict(self.empty_form, "", key, text, gettext("removed"), noun, is_in_form=False)

    def _merge_answered_deletions(self) -> None:
        """Merge rows that others deleted, and that the editor was asked about."""
        state = self.rebase.state
        for key, inputs in (state.removed if state else {}).items():
            if not key.startswith(f"{self.rows.prefix}-"):
                continue
            post = QueryDict(mutable=True)
            for name, strings in inputs.items():
                post.setlist(name, strings)
            values = PostedRow(post, "").read_values(self.empty_form, self.field_names)
            if self.rebase.get_choice(key) == MINE:
                self.new_rows.append(values)
            elif self.rebase.get_choice(key) == OPEN:
                self._add_deletion_conflict(key, values)

    def _write_post(self) -> None:
        prefix, post = self.rows.prefix, self.rebase.post
        row_field = re.compile(rf"{re.escape(prefix)}-\d+-")
        for name in [name for name in post if row_field.match(name)]:
            del post[name]
        for number, (key, values, is_removed) in enumerate(self.existing_rows):
            self._write_row(number, values)
            post[f"{prefix}-{number}-{self.rows.key_name}"] = key
            if is_removed:
                post[f"{prefix}-{number}-DELETE"] = "on"
        for number, new_values in enumerate(self.new_rows, start=len(self.existing_rows)):
            self._write_row(number, new_values)
        post[f"{prefix}-INITIAL_FORMS"] = str(len(self.existing_rows))
        post[f"{prefix}-TOTAL_FORMS"] = str(len(self.existing_rows) + len(self.new_rows))

    def _write_row(self, number: int, values: Mapping[str, FieldValues]) -> None:
        row = f"{self.rows.prefix}-{number}-"
        for name, strings in _build_inputs(values).items():
            self.rebase.post.setlist(row + name, strings)
        self.rebase.post[row + self.rows.parent_name] = str(self.rows.formset.instance.pk)


def iter_posted_rows(rows: InlineRows, post: QueryDict) -> Iterator[PostedRow]:
    """Yield the posted rows of an inline; raise BadRequest for forged ones."""
    total, initial_count = (parse_row_count(post.get(f"{rows.prefix}-{name}", "0")) for name in _COUNT_FIELDS)
    seen_keys = set()
    for number in range(total):
        prefix = f"{rows.prefix}-{number}-"
        key = validate_key(rows.formset.model, post.get(prefix + rows.key_name, ""))
        parent = post.get(prefix + rows.parent_name, "")
        if (number < initial_count) != bool(key) or key in seen_keys or parent not in _allowed_parent_keys(rows):
            raise BadRequest(gettext("A row that was sent is none of this record."))
        seen_keys.update({key} - {""})
        is_removed = post.get(prefix + "DELETE", "").lower() not in {"", "false"}
        yield PostedRow(post, prefix, key, is_removed)


def set_row_counts(post: QueryDict, prefix: str) -> None:
    """Set missing row counts of a read-only inline; raise BadRequest for forged ones."""
    for name in _COUNT_FIELDS:
        post[f"{prefix}-{name}"] = str(parse_row_count(post.get(f"{prefix}-{name}", "0")))


def format_posted_rows(rows: InlineRows, post: QueryDict) -> list[str]:
    """Return the posted rows as text, whether the rows still exist or not."""
    total = parse_row_count(post.get(f"{rows.prefix}-TOTAL_FORMS", "0"))
    names, empty = rows.field_names, rows.formset.empty_form
    posted_rows = (PostedRow(post, f"{rows.prefix}-{number}-") for number in range(total))
    return [format_row(empty, row.read_values(empty, names)) for row in posted_rows]


def _allowed_parent_keys(rows: InlineRows) -> tuple[str, str]:
    return "", str(rows.formset.instance.pk)


def _compute_digests(values: Mapping[str, FieldValues]) -> dict[str, str]:
    return {name: compute_digest(field_values) for name, field_values in values.items()}


def _build_inputs(values: Mapping[str, FieldValues]) -> dict[str, list[str]]:
    """Return the posted strings by input name."""
    return {
        name + suffix: list(strings)
        for name, field_values in values.items()
        for suffix, strings in field_values
        if strings
    }
