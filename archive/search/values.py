"""What stands behind `lang:`, `date:` and the like: the text of a value into a node."""

from __future__ import annotations

import re
from datetime import date

from archive.errors import DateSyntaxError, QuerySyntaxError
from archive.search.fields import GAPS, Field, find_field
from archive.search.languages import tag_for_name
from archive.search.periods import Period, earlier, is_relative, later, read_date
from archive.search.query import Absent, InLanguage, Node, Not, Published
from archive.search.reserved import not_available, replaced
from archive.search.tokens import Mark, Token

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_RANGE = re.compile(r"([\[{])\s*(.*?)\s+TO\s+(.*?)\s*([\]}])", re.IGNORECASE)
_END = re.compile(r"\b(?!TO\b)[\w-]+", re.IGNORECASE)
_COMPARED = re.compile(r"(>=|<=|>|<)\s*(.*)")


def language(_text: str, token: Token, field: Field, *, possibly: bool) -> Node:  # noqa: ARG001 -- one signature for all
    """`lang:fr`, `lang:pt-BR`, `lang:French`."""
    value = token.text.strip()
    if tag := tag_for_name(value):
        return InLanguage(tag)
    if _TAG.fullmatch(value):
        return InLanguage(value)
    raise QuerySyntaxError(
        f"‘{value}’ at character {token.start + 1} is not a language. Write its English name or"
        f" its code: {field.example}.",
        code="unknown-language",
        offset=token.start,
        length=token.end - token.start,
    )


def gap(_text: str, token: Token, field: Field, *, possibly: bool) -> Node:  # noqa: ARG001 -- one signature for all
    """`no:author`, `has:date`."""
    asked = find_field(token.text)
    name = asked.name if asked else token.text
    if name not in GAPS:
        raise QuerySyntaxError(
            f"{field.name}: at character {token.start + 1} asks for {', '.join(GAPS)};"
            f" not for ‘{token.text}’.",
            code="unknown-gap",
            offset=token.start,
            length=token.end - token.start,
        )
    return Absent(name) if field.name == "no" else Not(Absent(name))


def period(text: str, token: Token, field: Field, *, possibly: bool) -> Node:
    """Every form of date, checked; an impossible one is an error at its token."""
    if is_relative(token.text):
        raise not_available("A date counted from today", text, token.start, token.end, "2016")
    try:
        found = _bounds(token, field)
    except DateSyntaxError as error:
        start, end = _faulty(text, token)
        raise QuerySyntaxError(
            f"{error} (character {start + 1})", code="bad-date", offset=start, length=end - start
        ) from error
    if found.first and found.last and found.last < found.first:
        raise QuerySyntaxError(
            f"‘{token.text}’ at character {token.start + 1} ends before it begins."
            " Turn its ends round.",
            code="backward-range",
            offset=token.start,
            length=token.end - token.start,
            suggestion=replaced(
                text,
                token.start,
                token.end,
                f"[{found.last.isoformat()} TO {found.first.isoformat()}]",
            ),
        )
    return Published(found.first, found.last, possibly)


def _faulty(text: str, token: Token) -> tuple[int, int]:
    """Where the first end of a range stands that is no date; the whole token where none is."""
    for match in _END.finditer(text, token.start, token.end):
        try:
            read_date(match.group())
        except DateSyntaxError:
            return match.span()
    return token.start, token.end


def _bounds(token: Token, field: Field) -> Period:
    value = (token.printed if token.mark is Mark.WORD else token.text).strip()
    if token.mark is Mark.RANGE:
        return _bracketed(value)
    if match := _COMPARED.fullmatch(value):
        return _compared(match[1], match[2])
    if ".." in value:
        first, _, last = value.partition("..")
        return Period(_first(first.strip()), _last(last.strip()))
    found = read_date(value)
    if field.name == "after":
        return Period(found.first, None)
    if field.name == "before":
        return Period(None, found.last)
    return found


def _bracketed(value: str) -> Period:
    """`[a TO b]` with its ends in it, `{a TO b}` without them, each end for itself."""
    match = _RANGE.fullmatch(value)
    if match is None:
        raise DateSyntaxError(f"‘{value}’ is not a range. Write [2016-02-01 TO 2016-02-10].")
    first = _first(match[2]) if match[1] == "[" else _after(match[2])
    last = _last(match[3]) if match[4] == "]" else _before(match[3])
    return Period(first, last)


def _compared(sign: str, value: str) -> Period:
    if sign == ">=":
        return Period(read_date(value).first, None)
    if sign == "<=":
        return Period(None, read_date(value).last)
    return Period(_after(value), None) if sign == ">" else Period(None, _before(value))


def _first(value: str) -> date | None:
    return None if value in ("*", "") else read_date(value).first


def _last(value: str) -> date | None:
    return None if value in ("*", "") else read_date(value).last


def _after(value: str) -> date | None:
    return None if value in ("*", "") else later(read_date(value).last, value)


def _before(value: str) -> date | None:
    return None if value in ("*", "") else earlier(read_date(value).first, value)
