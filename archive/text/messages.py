"""Sentences that know how they were made, so that a page can say them in another language.

A pure room speaks English and knows no catalogue. What it says is a `Message`: a plain string to
everyone who only wants the English, and to a page its form and its values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]
Shown = Callable[[str], str]
_NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


class Message(str):
    """`form` filled with `values`, in English; `many` is the form for other numbers than one."""

    __slots__ = ("form", "many", "number", "values")
    form: str
    many: str
    number: int
    values: Mapping[str, object]

    def __new__(
        cls,
        form: str,
        values: Mapping[str, object] = _NOTHING,
        many: str = "",
        number: int = 1,
    ) -> Message:
        """Made in English."""
        chosen = form if number == 1 or not many else many
        message = super().__new__(cls, chosen.format(**values) if values else chosen)
        message.form, message.many, message.number, message.values = form, many, number, values
        return message

    def __reduce__(self) -> tuple[type[Message], tuple[object, ...]]:
        return Message, (self.form, dict(self.values), self.many, self.number)

    def told(self, gettext: Gettext, ngettext: Ngettext, shown: Shown = str) -> str:
        """The same in the language of a catalogue; values that are messages are translated, too.

        `shown` says how a value of plain words stands amid the sentence.
        """
        form = ngettext(self.form, self.many, self.number) if self.many else gettext(self.form)
        if not self.values:
            return form
        told = {}
        for name, value in self.values.items():
            if isinstance(value, Message):
                told[name] = value.told(gettext, ngettext, shown)
            else:
                told[name] = shown(value) if isinstance(value, str) else str(value)
        return form.format(**told)


def isolated(words: str) -> str:
    """Words that keep their own direction whatever stands around them; numbers have none."""
    return (
        words if words.isdigit() else f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"
    )


def said(form: str, **values: object) -> Message:
    """A message; `makemessages` finds the form here."""
    return Message(form, values)


def said_counted(one: str, many: str, number: int, **values: object) -> Message:
    """A message whose form goes by a number, which it may name as `{number}`."""
    return Message(one, {"number": number, **values}, many, number)
