"""Nodes of a parsed query: frozen, comparable, independent of any engine.

`None` matches everything. The tree says what is asked; how to run it is the engine's affair.

Positions. Words of an article are numbered in order, every word counted; title, standfirst and body lie so far apart
that no phrase or proximity reaches from one to the next. A node of words matches *spans*: (first position, last
position) of each of its occurrences. A Term's span is one word, a Phrase's all its words, that of Near, SameUnit and
Window runs from the first to the last of the matched words; Or has the spans of all its parts. Nodes over spans (Near,
NotNear, SameUnit, AtLeast, InQuotation) take operands that have spans, all of one field: Term, Phrase, Wildcard, Fuzzy,
Window, Near, SameUnit, NotNear, and Or of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Term:
    """A word, in `text` (title, standfirst and body) or another field of words alone.

    Stemmed; `exact` matches the form as typed only (letter case and accents apart).
    """

    text: str
    field: str = "text"
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Adjacent words in this order; every word counts; `exact` as in Term."""

    text: str
    field: str = "text"
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Words of a pattern: `*` matches any letters, `?` one. Applied to printed forms, not stems."""

    pattern: str
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words within edit distance `edits` (transpositions count one) with the same first letter."""

    text: str
    edits: int = 1
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Window:
    """All of `words`, in any order, the last at most `distance` positions after the first."""

    words: tuple[str, ...]
    distance: int
    field: str = "text"


class TextUnit(StrEnum):
    """Unit of text that SameUnit compares."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Near:
    """All of `parts`, not overlapping, each at most `distance` positions from the next as they
    stand (neighbours are 1 apart).

    `ordered`: they stand in the order of `parts`; otherwise in any.
    """

    parts: tuple[Node, ...]
    distance: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class NotNear:
    """`wanted` at least once with no `unwanted` within `distance` positions, or overlapping it."""

    wanted: Node
    unwanted: Node
    distance: int


@dataclass(frozen=True, slots=True)
class SameUnit:
    """All of `parts` in one sentence or paragraph, in any order, not overlapping."""

    parts: tuple[Node, ...]
    unit: TextUnit


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`part` occurs `count` times or more (spans that begin at different positions)."""

    part: Node
    count: int


@dataclass(frozen=True, slots=True)
class InQuotation:
    """`part` with a whole span inside one quoted passage."""

    part: Node


@dataclass(frozen=True, slots=True)
class NameClause:
    """Articles of an outlet or by an author, by any name in the authority record.

    With field `speaker`: articles that quote a person; with `id`: the article of an identifier.
    """

    field: str
    name: str


@dataclass(frozen=True, slots=True)
class LanguageClause:
    """Articles in a language (BCP 47, a prefix matches: `pt` finds `pt-BR`)."""

    language: str


@dataclass(frozen=True, slots=True)
class DateClause:
    """Articles of a period, ends inclusive, an open end None.

    Certainly in it, or (`possible`) at least possibly; undated articles are never in a period.
    """

    first: date | None
    last: date | None
    possible: bool = False


@dataclass(frozen=True, slots=True)
class AddedClause:
    """Articles that came into the archive in a period, ends inclusive, an open end None."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class StatusClause:
    """Articles with a review status (`unreviewed`, `queried`, `reviewed`)."""

    status: str


@dataclass(frozen=True, slots=True)
class MissingClause:
    """Articles without a known `field` (see `fields.GAPS`)."""

    field: str


@dataclass(frozen=True, slots=True)
class Not:
    """Complement of `part`."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """Intersection of `parts`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Union of `parts`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Spellings(Or):
    """Spellings of one word or name, the first as typed: found as Or, weighed as one word."""


TermNode = Term | Phrase | Wildcard | Fuzzy | Window
ProximityNode = Near | NotNear | SameUnit | AtLeast | InQuotation
MetadataNode = NameClause | LanguageClause | DateClause | AddedClause | StatusClause | MissingClause
Node = TermNode | ProximityNode | MetadataNode | Not | And | Or


def get_children(node: Node) -> tuple[Node, ...]:
    """Return the child nodes."""
    match node:
        case And(parts) | Or(parts) | Near(parts) | SameUnit(parts):
            return parts
        case Not(part) | AtLeast(part) | InQuotation(part):
            return (part,)
        case NotNear(wanted, unwanted):
            return (wanted, unwanted)
    return ()


def map_children(node: Node, function: Callable[[Node], Node]) -> Node:
    """Return the node with `function` applied to each child."""
    match node:
        case And(parts) | Or(parts) | Near(parts) | SameUnit(parts):
            return replace(node, parts=tuple(map(function, parts)))
        case Not(part) | AtLeast(part) | InQuotation(part):
            return replace(node, part=function(part))
        case NotNear(wanted, unwanted):
            return replace(node, wanted=function(wanted), unwanted=function(unwanted))
    return node


def walk_nodes(node: Node | None) -> Iterator[Node]:
    """Yield the node and everything below it, in the order of the query."""
    if node is not None:
        yield node
        for child in get_children(node):
            yield from walk_nodes(child)


def measure_depth(node: Node) -> int:
    """Return the nesting depth of a node."""
    return 1 + max(map(measure_depth, get_children(node)), default=0)


def count_terms(node: Node) -> int:
    """Count the words, names and dates of a query."""
    children = get_children(node)
    return sum(map(count_terms, children)) if children else 1


def count_patterns(node: Node) -> int:
    """Count the wildcard and fuzzy terms of a query."""
    return sum(isinstance(part, Wildcard | Fuzzy) for part in walk_nodes(node))


def combine_with(operator: type[And | Or], nodes: Sequence[Node]) -> Node:
    """Combine nodes with an operator; one node alone stays as it is."""
    return nodes[0] if len(nodes) == 1 else operator(tuple(nodes))
