"""Values of `lang:`, `date:` and other metadata fields: text to node."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.errors import DateSyntaxError
from archive.search.fields import GAPS, Field, Kind, find_field
from archive.search.language.marks import DASHES, Mark, Token
from archive.search.language.periods import (
    Period,
    days_back,
    earlier,
    later,
    read_date,
    with_hyphens,
)
from archive.search.language.places import Place
from archive.search.query import Absent, Added, InLanguage, Named, Node, Not, Published, Reviewed
from archive.search.words.languages import tag_for_name
from archive.text.messages import said

STATUSES: Final = ("unreviewed", "queried", "reviewed")
"""Values of `status:`."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_RANGE = re.compile(r"([\[{])\s*(.*?)\s+TO\s+(.*?)\s*([\]}])", re.IGNORECASE)
_DASH = re.escape(DASHES)
_END = re.compile(rf"(?<![\w{_DASH}])(?!TO\b)[{_DASH}]?\w[\w{_DASH}]*", re.IGNORECASE)
_COMPARED = re.compile(r"(>=|<=|>|<)\s*(.*)")


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its context: its field, whether `~:` was used, the current day."""

    token: Token
    place: Place
    field: Field
    possibly: bool
    today: date


def _language(value: Value) -> Node:
    """Parse `lang:fr`, `lang:pt-BR`, `lang:French`."""
    named = value.token.text.strip()
    if tag := tag_for_name(named):
        return InLanguage(tag)
    if _TAG.fullmatch(tag := with_hyphens(named)):
        return InLanguage(tag)
    raise value.place.fault(
        said(
            "‘{language}’ {here} is not a language. Write its English name or its code: {example}.",
            language=named,
            here=value.place.here,
            example=value.field.example,
        ),
        "unknown-language",
    )


def _gap(value: Value) -> Node:
    """Parse `no:author`, `has:date`."""
    asked = find_field(value.token.text)
    name = asked.name if asked else value.token.text
    if name not in GAPS:
        raise value.place.fault(
            said(
                "{name}: {here} asks for {list}; not for ‘{text}’.",
                name=value.field.name,
                here=value.place.here,
                list=", ".join(GAPS),
                text=value.token.text,
            ),
            "unknown-gap",
        )
    return Absent(name) if value.field.name == "no" else Not(Absent(name))


def _status(value: Value) -> Node:
    """Parse `status:unreviewed`."""
    status = value.token.text.casefold()
    if status not in STATUSES:
        raise value.place.fault(
            said(
                "‘{text}’ {here} is no review status. There are {list}.",
                text=value.token.text,
                here=value.place.here,
                list=", ".join(STATUSES),
            ),
            "unknown-status",
        )
    return Reviewed(status)


def _identifier(value: Value) -> Node:
    """Parse `id:k7f2m9qx`."""
    return Named("id", value.token.text.casefold())


def _period(value: Value) -> Node:
    """Parse any form of date; an impossible one is an error at its token."""
    try:
        found = _bounds(value.token, value.field, value.today)
    except DateSyntaxError as error:
        place = _faulty(value)
        told = error.args[0]
        message = said("{fault} (character {number})", fault=told, number=place.start + 1)
        raise place.fault(message, "bad-date") from error
    if found.first and found.last and found.last < found.first:
        raise value.place.fault(
            said(
                "‘{text}’ {here} ends before it begins. Turn its ends round.",
                text=value.token.text,
                here=value.place.here,
            ),
            "backward-range",
            f"[{found.last.isoformat()} TO {found.first.isoformat()}]",
        )
    if value.field.name == "added":
        return Added(found.first, found.last)
    return Published(found.first, found.last, value.possibly)


READERS: Final[Mapping[Kind, Callable[[Value], Node]]] = {
    Kind.LANGUAGE: _language,
    Kind.PERIOD: _period,
    Kind.GAP: _gap,
    Kind.STATUS: _status,
    Kind.IDENTIFIER: _identifier,
}
"""Parsers of values by kind of field."""


def _faulty(value: Value) -> Place:
    """Return the span of the first invalid end of a range; the whole token if there is none."""
    place = value.place
    for match in _END.finditer(place.text, place.start, place.end):
        try:
            read_date(match.group(), value.today)
        except DateSyntaxError:
            return Place(place.text, *match.span())
    return place


def _bounds(token: Token, field: Field, today: date) -> Period:
    value = (token.printed if token.mark is not Mark.PHRASE else token.text).strip()
    if token.mark is Mark.RANGE:
        return _bracketed(value, today)
    if match := _COMPARED.fullmatch(value):
        return _compared(match[1], match[2], today)
    if ".." in value:
        first, _, last = value.partition("..")
        return Period(_first(first.strip(), today), _last(last.strip(), today))
    if field.name == "after":
        return Period(_first(value, today, open_end=False), None)
    if field.name == "before":
        return Period(None, _last(value, today, open_end=False))
    return read_date(value, today)


def _bracketed(value: str, today: date) -> Period:
    """Parse `[a TO b]`, inclusive, or `{a TO b}`, exclusive; each end for itself."""
    match = _RANGE.fullmatch(value)
    if match is None:
        raise DateSyntaxError(
            said("‘{value}’ is not a range. Write [2016-02-01 TO 2016-02-10].", value=value)
        )
    first = _first(match[2], today)
    if match[1] == "{" and match[2] not in ("*", ""):
        first = later(_last(match[2], today), match[2])
    last = _last(match[3], today)
    if match[4] == "}" and match[3] not in ("*", ""):
        last = earlier(_first(match[3], today), match[3])
    return Period(first, last)


def _compared(sign: str, value: str, today: date) -> Period:
    first = _first(value, today, open_end=False)
    last = _last(value, today, open_end=False)
    if sign == ">=":
        return Period(first, None)
    if sign == "<=":
        return Period(None, last)
    return Period(later(last, value), None) if sign == ">" else Period(None, earlier(first, value))


def _first(value: str, today: date, *, open_end: bool = True) -> date | None:
    if open_end and value in ("*", ""):
        return None
    return days_back(value, today) or read_date(value, today).first


def _last(value: str, today: date, *, open_end: bool = True) -> date | None:
    """Return the last day of a period; `-30d` is a single day."""
    if open_end and value in ("*", ""):
        return None
    return days_back(value, today) or read_date(value, today).last
