"""Query expansion: spelling variants of words and names, added as OR nodes and reported.

Names come from the table that editors own. Compounds (`ceasefire`, `cease-fire`, `cease fire`) come from the words
of the index (see `compounds`): a variant is added only if some article has it. Every expansion can be switched off, and
none changes exact forms, patterns or fuzzy terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from archive.db.compiled_queries import CompiledQuery
from archive.models import NameVariant
from archive.search.analysis.analyzer import split_words
from archive.search.compounds import SMALL_WORDS, find_compounds
from archive.search.engines.base import Engine
from archive.search.query.nodes import (
    And,
    MetadataNode,
    Node,
    Not,
    Or,
    Phrase,
    Spellings,
    Term,
    Wildcard,
    combine_with,
    map_children,
    walk_nodes,
)
from archive.search.query.request import MatchMode
from archive.search.query.word_syntax import WILDCARD_CHARS
from archive.text.normalize import name_key

MAX_RUN_LENGTH: Final = 3  # adjacent words that may be one name or one compound
MAX_EXPANSIONS: Final = 40  # expansions of one query
_MIN_LETTERS: Final = 3  # of a part of a compound that is looked for alone
_MAX_PHRASES: Final = 6  # with other forms of their compounds, for one phrase
_FIELDS: Final = frozenset({"text", "title", "about", "place", "credit"})
_load_variant_rows: CompiledQuery[tuple[int, int, str, str]] = CompiledQuery(
    lambda keys: (
        NameVariant.objects.filter(group__variants__key__in=[keys])
        .distinct()
        .order_by("pk")
        .values_list("pk", "group_id", "key", "spelling")
    )
)


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


def collect_keys(node: Node | None) -> dict[str, bool]:
    """Return the keys of possible names and compounds: words, phrases, and adjacent words.

    The value says whether several words were typed as one: `take-over`.
    """
    node = node and _include_beginnings(node)
    keys: dict[str, bool] = {}
    for text, is_one in (*_iter_wholes(node), *_iter_inner_texts(node)):
        key = name_key(text)
        keys[key] = keys.get(key, False) or (is_one and " " in key)
    keys.pop("", None)
    return keys


def _include_beginnings(node: Node) -> Node:
    """Return the query with the word beside every pattern that it begins: `harbor` in all its forms, for `harbor*`."""
    if isinstance(node, Wildcard):
        word = node.pattern.rstrip(WILDCARD_CHARS)
        is_open_end = word and not any(sign in word for sign in WILDCARD_CHARS)
        return Spellings((node, Term(word, node.field))) if is_open_end else node
    return map_children(node, _include_beginnings)


def _iter_wholes(node: Node | None) -> Iterator[tuple[str, bool]]:
    """Yield words, phrases and adjacent words, and whether each was typed as one."""
    for part in walk_nodes(node):
        match part:
            case Term(text, _, False) | Phrase(text, _, False):
                yield text, " " not in text
            case And(parts):
                yield from ((" ".join(term.text for term in run), False) for _, run in _iter_runs(parts))


def _iter_inner_texts(node: Node | None) -> Iterator[tuple[str, bool]]:
    """Yield the words and pairs of words inside phrases and compounds."""
    for part in walk_nodes(node):
        match part:
            case Term(text, _, False) | Phrase(text, _, False):
                yield from ((chunk, True) for chunk in text.split())
                yield from ((" ".join(run), False) for _, run in _iter_inner_runs(split_words(text)))


def expand_variants(
    node: Node | None, variants: VariantTable, disabled: Set[str], mode: MatchMode = MatchMode.ALL
) -> tuple[Node | None, list[QueryExpansion]]:
    """Return the query with the variants added, and the expansions made.

    In `MatchMode.ANY` the words of a compound are looked for alone, too.
    """
    node = node and _include_beginnings(node)
    if node is None or (not variants and mode is MatchMode.ALL):
        return node, []
    expander = _Expander(variants, disabled)
    expanded = expander.expand_any(node) if mode is MatchMode.ANY else expander.expand(node)
    return expanded, list(expander.expansions.values())


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
        runs = {start: run for start, run in _iter_runs(parts) if _build_key(run) in self.variants}
        index = 0
        while index < len(parts):
            if run := runs.get(index):
                typed = " ".join(part.text for part in run)
                expanded.append(self._add_alternatives(And(run), _build_key(run), typed, run[0].field))
                index += len(run)
            else:
                expanded.append(self.expand(parts[index]))
                index += 1
        return combine_with(And, expanded)

    def expand_any(self, node: Node) -> Node:
        """Expand alternatives of a search for any of its words: the words of a compound are alternatives as well."""
        match node:
            case Or(parts):
                return Or(tuple(flat for part in parts for flat in self._list_alternatives(part)))
            case And(parts):
                wanted = [part for part in parts if not isinstance(part, Not | MetadataNode)]
                alternatives = [part for part in wanted if len(wanted) == 1 or isinstance(part, Or)]
                if alternatives:
                    return And(
                        tuple(self.expand_any(part) if part in alternatives else self.expand(part) for part in parts)
                    )
            case Term():
                return combine_with(Or, self._list_alternatives(node))
        return self.expand(node)

    def _list_alternatives(self, node: Node) -> Sequence[Node]:
        """Return the words of a compound, and its forms as one word; other nodes as they are."""
        if not isinstance(node, Term) or node.exact or node.field not in _FIELDS:
            return (self.expand(node),)
        words, key = tuple(split_words(node.text)), name_key(node.text)
        if len(words) < 2 or not all(map(_is_found_alone, words)):
            return (self.expand(node),)
        reason, forms = self.variants.get(key, (ExpansionReason.COMPOUND, ()))
        if self._is_refused(key, node.text, (*forms, *words), reason):
            return (node,)
        return tuple(build_spelling_node(form, node.field) for form in (*words, *forms))

    def _add_alternatives(self, node: Node, key: str, typed: str, field_name: str) -> Node:
        if key not in self.variants:
            return self._expand_inside(node) if isinstance(node, Phrase | Term) else node
        reason, alternatives = self.variants[key]
        if field_name not in _FIELDS or self._is_refused(key, typed, alternatives, reason):
            return node
        return Spellings((node, *(build_spelling_node(spelling, field_name) for spelling in alternatives)))

    def _is_refused(self, key: str, typed: str, alternatives: tuple[str, ...], reason: ExpansionReason) -> bool:
        """Note an expansion, and return whether it is switched off or one too many."""
        if key not in self.expansions and len(self.expansions) >= MAX_EXPANSIONS:
            return True
        expansion = self.expansions.setdefault(
            key, QueryExpansion(key, typed, alternatives, reason, key in self.disabled)
        )
        return expansion.is_disabled

    def _expand_inside(self, node: Phrase | Term) -> Node:
        """Add a phrase with other forms of the compounds in it."""
        words = split_words(node.text)
        if len(words) < 2 or node.field not in _FIELDS:
            return node
        replacements: dict[int, tuple[int, str]] = {}
        end = 0
        for start, run in sorted(_iter_inner_runs(words, shortest=1), key=lambda found: (found[0], -len(found[1]))):
            reason, forms = self.variants.get(name_key(" ".join(run)), (ExpansionReason.NAME, ()))
            if start < end or reason is not ExpansionReason.COMPOUND:
                continue
            typed = " ".join(run)
            if not self._is_refused(name_key(typed), typed, forms, reason):
                replacements[start], end = (len(run), forms[0]), start + len(run)
        phrases = [_replace_words(words, dict([pair])) for pair in replacements.items()]
        if len(replacements) > 1:
            phrases.insert(0, _replace_words(words, replacements))
        nodes = [Phrase(phrase, node.field) for phrase in phrases[:_MAX_PHRASES]]
        return Spellings((node, *nodes)) if nodes else node


def _is_found_alone(word: str) -> bool:
    """Return whether a part of a compound is a word that a reader may mean alone; of two letters, an abbreviation."""
    is_long_enough = len(word) >= _MIN_LETTERS or (len(word) > 1 and word.isupper())
    return is_long_enough and name_key(word) not in SMALL_WORDS


def _replace_words(words: Sequence[str], replacements: Mapping[int, tuple[int, str]]) -> str:
    """Return the words as one text, with other words for some runs: by start, their number and what replaces them."""
    replaced: list[str] = []
    index = 0
    while index < len(words):
        count, text = replacements.get(index, (1, words[index]))
        replaced.append(text)
        index += count
    return " ".join(replaced)


def build_spelling_node(spelling: str, field_name: str = "text", *, exact: bool = False) -> Term | Phrase:
    """Build the node of a spelling: a phrase for several words."""
    if len(name_key(spelling).split()) > 1:
        return Phrase(spelling, field_name, exact)
    return Term(spelling, field_name, exact)


def _iter_runs(parts: tuple[Node, ...]) -> Iterator[tuple[int, tuple[Term, ...]]]:
    """Yield the runs of adjacent plain words of one field, and where they start; the longest of each start last."""
    for start in range(len(parts)):
        run: tuple[Term, ...] = ()
        for part in parts[start : start + MAX_RUN_LENGTH]:
            if not isinstance(part, Term) or part.exact or (run and part.field != run[0].field):
                break
            run = (*run, part)
            if len(run) > 1:
                yield start, run


def _iter_inner_runs(words: Sequence[str], shortest: int = 2) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the words and pairs of words inside a text, and where they start."""
    for length in range(shortest, 3):
        for start in range(len(words) - length + 1):
            yield start, words[start : start + length]


def _build_key(run: tuple[Term, ...]) -> str:
    return " ".join(name_key(part.text) for part in run)


def load_variants(keys: Mapping[str, bool], engine: Engine) -> VariantTable:
    """Return the variants of these keys (`collect_keys`); names override compounds."""
    if not keys:
        return {}
    name_variants = _load_name_variants(list(keys))
    other_keys = {key: is_one for key, is_one in keys.items() if key not in name_variants}
    compounds = find_compounds(other_keys, engine)
    return {**{key: (ExpansionReason.COMPOUND, forms) for key, forms in compounds.items()}, **name_variants}


def _load_name_variants(keys: Sequence[str]) -> VariantTable:
    """Return the other spellings of each key that is a spelling of a name."""
    groups: dict[int, dict[str, str]] = {}
    for _, group, key, spelling in _load_variant_rows(tuple(keys[:500])):
        groups.setdefault(group, {})[key] = spelling
    return {
        key: (ExpansionReason.NAME, tuple(spelling for other, spelling in spellings.items() if other != key))
        for spellings in groups.values()
        for key in spellings
        if key in keys and len(spellings) > 1
    }
