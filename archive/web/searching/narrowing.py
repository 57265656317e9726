"""Rewriting of a query's dates."""

from datetime import date

from archive.search.query import And, DateClause, Node, Not, Or
from archive.search.request import MatchMode
from archive.search.syntax import ParsedQuery, to_canonical


def restrict_to_period(
    parsed: ParsedQuery, text: str, first: date | None, last: date | None
) -> str:
    """Restrict a query to one period; append to `text` as typed where that parses alike.

    Wider periods in the query are redundant and dropped.
    """
    period = DateClause(first, last)
    remaining = _drop_wider_periods(parsed.node, period)
    if remaining is None:
        return to_canonical(period)
    if remaining != parsed.node or parsed.repairs or isinstance(remaining, Or):
        return f"{_bracket_alternatives(remaining, parsed.mode)} {to_canonical(period)}"
    return f"{text.strip()} {to_canonical(period)}"


def _drop_wider_periods(node: Node | None, period: DateClause) -> Node | None:
    match node:
        case DateClause() if _is_wider(node, period):
            return None
        case And(parts):
            remaining = tuple(
                part
                for part in parts
                if not isinstance(part, DateClause) or not _is_wider(part, period)
            )
            return And(remaining) if len(remaining) > 1 else remaining[0] if remaining else None
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


def _bracket_alternatives(node: Node, mode: MatchMode) -> str:
    text = to_canonical(node, mode)
    return f"({text})" if isinstance(node, Or) else text
