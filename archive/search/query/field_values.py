"""Values of `lang:`, `date:` and other metadata fields: text to node."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from archive.errors import DateSyntaxError, QuerySyntaxError
from archive.search.query import nodes
from archive.search.query.date_ranges import parse_period
from archive.search.query.fields import GAPS, FieldKind, QueryField, find_field
from archive.search.query.nodes import Node
from archive.search.query.tokens import QueryToken, SourceSpan, TokenType
from archive.text.languages import find_language_tag
from archive.text.messages import lazy_message
from archive.text.normalize import DASHES, replace_dashes
from archive.text.periods import DatePeriod, parse_days_back, shift_day

REVIEW_STATUSES: Final = ("unreviewed", "queried", "reviewed")  # values of `status:`
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
    tag = find_language_tag(language) or replace_dashes(language)
    if _TAG.fullmatch(tag):
        return nodes.LanguageClause(tag)
    raise value.span.build_error(
        "‘{language}’ {here} is not a language. Write its English name or its code: {example}.",
        "unknown-language",
        language=language,
        example=value.field.example,
    )


def _parse_gap(value: FieldValue) -> Node:
    """Parse `no:author`, `has:date`."""
    gap_field = find_field(value.token.text)
    name = gap_field.name if gap_field else value.token.text
    if name not in GAPS:
        raise value.span.build_error(
            "{name}: {here} asks for {list}; not for ‘{text}’.",
            "unknown-gap",
            name=value.field.name,
            list=", ".join(GAPS),
            text=value.token.text,
        )
    return nodes.MissingClause(name) if value.field.name == "no" else nodes.Not(nodes.MissingClause(name))


def _parse_status(value: FieldValue) -> Node:
    """Parse `status:unreviewed`."""
    status = value.token.text.casefold()
    if status not in REVIEW_STATUSES:
        raise value.span.build_error(
            "‘{text}’ {here} is no review status. There are {list}.",
            "unknown-status",
            text=value.token.text,
            list=", ".join(REVIEW_STATUSES),
        )
    return nodes.StatusClause(status)


def _parse_date(value: FieldValue) -> Node:
    """Parse any form of date; an impossible one is an error at its token."""
    try:
        period = _parse_bounds(value.token, value.field, value.today)
    except DateSyntaxError as error:
        raise _build_bad_date_error(value, error) from error
    if period.first and period.last and period.last < period.first:
        raise value.span.build_error(
            "‘{text}’ {here} ends before it begins. Turn its ends round.",
            "backward-range",
            f"[{period.last.isoformat()} TO {period.first.isoformat()}]",
            text=value.token.text,
        )
    if value.field.name == "added":
        return nodes.AddedClause(period.first, period.last)
    return nodes.DateClause(period.first, period.last, value.possible)


VALUE_PARSERS: Final[Mapping[FieldKind, Callable[[FieldValue], Node]]] = {
    FieldKind.LANGUAGE: _parse_language,
    FieldKind.PERIOD: _parse_date,
    FieldKind.GAP: _parse_gap,
    FieldKind.STATUS: _parse_status,
    FieldKind.IDENTIFIER: lambda value: nodes.NameClause("id", value.token.text.casefold()),
}
"""Parsers of values by kind of field."""


def _build_bad_date_error(value: FieldValue, error: DateSyntaxError) -> QuerySyntaxError:
    """Build the error for an impossible or ambiguous date; suggests the dates that may be meant."""
    span, error = _find_bad_end(value, error)
    suggestions = [span.replace_text(choice) for choice in error.choices]
    bad_date = span.build_error("{fault} (character {number})", "bad-date", fault=error.args[0])
    bad_date.suggestion = suggestions[0] if suggestions else None
    bad_date.others = tuple(suggestions[1:])
    return bad_date


def _find_bad_end(value: FieldValue, error: DateSyntaxError) -> tuple[SourceSpan, DateSyntaxError]:
    """Return the span of the first invalid end of a range, and its error; the whole token if there is none."""
    span = value.span
    is_range = value.token.kind is TokenType.RANGE or ".." in value.token.text or value.token.text[:1] in "<>="
    for match in _RANGE_END.finditer(span.text, span.start, span.end) if is_range else ():
        try:
            parse_period(match.group(), value.today)
        except DateSyntaxError as end_error:
            return SourceSpan(span.text, *match.span()), end_error
    return span, error


def _parse_bounds(token: QueryToken, field: QueryField, today: date) -> DatePeriod:
    value = (token.source_text if token.kind is not TokenType.PHRASE else token.text).strip()
    if token.kind is TokenType.RANGE:
        return _parse_range(value, today)
    if match := _COMPARISON.fullmatch(value):
        return _parse_comparison(match[1], match[2], today)
    if ".." in value:
        first, _, last = value.partition("..")
        return DatePeriod(_parse_end(first.strip(), today).first, _parse_end(last.strip(), today).last)
    if field.name == "after":
        return DatePeriod(_parse_days(value, today).first, None)
    if field.name == "before":
        return DatePeriod(None, _parse_days(value, today).last)
    return parse_period(value, today)


def _parse_range(value: str, today: date) -> DatePeriod:
    """Parse `[a TO b]`, inclusive, or `{a TO b}`, exclusive; each end for itself."""
    match = _RANGE.fullmatch(value)
    if match is None:
        raise DateSyntaxError(lazy_message("‘{value}’ is not a range. Write [2016-02-01 TO 2016-02-10].", value=value))
    start = _parse_end(match[2], today)
    if match[1] == "{" and start.last:
        start = DatePeriod(shift_day(start.last, +1, match[2]), None)
    end = _parse_end(match[3], today)
    if match[4] == "}" and end.first:
        end = DatePeriod(None, shift_day(end.first, -1, match[3]))
    return DatePeriod(start.first, end.last)


def _parse_comparison(sign: str, value: str, today: date) -> DatePeriod:
    period = _parse_days(value, today)
    match sign:
        case ">=":
            return DatePeriod(period.first, None)
        case "<=":
            return DatePeriod(None, period.last)
        case ">":
            return DatePeriod(shift_day(period.last, +1, value), None)
    return DatePeriod(None, shift_day(period.first, -1, value))


def _parse_end(value: str, today: date) -> DatePeriod:
    """Parse one end of a range; `*` or nothing is open."""
    return DatePeriod(None, None) if value in ("*", "") else _parse_days(value, today)


def _parse_days(value: str, today: date) -> DatePeriod:
    """Parse a date to its period; `-30d` is a single day."""
    day = parse_days_back(value, today)
    return DatePeriod(day, day) if day else parse_period(value, today)
