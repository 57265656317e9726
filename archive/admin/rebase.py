"""A sent form laid onto the record as it is now: what others changed since stays as it is.

Three values of each field are compared: the one the form was made with, the one sent, and the one
in the archive now. Where two people changed one field, neither wins unasked.
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
"""What the name of a choice between two values begins with."""
MINE: Final = "mine"
THEIRS: Final = "theirs"
OPEN: Final = "open"

WhoChanged: TypeAlias = Callable[[BaseForm, str], str]
"""Who last changed a field of this form, and when; for the name "", who changed the row itself."""


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A change by others, of something that the editor left alone."""

    label: str
    before: str
    after: str
    who: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that two people changed differently; `key` names the choice between the two."""

    key: str
    label: str
    mine: str
    theirs: str
    who: str
    is_in_form: bool = True
    """Whether what the editor sent stands in the form, to be changed further."""

    @property
    def name(self) -> str:
        """The name of the field that carries the choice."""
        return CHOICE + self.key

    @property
    def my_lines(self) -> list[tuple[str, bool]]:
        """What the editor sent, line by line; whether theirs has no such line."""
        return _marked_lines(self.mine, self.theirs)

    @property
    def their_lines(self) -> list[tuple[str, bool]]:
        """What stands in the archive, line by line; whether the editor sent no such line."""
        return _marked_lines(self.theirs, self.mine)


@dataclass(slots=True)
class Rebase:
    """One sent form; `post` is what to save of it, the rest is what its editor must be told.

    Without a `state` nothing is known of what the form was made with, and everything that differs
    from the record is asked about. `removed` are rows to be asked about that are no longer there.
    """

    sent: QueryDict
    state: FormState | None
    who_changed: WhoChanged
    post: QueryDict = field(init=False)
    kept: list[KeptChange] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    removed: dict[str, Mapping[str, list[str]]] = field(default_factory=dict)
    now: FormState = field(default_factory=FormState)
    """What a form made now would show."""

    def __post_init__(self) -> None:
        self.post = self.sent.copy()

    @property
    def asked(self) -> tuple[str, ...]:
        """The keys of all that is asked."""
        return tuple(conflict.key for conflict in self.conflicts)

    def merge_record(self, form: BaseForm) -> None:
        """Choose the values of the record's own fields; `form` shows them as they are now."""
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
        """The values to save for one field of `form` (in a `row`), sent as `sent_as`."""
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
        """MINE or THEIRS; OPEN where it was asked for and not made, empty where it was not."""
        if self.state is None or key not in self.state.asked:
            return ""
        choice = self.sent.get(CHOICE + key, "")
        return choice if choice in {MINE, THEIRS} else OPEN

    def keep(self, form: BaseForm, name: str, before: str, after: str, label: str) -> None:
        """Note a change by others that stays."""
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
        """Note that the editor must choose."""
        who = self.who_changed(form, name)
        self.conflicts.append(Conflict(key, label, mine, theirs, who, is_in_form))


def _marked_lines(text: str, other: str) -> list[tuple[str, bool]]:
    """The lines of a text; of several, those that the other has not are marked."""
    lines = text.splitlines()
    others = {line.strip() for line in other.splitlines()}
    is_marking = len(lines) > 1 or len(others) > 1
    return [
        (line, is_marking and bool(line.strip()) and line.strip() not in others) for line in lines
    ]
