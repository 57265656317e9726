"""Spelling variants of words and names: editors' names, and compounds of the index.

Names come from the table that editors own. Compounds (`ceasefire`, `cease-fire`, `cease fire`) come
from the words of the index: a variant is added only if some article has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.db.compiled_queries import CompiledQuery
from archive.models import NameVariant
from archive.search.engines.base import Engine, EngineQuery
from archive.search.expansion.expand import ExpansionReason, VariantTable
from archive.search.query.nodes import Phrase

MIN_PART_LENGTH = 3
_MAX_WORD_LENGTH = 24
_MAX_WORDS = 12  # of a query that are checked for compounds
_SMALL_WORDS = frozenset(
    "about after all and any are around back been before but down even ever every for from had has"
    " have her here him his how into its less like more most much near not now off once one only"
    " our out over own she some such than that the their them then there these they thing this"
    " through too under upon was way well were what when where which while who why will with you"
    " your yet nor per can may new old two ten".split()
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


def load_variants(keys: Sequence[str], engine: Engine) -> VariantTable:
    """Return the variants of these keys (`expanding.collect_keys`); names override compounds."""
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
        key: (
            ExpansionReason.NAME,
            tuple(spelling for other_key, spelling in spellings_by_key.items() if other_key != key),
        )
        for spellings_by_key in groups.values()
        for key in spellings_by_key
        if key in keys and len(spellings_by_key) > 1
    }


def _find_compounds(keys: Iterable[str], engine: Engine) -> VariantTable:
    """Return open and hyphenated pairs as one word, and words as two, where an article has them."""
    joined_words = {key: key.replace(" ", "") for key in keys if _is_open_compound(key)}
    splits = {key: pairs_of_key for key in keys if key not in joined_words and (pairs_of_key := _split_word(key))}
    parts = {word for pairs_of_key in splits.values() for pair in pairs_of_key for word in pair}
    known_words = _filter_known_words(sorted({*joined_words.values(), *parts}), engine)
    known_pairs = {
        key: [" ".join(pair) for pair in halves if known_words.issuperset(pair)] for key, halves in splits.items()
    }
    printed_pairs = _filter_printed_pairs(
        sorted({pair for pairs_of_word in known_pairs.values() for pair in pairs_of_word}), engine
    )
    table: dict[str, tuple[ExpansionReason, tuple[str, ...]]] = {
        key: (ExpansionReason.COMPOUND, (word,)) for key, word in joined_words.items() if word in known_words
    }
    for key, pairs_of_word in known_pairs.items():
        if alternatives := tuple(pair for pair in pairs_of_word if pair in printed_pairs):
            table[key] = (ExpansionReason.COMPOUND, alternatives)
    return table


def _filter_known_words(words: list[str], engine: Engine) -> set[str]:
    """Return the words that any article has."""
    counts = engine.count_documents(words) if words else ()
    return {word for word, count in zip(words, counts, strict=True) if count}


def _filter_printed_pairs(pairs: list[str], engine: Engine) -> set[str]:
    """Return the pairs that are adjacent in any article."""
    counts = engine.count([EngineQuery(query=Phrase(pair)) for pair in pairs]) if pairs else ()
    return {pair for pair, count in zip(pairs, counts, strict=True) if count}


def _is_open_compound(key: str) -> bool:
    """Return whether the key is two words that may be written as one."""
    parts = key.split()
    return len(parts) == 2 and all(_is_compound_part(part) for part in parts)


def _split_word(word: str) -> list[tuple[str, str]]:
    """Return the splits of a word into two possible words."""
    if not word.isalpha() or not 2 * MIN_PART_LENGTH < len(word) <= _MAX_WORD_LENGTH:
        return []
    splits = (
        (word[:position], word[position:]) for position in range(MIN_PART_LENGTH, len(word) - MIN_PART_LENGTH + 1)
    )
    return [pair for pair in splits if all(map(_is_compound_part, pair))]


def _is_compound_part(word: str) -> bool:
    return word.isalpha() and len(word) >= MIN_PART_LENGTH and word not in _SMALL_WORDS
