"""Words that a pattern begins with: `harbor*` finds whatever `harbor` does, in each of its forms and spellings."""

from __future__ import annotations

from archive.search.query.nodes import Node, Spellings, Term, Wildcard, map_children
from archive.search.query.word_syntax import WILDCARD_CHARS


def include_beginnings(node: Node | None) -> Node | None:
    """Return the query with the word itself beside every pattern that only leaves its end open."""
    return None if node is None else _include_beginnings(node)


def _include_beginnings(node: Node) -> Node:
    if isinstance(node, Wildcard):
        word = node.pattern.rstrip(WILDCARD_CHARS)
        is_open_end = word and not any(sign in word for sign in WILDCARD_CHARS)
        return Spellings((node, Term(word, node.field))) if is_open_end else node
    return map_children(node, _include_beginnings)
