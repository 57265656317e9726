"""The small words of a language (`the`, `what`, `und`): found like any other, weighed less.

Where any of several words will do, a question is often a sentence, and most of its words say how it
is asked, not what about. How rare they are does not tell them apart: `what` is rare in a library of
abstracts. So they are worth nothing beside other words, in articles of the language they are small
in (`die` is one in German only). In phrases, near others, and where all words must be there, they
count as every word does. The lists are Snowball's, as Whoosh brings them along.

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
    """For each part of an any-of question, the languages in which it is a small word beside others.

    Where a language knows all parts as small words, none is.
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
