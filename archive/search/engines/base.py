"""Interface of a search engine and its values. Primary keys only: rows are the service's affair."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple, Protocol
from zlib import crc32

from archive.search.query.nodes import Fuzzy, NameClause, Node, Wildcard
from archive.search.query.request import PAGE_SIZE, FacetName, ReprintGroups, SortOrder

K1: Final = 1.2
"""BM25F: saturation of term frequency."""
B: Final = 0.5
"""BM25F: length normalisation."""
MAX_FACET_VALUES: Final = 50
"""Values of a facet in one result; the selected ones come first."""
FacetKey = int | str | None
"""Facet value in the index: primary key of an outlet or author, a year or a language tag.
None: not known. `request.UNCERTAIN` stands for articles of no single year."""
FacetCounts = tuple[tuple[FacetKey, int], ...]
"""Values of a facet, each with its number of articles."""


class SortKey(StrEnum):
    """Sort key; several can be combined, ties are broken by primary key.

    Undated articles come last in both orders by date, those without an outlet last in that by outlet (its primary key).
    """

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    OUTLET = "outlet"
    ADDED = "added"


class HistogramInterval(StrEnum):
    """Width of a histogram bucket."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineQuery:
    """One search. `name_keys` maps each NameClause to the primary keys it stands for.

    `selected`: values of one facet are alternatives, facets combine; an empty set of values finds nothing.
    `within_keys`: only these articles are searched (None: all). `hidden_keys` are articles that may still be in the
    index but must not be shown or counted. `facets` and `interval` say what to count beside the total; `use_proximity`,
    whether words close together score higher. Of the `reprints` of one text only the first hit is on a page; the total
    and all counts include all of them.
    """

    query: Node | None = None
    name_keys: Mapping[NameClause, tuple[int, ...]] = field(default_factory=dict)
    selected: Mapping[FacetName, frozenset[FacetKey]] = field(default_factory=dict)
    sort: SortOrder | tuple[SortKey, ...] = SortOrder.RELEVANCE
    offset: int = 0
    limit: int = PAGE_SIZE
    hidden_keys: frozenset[int] = frozenset()
    within_keys: frozenset[int] | None = None
    facets: tuple[FacetName, ...] = tuple(FacetName)
    interval: HistogramInterval | None = HistogramInterval.MONTH
    use_proximity: bool = True
    reprints: ReprintGroups | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit of the requested page: its primary key and score (0 in orders by date).

    `reprints` are other hits that print the same text.
    """

    pk: int
    score: float
    reprints: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TermExpansion:
    """Forms matched by a wildcard or fuzzy term: (form, articles), the most frequent first.

    `forms` are the first of them, `total` counts all that match; `is_truncated`: not all were searched.
    """

    forms: tuple[tuple[str, int], ...]
    total: int
    is_truncated: bool


@dataclass(frozen=True, slots=True)
class EngineResult:
    """Totals of a search and the requested page of hits, from one run.

    `facets` hold (value, count), the most frequent first. `months` are (first day, count) of every month (or year) from
    the first to the last that has any, or of every day that has any; see `results.ResultPage` for the other counts.
    `documents` counts the articles of the whole index. `expansions` lists the forms of the wildcard and fuzzy terms.
    `collapsed_count` of the total are listed under another reprint of their text.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[FacetName, FacetCounts]
    months: tuple[tuple[date, int], ...]
    undated: int
    imprecise: int
    possible: int
    documents: int
    expansions: Mapping[Wildcard | Fuzzy, TermExpansion] = field(default_factory=dict)
    collapsed_count: int = 0


@dataclass(frozen=True, slots=True)
class CompoundForms:
    """Whether a word is printed as one word, and how with hyphens: `take-over`, folded."""

    is_closed: bool
    hyphenated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermScore:
    """Contribution of one term to the score of one article.

    `term` as indexed (several forms separated by `|`), `field` where it occurs, `count` its
    frequency there, `field_length` and `average_length` in words.
    """

    term: str
    field: str
    count: int
    document_frequency: int
    idf: float
    field_length: int
    average_length: float
    score: float


@dataclass(frozen=True, slots=True)
class ScoreExplanation:
    """Parts of a score: terms, proximity, and the constant part (all articles count 1 alike)."""

    terms: tuple[TermScore, ...]
    proximity: float
    other: float
    score: float


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One article as indexed. Days are proleptic ordinals; None is open or unknown.

    `credit` is the text of its credit lines, `place` that of its dateline, `added` the day it came
    into the archive, `status` its review status.
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
        """Checksum of the indexed state, to compare index and database."""
        texts = (self.title, self.text, self.language, self.credit, self.place, self.status)
        days = (self.earliest, self.latest, self.added)
        numbers = (self.pk, self.outlet, sorted(set(self.authors)), *days)
        return crc32(repr((texts, numbers)).encode(errors="surrogatepass"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedArticles:
    """The articles that a count is of: all, or those of one outlet, by one author, certainly of some days (inclusive).

    Those with `hidden_keys` are left out.
    """

    outlet: int | None = None
    author: int | None = None
    first: date | None = None
    last: date | None = None
    hidden_keys: frozenset[int] = frozenset()


DateSpan = tuple[date | None, date | None, int]
"""Earliest and latest day, and the number of articles that have both: of one day where they are the same, undated where
neither is known."""


class RecordCount(NamedTuple):
    """Number of articles of one outlet or author, and the first and last of the days that are certain."""

    articles: int = 0
    first: date | None = None
    last: date | None = None


RecordCounts = Mapping[int | None, RecordCount]
"""By the primary key of an outlet or author; None: not known."""


ChangeLoader = Callable[[set[int]], tuple[Iterable[IndexDocument], Iterable[int]]]
"""Return the current documents of these primary keys to add, and the keys to delete."""


class Engine(Protocol):
    """Operations that the search service and index maintenance need from an engine."""

    def find(self, query: EngineQuery) -> EngineResult:
        """Run a search; SearchError if the index cannot answer."""

    def count(self, queries: Sequence[EngineQuery]) -> tuple[int, ...]:
        """Return the number of articles that match each query."""

    def count_spans(self, articles: CountedArticles) -> tuple[DateSpan, ...]:
        """Return the number of articles of each pair of earliest and latest day, in no order."""

    def count_records(self, facet: FacetName, articles: CountedArticles) -> RecordCounts:
        """Return the counts of every outlet or author (as `facet` says) that has any; co-authors count alike."""

    def find_author_outlets(self, authors: Collection[int], articles: CountedArticles) -> frozenset[tuple[int, int]]:
        """Return (author, outlet) of these authors for each outlet that has an article by them."""

    def count_outlet_months(self, articles: CountedArticles) -> tuple[tuple[int | None, date, int], ...]:
        """Return the number of articles dated to the day by outlet and (first day of the) month, in no order."""

    def explain(self, query: EngineQuery, pk: int) -> ScoreExplanation | None:
        """Explain the score of an article; None if the query does not match it."""

    def expand(self, node: Wildcard | Fuzzy) -> TermExpansion:
        """Return the forms that match a wildcard or fuzzy term."""

    def count_documents(self, words: Sequence[str]) -> tuple[int, ...]:
        """Return the document frequency of each word in the text, in any of its inflections."""

    def find_compound_forms(self, words: Sequence[str]) -> tuple[CompoundForms, ...]:
        """Return how each word is printed in the text, in any of its inflections."""

    def find_similar_words(self, word: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Return words spelt like `word`, each with its number of articles, the most frequent first."""

    def complete_prefix(self, prefix: str, field: str, limit: int) -> tuple[tuple[str, int], ...]:
        """Return forms in field `text`, `title`, `credit` or `place` that start with `prefix`, the most articles first.
        Folded as in the index; each with the number of articles that print this form."""

    def write(self, documents: Iterable[IndexDocument], deleted: Iterable[int] = ()) -> int:
        """Add or replace documents and delete `deleted`; return how many were added.

        IndexLocked at once if another process writes, SearchError if the index cannot be written.
        """

    def rebuild(self, documents: Iterable[IndexDocument], load_changes: ChangeLoader) -> int:
        """Build a new index beside the live one, then swap; return its number of documents."""

    def clear(self) -> None:
        """Empty the index."""

    def read_fingerprints(self) -> dict[int, int]:
        """Return the fingerprint of every indexed document by primary key."""

    def find_damaged_files(self) -> list[str]:
        """Return the names of index files that fail their checksum; reads the whole index."""

    def read_generation(self) -> str:
        """Return a token that changes with every change of the index; SearchError as `find`."""

    def read_state(self) -> dict[str, int] | None:
        """Return `documents` and the engine's other counts; None if there is no index.

        StaleIndex and SearchError if it cannot be used.
        """
