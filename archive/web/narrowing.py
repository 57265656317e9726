"""The tree of a question, altered: for one period, for what is possible."""

from datetime import date

from archive.search.query import And, Node, Not, Or, Published
from archive.search.syntax import Parsed, canonical


def within(parsed: Parsed, text: str, first: date, last: date) -> str:
    """The question, typed as `text`, for one period; as typed where that still reads alike."""
    period = canonical(Published(first, last))
    if parsed.node is None:
        return period
    if parsed.repairs or isinstance(parsed.node, Or):
        return f"{_bracketed(parsed.node)} {period}"
    return f"{text.strip()} {period}"


def possibly(node: Node) -> Node:
    """The same question, asking for what is possibly in its periods, too."""
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


def _bracketed(node: Node) -> str:
    return f"({canonical(node)})" if isinstance(node, Or) else canonical(node)
