"""Field prefixes: `title:`, `date~:`, `year>=`; errors for unknown and repeated ones."""

from __future__ import annotations

import re

from archive.search.fields import Field, Kind, find_field, nearest_field
from archive.search.language.marks import DASHES, STOPS, Mark, Token
from archive.search.language.places import Place
from archive.text.messages import said

_FIELD = re.compile(
    rf"(?P<name>[^\W\d_][\w{re.escape(DASHES)}]*)(?P<possibly>~?)(?P<sign>:|=|\s*(?:>=|<=|>|<))"
)
_COMPARED = ("date", "year", "added")


def field_prefix(text: str, at: int) -> Token | None:
    """Parse a prefix such as `title:`; None if the colon is mere punctuation."""
    match = _FIELD.match(text, at)
    if match is None:
        return None
    field, sign, end = find_field(match["name"]), match["sign"].strip(), match.end()
    if field is None:
        if sign == ":" or (sign == "=" and len(match["name"]) > 1):
            _refuse_unknown(text, match)
        return None
    comparing = sign in (">=", "<=", ">", "<")
    if comparing and field.name not in _COMPARED:
        return None
    if match["possibly"] and (field.kind is not Kind.PERIOD or field.name == "added"):
        place = Place(text, at, end)
        raise place.fault(
            said(
                "‘~:’ {here} asks for possible dates; {name} has none. Write {name}:",
                here=place.here,
                name=field.name,
            ),
            "not-a-date-field",
            f"{field.name}:",
        )
    end = match.start("sign") if comparing else end
    return Token(
        Mark.FIELD, field.name, at, end, text[at:end], field=field, possibly=bool(match["possibly"])
    )


def refuse_second(prefix: Token, value_of: Field, text: str) -> None:
    """Raise for `title:outlet:x`."""
    if not prefix.printed.endswith(":"):
        return
    end = prefix.end
    while end < len(text) and not text[end].isspace() and text[end] not in STOPS:
        end += 1
    place = Place(text, prefix.start, end)
    raise place.fault(
        said(
            "{printed} {here} stands behind {name}: and cannot be its value. To search for it as"
            " words, put them in quotation marks.",
            printed=prefix.printed,
            here=place.here,
            name=value_of.name,
        ),
        "field-behind-field",
        f'"{text[prefix.start : end]}"',
    )


def _refuse_unknown(text: str, match: re.Match[str]) -> None:
    """Raise for an unknown field, unless the colon ends a word or belongs to a URL."""
    name, start, end = match["name"], match.start(), match.end()
    if end == len(text) or text[end].isspace() or text.startswith(("//", "="), end):
        return
    nearest = nearest_field(name)
    error = Place(text, start, end).fault(
        said(
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
