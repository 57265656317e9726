"""Query expansion: spelling variants of words and names, added as OR nodes and reported.

Names come from the table that editors own. Compounds (`ceasefire`, `cease-fire`, `cease fire`) come from the words
of the index: a variant is added only if some article has it. Every expansion can be switched off, and none changes
exact forms, patterns or fuzzy terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import compress
from typing import Final

from archive.db.compiled_queries import CompiledQuery
from archive.models import NameVariant
from archive.search.engines.base import Engine, EngineQuery
from archive.search.query.nodes import And, Node, Or, Phrase, Term, combine_with, map_children, walk_nodes
from archive.search.query.word_beginnings import include_beginnings
from archive.text.normalize import name_key

MAX_RUN_LENGTH: Final = 3  # adjacent words that may be one name or one compound
MAX_EXPANSIONS: Final = 40  # expansions of one query
MIN_PART_LENGTH: Final = 3  # letters of each word of a compound
_MAX_WORD_LENGTH = 24
_MAX_WORDS = 12  # of a query that are checked for compounds
_FIELDS: Final = frozenset({"text", "title", "about", "place", "credit"})
_SMALL_WORDS = frozenset(
    "about after all and any are around back been before but down even ever every for from had has have her here him"
    " his how into its less like more most much near not now off once one only our out over own she some such than that"
    " the their them then there these they thing this through too under upon was way well were what when where which"
    " while who why will with you your yet nor per can may new old two ten".split()
)
"""Words that often precede others by chance: with out, not able, for ward."""
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


def collect_keys(node: Node | None) -> list[str]:
    """Return the keys of possible names and compounds: words, phrases, and adjacent words."""
    keys: dict[str, None] = {}
    for part in walk_nodes(include_beginnings(node)):
        match part:
            case Term(text, _, False) | Phrase(text, _, False):
                keys[name_key(text)] = None
            case And(parts):
                keys |= dict.fromkeys(_build_key(run) for _, run in _iter_runs(parts))
    keys.pop("", None)
    return list(keys)


def expand_variants(
    node: Node | None, variants: VariantTable, disabled: Set[str]
) -> tuple[Node | None, list[QueryExpansion]]:
    """Return the query with the variants added, and the expansions made."""
    node = include_beginnings(node)
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

    def _add_alternatives(self, node: Node, key: str, typed: str, field_name: str) -> Node:
        is_new = key not in self.expansions
        if key not in self.variants or field_name not in _FIELDS or (is_new and len(self.expansions) >= MAX_EXPANSIONS):
            return node
        reason, alternatives = self.variants[key]
        expansion = self.expansions.setdefault(
            key, QueryExpansion(key, typed, alternatives, reason, key in self.disabled)
        )
        if expansion.is_disabled:
            return node
        return Or((node, *(build_spelling_node(spelling, field_name) for spelling in alternatives)))


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


def _build_key(run: tuple[Term, ...]) -> str:
    return " ".join(name_key(part.text) for part in run)


def load_variants(keys: Sequence[str], engine: Engine) -> VariantTable:
    """Return the variants of these keys (`collect_keys`); names override compounds."""
    if not keys:
        return {}
    name_variants = _load_name_variants(keys)
    other_keys = [key for key in keys if key not in name_variants][:_MAX_WORDS]
    return {**_find_compounds(other_keys, engine), **name_variants}


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


def _find_compounds(keys: Iterable[str], engine: Engine) -> VariantTable:
    """Return open and hyphenated pairs as one word, and words as two, where an article has them."""
    joined_words: dict[str, str] = {}
    splits: dict[str, list[tuple[str, str]]] = {}
    for key in keys:
        parts = key.split()
        if len(parts) == 2 and all(map(_is_compound_part, parts)):
            joined_words[key] = "".join(parts)
        else:
            splits[key] = _split_word(key)
    words = sorted({*joined_words.values(), *(word for pairs in splits.values() for pair in pairs for word in pair)})
    known_words = set(compress(words, engine.count_documents(words) if words else ()))
    alternatives: dict[str, tuple[str, ...]] = {
        key: (word,) for key, word in joined_words.items() if word in known_words
    }
    known_pairs = {
        key: [" ".join(pair) for pair in pairs if known_words.issuperset(pair)] for key, pairs in splits.items()
    }
    phrases = sorted({pair for pairs_of_word in known_pairs.values() for pair in pairs_of_word})
    counts = engine.count([EngineQuery(query=Phrase(phrase)) for phrase in phrases]) if phrases else ()
    printed_phrases = set(compress(phrases, counts))
    for key, pairs_of_word in known_pairs.items():
        alternatives[key] = tuple(pair for pair in pairs_of_word if pair in printed_phrases)
    return {key: (ExpansionReason.COMPOUND, variants) for key, variants in alternatives.items() if variants}


def _split_word(word: str) -> list[tuple[str, str]]:
    """Return the splits of a word into two possible words."""
    if not word.isalpha() or not 2 * MIN_PART_LENGTH < len(word) <= _MAX_WORD_LENGTH:
        return []
    pairs = [(word[:at], word[at:]) for at in range(MIN_PART_LENGTH, len(word) - MIN_PART_LENGTH + 1)]
    return [(first, second) for first, second in pairs if _is_compound_part(first) and _is_compound_part(second)]


def _is_compound_part(word: str) -> bool:
    return word.isalpha() and len(word) >= MIN_PART_LENGTH and word not in _SMALL_WORDS
