"""The period of a query: narrowed, replaced, removed, and as the words of a chip."""

from datetime import date, timedelta

from django.utils.translation import gettext

from archive.search.query import nodes
from archive.search.query.nodes import And, DateClause, Node, Not, Or
from archive.search.query.parser import ParsedQuery, to_canonical
from archive.web.links import format_day, format_month_and_year


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


def list_periods(node: Node | None) -> tuple[DateClause, ...]:
    """Return the periods that every article of the query lies in."""
    return tuple(part for part in list_conjuncts(node) if isinstance(part, DateClause))


def list_conjuncts(node: Node | None) -> tuple[Node, ...]:
    """Return the parts that every article of the query fulfils."""
    if node is None:
        return ()
    return node.parts if isinstance(node, And) else (node,)


def find_period(node: Node | None) -> DateClause:
    """Return the one period that all certain periods of the query come to; open ends where there is none."""
    certain = [part for part in list_periods(node) if not part.possible]
    return DateClause(
        max((part.first for part in certain if part.first), default=None),
        min((part.last for part in certain if part.last), default=None),
    )


def remove_parts(node: Node | None, removed: tuple[Node, ...]) -> Node | None:
    """Return the query without some of its conjuncts; None where nothing is left."""
    remaining = [part for part in list_conjuncts(node) if part not in removed]
    return nodes.combine_with(And, remaining) if remaining else None


def describe_period(period: DateClause) -> str:
    """Return `March 2024`, `4 March 2024 – 2 May 2024` or `until 2 May 2024`."""
    text = _describe_days(period.first, period.last)
    return gettext("possibly %s") % text if period.possible else text


def _describe_days(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        if first:
            return gettext("from %s") % format_day(first)
        return gettext("until %s") % format_day(last) if last else gettext("any date")
    if first == last:
        return format_day(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    is_whole_months = first.day == 1 and (last == date.max or (last + timedelta(days=1)).day == 1)
    if is_whole_months and first.year == last.year and first.month == last.month:
        return format_month_and_year(first)
    if is_whole_months:
        return f"{format_month_and_year(first)} – {format_month_and_year(last)}"
    return f"{format_day(first)} – {format_day(last)}"
