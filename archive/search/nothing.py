"""What to do when nothing is found: which word is to blame, and questions that find something."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from archive.search.language.altering import loosened, replaced, without_dates, without_each
from archive.search.language.canonical import canonical
from archive.search.query import Absent, And, Node, Phrase, Published, Term
from archive.search.request import Match
from archive.search.showing.seeking import Leaf, leaves_of

MOST_WORDS: Final = 12
MOST_SPELLINGS: Final = 3

Counts = Callable[[Sequence[Node]], Sequence[int]]
Similar = Callable[[str, int], Sequence[tuple[str, int]]]


class Help(StrEnum):
    """What a proposal does to the question."""

    SPELLING = "spelling"
    WITHOUT = "without"
    LOOSENED = "loosened"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class WordCount:
    """A word, phrase or pattern of the question, and how many articles hold it alone.

    `similar` are words of the archive spelt like one that no article has, with their articles.
    """

    text: str
    count: int
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

    `undated` counts the articles without a date that answer to all but the dates of the question.
    """

    words: tuple[WordCount, ...]
    proposals: tuple[Proposal, ...]
    undated: int = 0


def explained(
    node: Node, either: Node | None, counts: Counts, similar: Similar, mode: Match
) -> Nothing:
    """Everything worth knowing about a question that finds nothing, in two rounds of counting.

    `either` is the same question for any of its words, where it is another; `mode` is how the words
    of the question were read, and how those of a proposal will be.
    """
    leaves = list(dict.fromkeys(leaves_of(node)))[:MOST_WORDS]
    undated = _undated(node)
    offers = _offers(node, either)
    asked = [*leaves, *(offer for _, offer, _ in offers), *([undated] if undated else [])]
    found = dict(zip(asked, counts(asked), strict=True)) if asked else {}
    alike: dict[Leaf, tuple[tuple[str, int], ...]] = {
        leaf: tuple(similar(leaf.text, MOST_SPELLINGS))
        for leaf in leaves
        if not found[leaf] and isinstance(leaf, Term | Phrase) and len(leaf.text.split()) == 1
    }
    words = tuple(WordCount(canonical(leaf), found[leaf], alike.get(leaf, ())) for leaf in leaves)
    proposals = [
        Proposal(kind, canonical(offer, mode), found[offer], changed)
        for kind, offer, changed in offers
        if found[offer]
    ]
    spellings = _spellings(node, alike, counts, mode)
    return Nothing(words, (*spellings, *proposals), found[undated] if undated else 0)


def _offers(node: Node, either: Node | None) -> list[tuple[Help, Node, str]]:
    """Questions near the one asked, each with the part it is about."""
    offers = [
        (Help.WITHOUT, rest, canonical(part)) for part, rest in without_each(node)[:MOST_WORDS]
    ]
    if (loose := loosened(node)) != node:
        offers.insert(0, (Help.LOOSENED, loose, ""))
    if either is not None:
        offers.append((Help.ANY, either, ""))
    return offers


def _spellings(
    node: Node, alike: Mapping[Leaf, tuple[tuple[str, int], ...]], counts: Counts, mode: Match
) -> list[Proposal]:
    """The question with a word of the archive in the place of one that no article has."""
    tried = [
        (leaf, replaced(node, leaf, Term(form, leaf.field)), form)
        for leaf, forms in alike.items()
        for form, _ in forms
    ]
    found = counts([question for _, question, _ in tried]) if tried else []
    return [
        Proposal(Help.SPELLING, canonical(question, mode), count, canonical(leaf), form)
        for (leaf, question, form), count in zip(tried, found, strict=True)
        if count
    ]


def _undated(node: Node) -> Node | None:
    """Everything but the dates, of articles without one."""
    rest = None if isinstance(node, Published) else without_dates(node)
    if isinstance(node, Published):
        return Absent("date")
    return None if rest is None else And((*(_parts(rest)), Absent("date")))


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, And) else (node,)
