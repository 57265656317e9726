"""What any engine is asked, and what it answers. Numbers only: names and rows are the service's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol
from zlib import crc32

from archive.search.query import Fuzzy, Named, Node, Wildcard
from archive.search.request import PAGE_SIZE, FacetName, Printings, Sort

FACET_VALUES: Final = 50
"""How many values of a facet an answer holds; the ticked ones come on top."""

Value = int | str | None
"""A facet value as the index has it: the number of an outlet or author, a year or a language tag.
None: not known. `request.UNCERTAIN` stands for articles of no single year."""

_NO_NAMES: Mapping[Named, tuple[int, ...]] = MappingProxyType({})
_NO_CHOICE: Mapping[FacetName, frozenset[Value]] = MappingProxyType({})


class Order(StrEnum):
    """What articles can be ordered by, several one after the other; ties by primary key.

    Undated articles come last in both orders by date, those whose outlet is not known in that by
    outlet (its number).
    """

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    OUTLET = "outlet"
    ADDED = "added"


class Step(StrEnum):
    """What the calendar counts by."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One search. `names` says which numbers each Named node stands for.

    `selected`: values of one facet are alternatives, facets combine; an empty set of values finds
    nothing. `hidden` are articles that may still stand in the index and must not show nor count.
    `facets` and `step` say what to count beside the total; `nearness` whether words that stand
    close together count for more. Of `printings` of one text only the first that is found is on a
    page; the total and all counts are of all of them.
    """

    query: Node | None = None
    names: Mapping[Named, tuple[int, ...]] = field(default_factory=lambda: _NO_NAMES)
    selected: Mapping[FacetName, frozenset[Value]] = field(default_factory=lambda: _NO_CHOICE)
    sort: Sort | tuple[Order, ...] = Sort.RELEVANCE
    offset: int = 0
    limit: int = PAGE_SIZE
    hidden: frozenset[int] = frozenset()
    facets: tuple[FacetName, ...] = tuple(FacetName)
    step: Step | None = Step.MONTH
    nearness: bool = True
    printings: Printings | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One article of the page asked for: its primary key and score (0 in orders by date).

    `under` are other printings of its text that are found, too.
    """

    pk: int
    score: float
    under: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Expansion:
    """The forms a wildcard or a misspelling stands for: (form, articles), the most frequent first.

    `shown` are the first of them, `total` counts all that match; `cut`: not all were searched.
    """

    shown: tuple[tuple[str, int], ...]
    total: int
    cut: bool


_NO_EXPANSIONS: Mapping[Wildcard | Fuzzy, Expansion] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything about the whole answer, and the page asked for, from one run.

    `facets` hold (value, count), the most frequent first. `months` are (first day, count) of every
    month (or year) from the first to the last that has any, or of every day that has any; see
    `results.ResultPage` for the other counts. `documents` counts the articles of the whole index.
    `expanded` says what the wildcards and misspellings of the question stood for. `folded` of the
    total stand under other printings of their texts.
    """

    page: tuple[Found, ...]
    total: int
    facets: Mapping[FacetName, tuple[tuple[Value, int], ...]]
    months: tuple[tuple[date, int], ...]
    undated: int
    imprecise: int
    possibly: int
    documents: int
    expanded: Mapping[Wildcard | Fuzzy, Expansion] = field(default_factory=lambda: _NO_EXPANSIONS)
    folded: int = 0


@dataclass(frozen=True, slots=True)
class WordScore:
    """What one word gives to the score of one article, and why.

    `word` as the index has it (several forms parted by `|`), `field` where it stands, `count` how
    often, `articles` how many have it, `rarity` its weight for being rare, `length` the words of
    the field, `average` those of an average article's.
    """

    word: str
    field: str
    count: int
    articles: int
    rarity: float
    length: int
    average: float
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score taken apart: words, nearness, and what is left (all articles count 1 alike)."""

    words: tuple[WordScore, ...]
    nearness: float
    other: float
    score: float


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as an engine keeps it. Days are proleptic ordinals; None is open or unknown.

    `credit` are the words of its credit lines, `place` that of its dateline, `added` is the day it
    came into the archive, `status` its review status.
    """

    pk: int
    title: str
    text: str
    language: str
    outlet: int | None
    authors: tuple[int, ...]
    earliest: int | None
    latest: int | None
    credit: str = ""
    place: str = ""
    added: int | None = None
    status: str = ""

    @property
    def fingerprint(self) -> int:
        """Tells one state of an article from another: to compare index and database."""
        texts = (self.title, self.text, self.language, self.credit, self.place, self.status)
        days = (self.earliest, self.latest, self.added)
        numbers = (self.pk, self.outlet, sorted(set(self.authors)), *days)
        return crc32(repr((texts, numbers)).encode(errors="surrogatepass"))


Late = Callable[[set[int]], tuple[Iterable[Entry], Iterable[int]]]
"""How the articles with these primary keys stand now: those to put in, and those to take out."""


class Engine(Protocol):
    """What the service and the upkeep of the index need from an engine."""

    def find(self, question: Question) -> Answer:
        """The answer; SearchError where the index cannot give one."""

    def count(self, questions: Sequence[Question]) -> tuple[int, ...]:
        """How many articles each question finds."""

    def explain(self, question: Question, pk: int) -> Explanation | None:
        """Why an article has its score; None where the question does not find it."""

    def expansion(self, node: Wildcard | Fuzzy) -> Expansion:
        """The forms a node stands for."""

    def frequencies(self, words: Sequence[str]) -> tuple[int, ...]:
        """How many articles have each word in their text, in any of its inflections."""

    def similar(self, word: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Forms spelt like a word, each with its number of articles, the most frequent first."""

    def beginning(self, prefix: str, field: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Forms printed in `text`, `title`, `credit` or `place` that begin so, the most articles
        first. Each with how many articles print this very form; folded, as the index has it."""

    def write(self, entries: Iterable[Entry], gone: Iterable[int] = ()) -> int:
        """Put entries in, replacing older ones, and take `gone` out; how many are in.

        IndexLocked at once where another process writes, SearchError where it cannot be written.
        """

    def rebuild(self, entries: Iterable[Entry], late: Late) -> int:
        """Build anew beside what answers, then swap; how many are in."""

    def clear(self) -> None:
        """An empty index from now on."""

    def fingerprints(self) -> dict[int, int]:
        """By primary key, what state of an article the index holds."""

    def damaged(self) -> list[str]:
        """What of the index is not as it was written, by name; reads all of it."""

    def generation(self) -> str:
        """A name of what is live that changes with every change; SearchError as `find`."""

    def state(self) -> dict[str, int] | None:
        """What stands: `documents` and what else the engine counts; None where there is no index.

        StaleIndex and SearchError where it cannot be used.
        """
