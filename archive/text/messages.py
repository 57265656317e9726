"""Messages in English, translated by the pages that show them, for packages that do not depend on Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]
FormatValue = Callable[[str], str]
_NO_VALUES: Final[Mapping[str, object]] = MappingProxyType({})


class Message(str):
    """English text of `form` with `values`; `many` is the plural form."""

    __slots__ = ("form", "many", "number", "values")
    form: str
    many: str
    number: int
    values: Mapping[str, object]

    def __new__(cls, form: str, values: Mapping[str, object] = _NO_VALUES, many: str = "", number: int = 1) -> Message:
        """Format the English text."""
        chosen = form if number == 1 or not many else many
        message = super().__new__(cls, chosen.format(**values) if values else chosen)
        message.form, message.many = form, many
        message.number, message.values = number, values
        return message

    def __reduce__(self) -> tuple[type[Message], tuple[object, ...]]:
        return Message, (self.form, dict(self.values), self.many, self.number)

    def translate_message(self, gettext: Gettext, ngettext: Ngettext, format_value: FormatValue = str) -> str:
        """Translate the message and those among its values; `format_value` is applied to other string values."""
        form = ngettext(self.form, self.many, self.number) if self.many else gettext(self.form)
        if not self.values:
            return form
        translated_values = {}
        for name, value in self.values.items():
            if isinstance(value, Message):
                translated_values[name] = value.translate_message(gettext, ngettext, format_value)
            else:
                translated_values[name] = format_value(value) if isinstance(value, str) else str(value)
        return form.format(**translated_values)


def isolate_direction(words: str) -> str:
    """Wrap text in Unicode directional isolates; digits need none."""
    return words if words.isdigit() else f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"


def lazy_message(form: str, **values: object) -> Message:
    """Return a message; marks `form` for `makemessages`."""
    return Message(form, values)


def lazy_plural_message(singular: str, plural: str, number: int, **values: object) -> Message:
    """Return a message with a plural form; `{number}` is available in both forms."""
    return Message(singular, {"number": number, **values}, plural, number)
