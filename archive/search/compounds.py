"""Compounds: `takeover`, `take-over` and `take over` find each other, as far as an article prints them.

A word printed with a hyphen is indexed as one word, too, so that the index knows of its forms. A word typed closed is
also looked for open where an article prints it with a hyphen, or where its parts are words that often join (`take`,
`over`) and stand side by side in an article. Words typed with a hyphen or open are also looked for closed, if they are
printed so. Pairs that stand side by side by chance (`in form`) are not joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, pairwise
from typing import Final

from archive.search.engines.base import CompoundForms, Engine, EngineQuery
from archive.search.query.nodes import Phrase

_MIN_PART_LENGTH: Final = 3  # letters of each part that is no prefix or particle
_MAX_LENGTH: Final = 40  # of a compound
_MAX_SPLIT_LENGTH: Final = 24  # of a word that is split without a hyphen printed anywhere
_MAX_WORDS: Final = 12  # of a query that are checked
SMALL_WORDS: Final = frozenset(
    "about after all and any are around back been before but down even ever every for from had has have her here him"
    " his how into its less like more most much near not now off once one only our out over own she some such than that"
    " the their them then there these they thing this through too under upon was way well were what when where which"
    " while who why will with you your yet nor per can may new old two ten"
    " an as at be by do go he if in is it me my no of on or so to up us we".split()
)
"""Words that often precede others by chance: with out, not able, for ward."""
_NEVER_FIRST: Final = frozenset("a i an and as at he in is it me my of or the us we".split())
_PARTICLES: Final = frozenset("over off out up down back away around through".split())
"""Second parts: takeover, layoff, buildup."""
_FIRST_PARTICLES: Final = frozenset("after down off on out under up".split())
_PREFIXES: Final = frozenset("anti bi co ex mid non pre pro re".split())
_LETTERS: Final = frozenset("bcdefghjklmnpqrtuvwxyz")  # e-mail, U-turn; not `a`, `i`, `o` and the `s` of a genitive
_MAX_UNIT_LENGTH: Final = 3  # letters behind a number: 5G, 10am


@dataclass(frozen=True, slots=True)
class _Joining:
    """Words that may be one, and whether an article must print them with a hyphen for that."""

    word: str
    needs_hyphen: bool


def find_compounds(keys: Mapping[str, bool], engine: Engine) -> dict[str, tuple[str, ...]]:
    """Return the other ways of writing each key that some article prints.

    A key is folded words separated by spaces (see `name_key`); its value says whether they were typed as one.
    """
    joinings: dict[str, _Joining] = {}
    words: list[str] = []
    for key, is_hyphenated in keys.items():
        if len(joinings) + len(words) >= _MAX_WORDS:
            break
        if " " not in key:
            words += [key] if _may_be_split(key) else []
        elif joining := _join_parts(key.split(), is_hyphenated=is_hyphenated):
            joinings[key] = joining
    asked = list(dict.fromkeys([*(joining.word for joining in joinings.values()), *words]))
    forms = dict(zip(asked, engine.find_compound_forms(asked) if asked else (), strict=True))
    closed = {
        key: (joining.word,)
        for key, joining in joinings.items()
        if forms[joining.word].is_closed and (forms[joining.word].hyphenated or not joining.needs_hyphen)
    }
    return {**closed, **_find_open_forms(words, forms, engine)}


def _may_be_split(word: str) -> bool:
    return word.isalnum() and 2 <= len(word) <= _MAX_LENGTH and not word.isdigit() and word not in SMALL_WORDS


def _join_parts(parts: list[str], *, is_hyphenated: bool) -> _Joining | None:
    """Return the one word that these may be; None if they stand side by side by chance."""
    word = "".join(parts)
    if len(word) > _MAX_LENGTH or not word.isalnum() or parts[0] in _NEVER_FIRST:
        return None
    if any(left[-1].isdigit() and right[0].isdigit() for left, right in pairwise(parts)):
        return None
    if is_hyphenated:
        return _Joining(word, needs_hyphen=False)
    return _Joining(word, needs_hyphen=not _often_join(*parts)) if len(parts) == 2 else None


def _often_join(first: str, second: str) -> bool:
    """Return whether two words are often printed as one."""
    if first in _NEVER_FIRST:
        return False
    if first.isdigit():
        return second.isalpha() and len(second) <= _MAX_UNIT_LENGTH and second not in SMALL_WORDS
    if second.isdigit():
        return first not in SMALL_WORDS
    if first in _PREFIXES:
        return len(second) >= (_MIN_PART_LENGTH if len(first) < _MIN_PART_LENGTH else 2)
    if first in _FIRST_PARTICLES:
        return len(second) > _MIN_PART_LENGTH and second not in SMALL_WORDS
    is_first_fit = len(first) >= _MIN_PART_LENGTH and first not in SMALL_WORDS
    if second.removesuffix("s") in _PARTICLES:
        return is_first_fit
    is_second_fit = len(second) >= _MIN_PART_LENGTH and second not in SMALL_WORDS
    return is_second_fit and (is_first_fit or first in _LETTERS)


def _find_open_forms(
    words: Iterable[str], forms: Mapping[str, CompoundForms], engine: Engine
) -> dict[str, tuple[str, ...]]:
    """Return each closed word as several, as articles print it with hyphens or open."""
    hyphenated = {word: _list_hyphenated(word, forms[word]) for word in words}
    splits = {word: [pair for pair in _split_word(word) if " ".join(pair) not in hyphenated[word]] for word in words}
    pairs_to_ask = {pair for pairs in splits.values() for pair in pairs}
    for place in (0, 1):  # second parts only where the first is a word
        known = _select_known({pair[place] for pair in pairs_to_ask}, engine)
        pairs_to_ask = {pair for pair in pairs_to_ask if pair[place] in known}
    phrases = sorted(map(" ".join, pairs_to_ask))
    counts = engine.count([EngineQuery(query=Phrase(phrase)) for phrase in phrases]) if phrases else ()
    printed = set(compress(phrases, counts))
    open_forms = {
        word: (*hyphenated[word], *(phrase for phrase in map(" ".join, pairs) if phrase in printed))
        for word, pairs in splits.items()
    }
    return {word: phrases_of_word for word, phrases_of_word in open_forms.items() if phrases_of_word}


def _select_known(words: Set[str], engine: Engine) -> set[str]:
    """Return those of some words that articles print."""
    listed = sorted(words)
    return set(compress(listed, engine.count_documents(listed) if listed else ()))


def _list_hyphenated(word: str, forms: CompoundForms) -> dict[str, None]:
    """Return a closed word divided as articles print it: `takeovers` as `take overs` where one prints `take-over`."""
    divided: dict[str, None] = {}
    for form in forms.hyphenated:
        *firsts, last = form.split("-")
        if firsts[0] in _NEVER_FIRST:
            continue
        begin = "".join(firsts)
        ending = word.removeprefix(begin) if word.startswith(begin) and word != begin else last
        divided[" ".join([*firsts, ending])] = None
    return divided


@lru_cache(4_096)
def _split_word(word: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs that a word may be."""
    if len(word) > _MAX_SPLIT_LENGTH:
        return ()
    pairs = [(word[:cut], word[cut:]) for cut in range(1, len(word))]
    if word.isalpha():
        return tuple(pair for pair in pairs if _often_join(*pair))
    return tuple(pair for pair in pairs if pair[0].isdigit() != pair[1].isdigit() and _often_join(*pair))
