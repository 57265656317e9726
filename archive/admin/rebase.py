"""Rebase of a posted form onto the current record: a three-way merge of each field.

The values compared are the one the form was made with (base), the one posted (mine), and the one
stored now (theirs). Where both sides changed a field, the editor must choose.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from django.forms import BaseForm, ModelChoiceField
from django.http import QueryDict

from archive.admin.form_state import (
    Digests,
    FormState,
    Values,
    digest,
    editable_names,
    sent_values,
    shown_values,
)
from archive.admin.identifiers import check_keys
from archive.admin.value_texts import label_of, value_text

CHOICE: Final = "choose-"
"""Prefix of the input names of choices between two values."""
MINE: Final = "mine"
THEIRS: Final = "theirs"
OPEN: Final = "open"

WhoChanged: TypeAlias = Callable[[BaseForm, str], str]
"""Returns who last changed a field of this form (the row, for the name ""), and when."""


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
    is_in_form: bool = True
    """True where the form shows the posted value, to be edited further."""

    @property
    def name(self) -> str:
        """Input name of the choice."""
        return CHOICE + self.key

    @property
    def my_lines(self) -> list[tuple[str, bool]]:
        """Lines of the posted value; each with whether the stored one lacks it."""
        return _marked_lines(self.mine, self.theirs)

    @property
    def their_lines(self) -> list[tuple[str, bool]]:
        """Lines of the stored value; each with whether the posted one lacks it."""
        return _marked_lines(self.theirs, self.mine)


@dataclass(slots=True)
class Rebase:
    """The rebase of one posted form; `post` is what to save.

    Without a `state` the base is unknown, and everything that differs from the record is a
    conflict. `removed` are the inputs of conflicting rows that others deleted.
    """

    sent: QueryDict
    state: FormState | None
    who_changed: WhoChanged
    post: QueryDict = field(init=False)
    kept: list[KeptChange] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    removed: dict[str, Mapping[str, list[str]]] = field(default_factory=dict)
    now: FormState = field(default_factory=FormState)
    """State of a form made now."""

    def __post_init__(self) -> None:
        self.post = self.sent.copy()

    @property
    def asked(self) -> tuple[str, ...]:
        """Keys of all conflicts."""
        return tuple(conflict.key for conflict in self.conflicts)

    def merge_record(self, form: BaseForm) -> None:
        """Merge the record's own fields; the unbound `form` has the stored values."""
        base = self.state.fields if self.state else {}
        for name in editable_names(form):
            for suffix, strings in self.merged_values(form, name, name, base, name):
                if strings:
                    self.post.setlist(name + suffix, list(strings))
                else:
                    self.post.pop(name + suffix, None)

    def merged_values(
        self, form: BaseForm, name: str, sent_as: str, base: Digests, key: str, row: str = ""
    ) -> Values:
        """Return the values to save for one field of `form`, noting kept changes and conflicts."""
        one = form.fields[name]
        theirs = shown_values(form[name])
        mine = sent_values(one, sent_as, self.sent)
        if mine and isinstance(one, ModelChoiceField) and one.queryset is not None:
            check_keys(one.queryset.model, (key for _, some in mine for key in some if key))
        if mine is None or digest(mine) == digest(theirs):
            return theirs
        was, choice = base.get(name), self.choice(key)
        label = f"{row}: {label_of(form, name)}" if row else label_of(form, name)
        is_changed_there = was != digest(theirs)
        if was == digest(mine) or choice == THEIRS:
            if is_changed_there:
                self.keep(form, name, value_text(one, mine), value_text(one, theirs), label)
            return theirs
        if is_changed_there or choice == OPEN:
            self.ask(form, name, key, value_text(one, mine), value_text(one, theirs), label)
        return mine

    def choice(self, key: str) -> str:
        """Return MINE or THEIRS; OPEN for an unanswered conflict, empty if there was none."""
        if self.state is None or key not in self.state.asked:
            return ""
        choice = self.sent.get(CHOICE + key, "")
        return choice if choice in {MINE, THEIRS} else OPEN

    def keep(self, form: BaseForm, name: str, before: str, after: str, label: str) -> None:
        """Add a change by others that stays."""
        self.kept.append(KeptChange(label, before, after, self.who_changed(form, name)))

    def ask(
        self,
        form: BaseForm,
        name: str,
        key: str,
        mine: str,
        theirs: str,
        label: str,
        *,
        is_in_form: bool = True,
    ) -> None:
        """Add a conflict that the editor must resolve."""
        who = self.who_changed(form, name)
        self.conflicts.append(Conflict(key, label, mine, theirs, who, is_in_form))


def _marked_lines(text: str, other: str) -> list[tuple[str, bool]]:
    """Return the lines of a text; of several, those the other text lacks are marked."""
    lines = text.splitlines()
    others = {line.strip() for line in other.splitlines()}
    is_marking = len(lines) > 1 or len(others) > 1
    return [
        (line, is_marking and bool(line.strip()) and line.strip() not in others) for line in lines
    ]
