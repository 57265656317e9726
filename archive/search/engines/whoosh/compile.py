"""The archive's tree into Whoosh's.

A word is looked up in each article by its stem in that article's own language: `news` is no form of
the French stem `new`. In `text` it also scores where the title has it. A word that the analyzer
cuts in several (`al-Assad`) is a phrase.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from whoosh import query as whoosh

from archive.search.analysis import algorithm_for, query_stems
from archive.search.engines.whoosh.filters import (
    ByAuthors,
    Filter,
    FromOutlets,
    InLanguages,
    InPeriod,
    Undated,
)
from archive.search.engines.whoosh.sentinels import NOBODY
from archive.search.query import (
    Absent,
    And,
    InLanguage,
    Named,
    Node,
    Not,
    Or,
    Phrase,
    Published,
    Term,
)

_ABSENT: Mapping[str, Filter] = {
    "outlet": FromOutlets([NOBODY]),
    "author": ByAuthors([NOBODY]),
    "lang": InLanguages([""]),
    "date": Undated(),
}


def compiled(  # noqa: C901 -- one case for each kind of node
    node: Node | None, names: Mapping[Named, tuple[int, ...]], tags: Sequence[str]
) -> whoosh.Query:
    """The Whoosh query for `node`; `tags` are the languages in the index."""
    match node:
        case None:
            return whoosh.Every()
        case Term(text, field) | Phrase(text, field):
            return _words(text, field, tags)
        case Named("outlet"):
            return FromOutlets(names.get(node, ()))
        case Named():
            return ByAuthors(names.get(node, ()))
        case InLanguage(language):
            return InLanguages(tag for tag in tags if _is_of(tag, language))
        case Published(first, last, possible):
            return InPeriod(
                first.toordinal() if first else None,
                last.toordinal() if last else None,
                possible=possible,
            )
        case Absent(field):
            return _ABSENT[field]
        case Not(part):
            return whoosh.AndNot(whoosh.Every(boost=0.0), compiled(part, names, tags))
        case And(parts):
            return _all(parts, names, tags)
        case Or(parts):
            return whoosh.Or([compiled(part, names, tags) for part in parts])


def relaxed(node: Node | None) -> Node | None:
    """The same question, taking articles that are only possibly of its periods too."""
    match node:
        case Published(first, last):
            return Published(first, last, possible=True)
        case And(parts):
            return And(tuple(_relaxed_part(part) for part in parts))
        case Or(parts):
            return Or(tuple(_relaxed_part(part) for part in parts))
    return node


def _relaxed_part(part: Node) -> Node:
    return relaxed(part) or part


def _all(
    parts: tuple[Node, ...], names: Mapping[Named, tuple[int, ...]], tags: Sequence[str]
) -> whoosh.Query:
    """What is asked for, without what is not."""
    wanted = [compiled(part, names, tags) for part in parts if not isinstance(part, Not)]
    unwanted = [compiled(part.part, names, tags) for part in parts if isinstance(part, Not)]
    found = whoosh.And(wanted) if wanted else whoosh.Every(boost=0.0)
    return whoosh.AndNot(found, whoosh.Or(unwanted)) if unwanted else found


def _words(text: str, field: str, tags: Sequence[str]) -> whoosh.Query:
    found = _in_field(text, field, tags)
    if field == "title":
        return found
    return whoosh.AndMaybe(found, _in_field(text, "title", tags))


def _in_field(text: str, field: str, tags: Sequence[str]) -> whoosh.Query:
    """The words as each language spells their stems, in articles of just these languages."""
    spellings: dict[tuple[str, ...], list[str]] = {}
    for tag in tags or [""]:
        spellings.setdefault(query_stems(text, algorithm_for(tag)), []).append(tag)
    found = [(_stems(stems, field), spoken) for stems, spoken in spellings.items() if stems]
    if not found:
        return whoosh.NullQuery
    if len(spellings) == 1:
        return found[0][0]
    return whoosh.Or([whoosh.Require(words, InLanguages(spoken)) for words, spoken in found])


def _stems(stems: tuple[str, ...], field: str) -> whoosh.Query:
    return whoosh.Term(field, stems[0]) if len(stems) == 1 else whoosh.Phrase(field, list(stems))


def _is_of(tag: str, language: str) -> bool:
    tag, language = tag.casefold(), language.casefold()
    return tag == language or tag.startswith(f"{language}-")
