"""Values of `lang:`, `date:` and other metadata fields: text to node."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.errors import DateSyntaxError
from archive.search.query.date_ranges import (
    DatePeriod,
    find_next_day,
    find_previous_day,
    normalize_dashes,
    parse_days_back,
    parse_period,
)
from archive.search.query.fields import GAPS, FieldKind, QueryField, find_field
from archive.search.query.nodes import (
    AddedClause,
    DateClause,
    LanguageClause,
    MissingClause,
    NameClause,
    Node,
    Not,
    StatusClause,
)
from archive.search.query.tokens import DASHES, QueryToken, SourceSpan, TokenType
from archive.text.languages import find_language_tag
from archive.text.messages import lazy_message

REVIEW_STATUSES: Final = ("unreviewed", "queried", "reviewed")
"""Values of `status:`."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_RANGE = re.compile(r"([\[{])\s*(.*?)\s+TO\s+(.*?)\s*([\]}])", re.IGNORECASE)
_DASH = re.escape(DASHES)
_RANGE_END = re.compile(rf"(?<![\w{_DASH}])(?!TO\b)[{_DASH}]?\w[\w{_DASH}]*", re.IGNORECASE)
_COMPARISON = re.compile(r"(>=|<=|>|<)\s*(.*)")


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value with its context: its field, whether `~:` was used, the current day."""

    token: QueryToken
    span: SourceSpan
    field: QueryField
    possible: bool
    today: date


def _parse_language(value: FieldValue) -> Node:
    """Parse `lang:fr`, `lang:pt-BR`, `lang:French`."""
    language = value.token.text.strip()
    if tag := find_language_tag(language):
        return LanguageClause(tag)
    if _TAG.fullmatch(tag := normalize_dashes(language)):
        return LanguageClause(tag)
    raise value.span.build_error(
        lazy_message(
            "‘{language}’ {here} is not a language. Write its English name or its code: {example}.",
            language=language,
            here=value.span.location,
            example=value.field.example,
        ),
        "unknown-language",
    )


def _parse_gap(value: FieldValue) -> Node:
    """Parse `no:author`, `has:date`."""
    gap_field = find_field(value.token.text)
    name = gap_field.name if gap_field else value.token.text
    if name not in GAPS:
        raise value.span.build_error(
            lazy_message(
                "{name}: {here} asks for {list}; not for ‘{text}’.",
                name=value.field.name,
                here=value.span.location,
                list=", ".join(GAPS),
                text=value.token.text,
            ),
            "unknown-gap",
        )
    return MissingClause(name) if value.field.name == "no" else Not(MissingClause(name))


def _parse_status(value: FieldValue) -> Node:
    """Parse `status:unreviewed`."""
    status = value.token.text.casefold()
    if status not in REVIEW_STATUSES:
        raise value.span.build_error(
            lazy_message(
                "‘{text}’ {here} is no review status. There are {list}.",
                text=value.token.text,
                here=value.span.location,
                list=", ".join(REVIEW_STATUSES),
            ),
            "unknown-status",
        )
    return StatusClause(status)


def _parse_identifier(value: FieldValue) -> Node:
    """Parse `id:k7f2m9qx`."""
    return NameClause("id", value.token.text.casefold())


def _parse_date(value: FieldValue) -> Node:
    """Parse any form of date; an impossible one is an error at its token."""
    try:
        period = _parse_bounds(value.token, value.field, value.today)
    except DateSyntaxError as error:
        span = _find_bad_end(value)
        fault = error.args[0]
        message = lazy_message("{fault} (character {number})", fault=fault, number=span.start + 1)
        raise span.build_error(message, "bad-date") from error
    if period.first and period.last and period.last < period.first:
        raise value.span.build_error(
            lazy_message(
                "‘{text}’ {here} ends before it begins. Turn its ends round.",
                text=value.token.text,
                here=value.span.location,
            ),
            "backward-range",
            f"[{period.last.isoformat()} TO {period.first.isoformat()}]",
        )
    if value.field.name == "added":
        return AddedClause(period.first, period.last)
    return DateClause(period.first, period.last, value.possible)


VALUE_PARSERS: Final[Mapping[FieldKind, Callable[[FieldValue], Node]]] = {
    FieldKind.LANGUAGE: _parse_language,
    FieldKind.PERIOD: _parse_date,
    FieldKind.GAP: _parse_gap,
    FieldKind.STATUS: _parse_status,
    FieldKind.IDENTIFIER: _parse_identifier,
}
"""Parsers of values by kind of field."""


def _find_bad_end(value: FieldValue) -> SourceSpan:
    """Return the span of the first invalid end of a range; the whole token if there is none."""
    span = value.span
    for match in _RANGE_END.finditer(span.text, span.start, span.end):
        try:
            parse_period(match.group(), value.today)
        except DateSyntaxError:
            return SourceSpan(span.text, *match.span())
    return span


def _parse_bounds(token: QueryToken, field: QueryField, today: date) -> DatePeriod:
    value = (token.source_text if token.kind is not TokenType.PHRASE else token.text).strip()
    if token.kind is TokenType.RANGE:
        return _parse_range(value, today)
    if match := _COMPARISON.fullmatch(value):
        return _parse_comparison(match[1], match[2], today)
    if ".." in value:
        first, _, last = value.partition("..")
        return DatePeriod(_parse_first(first.strip(), today), _parse_last(last.strip(), today))
    if field.name == "after":
        return DatePeriod(_parse_first(value, today, open_end=False), None)
    if field.name == "before":
        return DatePeriod(None, _parse_last(value, today, open_end=False))
    return parse_period(value, today)


def _parse_range(value: str, today: date) -> DatePeriod:
    """Parse `[a TO b]`, inclusive, or `{a TO b}`, exclusive; each end for itself."""
    match = _RANGE.fullmatch(value)
    if match is None:
        raise DateSyntaxError(lazy_message("‘{value}’ is not a range. Write [2016-02-01 TO 2016-02-10].", value=value))
    first = _parse_first(match[2], today)
    if match[1] == "{" and match[2] not in ("*", ""):
        first = find_next_day(_parse_last(match[2], today), match[2])
    last = _parse_last(match[3], today)
    if match[4] == "}" and match[3] not in ("*", ""):
        last = find_previous_day(_parse_first(match[3], today), match[3])
    return DatePeriod(first, last)


def _parse_comparison(sign: str, value: str, today: date) -> DatePeriod:
    first = _parse_first(value, today, open_end=False)
    last = _parse_last(value, today, open_end=False)
    if sign == ">=":
        return DatePeriod(first, None)
    if sign == "<=":
        return DatePeriod(None, last)
    return (
        DatePeriod(find_next_day(last, value), None)
        if sign == ">"
        else DatePeriod(None, find_previous_day(first, value))
    )


def _parse_first(value: str, today: date, *, open_end: bool = True) -> date | None:
    if open_end and value in ("*", ""):
        return None
    return parse_days_back(value, today) or parse_period(value, today).first


def _parse_last(value: str, today: date, *, open_end: bool = True) -> date | None:
    """Return the last day of a period; `-30d` is a single day."""
    if open_end and value in ("*", ""):
        return None
    return parse_days_back(value, today) or parse_period(value, today).last
