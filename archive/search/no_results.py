"""Explanation of a search without results: counts of its terms, and queries that have results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, TypeVar

from archive.errors import SearchTimeout
from archive.search.highlight.term_finder import iter_terms
from archive.search.query.nodes import (
    And,
    AtLeast,
    DateClause,
    InQuotation,
    MissingClause,
    Near,
    Node,
    Not,
    NotNear,
    Phrase,
    SameUnit,
    Term,
    TermNode,
    Window,
    combine_with,
    map_children,
)
from archive.search.query.request import MatchMode
from archive.search.query.unparse import to_canonical

MAX_TERMS: Final = 12
MAX_SPELLINGS: Final = 3

Value = TypeVar("Value")
FindSimilar = Callable[[str, int], Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class CountFunctions:
    """Index look-ups for an explanation, each within the time limit of the search.

    `count` counts the articles of a query under the current facet selection; `count_without_facets` those of the
    original query without it (None: no facet is selected); `find_similar` finds words spelt alike.
    """

    count: Callable[[Node], int]
    count_without_facets: Callable[[], int] | None
    find_similar: FindSimilar


class ProposalKind(StrEnum):
    """Kind of change that a proposal makes to the query."""

    SPELLING = "spelling"
    WITHOUT = "without"
    LOOSENED = "loosened"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class TermCount:
    """Number of articles that match one term of the query alone.

    None: there was no time to count them. `similar` are indexed words spelt like a term without
    results, with their articles.
    """

    text: str
    count: int | None
    similar: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class QueryProposal:
    """A query with `count` results; `changed_part` is the part it changes.

    `replacement` is the other spelling, if it proposes one.
    """

    kind: ProposalKind
    text: str
    count: int
    changed_part: str = ""
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class NoResults:
    """Explanation of an empty result: counts of the terms alone, and queries that have results.

    `undated` counts the articles without a date that match all but the dates of the query, `total_without_facets` those
    that match it without the facet selection. Not `is_complete` if the time limit was reached before all was counted.
    """

    terms: tuple[TermCount, ...] = ()
    proposals: tuple[QueryProposal, ...] = ()
    undated: int = 0
    total_without_facets: int = 0
    is_complete: bool = True


def explain_no_results(node: Node | None, any_node: Node | None, counts: CountFunctions, mode: MatchMode) -> NoResults:
    """Explain a query without results, as far as the time limit allows.

    `any_node` is the same query for any of its words, if that differs; `mode` is how adjacent words
    of the query were read, and how those of a proposal will be.
    """
    counting = _TimedCounting(counts)
    total_without_facets = counting.count_without_facets()
    if node is None:
        return NoResults(total_without_facets=total_without_facets, is_complete=counting.is_complete)
    terms = list(dict.fromkeys(iter_terms(node)))[:MAX_TERMS]
    term_counts = [(term, counting.count(term)) for term in terms]
    similar_words = {term: counting.find_similar(term) for term, count in term_counts if count == 0}
    proposals = [
        QueryProposal(kind, to_canonical(candidate, mode), count, changed)
        for kind, candidate, changed in _list_candidates(node, any_node, mode)
        if (count := counting.count(candidate))
    ]
    undated_node = _build_undated_query(node)
    return NoResults(
        tuple(TermCount(to_canonical(term), count, similar_words.get(term, ())) for term, count in term_counts),
        (*_propose_spellings(node, similar_words, counting, mode), *proposals),
        (undated_node and counting.count(undated_node)) or 0,
        total_without_facets,
        counting.is_complete,
    )


@dataclass(slots=True)
class _TimedCounting:
    """Counts until the time limit is reached; after it, nothing more is counted."""

    counts: CountFunctions
    is_complete: bool = True

    def count(self, node: Node) -> int | None:
        """Count the articles of a query."""
        return self._run_in_time(lambda: self.counts.count(node))

    def count_without_facets(self) -> int:
        """Count the articles of the original query without facets."""
        return (self.counts.count_without_facets and self._run_in_time(self.counts.count_without_facets)) or 0

    def find_similar(self, term: TermNode) -> tuple[tuple[str, int], ...]:
        """Return words spelt like this term."""
        if not isinstance(term, Term | Phrase) or len(term.text.split()) != 1:
            return ()
        return tuple(self._run_in_time(lambda: self.counts.find_similar(term.text, MAX_SPELLINGS)) or ())

    def _run_in_time(self, count: Callable[[], Value]) -> Value | None:
        if not self.is_complete:
            return None
        try:
            return count()
        except SearchTimeout:
            self.is_complete = False
            return None


def _list_candidates(node: Node, any_node: Node | None, mode: MatchMode) -> list[tuple[ProposalKind, Node, str]]:
    """Return looser variants of the query, each with the part it changes."""
    candidates = [
        (ProposalKind.WITHOUT, remainder, to_canonical(part, mode))
        for part, remainder in list_without_each(node)[:MAX_TERMS]
    ]
    if (loosened := _loosen_query(node)) != node:
        candidates.insert(0, (ProposalKind.LOOSENED, loosened, ""))
    if any_node is not None:
        candidates.append((ProposalKind.ANY, any_node, ""))
    return candidates


def _propose_spellings(
    node: Node, similar_words: Mapping[TermNode, tuple[tuple[str, int], ...]], counting: _TimedCounting, mode: MatchMode
) -> list[QueryProposal]:
    """Propose the query with a term without results replaced by a similar indexed word."""
    candidates = [
        (term, _replace_node(node, term, Term(form, term.field)), form)
        for term, forms in similar_words.items()
        for form, _ in forms
    ]
    return [
        QueryProposal(ProposalKind.SPELLING, to_canonical(candidate, mode), count, to_canonical(term), form)
        for term, candidate, form in candidates
        if (count := counting.count(candidate))
    ]


def _build_undated_query(node: Node) -> Node | None:
    """Return the query without its top-level dates, restricted to undated articles; None if it has none."""
    match node:
        case DateClause():
            return MissingClause("date")
        case And(parts):
            undated = tuple(part for part in parts if not isinstance(part, DateClause))
            return _combine_all((*undated, MissingClause("date"))) if undated and len(undated) < len(parts) else None
    return None


def _list_conjuncts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, And) else (node,)


def list_without_each(node: Node | None) -> list[tuple[Node, Node]]:
    """Return each conjunct with the query without it."""
    if not isinstance(node, And):
        return []
    parts = node.parts
    return [(part, _combine_all(parts[:index] + parts[index + 1 :])) for index, part in enumerate(parts)]


def _loosen_query(node: Node) -> Node:
    """Return a query for the same words anywhere, dropping proximity and word order."""
    match node:
        case And(parts) | Near(parts) | SameUnit(parts):
            return _combine_all(tuple(map(_loosen_query, parts)))
        case NotNear(wanted) | AtLeast(wanted) | InQuotation(wanted):
            return _loosen_query(wanted)
        case Phrase(text, field, False) if len(text.split()) > 1:
            return _combine_all(tuple(Term(word, field) for word in text.split()))
        case Window(words, _, field):
            return _combine_all(tuple(Term(word, field) for word in words))
    return node if isinstance(node, Not) else map_children(node, _loosen_query)


def _replace_node(node: Node, old: Node, new: Node) -> Node:
    """Replace a node wherever it stands outside of NOT."""
    if node == old:
        return new
    match node:
        case Not():
            return node
        case NotNear(wanted):
            return replace(node, wanted=_replace_node(wanted, old, new))
    return map_children(node, lambda child: _replace_node(child, old, new))


def _combine_all(parts: tuple[Node, ...]) -> Node:
    """Combine nodes with AND, flattening nested AND nodes."""
    return combine_with(And, [conjunct for part in parts for conjunct in _list_conjuncts(part)])
