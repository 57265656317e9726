"""Compilation of query nodes into Whoosh queries, with leaf queries of our own.

A word is looked up in each article by its stem in that article's language: `news` is no form of the
French stem `new`. In `text` it also scores where the title has it. A word that the analyzer splits
(`al-Assad`) is a phrase. Nodes over spans become plans (`planned`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from whoosh import query as whoosh

from archive.search.engines.whoosh.arrays.sentinels import NOBODY, QUOTE_START
from archive.search.engines.whoosh.fields.filters import (
    AddedIn,
    ByAuthors,
    Filter,
    FromOutlets,
    InLanguages,
    InPeriod,
    Leaf,
    Numbered,
    OfStatus,
    Undated,
    WithoutWords,
)
from archive.search.engines.whoosh.generations.snapshot import Snapshot
from archive.search.engines.whoosh.running.places import Words
from archive.search.engines.whoosh.running.planned import Spelling, planned, spellings
from archive.search.engines.whoosh.running.queries import AnyForm, Lacking, Placed
from archive.search.engines.whoosh.running.small_words import small_in
from archive.search.query import (
    Absent,
    Added,
    And,
    InLanguage,
    Named,
    Node,
    Not,
    Or,
    Phrase,
    Published,
    Reviewed,
    Term,
)

Names = Mapping[Named, tuple[int, ...]]

_ABSENT: Mapping[str, Leaf] = {
    "outlet": FromOutlets([NOBODY]),
    "author": ByAuthors([NOBODY]),
    "lang": InLanguages([""]),
    "date": Undated(),
    "credit": WithoutWords("credit"),
    "place": WithoutWords("place"),
    "quote": Lacking("text", QUOTE_START),
}
_NAMED: Mapping[str, type[FromOutlets | ByAuthors | Numbered]] = {
    "outlet": FromOutlets, "author": ByAuthors, "speaker": Numbered, "id": Numbered,
}  # fmt: skip


def compiled(node: Node | None, names: Names, snapshot: Snapshot) -> whoosh.Query:
    """Compile `node` for this snapshot."""
    match node:
        case None:
            return whoosh.Every()
        case Not(part):
            return whoosh.AndNot(whoosh.Every(boost=0.0), compiled(part, names, snapshot))
        case And(parts):
            return _all(parts, names, snapshot)
        case Or(parts):
            return _any(parts, names, snapshot)
        case Named(field):
            return _NAMED[field](names.get(node, ()))
        case Term(exact=False) | Phrase(exact=False) if node.field != "about":
            return _words(node, snapshot)
        case InLanguage() | Published() | Added() | Reviewed() | Absent():
            return _known(node, snapshot)
    return _placed(node, snapshot)


def relaxed(node: Node | None) -> Node | None:
    """Let periods in a node match articles that are only possibly of them."""
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


def _all(parts: tuple[Node, ...], names: Names, snapshot: Snapshot) -> whoosh.Query:
    """Compile a conjunction: the required parts, without the negated ones."""
    wanted = [compiled(part, names, snapshot) for part in parts if not isinstance(part, Not)]
    unwanted = [compiled(part.part, names, snapshot) for part in parts if isinstance(part, Not)]
    found = whoosh.And(wanted) if wanted else whoosh.Every(boost=0.0)
    return whoosh.AndNot(found, whoosh.Or(unwanted)) if unwanted else found


def _any(parts: tuple[Node, ...], names: Names, snapshot: Snapshot) -> whoosh.Query:
    """Compile a disjunction; stop words score nothing beside other words."""
    tags = snapshot.columns.languages.kinds or ("",)
    found = []
    for part, small in zip(parts, small_in(parts, tags), strict=True):
        if isinstance(part, Term) and small:
            found.append(_small(part, small, frozenset(tags) - small, snapshot))
        else:
            found.append(compiled(part, names, snapshot))
    return whoosh.Or(found)


def _small(
    word: Term, small: frozenset[str], others: frozenset[str], snapshot: Snapshot
) -> whoosh.Query:
    """Compile a word that is a stop word in some languages only."""
    light = _in_field(list(spellings(word.text, snapshot)), word.field, boost=0.0)
    if not others:
        return light
    heavy = _words(word, snapshot)
    return whoosh.Or(
        [whoosh.Require(heavy, InLanguages(others)), whoosh.Require(light, InLanguages(small))]
    )


def _known(
    node: InLanguage | Published | Added | Reviewed | Absent, snapshot: Snapshot
) -> whoosh.Query:
    """Compile a filter over columns."""
    match node:
        case InLanguage(language):
            tags = snapshot.columns.languages.kinds
            return InLanguages(tag for tag in tags if _is_of(tag, language))
        case Published(first, last, possible):
            return InPeriod(_ordinal(first), _ordinal(last), possible=possible)
        case Added(first, last):
            return AddedIn(_ordinal(first), _ordinal(last))
        case Reviewed(status):
            return OfStatus(status)
        case Absent(field):
            return _ABSENT[field]


def _placed(node: Node, snapshot: Snapshot) -> whoosh.Query:
    """Compile a node of spans; a single term needs no positions."""
    plan = planned(node, snapshot)
    if not isinstance(plan, Words) or len(plan.keys) > 1 or plan.tags is not None:
        return Placed(plan)
    found: whoosh.Query = AnyForm(plan.field, plan.keys[0])
    if plan.field != "text":
        return found
    return whoosh.AndMaybe(found, AnyForm("title", plan.keys[0]))


def _words(node: Term | Phrase, snapshot: Snapshot) -> whoosh.Query:
    spelt = list(spellings(node.text, snapshot))
    found = _in_field(spelt, node.field)
    if node.field != "text":
        return found
    return whoosh.AndMaybe(found, _in_field(spelt, "title"))


def _in_field(found: Sequence[Spelling], field: str, boost: float = 1.0) -> whoosh.Query:
    """Build a query for the stems of each language, limited to articles of that language."""
    if len(found) == 1 and found[0][1] is None:
        return _stems(found[0][0], field, boost)
    restricted: Iterable[tuple[tuple[str, ...], Filter]] = (
        (stems, InLanguages(tags or ())) for stems, tags in found
    )
    spelt = [whoosh.Require(_stems(stems, field, boost), tags) for stems, tags in restricted]
    return whoosh.Or(spelt) if spelt else whoosh.NullQuery


def _stems(stems: tuple[str, ...], field: str, boost: float) -> whoosh.Query:
    if len(stems) == 1:
        return whoosh.Term(field, stems[0], boost=boost)
    return whoosh.Phrase(field, list(stems), boost=boost)


def _is_of(tag: str, language: str) -> bool:
    tag, language = tag.casefold(), language.casefold()
    return tag == language or tag.startswith(f"{language}-")


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None
