"""Rebase of the posted rows of an inline onto the stored ones: added, changed, deleted."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import BadRequest
from django.forms import BaseForm, BaseInlineFormSet
from django.http import QueryDict
from django.utils.translation import gettext

from archive.admin.form_state import (
    Digests,
    FormState,
    Values,
    digest,
    digests_of,
    editable_names,
    sent_values,
    shown_values,
)
from archive.admin.identifiers import checked_count, checked_key
from archive.admin.rebase import MINE, OPEN, THEIRS, Rebase
from archive.admin.value_texts import row_text

_COUNTS: Final = ("TOTAL_FORMS", "INITIAL_FORMS")


@dataclass(frozen=True, slots=True)
class Rows:
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
    def names(self) -> list[str]:
        """Names of the fields that an editor fills in."""
        links = (self.key_name, self.parent_name, "DELETE", "ORDER")
        return editable_names(self.formset.empty_form, but=links)

    def by_key(self) -> dict[str, BaseForm]:
        """Return the form of each row, by primary key."""
        return {str(form.instance.pk): form for form in self.formset.initial_forms}


@dataclass(frozen=True, slots=True)
class SentRow:
    """A posted row; `key` is empty for a new one."""

    post: QueryDict
    prefix: str
    key: str = ""
    is_removed: bool = False

    def values(self, form: BaseForm, names: Sequence[str]) -> dict[str, Values]:
        """Return the posted values by field name, without fields that were not posted."""
        sent = {
            name: sent_values(form.fields[name], self.prefix + name, self.post) for name in names
        }
        return {name: values for name, values in sent.items() if values is not None}


def state_of(form: BaseForm, inlines: Sequence[Rows], newest_entry: int) -> FormState:
    """Return the state of an unbound form and its inlines."""
    rows = {}
    for one in inlines:
        names = one.names
        rows[one.prefix] = {key: digests_of(row, names) for key, row in one.by_key().items()}
    return FormState(digests_of(form, editable_names(form)), rows, newest_entry)


@dataclass(slots=True)
class RowMerge:
    """The merge of one inline into the `post` of a rebase."""

    rebase: Rebase
    rows: Rows
    base: Mapping[str, Digests] | None = field(init=False)
    names: list[str] = field(init=False)
    empty: BaseForm = field(init=False)
    present: list[tuple[str, dict[str, Values], bool]] = field(default_factory=list)
    new: list[Mapping[str, Values]] = field(default_factory=list)

    def __post_init__(self) -> None:
        state = self.rebase.state
        self.base = state.rows.get(self.rows.prefix, {}) if state else None
        self.names, self.empty = self.rows.names, self.rows.formset.empty_form

    def merge(self) -> None:
        """Merge each row, and write all rows to the post, renumbered."""
        current, sent = self.rows.by_key(), list(sent_rows(self.rows, self.rebase.sent))
        by_key = {row.key: row for row in sent if row.key}
        for key, form in current.items():
            self._merge_present(key, form, by_key.get(key))
        for key, row in by_key.items():
            if key not in current:
                self._merge_lost(row)
        self._merge_asked_again()
        known = self.base if self.base is not None else current
        theirs = [digests_of(form, self.names) for key, form in current.items() if key not in known]
        for row in sent:
            values = row.values(self.empty, self.names)
            if not row.key and _digests(values) not in theirs:
                self.new.append(values)
        self._write()

    def _merge_present(self, key: str, form: BaseForm, row: SentRow | None) -> None:
        """Merge a stored row: added by others, to be deleted, or changed by either or both."""
        theirs = {name: shown_values(form[name]) for name in self.names}
        if row is None:
            if self.base is not None and key not in self.base:
                self.rebase.keep(form, "", "", row_text(form, theirs), self.rows.noun)
            self.present.append((key, theirs, False))
            return
        was = (self.base or {}).get(key, {})
        asked = f"{self.rows.prefix}-{key}"
        if row.is_removed:
            is_meant = self._is_removal_meant(form, theirs, was, asked)
            self.present.append((key, theirs, is_meant))
            return
        called = f"{self.rows.noun} ‘{getattr(form, 'instance', '')}’"
        values = {
            name: self.rebase.merged_values(
                form, name, row.prefix + name, was, f"{asked}-{name}", called
            )
            for name in self.names
        }
        self.present.append((key, values, False))

    def _is_removal_meant(
        self, form: BaseForm, theirs: Mapping[str, Values], was: Digests, asked: str
    ) -> bool:
        """Return whether a row may be deleted; add a conflict where others changed it."""
        choice = self.rebase.choice(asked)
        if choice == THEIRS:
            return False
        if _digests(theirs) == was and choice != OPEN:
            return True
        text, noun = row_text(form, theirs), self.rows.noun
        self.rebase.ask(form, "", asked, gettext("removed"), text, noun, is_in_form=False)
        return False

    def _merge_lost(self, row: SentRow) -> None:
        """Merge a row that others deleted: a conflict only where the editor changed it."""
        if self.base is not None and row.key not in self.base:
            raise BadRequest(gettext("A row that was sent is none of this record."))
        if row.is_removed:
            return
        values = row.values(self.empty, self.names)
        if self.base is not None and _digests(values) == self.base[row.key]:
            text = row_text(self.empty, values)
            self.rebase.keep(self.empty, "", text, "", self.rows.noun)
            return
        self._ask_about_lost(f"{self.rows.prefix}-{row.key}", values)

    def _ask_about_lost(self, key: str, values: Mapping[str, Values]) -> None:
        self.rebase.removed[key] = _as_inputs(values)
        text, noun = row_text(self.empty, values), self.rows.noun
        self.rebase.ask(self.empty, "", key, text, gettext("removed"), noun, is_in_form=False)

    def _merge_asked_again(self) -> None:
        """Merge rows that others deleted, and that the editor was asked about."""
        state = self.rebase.state
        for key, inputs in (state.removed if state else {}).items():
            if not key.startswith(f"{self.rows.prefix}-"):
                continue
            post = QueryDict(mutable=True)
            for name, strings in inputs.items():
                post.setlist(name, strings)
            values = SentRow(post, "").values(self.empty, self.names)
            if self.rebase.choice(key) == MINE:
                self.new.append(values)
            elif self.rebase.choice(key) == OPEN:
                self._ask_about_lost(key, values)

    def _write(self) -> None:
        prefix, post = self.rows.prefix, self.rebase.post
        ours = re.compile(rf"{re.escape(prefix)}-\d+-")
        for name in [name for name in post if ours.match(name)]:
            del post[name]
        for number, (key, values, is_removed) in enumerate(self.present):
            self._write_row(number, values)
            post[f"{prefix}-{number}-{self.rows.key_name}"] = key
            if is_removed:
                post[f"{prefix}-{number}-DELETE"] = "on"
        for number, added in enumerate(self.new, start=len(self.present)):
            self._write_row(number, added)
        post[f"{prefix}-INITIAL_FORMS"] = str(len(self.present))
        post[f"{prefix}-TOTAL_FORMS"] = str(len(self.present) + len(self.new))

    def _write_row(self, number: int, values: Mapping[str, Values]) -> None:
        row = f"{self.rows.prefix}-{number}-"
        for name, strings in _as_inputs(values).items():
            self.rebase.post.setlist(row + name, strings)
        self.rebase.post[row + self.rows.parent_name] = str(self.rows.formset.instance.pk)


def sent_rows(rows: Rows, post: QueryDict) -> Iterator[SentRow]:
    """Yield the posted rows of an inline; raise BadRequest for forged ones."""
    total, known = (checked_count(post.get(f"{rows.prefix}-{name}", "0")) for name in _COUNTS)
    seen = set()
    for number in range(total):
        prefix = f"{rows.prefix}-{number}-"
        key = checked_key(rows.formset.model, post.get(prefix + rows.key_name, ""))
        parent = post.get(prefix + rows.parent_name, "")
        if (number < known) != bool(key) or key in seen or parent not in _parents(rows):
            raise BadRequest(gettext("A row that was sent is none of this record."))
        seen.update({key} - {""})
        is_removed = post.get(prefix + "DELETE", "").lower() not in {"", "false"}
        yield SentRow(post, prefix, key, is_removed)


def fill_in_counts(post: QueryDict, prefix: str) -> None:
    """Set missing row counts of a read-only inline; raise BadRequest for forged ones."""
    for name in _COUNTS:
        post[f"{prefix}-{name}"] = str(checked_count(post.get(f"{prefix}-{name}", "0")))


def sent_texts(rows: Rows, post: QueryDict) -> list[str]:
    """Return the posted rows as text, whether the rows still exist or not."""
    total = checked_count(post.get(f"{rows.prefix}-TOTAL_FORMS", "0"))
    names, empty = rows.names, rows.formset.empty_form
    sent = (SentRow(post, f"{rows.prefix}-{number}-") for number in range(total))
    return [row_text(empty, row.values(empty, names)) for row in sent]


def _parents(rows: Rows) -> tuple[str, str]:
    return "", str(rows.formset.instance.pk)


def _digests(values: Mapping[str, Values]) -> dict[str, str]:
    return {name: digest(some) for name, some in values.items()}


def _as_inputs(values: Mapping[str, Values]) -> dict[str, list[str]]:
    """Return the posted strings by input name."""
    return {
        name + suffix: list(strings)
        for name, some in values.items()
        for suffix, strings in some
        if strings
    }
