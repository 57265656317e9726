"""The advanced search form composed to a query."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from archive.errors import DateSyntaxError, QuerySyntaxError
from archive.pages.search.query_periods import list_periods, remove_parts, restrict_to_period
from archive.search.query.date_ranges import parse_period
from archive.search.query.nodes import And, DateClause, Or
from archive.search.query.parser import parse_query, to_canonical
from archive.search.query.request import MatchMode
from archive.text.edtf import describe_edtf
from archive.text.periods import DatePeriod
from archive.web.language import translate_message
from archive.web.page_errors import InvalidParameter
from archive.web.params import QueryParams

FORM_FIELDS: Final = ("within", "all", "phrase", "any", "none", "title", "author", "outlet")
_SYNTAX_CHARACTERS: Final = re.compile(r'["“”()\\]')
_MAX_LENGTH: Final = 400


@dataclass(frozen=True, slots=True)
class FormPeriod:
    """First and last day of a form; an empty field is None. `is_swapped`: they were given in the other order."""

    first: date | None
    last: date | None
    is_swapped: bool = False


def compose_query(params: QueryParams, period: FormPeriod) -> str:
    """Return the query `q` extended by the form's fields and `period`, in its match mode (any-word mode joins by AND).

    With the parameter `replace`, the period takes the place of those in `q`.
    """
    mode = MatchMode(params.get_choice("narrow-match", tuple(MatchMode), MatchMode.ALL))
    fields = {name: params.get_text(name, _MAX_LENGTH) for name in FORM_FIELDS}
    clauses = [
        fields["within"],
        _require_all_words(fields["all"], mode),
        _quote_phrase(fields["phrase"]),
        " OR ".join(filter(None, map(_format_word, fields["any"].split()))),
        *(f"NOT {_format_word(word)}" for word in fields["none"].split()),
        *(f"title:{_format_word(word)}" for word in fields["title"].split()),
        *(f"{name}:{_quote_phrase(fields[name])}" for name in ("author", "outlet") if _quote_phrase(fields[name])),
    ]
    query = params.get_text("q", 4_000)
    if any(clauses):
        bracketed = [_bracket_query(part, mode) for part in (query, *filter(None, clauses))]
        joiner = " AND " if mode is MatchMode.ANY else " "
        query = joiner.join(part for part in bracketed if part)
    return _limit_to_period(query, period, mode, is_replaced=bool(params.get_text("replace")))


def _require_all_words(text: str, mode: MatchMode) -> str:
    """Return a query for all of these words, whatever the match mode."""
    try:
        return to_canonical(parse_query(text).node, mode) if text and mode is MatchMode.ANY else text
    except QuerySyntaxError:
        return text


def _quote_phrase(text: str) -> str:
    words = " ".join(_SYNTAX_CHARACTERS.sub(" ", text).split())
    return f'"{words}"' if words else ""


def _format_word(text: str) -> str:
    """Return one word, quoted where it would be parsed as more."""
    return text if text.isalnum() else _quote_phrase(text)


def _limit_to_period(query: str, period: FormPeriod, mode: MatchMode, *, is_replaced: bool) -> str:
    """Add the period to the query; `is_replaced`: in place of those that it has."""
    first, last = period.first, period.last
    try:
        parsed = parse_query(query, mode=mode)
    except QuerySyntaxError:
        return f"{query} {to_canonical(DateClause(first, last))}".strip() if first or last else query
    if is_replaced and (former := tuple(part for part in list_periods(parsed.node) if not part.possible)):
        node = remove_parts(parsed.node, former)
        query = to_canonical(node, mode) if node else ""
        parsed = parse_query(query, mode=mode)
    return restrict_to_period(parsed, query, first, last) if first or last else query


def read_period(params: QueryParams) -> FormPeriod:
    """Read the fields `from` and `until`; InvalidParameter where one is no date."""
    start, end = _parse_date(params, "from"), _parse_date(params, "until")
    if start and end and start.first and end.last and end.last < start.first:
        return FormPeriod(end.first, start.last, is_swapped=True)
    return FormPeriod(start.first if start else None, end.last if end else None)


def _parse_date(params: QueryParams, name: str) -> DatePeriod | None:
    """Parse the date of a field, in any wording of the query language; None where it is empty."""
    text = params.get_text(name)
    try:
        return parse_period(text, datetime.now(UTC).date()) if text else None
    except DateSyntaxError as error:
        corrections = [
            (translate_message(describe_edtf(day)), params.build_url_with(**{name: day}))
            for day in error.choices
            if day[0].isdigit()
        ]
        message = translate_message(error.args[0])
        raise InvalidParameter(message, params.build_url_without(name), corrections=corrections) from error


def _bracket_query(text: str, mode: MatchMode) -> str:
    """Add brackets where joining the query to others would change its meaning."""
    try:
        parsed = parse_query(text, mode=mode)
    except QuerySyntaxError:
        return text
    if parsed.node is None:
        return ""
    canonical_text = parsed.canonical_text if parsed.repairs else text
    loose_operators = Or if mode is MatchMode.ALL else And | Or
    return f"({canonical_text})" if isinstance(parsed.node, loose_operators) else canonical_text
