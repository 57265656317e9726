"""Explanation of a search without results: counts of its terms, and queries that have results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from archive.errors import SearchTimeout
from archive.search.language.altering import loosened, replaced, without_dates, without_each
from archive.search.language.canonical import canonical
from archive.search.query import Absent, And, Node, Phrase, Published, Term
from archive.search.request import Match
from archive.search.showing.seeking import Leaf, leaves_of

MOST_WORDS: Final = 12
MOST_SPELLINGS: Final = 3

Value = TypeVar("Value")
Similar = Callable[[str, int], Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Counts:
    """Index look-ups for an explanation, each within the time limit of the search.

    `count` counts the articles of a query under the current facet selection;
    `count_without_facets` those of the original query without it (None: no facet is selected);
    `find_similar` finds words spelt alike.
    """

    found: Callable[[Node], int]
    unnarrowed: Callable[[], int] | None
    similar: Similar


class Help(StrEnum):
    """Kind of change that a proposal makes to the query."""

    SPELLING = "spelling"
    WITHOUT = "without"
    LOOSENED = "loosened"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class WordCount:
    """Number of articles that match one term of the query alone.

    None: there was no time to count them. `similar` are indexed words spelt like a term without
    results, with their articles.
    """

    text: str
    count: int | None
    similar: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A query with `count` results; `changed_part` is the part it changes.

    `replacement` is the other spelling, if it proposes one.
    """

    kind: Help
    text: str
    count: int
    changed: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Explanation of an empty result: counts of the terms alone, and queries that have results.

    `undated` counts the articles without a date that match all but the dates of the query,
    `total_without_facets` those that match it without the facet selection. Not `is_complete` if the
    time limit was reached before all was counted.
    """

    words: tuple[WordCount, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    undated: int = 0
    unnarrowed: int = 0
    is_complete: bool = True


def explained(node: Node | None, either: Node | None, counts: Counts, mode: Match) -> Nothing:
    """Explain a query without results, as far as the time limit allows.

    `any_node` is the same query for any of its words, if that differs; `mode` is how adjacent words
    of the query were read, and how those of a proposal will be.
    """
    count = _Counting(counts)
    unnarrowed = count.unnarrowed()
    if node is None:
        return Nothing(unnarrowed=unnarrowed, is_complete=count.is_complete)
    leaves = list(dict.fromkeys(leaves_of(node)))[:MOST_WORDS]
    words = [(leaf, count.found(leaf)) for leaf in leaves]
    alike = {leaf: count.similar(leaf) for leaf, found in words if found == 0}
    proposals = [
        Proposal(kind, canonical(offer, mode), found, changed)
        for kind, offer, changed in _offers(node, either, mode)
        if (found := count.found(offer))
    ]
    undated = _undated(node)
    return Nothing(
        tuple(WordCount(canonical(leaf), found, alike.get(leaf, ())) for leaf, found in words),
        (*_spellings(node, alike, count, mode), *proposals),
        (undated and count.found(undated)) or 0,
        unnarrowed,
        count.is_complete,
    )


@dataclass(slots=True)
class _Counting:
    """Counts until the time limit is reached; after it, nothing more is counted."""

    counts: Counts
    is_complete: bool = True

    def found(self, node: Node) -> int | None:
        """Count the articles of a query."""
        return self._within_time(lambda: self.counts.found(node))

    def unnarrowed(self) -> int:
        """Count the articles of the original query without facets."""
        return (self.counts.unnarrowed and self._within_time(self.counts.unnarrowed)) or 0

    def similar(self, leaf: Leaf) -> tuple[tuple[str, int], ...]:
        """Return words spelt like this term."""
        if not isinstance(leaf, Term | Phrase) or len(leaf.text.split()) != 1:
            return ()
        return tuple(
            self._within_time(lambda: self.counts.similar(leaf.text, MOST_SPELLINGS)) or ()
        )

    def _within_time(self, count: Callable[[], Value]) -> Value | None:
        if not self.is_complete:
            return None
        try:
            return count()
        except SearchTimeout:
            self.is_complete = False
            return None


def _offers(node: Node, either: Node | None, mode: Match) -> list[tuple[Help, Node, str]]:
    """Return looser variants of the query, each with the part it changes."""
    offers = [
        (Help.WITHOUT, rest, canonical(part, mode))
        for part, rest in without_each(node)[:MOST_WORDS]
    ]
    if (loose := loosened(node)) != node:
        offers.insert(0, (Help.LOOSENED, loose, ""))
    if either is not None:
        offers.append((Help.ANY, either, ""))
    return offers


def _spellings(
    node: Node, alike: Mapping[Leaf, tuple[tuple[str, int], ...]], count: _Counting, mode: Match
) -> list[Proposal]:
    """Propose the query with a term without results replaced by a similar indexed word."""
    tried = [
        (leaf, replaced(node, leaf, Term(form, leaf.field)), form)
        for leaf, forms in alike.items()
        for form, _ in forms
    ]
    return [
        Proposal(Help.SPELLING, canonical(question, mode), found, canonical(leaf), form)
        for leaf, question, form in tried
        if (found := count.found(question))
    ]


def _undated(node: Node) -> Node | None:
    """Return the query without its dates, restricted to undated articles."""
    rest = None if isinstance(node, Published) else without_dates(node)
    if isinstance(node, Published):
        return Absent("date")
    return None if rest is None else And((*(_parts(rest)), Absent("date")))


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, And) else (node,)
