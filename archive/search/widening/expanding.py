"""Query expansion: add spelling variants as OR nodes, and report each.

Pure: the variants come in as a table. Every expansion can be switched off, and none changes exact
forms, patterns or fuzzy terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from archive.search.language.placing import parts_of
from archive.search.query import (
    And,
    AtLeast,
    InQuotation,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Phrase,
    Term,
    Together,
)
from archive.text.normalize import name_key

LONGEST: Final = 3
"""Adjacent words that may be one name or one compound."""
MOST: Final = 40
"""Expansions of one query."""
_FIELDS: Final = frozenset({"text", "title", "about", "place", "credit"})


class Why(StrEnum):
    """Source of the variants."""

    NAME = "name"
    COMPOUND = "compound"


@dataclass(frozen=True, slots=True)
class Widening:
    """An expansion: `typed` also matches `alternatives`, unless `is_disabled`; `key` names it."""

    key: str
    typed: str
    also: tuple[str, ...]
    why: Why
    off: bool = False


Table = Mapping[str, tuple[Why, tuple[str, ...]]]
"""Key of a name or compound (as `name_key` writes it) → reason and variants."""


def keys_of(node: Node | None) -> list[str]:
    """Return the keys of possible names and compounds: words, phrases, and adjacent words."""
    found: dict[str, None] = {}
    for one in _walk(node):
        match one:
            case Term(text, _, False) | Phrase(text, _, False):
                found[name_key(text)] = None
            case And(parts):
                for low, high in _runs(parts):
                    found[_key(parts[low:high])] = None
    found.pop("", None)
    return list(found)


def widened(node: Node | None, table: Table, off: Set[str]) -> tuple[Node | None, list[Widening]]:
    """Return the query with the variants added, and the expansions made."""
    if node is None or not table:
        return node, []
    work = _Work(table, off)
    return work.wide(node), list(work.done.values())


@dataclass(slots=True)
class _Work:
    table: Table
    off: Set[str]
    done: dict[str, Widening] = field(default_factory=dict)

    def wide(self, node: Node) -> Node:
        """Expand a node and its children."""
        match node:
            case Term(text, _, False) | Phrase(text, _, False):
                return self._either(node, name_key(text), text, node.field)
            case And(parts):
                return self._all(parts)
            case Or(parts) | Near(parts) | Together(parts):
                return replace(node, parts=tuple(map(self.wide, parts)))
            case Not(part) | AtLeast(part) | InQuotation(part):
                return replace(node, part=self.wide(part))
            case NotNear(wanted, unwanted):
                return replace(node, wanted=self.wide(wanted), unwanted=self.wide(unwanted))
        return node

    def _all(self, parts: tuple[Node, ...]) -> Node:
        """Expand runs of words that are one name or compound first, the longest first."""
        found: list[Node] = []
        runs = {low: high for low, high in _runs(parts) if _key(parts[low:high]) in self.table}
        at = 0
        while at < len(parts):
            if high := runs.get(at):
                run = parts[at:high]
                typed = " ".join(part.text for part in run if isinstance(part, Term))
                found.append(self._either(And(run), _key(run), typed, _field(run[0])))
                at = high
            else:
                found.append(self.wide(parts[at]))
                at += 1
        return found[0] if len(found) == 1 else And(tuple(found))

    def _either(self, node: Node, key: str, typed: str, where: str) -> Node:
        if key not in self.table or where not in _FIELDS:
            return node
        if key not in self.done and len(self.done) >= MOST:
            return node
        why, also = self.table[key]
        widening = self.done.setdefault(key, Widening(key, typed, also, why, key in self.off))
        if widening.off:
            return node
        return Or((node, *(_written(spelling, where) for spelling in also)))


def _written(spelling: str, where: str) -> Node:
    if len(name_key(spelling).split()) > 1:
        return Phrase(spelling, where)
    return Term(spelling, where)


def _runs(parts: tuple[Node, ...]) -> Iterator[tuple[int, int]]:
    """Yield the runs of adjacent plain words of one field; of those with the same start the longest
    last."""
    for low in range(len(parts)):
        for high in range(low + 2, min(low + LONGEST, len(parts)) + 1):
            run = parts[low:high]
            if not all(_is_plain(part) for part in run) or len({*map(_field, run)}) > 1:
                break
            yield low, high


def _is_plain(node: Node) -> bool:
    return isinstance(node, Term) and not node.exact


def _field(node: Node) -> str:
    return getattr(node, "field", "")


def _key(run: tuple[Node, ...]) -> str:
    return " ".join(name_key(part.text) for part in run if isinstance(part, Term))


def _walk(node: Node | None) -> Iterator[Node]:
    if node is not None:
        yield node
        for part in parts_of(node):
            yield from _walk(part)
