"""Parts of a question put together while a tree is built; `*` and what was left out included."""

from __future__ import annotations

from archive.search.query import And, Node, Or


class Everything:
    """Stands for `*` while a tree is built."""


EVERYTHING = Everything()
Part = Node | Everything | None
"""None: nothing was left of it."""


def joined(parts: list[Part]) -> Part:
    """All of them; `*` adds nothing."""
    real = [part for part in parts if part is not None]
    nodes = tuple(part for part in real if not isinstance(part, Everything))
    if not nodes:
        return EVERYTHING if real else None
    return nodes[0] if len(nodes) == 1 else And(nodes)


def alternatives(parts: list[Part]) -> Part:
    """Any of them; `*` swallows the rest."""
    real = [part for part in parts if part is not None]
    nodes = tuple(part for part in real if not isinstance(part, Everything))
    if len(nodes) < len(real):
        return EVERYTHING
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else Or(nodes)
