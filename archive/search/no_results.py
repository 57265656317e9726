"""Explanation of a search without results: counts of its terms, and queries that have results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from archive.errors import SearchTimeout
from archive.search.analysis.analyzer import split_words
from archive.search.highlight.term_finder import iter_terms
from archive.search.query import nodes
from archive.search.query.errors import MAX_PHRASE_WORDS
from archive.search.query.nodes import And, DateClause, MissingClause, Node, Not, NotNear, Phrase, Term, map_children
from archive.search.query.request import MatchMode
from archive.search.query.unparse import to_canonical
from archive.search.spelling_help import (
    SpellingTable,
    WordCounts,
    find_misspelt,
    find_prefixed,
    iter_corrected,
    iter_prefixed,
)

MAX_TERMS: Final = 12
_MIN_PASTED_WORDS: Final = 5  # of a text that may be copied from an article, its operators words among others

Value = TypeVar("Value")
Candidate = tuple["ProposalKind", Node, str, str]  # kind, query, the part it changes, and its replacement


@dataclass(slots=True)
class TimedCounts:
    """Index look-ups for an explanation, until the time limit of the search is reached: then nothing more is counted.

    `count_matches` counts the articles of a query under the current facet selection, `count_without_facets` those of
    the original query without it; `words` looks words up.
    """

    count_matches: Callable[[Node], int]
    count_without_facets: Callable[[], int]
    words: WordCounts
    is_complete: bool = True

    def run_in_time(self, look_up: Callable[..., Value], *args: object) -> Value | None:
        """Return the result of a look-up; None if there is no time for it."""
        if not self.is_complete:
            return None
        try:
            return look_up(*args)
        except SearchTimeout:
            self.is_complete = False
            return None

    def count(self, node: Node) -> int | None:
        """Count the articles of a query."""
        return self.run_in_time(self.count_matches, node)


class ProposalKind(StrEnum):
    """Kind of change that a proposal makes to the query."""

    SPELLING = "spelling"
    PREFIXES = "prefixes"
    WITHOUT = "without"
    LOOSENED = "loosened"
    ANY = "any"
    PHRASE = "phrase"


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


def explain_no_results(
    node: Node | None, any_node: Node | None, counts: TimedCounts, mode: MatchMode, *, text: str = ""
) -> NoResults:
    """Explain a query without results, as far as the time limit allows.

    `any_node` is the same query for any of its words, if that differs; `mode` is how adjacent words
    of the query were read, and how those of a proposal will be. `text` is the query as typed.
    """
    total_without_facets = counts.run_in_time(counts.count_without_facets) or 0
    if node is None:
        return NoResults(total_without_facets=total_without_facets, is_complete=counts.is_complete)
    terms = list(dict.fromkeys(iter_terms(node)))[:MAX_TERMS]
    term_counts = [(term, counts.count(term)) for term in terms]
    misspelt = counts.run_in_time(find_misspelt, node, counts.words) or {}
    prefixed = counts.run_in_time(find_prefixed, node, counts.words) or {}
    candidates = _list_respelt(node, misspelt, prefixed)
    if _MIN_PASTED_WORDS <= len(words := split_words(text)) <= MAX_PHRASE_WORDS:
        candidates.insert(0, (ProposalKind.PHRASE, Phrase(" ".join(words)), "", ""))
    proposals = _build_proposals([*candidates, *_list_candidates(node, any_node, mode)], counts, mode)
    undated_node = _build_undated_query(node)
    return NoResults(
        tuple(
            TermCount(to_canonical(term), count, misspelt.get(term, ()) if isinstance(term, Term | Phrase) else ())
            for term, count in term_counts
        ),
        proposals,
        (undated_node and counts.count(undated_node)) or 0,
        total_without_facets,
        counts.is_complete,
    )


def propose_spellings(
    node: Node | None, words: WordCounts, count: Callable[[Node], int], total: int, mode: MatchMode
) -> tuple[QueryProposal, ...]:
    """Return other spellings of a query with results that find more: of its rare words, and with other prefixes."""
    if node is None:
        return ()
    candidates = _list_respelt(node, find_misspelt(node, words), find_prefixed(node, words))
    proposals = [
        QueryProposal(kind, to_canonical(candidate, mode), count(candidate), changed_part, replacement)
        for kind, candidate, changed_part, replacement in candidates[:MAX_TERMS]
    ]
    return tuple(proposal for proposal in proposals if proposal.count > total)


def _list_respelt(
    node: Node, misspelt: SpellingTable, prefixed: Mapping[Term | Phrase, tuple[str, ...]]
) -> list[Candidate]:
    """Return the query with other spellings of its words, then with other prefixes."""
    return [
        *((ProposalKind.SPELLING, *corrected) for corrected in iter_corrected(node, misspelt)),
        *((ProposalKind.PREFIXES, *forms) for forms in iter_prefixed(node, prefixed)),
    ]


def _build_proposals(
    candidates: Iterable[Candidate], counts: TimedCounts, mode: MatchMode
) -> tuple[QueryProposal, ...]:
    """Return the candidates that have results."""
    return tuple(
        QueryProposal(kind, to_canonical(candidate, mode), count, changed_part, replacement)
        for kind, candidate, changed_part, replacement in candidates
        if (count := counts.count(candidate))
    )


def _list_candidates(node: Node, any_node: Node | None, mode: MatchMode) -> list[Candidate]:
    """Return looser variants of the query."""
    candidates: list[Candidate] = [
        (ProposalKind.WITHOUT, remainder, to_canonical(part, mode), "")
        for part, remainder in list_without_each(node)[:MAX_TERMS]
    ]
    if (loosened := _loosen_query(node)) != node:
        candidates.insert(0, (ProposalKind.LOOSENED, loosened, "", ""))
    if any_node is not None:
        candidates.append((ProposalKind.ANY, any_node, "", ""))
    return candidates


def _build_undated_query(node: Node) -> Node | None:
    """Return the query without its top-level dates, restricted to undated articles; None if it has none."""
    match node:
        case DateClause():
            return MissingClause("date")
        case And(parts):
            undated = tuple(part for part in parts if not isinstance(part, DateClause))
            return _combine_all((*undated, MissingClause("date"))) if undated and len(undated) < len(parts) else None
    return None


def list_without_each(node: Node | None) -> list[tuple[Node, Node]]:
    """Return each conjunct with the query without it."""
    if not isinstance(node, And):
        return []
    parts = node.parts
    return [(part, _combine_all(parts[:index] + parts[index + 1 :])) for index, part in enumerate(parts)]


def _loosen_query(node: Node) -> Node:
    """Return a query for the same words anywhere, dropping proximity and word order."""
    match node:
        case And(parts) | nodes.Near(parts) | nodes.SameUnit(parts):
            return _combine_all(tuple(map(_loosen_query, parts)))
        case NotNear(wanted) | nodes.AtLeast(wanted) | nodes.InQuotation(wanted):
            return _loosen_query(wanted)
        case Phrase(text, field, False) if len(text.split()) > 1:
            return _combine_all(tuple(Term(word, field) for word in text.split()))
        case Term(text, field, False) if len(words := split_words(text)) > 1:
            return _combine_all(tuple(Term(word, field) for word in words))
        case nodes.Window(words, _, field):
            return _combine_all(tuple(Term(word, field) for word in words))
    return node if isinstance(node, Not) else map_children(node, _loosen_query)


def _combine_all(parts: tuple[Node, ...]) -> Node:
    """Combine nodes with AND, flattening nested AND nodes."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, And) else (part,))
    return nodes.combine_with(And, flat)
