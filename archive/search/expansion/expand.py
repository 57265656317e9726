"""Query expansion: add spelling variants as OR nodes, and report each.

Pure: the variants come in as a table. Every expansion can be switched off, and none changes exact
forms, patterns or fuzzy terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from archive.search.query.nodes import And, Node, Or, Phrase, Term, combine_with, map_children, walk_nodes
from archive.text.normalize import name_key

MAX_RUN_LENGTH: Final = 3
"""Adjacent words that may be one name or one compound."""
MAX_EXPANSIONS: Final = 40
"""Expansions of one query."""
_FIELDS: Final = frozenset({"text", "title", "about", "place", "credit"})


class ExpansionReason(StrEnum):
    """Source of the variants."""

    NAME = "name"
    COMPOUND = "compound"


@dataclass(frozen=True, slots=True)
class QueryExpansion:
    """An expansion: `typed` also matches `alternatives`, unless `is_disabled`; `key` names it."""

    key: str
    typed: str
    alternatives: tuple[str, ...]
    reason: ExpansionReason
    is_disabled: bool = False


VariantTable = Mapping[str, tuple[ExpansionReason, tuple[str, ...]]]
"""Key of a name or compound (as `name_key` writes it) → reason and variants."""


def collect_keys(node: Node | None) -> list[str]:
    """Return the keys of possible names and compounds: words, phrases, and adjacent words."""
    keys: dict[str, None] = {}
    for part in walk_nodes(node):
        match part:
            case Term(text, _, False) | Phrase(text, _, False):
                keys[name_key(text)] = None
            case And(parts):
                for start, stop in _iter_runs(parts):
                    keys[_build_key(parts[start:stop])] = None
    keys.pop("", None)
    return list(keys)


def expand_variants(
    node: Node | None, variants: VariantTable, disabled: Set[str]
) -> tuple[Node | None, list[QueryExpansion]]:
    """Return the query with the variants added, and the expansions made."""
    if node is None or not variants:
        return node, []
    expander = _Expander(variants, disabled)
    return expander.expand(node), list(expander.expansions.values())


@dataclass(slots=True)
class _Expander:
    variants: VariantTable
    disabled: Set[str]
    expansions: dict[str, QueryExpansion] = field(default_factory=dict)

    def expand(self, node: Node) -> Node:
        """Expand a node and its children."""
        match node:
            case Term(text, _, False) | Phrase(text, _, False):
                return self._add_alternatives(node, name_key(text), text, node.field)
            case And(parts):
                return self._expand_conjuncts(parts)
        return map_children(node, self.expand)

    def _expand_conjuncts(self, parts: tuple[Node, ...]) -> Node:
        """Expand runs of words that are one name or compound first, the longest first."""
        expanded: list[Node] = []
        runs = {start: stop for start, stop in _iter_runs(parts) if _build_key(parts[start:stop]) in self.variants}
        index = 0
        while index < len(parts):
            if stop := runs.get(index):
                run = parts[index:stop]
                typed = " ".join(part.text for part in run if isinstance(part, Term))
                expanded.append(self._add_alternatives(And(run), _build_key(run), typed, _get_field(run[0])))
                index = stop
            else:
                expanded.append(self.expand(parts[index]))
                index += 1
        return combine_with(And, expanded)

    def _add_alternatives(self, node: Node, key: str, typed: str, field_name: str) -> Node:
        if key not in self.variants or field_name not in _FIELDS:
            return node
        if key not in self.expansions and len(self.expansions) >= MAX_EXPANSIONS:
            return node
        reason, alternatives = self.variants[key]
        expansion = self.expansions.setdefault(
            key, QueryExpansion(key, typed, alternatives, reason, key in self.disabled)
        )
        if expansion.is_disabled:
            return node
        return Or((node, *(_build_spelling_node(spelling, field_name) for spelling in alternatives)))


def _build_spelling_node(spelling: str, field_name: str) -> Node:
    if len(name_key(spelling).split()) > 1:
        return Phrase(spelling, field_name)
    return Term(spelling, field_name)


def _iter_runs(parts: tuple[Node, ...]) -> Iterator[tuple[int, int]]:
    """Yield the runs of adjacent plain words of one field; of those with the same start the longest
    last."""
    for start in range(len(parts)):
        for stop in range(start + 2, min(start + MAX_RUN_LENGTH, len(parts)) + 1):
            run = parts[start:stop]
            if not all(_is_stemmed_term(part) for part in run) or len({*map(_get_field, run)}) > 1:
                break
            yield start, stop


def _is_stemmed_term(node: Node) -> bool:
    return isinstance(node, Term) and not node.exact


def _get_field(node: Node) -> str:
    return getattr(node, "field", "")


def _build_key(run: tuple[Node, ...]) -> str:
    return " ".join(name_key(part.text) for part in run if isinstance(part, Term))
