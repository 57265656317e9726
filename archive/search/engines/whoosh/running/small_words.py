"""Stop words (`the`, `what`, `und`): searchable like any other, weightless in disjunctions.

A query of alternatives is often a sentence, and most of its words say how it is asked, not what
about. Their idf does not tell: `what` is rare in a library of abstracts. So stop words score
nothing beside other words, in articles of their own language (`die` is one in German only). In
phrases, proximity and conjunctions they count as any word. The lists are Snowball's, as shipped
with Whoosh.

C. D. Manning, P. Raghavan, H. Schütze: Introduction to Information Retrieval, 2008, section 2.2.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeGuard

from whoosh.lang.stopwords import stoplists

from archive.search.analysis import fold_word, get_algorithm
from archive.search.query import Node, Term

_STOP_WORDS: Final = {
    get_algorithm(code): frozenset(map(fold_word, words)) for code, words in stoplists.items()
}


def find_stop_word_languages(parts: Sequence[Node], tags: Iterable[str]) -> list[frozenset[str]]:
    """Return for each part of a disjunction the languages in which it is a stop word.

    A language in which all parts are stop words is left out.
    """
    languages: list[set[str]] = [set() for _ in parts]
    for tag in tags:
        stop_words = _STOP_WORDS.get(get_algorithm(tag), frozenset())
        is_stop_word = [
            _is_stemmed_text_term(part) and fold_word(part.text) in stop_words for part in parts
        ]
        if not all(is_stop_word):
            for part_languages, is_small in zip(languages, is_stop_word, strict=True):
                part_languages |= {tag} if is_small else set()
    return list(map(frozenset, languages))


def _is_stemmed_text_term(part: Node) -> TypeGuard[Term]:
    return isinstance(part, Term) and part.field == "text" and not part.exact
