"""A message as `formats.mail_parts` opens it: header fields with their places, and the body below."""

import re
from dataclasses import dataclass
from typing import Final

from archive.text.names import Span

_FIELD: Final = re.compile(r"([\w-]{1,60}): ([^\n]*)\n")


@dataclass(frozen=True, slots=True)
class MailField:
    """A header field: its value, and the place of the value in the opened message."""

    value: str
    start: int

    @property
    def span(self) -> Span:
        """The span of the value."""
        return self.start, self.start + len(self.value)


NO_FIELD: Final = MailField("", 0)


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """An opened message: its whole text, its header fields by lower-case name, and where the body begins."""

    text: str
    fields: dict[str, MailField]
    body_start: int

    def get_field(self, name: str) -> MailField:
        """Return a header field; one without a value if there is none."""
        return self.fields.get(name, NO_FIELD)

    @property
    def body(self) -> str:
        """The body, HTML or plain text."""
        return self.text[self.body_start :]

    @property
    def is_html(self) -> bool:
        """True if the body is HTML."""
        return self.get_field("content-type").value.startswith("text/html")

    @property
    def is_bulk(self) -> bool:
        """True if the message says that it went to many."""
        return any(name in self.fields for name in ("list-id", "list-unsubscribe", "list-post", "precedence"))


def parse_opened_mail(text: str) -> OpenedMail:
    """Return the header fields and the body of an opened message."""
    fields: dict[str, MailField] = {}
    position = 0
    while field := _FIELD.match(text, position):
        fields.setdefault(field[1].lower(), MailField(field[2], field.start(2)))
        position = field.end()
    return OpenedMail(text, fields, position + 1 if text[position : position + 1] == "\n" else position)
