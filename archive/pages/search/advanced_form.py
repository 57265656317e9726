"""The advanced search form composed to a query."""

import re
from datetime import date
from typing import Final

from django.utils.translation import gettext

from archive.errors import QuerySyntaxError
from archive.search.query.nodes import And, DateClause, Node, Not, Or
from archive.search.query.parser import ParsedQuery, parse_query, to_canonical
from archive.search.query.request import MatchMode
from archive.web.page_errors import InvalidParameter
from archive.web.params import QueryParams, truncate

FORM_FIELDS: Final = ("within", "all", "phrase", "any", "none", "title", "author", "outlet")
_SYNTAX_CHARACTERS: Final = re.compile(r'["“”()\\]')
_MAX_LENGTH: Final = 400


def restrict_to_period(parsed: ParsedQuery, text: str, first: date | None, last: date | None) -> str:
    """Restrict a query to one period; append to `text` as typed where that parses alike.

    Wider periods in the query are redundant and dropped.
    """
    period = DateClause(first, last)
    remaining = _drop_wider_periods(parsed.node, period)
    if remaining is None:
        return to_canonical(period)
    if remaining != parsed.node or parsed.repairs or isinstance(remaining, Or):
        canonical_text = to_canonical(remaining, parsed.mode)
        bracketed = f"({canonical_text})" if isinstance(remaining, Or) else canonical_text
        return f"{bracketed} {to_canonical(period)}"
    return f"{text.strip()} {to_canonical(period)}"


def _drop_wider_periods(node: Node | None, period: DateClause) -> Node | None:
    match node:
        case DateClause() if _is_wider(node, period):
            return None
        case And(parts):
            remaining = tuple(part for part in parts if not isinstance(part, DateClause) or not _is_wider(part, period))
            if len(remaining) > 1:
                return And(remaining)
            return remaining[0] if remaining else None
    return node


def _is_wider(wide: DateClause, period: DateClause) -> bool:
    """Return whether every article certainly of `period` is certainly of `wide`."""
    starts_before = wide.first is None or (period.first is not None and wide.first <= period.first)
    ends_after = wide.last is None or (period.last is not None and period.last <= wide.last)
    return starts_before and ends_after


def allow_possible_dates(node: Node) -> Node:
    """Return the query with its periods matching possible dates, too."""
    match node:
        case DateClause(first, last):
            return DateClause(first, last, possible=True)
        case Not(part):
            return Not(allow_possible_dates(part))
        case And(parts):
            return And(tuple(map(allow_possible_dates, parts)))
        case Or(parts):
            return Or(tuple(map(allow_possible_dates, parts)))
    return node


def compose_query(params: QueryParams) -> str:
    """Return the query `q` extended by the form's fields, in its match mode (any-word mode joins by AND)."""
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
    return _limit_to_period(params, query, mode)


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


def _limit_to_period(params: QueryParams, query: str, mode: MatchMode) -> str:
    first, last = _parse_day(params, "from"), _parse_day(params, "until")
    if not first and not last:
        return query
    if first and last and last < first:
        first, last = last, first
    try:
        return restrict_to_period(parse_query(query, mode=mode), query, first, last)
    except QuerySyntaxError:
        return f"{query} {to_canonical(DateClause(first, last))}".strip()


def _parse_day(params: QueryParams, name: str) -> date | None:
    """Parse the day of a field; InvalidParameter where it is none."""
    text = params.get_text(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidParameter(
            gettext("‘%s’ is not a day. Write it as 2016-02-04.") % truncate(text), params.build_url_without(name)
        ) from None


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
