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

from archive.search.analysis import algorithm_for, folded
from archive.search.query import Node, Term

_SMALL: Final = {
    algorithm_for(code): frozenset(map(folded, words)) for code, words in stoplists.items()
}


def small_in(parts: Sequence[Node], tags: Iterable[str]) -> list[frozenset[str]]:
    """Return for each part of a disjunction the languages in which it is a stop word.

    A language in which all parts are stop words is left out.
    """
    found: list[set[str]] = [set() for _ in parts]
    for tag in tags:
        words = _SMALL.get(algorithm_for(tag), frozenset())
        small = [_is_word(part) and folded(part.text) in words for part in parts]
        if not all(small):
            for those, one in zip(found, small, strict=True):
                those |= {tag} if one else set()
    return list(map(frozenset, found))


def _is_word(part: Node) -> TypeGuard[Term]:
    return isinstance(part, Term) and part.field == "text" and not part.exact
