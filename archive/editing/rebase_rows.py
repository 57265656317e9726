"""Rebase of the posted rows of an inline onto the stored ones: added, changed, deleted."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

from django.core.exceptions import BadRequest
from django.forms import BaseForm, BaseInlineFormSet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext

from archive.editing import form_state
from archive.editing.form_state import FieldDigests, FieldValues
from archive.editing.rebase import MINE, OPEN, THEIRS, Rebase, format_row

_COUNT_FIELDS: Final = ("TOTAL_FORMS", "INITIAL_FORMS")
RowValues: TypeAlias = Mapping[str, FieldValues]  # values of a row by field name


class PostedRow(NamedTuple):
    """A posted row, without fields that were not posted; `key` is empty for a new one."""

    prefix: str
    key: str
    is_removed: bool
    values: RowValues


class InlineRows:
    """The stored rows of one inline, from an unbound formset; `noun` names one."""

    def __init__(self, formset: BaseInlineFormSet) -> None:
        self.model = formset.model
        self.prefix = str(formset.prefix)
        self.noun = capfirst(str(self.model._meta.verbose_name))
        self.key_field = str(self.model._meta.pk.name)
        self.parent_field = str(formset.fk.name)
        self.parent_key = str(formset.instance.pk)
        self.forms = {str(form.instance.pk): form for form in formset.initial_forms}
        self.empty_form = formset.empty_form
        hidden_fields = (self.key_field, self.parent_field, "DELETE", "ORDER")
        self.field_names = form_state.list_editable_fields(self.empty_form, excluded=hidden_fields)

    def compute_digests(self) -> dict[str, FieldDigests]:
        """Return the digests of the stored rows, by primary key."""
        return {key: form_state.compute_digests(form, self.field_names) for key, form in self.forms.items()}

    def read_values(self, post: QueryDict, prefix: str) -> dict[str, FieldValues]:
        """Return the posted values of a row, without fields that were not posted."""
        fields = self.empty_form.fields
        posted = {name: form_state.read_posted_values(fields[name], prefix + name, post) for name in self.field_names}
        return {name: values for name, values in posted.items() if values is not None}

    def iter_posted(self, post: QueryDict) -> Iterator[PostedRow]:
        """Yield the posted rows; raise BadRequest for forged ones."""
        total, initial_count = (
            form_state.parse_row_count(post.get(f"{self.prefix}-{name}", "0")) for name in _COUNT_FIELDS
        )
        seen_keys = set()
        for number in range(total):
            prefix = f"{self.prefix}-{number}-"
            key = form_state.validate_key(self.model, post.get(prefix + self.key_field, ""))
            parent_key = post.get(prefix + self.parent_field, "")
            if (number < initial_count) != bool(key) or key in seen_keys or parent_key not in {"", self.parent_key}:
                raise BadRequest(gettext("A row that was sent is none of this record."))
            seen_keys.update({key} - {""})
            is_removed = post.get(prefix + "DELETE", "").lower() not in {"", "false"}
            yield PostedRow(prefix, key, is_removed, self.read_values(post, prefix))

    def format_posted(self, post: QueryDict) -> list[str]:
        """Return the posted rows as text, whether the rows still exist or not."""
        total = form_state.parse_row_count(post.get(f"{self.prefix}-TOTAL_FORMS", "0"))
        rows = (self.read_values(post, f"{self.prefix}-{number}-") for number in range(total))
        return [format_row(self.empty_form, values) for values in rows]


class InlineMerge:
    """The merge of one inline into the `post` of a rebase."""

    def __init__(self, rebase: Rebase, rows: InlineRows) -> None:
        self.rebase = rebase
        self.rows = rows
        self.base_digests = rebase.state.rows.get(rows.prefix, {}) if rebase.state else None
        self.existing_rows: list[tuple[str, RowValues, bool]] = []
        self.new_rows: list[RowValues] = []

    def merge(self) -> None:
        """Merge each row, and write all rows to the post, renumbered."""
        posted_rows = list(self.rows.iter_posted(self.rebase.sent))
        posted_by_key = {row.key: row for row in posted_rows if row.key}
        for key, form in self.rows.forms.items():
            self.existing_rows.append((key, *self._merge_existing(key, form, posted_by_key.get(key))))
        for key, row in posted_by_key.items():
            if key not in self.rows.forms:
                self._merge_deleted(row)
        self._merge_answered_deletions()
        known_keys = self.base_digests if self.base_digests is not None else self.rows.forms
        added_forms = [form for key, form in self.rows.forms.items() if key not in known_keys]
        added_digests = [form_state.compute_digests(form, self.rows.field_names) for form in added_forms]
        for row in posted_rows:
            if not row.key and _compute_row_digests(row.values) not in added_digests:
                self.new_rows.append(row.values)
        self._write_post()

    def _merge_existing(self, key: str, form: BaseForm, row: PostedRow | None) -> tuple[RowValues, bool]:
        """Merge a stored row, which others may have added or either changed; return its values, and whether it goes."""
        theirs = {name: form_state.get_initial_values(form[name]) for name in self.rows.field_names}
        if row is None:
            if self.base_digests is not None and key not in self.base_digests:
                self.rebase.add_kept_change(form, "", self.rows.noun, "", format_row(form, theirs))
            return theirs, False
        base_digests = (self.base_digests or {}).get(key, {})
        conflict_key = f"{self.rows.prefix}-{key}"
        if not row.is_removed:
            label = f"{self.rows.noun} ‘{getattr(form, 'instance', '')}’"
            merge_field = self.rebase.merge_field
            values = {
                name: merge_field(form, name, row.prefix + name, base_digests, f"{conflict_key}-{name}", label)
                for name in theirs
            }
            return values, False
        choice = self.rebase.get_choice(conflict_key)
        is_deleted = choice not in {THEIRS, OPEN} and _compute_row_digests(theirs) == base_digests
        if not is_deleted and choice != THEIRS:
            texts = gettext("removed"), format_row(form, theirs)
            self.rebase.add_conflict(form, "", conflict_key, self.rows.noun, *texts, is_in_form=False)
        return theirs, is_deleted

    def _merge_deleted(self, row: PostedRow) -> None:
        """Merge a row that others deleted: a conflict only where the editor changed it."""
        if self.base_digests is not None and row.key not in self.base_digests:
            raise BadRequest(gettext("A row that was sent is none of this record."))
        if row.is_removed:
            return
        if self.base_digests is not None and _compute_row_digests(row.values) == self.base_digests[row.key]:
            text = format_row(self.rows.empty_form, row.values)
            self.rebase.add_kept_change(self.rows.empty_form, "", self.rows.noun, text, "")
        else:
            self._add_deletion_conflict(f"{self.rows.prefix}-{row.key}", row.values)

    def _add_deletion_conflict(self, key: str, values: RowValues) -> None:
        self.rebase.removed[key] = _build_inputs(values)
        form, texts = self.rows.empty_form, (format_row(self.rows.empty_form, values), gettext("removed"))
        self.rebase.add_conflict(form, "", key, self.rows.noun, *texts, is_in_form=False)

    def _merge_answered_deletions(self) -> None:
        """Merge rows that others deleted, and that the editor was asked about."""
        removed = self.rebase.state.removed if self.rebase.state else {}
        for key, inputs in removed.items():
            choice = self.rebase.get_choice(key)
            if not key.startswith(f"{self.rows.prefix}-") or choice == THEIRS:
                continue
            post = QueryDict(mutable=True)
            for name, strings in inputs.items():
                post.setlist(name, strings)
            values = self.rows.read_values(post, "")
            if choice == MINE:
                self.new_rows.append(values)
            elif choice == OPEN:
                self._add_deletion_conflict(key, values)

    def _write_post(self) -> None:
        prefix, post = self.rows.prefix, self.rebase.post
        row_field = re.compile(rf"{re.escape(prefix)}-\d+-")
        for name in [name for name in post if row_field.match(name)]:
            del post[name]
        rows = [*self.existing_rows, *(("", values, False) for values in self.new_rows)]
        for number, (key, values, is_deleted) in enumerate(rows):
            row_prefix = f"{prefix}-{number}-"
            for name, strings in _build_inputs(values).items():
                post.setlist(row_prefix + name, strings)
            post[row_prefix + self.rows.parent_field] = self.rows.parent_key
            if key:
                post[row_prefix + self.rows.key_field] = key
            if is_deleted:
                post[row_prefix + "DELETE"] = "on"
        post[f"{prefix}-INITIAL_FORMS"] = str(len(self.existing_rows))
        post[f"{prefix}-TOTAL_FORMS"] = str(len(rows))


def set_row_counts(post: QueryDict, prefix: str) -> None:
    """Set missing row counts of a read-only inline; raise BadRequest for forged ones."""
    for name in _COUNT_FIELDS:
        post[f"{prefix}-{name}"] = str(form_state.parse_row_count(post.get(f"{prefix}-{name}", "0")))


def _compute_row_digests(values: RowValues) -> dict[str, str]:
    return {name: form_state.compute_digest(field_values) for name, field_values in values.items()}


def _build_inputs(values: RowValues) -> dict[str, list[str]]:
    """Return the posted strings by input name."""
    return {
        name + suffix: list(strings)
        for name, field_values in values.items()
        for suffix, strings in field_values.items()
        if strings
    }
