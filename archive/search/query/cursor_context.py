"""Completion context: the unfinished token at the end of a query, and its field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from archive.search.query.fields import FieldKind, QueryField, find_field
from archive.search.query.tokens import QUOTES, WORD_DELIMITERS, find_quotation_end, find_word_end
from archive.text.normalize import DASHES

_PREFIX: Final = re.compile(rf"([^\W\d_][\w{re.escape(DASHES)}]*)(?:~?:|[<>]=?|=)")
_OPERATOR_SIGNS: Final = f"{DASHES}+="
_WILDCARD_SIGNS: Final = frozenset("*?~\\")


@dataclass(frozen=True, slots=True)
class CursorContext:
    """The last token of a query.

    `prefix` is its typed text, `start` its offset (that of the opening quotation mark inside one),
    `field` the field whose value it is; `in_quotes`: a quotation is open.
    """

    text: str
    start: int
    prefix: str
    field: QueryField | None = None
    in_quotes: bool = False

    def complete_with(self, completion: str) -> str:
        """Return the whole query with `completion` in place of the token."""
        return self.text[: self.start] + completion

    @property
    def last_word(self) -> CursorContext:
        """Context of the last word of an open quotation, for word completion."""
        last_start = max(self.text.rfind(char, self.start) for char in (" ", *QUOTES)) + 1
        start = max(self.start, last_start)
        return CursorContext(self.text, start, self.text[start:], self.field, self.in_quotes)


def find_cursor_context(text: str) -> CursorContext | None:
    """Return the context at the end of `text`; None if nothing can be completed there."""
    offset, field = 0, None
    group_fields: list[QueryField | None] = [None]  # of the open brackets
    while offset < len(text):
        char = text[offset]
        if char in QUOTES:
            end = find_quotation_end(text, offset)
            if end is None:
                field = field or group_fields[-1]
                return _reject_wildcards(CursorContext(text, offset, text[offset + 1 :], field, in_quotes=True))
            offset, field = end, None
        elif char in "[{":
            end = max(text.find("]", offset), text.find("}", offset))
            if end < 0:
                return None
            offset, field = end + 1, None
        elif char == "(":
            group_fields.append(field or group_fields[-1])
            offset, field = offset + 1, None
        elif char == ")":
            group_fields[1:] = group_fields[1:-1]
            offset, field = offset + 1, None
        elif char.isspace() or char in WORD_DELIMITERS:
            offset += 1
        else:
            end, field_or_context = _read_piece(text, offset, field or group_fields[-1])
            if isinstance(field_or_context, CursorContext):
                return _reject_wildcards(field_or_context)
            offset, field = end, field_or_context
    return CursorContext(text, len(text), "", field) if field else None


def _read_piece(
    text: str, offset: int, outer_field: QueryField | None
) -> tuple[int, QueryField | CursorContext | None]:
    """Read the token that begins here; return its end, and a field for what follows.

    The context itself if the text ends in it.
    """
    if text[offset] in _OPERATOR_SIGNS and offset + 1 < len(text):
        return offset + 1, outer_field
    if (prefix := _PREFIX.match(text, offset)) and (field := find_field(prefix[1])):
        return prefix.end(), field
    end = find_word_end(text, offset)
    if end == len(text):
        if outer_field and outer_field.kind is FieldKind.PERIOD:
            offset = max(offset, text.rfind("..", offset) + 2)
        return end, CursorContext(text, offset, text[offset:], outer_field)
    return end, find_field(text[offset:end]) if text[end] == "(" else None


def _reject_wildcards(context: CursorContext) -> CursorContext | None:
    """Return None for wildcards and escapes, which are not completed."""
    return None if _WILDCARD_SIGNS.intersection(context.prefix) else context
