"""Spelling variants of words and names: editors' names, and compounds of the index.

Names come from the table that editors own. Compounds (`ceasefire`, `cease-fire`, `cease fire`) come
from the words of the index: a variant is added only if some article has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.models import NameVariant
from archive.models.prepared import Prepared
from archive.search.engines.contract import Engine, Question
from archive.search.query import Phrase
from archive.search.widening.expanding import Table, Why

SHORTEST_PART = 3
_LONGEST_WORD = 24
_MOST_WORDS = 12  # of a query that are checked for compounds
_SMALL = frozenset(
    "about after all and any are around back been before but down even ever every for from had has"
    " have her here him his how into its less like more most much near not now off once one only"
    " our out over own she some such than that the their them then there these they thing this"
    " through too under upon was way well were what when where which while who why will with you"
    " your yet nor per can may new old two ten".split()
)
"""Words that often precede others by chance: with out, not able, for ward."""


_variants: Prepared[tuple[int, int, str, str]] = Prepared(
    lambda keys: (
        NameVariant.objects.filter(group__variants__key__in=[keys])
        .distinct()
        .order_by("pk")
        .values_list("pk", "group_id", "key", "spelling")
    )
)


def table_of(keys: Sequence[str], engine: Engine) -> Table:
    """Return the variants of these keys (`expanding.collect_keys`); names override compounds."""
    if not keys:
        return {}
    named = _names(keys)
    rest = [key for key in keys if key not in named][:_MOST_WORDS]
    return {**_compounds(rest, engine), **named}


def _names(keys: Sequence[str]) -> Table:
    """Return the other spellings of each key that is a spelling of a name."""
    groups: dict[int, dict[str, str]] = {}
    for _, group, key, spelling in _variants(tuple(keys[:500])):
        groups.setdefault(group, {})[key] = spelling
    return {
        key: (Why.NAME, tuple(spelling for other, spelling in spelt.items() if other != key))
        for spelt in groups.values()
        for key in spelt
        if key in keys and len(spelt) > 1
    }


def _compounds(keys: Iterable[str], engine: Engine) -> Table:
    """Return open and hyphenated pairs as one word, and words as two, where an article has them."""
    joined = {key: key.replace(" ", "") for key in keys if _is_open(key)}
    cuts = {key: found for key in keys if key not in joined and (found := _cuts(key))}
    parts = {word for found in cuts.values() for pair in found for word in pair}
    known = _known(sorted({*joined.values(), *parts}), engine)
    pairs = {
        key: [" ".join(pair) for pair in halves if known.issuperset(pair)]
        for key, halves in cuts.items()
    }
    written = _written(sorted({pair for held in pairs.values() for pair in held}), engine)
    table: dict[str, tuple[Why, tuple[str, ...]]] = {
        key: (Why.COMPOUND, (word,)) for key, word in joined.items() if word in known
    }
    for key, held in pairs.items():
        if also := tuple(pair for pair in held if pair in written):
            table[key] = (Why.COMPOUND, also)
    return table


def _known(words: list[str], engine: Engine) -> set[str]:
    """Return the words that any article has."""
    found = engine.frequencies(words) if words else ()
    return {word for word, count in zip(words, found, strict=True) if count}


def _written(pairs: list[str], engine: Engine) -> set[str]:
    """Return the pairs that are adjacent in any article."""
    found = engine.count([Question(query=Phrase(pair)) for pair in pairs]) if pairs else ()
    return {pair for pair, count in zip(pairs, found, strict=True) if count}


def _is_open(key: str) -> bool:
    """Return whether the key is two words that may be written as one."""
    parts = key.split()
    return len(parts) == 2 and all(_is_part(part) for part in parts)


def _cuts(word: str) -> list[tuple[str, str]]:
    """Return the splits of a word into two possible words."""
    if not word.isalpha() or not 2 * SHORTEST_PART < len(word) <= _LONGEST_WORD:
        return []
    cuts = ((word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1))
    return [pair for pair in cuts if all(map(_is_part, pair))]


def _is_part(word: str) -> bool:
    return word.isalpha() and len(word) >= SHORTEST_PART and word not in _SMALL
