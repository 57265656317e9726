"""Other spellings of words of a query: of those that hardly any article prints, and with the prefixes of a language.

A word is offered for another one only if that is printed nowhere, or so much less that it is probably a slip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from archive.search.highlight.term_finder import iter_terms
from archive.search.query.nodes import Node, Not, NotNear, Or, Phrase, Term, map_children

MAX_SPELLINGS: Final = 3
_MAX_WORDS: Final = 12
_MAX_FORMS: Final = 6
_MAX_MISPRINTS: Final = 10  # articles that may print a misspelt word
_FAR_FEWER: Final = 20  # times as many articles print the word that is offered
_MIN_BASE_LENGTH: Final = 3
_PREFIXES: Final = {
    ("\u0600", "\u06ff"): "ال و وال ب بال وب وبال ل لل ول ولل ك كال ف فال".split(),
    ("\u05d0", "\u05ea"): "ה ו וה ב וב ל ול כ מ ומ ש שה מה כש".split(),
}
"""By the first and last letter of a script: what its languages write before a word without a space."""

SpellingTable = Mapping[Term | Phrase, tuple[tuple[str, int], ...]]
"""The words that each misspelt word may stand for, with their articles, the likeliest first."""


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Look-ups of words in the index: how many articles have each, and printed words spelt alike."""

    count_documents: Callable[[Sequence[str]], Sequence[int]]
    find_similar: Callable[[str, int], Sequence[tuple[str, int]]]


def find_misspelt(node: Node | None, words: WordCounts) -> SpellingTable:
    """Return what the words of a query that hardly any article prints may stand for."""
    terms = _list_plain_words(node)
    if not terms:
        return {}
    table: dict[Term | Phrase, tuple[tuple[str, int], ...]] = {}
    for term, count in zip(terms, words.count_documents([term.text for term in terms]), strict=True):
        if count <= _MAX_MISPRINTS:
            similar = words.find_similar(term.text, MAX_SPELLINGS)
            offered = tuple((form, printed) for form, printed in similar if printed >= max(1, _FAR_FEWER * count))
            if offered:
                table[term] = offered
    return table


def _list_plain_words(node: Node | None) -> list[Term | Phrase]:
    """Return the first words of a query that are neither exact, nor patterns, nor several in a phrase."""
    terms = iter_terms(node) if node else ()
    words = [
        term for term in terms if isinstance(term, Term | Phrase) and not term.exact and len(term.text.split()) == 1
    ]
    return list(dict.fromkeys(words))[:_MAX_WORDS]


def iter_corrected(node: Node, misspelt: SpellingTable) -> Iterator[tuple[Node, str, str]]:
    """Yield the query with other spellings, what is changed, and by what: all words together first, then each."""
    if len(misspelt) > 1:
        corrected = node
        for term, forms in misspelt.items():
            corrected = replace_node(corrected, term, _respell(term, forms[0][0]))
        yield (
            corrected,
            ", ".join(term.text for term in misspelt),
            ", ".join(forms[0][0] for forms in misspelt.values()),
        )
    for term, forms in misspelt.items():
        for form, _ in forms:
            yield replace_node(node, term, _respell(term, form)), term.text, form


def _respell(term: Term | Phrase, form: str) -> Term:
    return Term(form, term.field)


def find_prefixed(node: Node | None, words: WordCounts) -> Mapping[Term | Phrase, tuple[str, ...]]:
    """Return the printed forms of Arabic and Hebrew words with other prefixes, the most frequent first."""
    table: dict[Term | Phrase, tuple[str, ...]] = {}
    for term in _list_plain_words(node):
        if forms := _list_prefixed(term.text):
            counts = zip(forms, words.count_documents(forms), strict=True)
            printed = sorted((-count, form) for form, count in counts if count)
            if printed:
                table[term] = tuple(form for _, form in printed[:_MAX_FORMS])
    return table


def _list_prefixed(word: str) -> list[str]:
    """Return a word without its possible prefix, and with each other one; nothing for other scripts."""
    prefixes = next((found for (first, last), found in _PREFIXES.items() if first <= word[0] <= last), [])
    if not prefixes or len(word) < _MIN_BASE_LENGTH:
        return []
    bases = [word]
    for prefix in prefixes:
        base = word.removeprefix(prefix)
        if base != word and len(base) >= _MIN_BASE_LENGTH:
            bases.append(base)
    forms = [*bases, *(prefix + base for base in bases for prefix in prefixes)]
    return [form for form in dict.fromkeys(forms) if form != word]


def iter_prefixed(node: Node, prefixed: Mapping[Term | Phrase, tuple[str, ...]]) -> Iterator[tuple[Node, str, str]]:
    """Yield the query with other prefixes of each word, the word, and its forms."""
    for term, forms in prefixed.items():
        alternatives = Or((term, *(_respell(term, form) for form in forms)))
        yield replace_node(node, term, alternatives), term.text, ", ".join(forms)


def replace_node(node: Node, old: Node, new: Node) -> Node:
    """Replace a node wherever it stands outside of NOT."""
    if node == old:
        return new
    match node:
        case Not():
            return node
        case NotNear(wanted, unwanted, distance):
            return NotNear(replace_node(wanted, old, new), unwanted, distance)
    return map_children(node, lambda child: replace_node(child, old, new))
