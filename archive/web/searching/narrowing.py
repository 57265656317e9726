"""Rewriting of a query's dates."""

from datetime import date

from archive.search.query import And, Node, Not, Or, Published
from archive.search.request import Match
from archive.search.syntax import Parsed, canonical


def within(parsed: Parsed, text: str, first: date | None, last: date | None) -> str:
    """Restrict a query to one period; append to `text` as typed where that parses alike.

    Wider periods in the query are redundant and dropped.
    """
    period = Published(first, last)
    rest = _without_wider(parsed.node, period)
    if rest is None:
        return canonical(period)
    if rest != parsed.node or parsed.repairs or isinstance(rest, Or):
        return f"{_bracketed(rest, parsed.mode)} {canonical(period)}"
    return f"{text.strip()} {canonical(period)}"


def _without_wider(node: Node | None, period: Published) -> Node | None:
    match node:
        case Published() if _holds(node, period):
            return None
        case And(parts):
            kept = tuple(
                part
                for part in parts
                if not isinstance(part, Published) or not _holds(part, period)
            )
            return And(kept) if len(kept) > 1 else kept[0] if kept else None
    return node


def _holds(wide: Published, period: Published) -> bool:
    """Return whether every article certainly of `period` is certainly of `wide`."""
    begins = wide.first is None or (period.first is not None and wide.first <= period.first)
    ends = wide.last is None or (period.last is not None and period.last <= wide.last)
    return begins and ends


def possibly(node: Node) -> Node:
    """Return the query with its periods matching possible dates, too."""
    match node:
        case Published(first, last):
            return Published(first, last, possible=True)
        case Not(part):
            return Not(possibly(part))
        case And(parts):
            return And(tuple(map(possibly, parts)))
        case Or(parts):
            return Or(tuple(map(possibly, parts)))
    return node


def _bracketed(node: Node, mode: Match) -> str:
    text = canonical(node, mode)
    return f"({text})" if isinstance(node, Or) else text
