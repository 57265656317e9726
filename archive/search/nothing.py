"""What to do when nothing is found: which word is to blame, and questions that find something."""

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
    """What an explanation asks of the index, each within the time budget of the question.

    `found` counts the articles of a question, narrowed as the one that found nothing; `unnarrowed`
    those of that very question, not narrowed (None: it is not); `similar` finds words spelt alike.
    """

    found: Callable[[Node], int]
    unnarrowed: Callable[[], int] | None
    similar: Similar


class Help(StrEnum):
    """What a proposal does to the question."""

    SPELLING = "spelling"
    WITHOUT = "without"
    LOOSENED = "loosened"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class WordCount:
    """A word, phrase or pattern of the question, and how many articles hold it alone.

    None: there was no time to count them. `similar` are words of the archive spelt like one that no
    article has, with their articles.
    """

    text: str
    count: int | None
    similar: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question that finds `count` articles; `changed` is the part it is about.

    `instead` is the other spelling, for those that propose one.
    """

    kind: Help
    text: str
    count: int
    changed: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why nothing is found, as data: counts of the words alone, and questions that find something.

    `undated` counts the articles without a date that answer to all but the dates of the question,
    `unnarrowed` those that the question finds where it is not narrowed. Where the time was used up
    before all could be counted, it is not `is_complete`.
    """

    words: tuple[WordCount, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    undated: int = 0
    unnarrowed: int = 0
    is_complete: bool = True


def explained(node: Node | None, either: Node | None, counts: Counts, mode: Match) -> Nothing:
    """Everything worth knowing about a question that finds nothing, as far as its time goes.

    `either` is the same question for any of its words, where it is another; `mode` is how the words
    of the question were read, and how those of a proposal will be.
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
    """Counts until the time is used up; from then on nothing is counted any more."""

    counts: Counts
    is_complete: bool = True

    def found(self, node: Node) -> int | None:
        """The articles of a question."""
        return self._within_time(lambda: self.counts.found(node))

    def unnarrowed(self) -> int:
        """Those of the question itself, not narrowed."""
        return (self.counts.unnarrowed and self._within_time(self.counts.unnarrowed)) or 0

    def similar(self, leaf: Leaf) -> tuple[tuple[str, int], ...]:
        """Words spelt like this one."""
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
    """Questions near the one asked, each with the part it is about."""
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
    """The question with a word of the archive in the place of one that no article has."""
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
    """Everything but the dates, of articles without one."""
    rest = None if isinstance(node, Published) else without_dates(node)
    if isinstance(node, Published):
        return Absent("date")
    return None if rest is None else And((*(_parts(rest)), Absent("date")))


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, And) else (node,)
