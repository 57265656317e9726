"""Field prefixes: `title:`, `date~:`, `year>=`; errors for unknown and repeated ones."""

from __future__ import annotations

import re

from archive.search.fields import FieldKind, QueryField, find_field, find_nearest_field
from archive.search.language.marks import DASHES, WORD_DELIMITERS, QueryToken, TokenType
from archive.search.language.places import SourceSpan
from archive.text.messages import lazy_message

_FIELD = re.compile(
    rf"(?P<name>[^\W\d_][\w{re.escape(DASHES)}]*)(?P<possibly>~?)(?P<sign>:|=|\s*(?:>=|<=|>|<))"
)
_COMPARABLE_FIELDS = ("date", "year", "added")


def parse_field_prefix(text: str, offset: int) -> QueryToken | None:
    """Parse a prefix such as `title:`; None if the colon is mere punctuation."""
    match = _FIELD.match(text, offset)
    if match is None:
        return None
    field, sign, end = find_field(match["name"]), match["sign"].strip(), match.end()
    if field is None:
        if sign == ":" or (sign == "=" and len(match["name"]) > 1):
            _reject_unknown_field(text, match)
        return None
    is_comparison = sign in (">=", "<=", ">", "<")
    if is_comparison and field.name not in _COMPARABLE_FIELDS:
        return None
    if match["possibly"] and (field.kind is not FieldKind.PERIOD or field.name == "added"):
        span = SourceSpan(text, offset, end)
        raise span.build_error(
            lazy_message(
                "‘~:’ {here} asks for possible dates; {name} has none. Write {name}:",
                here=span.location,
                name=field.name,
            ),
            "not-a-date-field",
            f"{field.name}:",
        )
    end = match.start("sign") if is_comparison else end
    return QueryToken(
        TokenType.FIELD,
        field.name,
        offset,
        end,
        text[offset:end],
        field=field,
        possible=bool(match["possibly"]),
    )


def reject_second_prefix(prefix: QueryToken, outer_field: QueryField, text: str) -> None:
    """Raise for `title:outlet:x`."""
    if not prefix.source_text.endswith(":"):
        return
    end = prefix.end
    while end < len(text) and not text[end].isspace() and text[end] not in WORD_DELIMITERS:
        end += 1
    span = SourceSpan(text, prefix.start, end)
    raise span.build_error(
        lazy_message(
            "{printed} {here} stands behind {name}: and cannot be its value. To search for it as"
            " words, put them in quotation marks.",
            printed=prefix.source_text,
            here=span.location,
            name=outer_field.name,
        ),
        "field-behind-field",
        f'"{text[prefix.start : end]}"',
    )


def _reject_unknown_field(text: str, match: re.Match[str]) -> None:
    """Raise for an unknown field, unless the colon ends a word or belongs to a URL."""
    name, start, end = match["name"], match.start(), match.end()
    if end == len(text) or text[end].isspace() or text.startswith(("//", "="), end):
        return
    nearest = find_nearest_field(name)
    error = SourceSpan(text, start, end).build_error(
        lazy_message(
            "There is no field ‘{name}’ (character {number}). Did you mean ‘{nearest}’? To"
            " search for the word, put it in quotation marks.",
            name=name,
            number=start + 1,
            nearest=nearest,
        ),
        "unknown-field",
        f"{nearest}:",
    )
    error.length = len(name)
    raise error
