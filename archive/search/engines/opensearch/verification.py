"""Articles compared one by one, where no span query says exactly what is asked.

The texts of the candidates come from the index as they were cut for it; the arithmetic on spans is that of the
engine on one machine.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from archive.errors import TooManyMatches
from archive.search.analysis.analyzer import PART_POSITION_GAP, stem_query
from archive.search.engines.opensearch.cluster import Cluster
from archive.search.engines.opensearch.compile_nodes import Filter, all_of, find_field, match_coincidences, match_keys
from archive.search.engines.opensearch.cut_text import (
    EMPTY,
    JOINER,
    LEAD_END,
    PARAGRAPH,
    QUOTE_END,
    QUOTE_START,
    SENTENCE,
    limit_term,
)
from archive.search.engines.opensearch.index_body import TEXT_FIELDS
from archive.search.engines.opensearch.span_compiler import FormExpander, SpanCompiler
from archive.search.engines.opensearch.span_queries import Leaf, Slot
from archive.search.engines.whoosh.execution import chains, spans
from archive.search.engines.whoosh.execution.span_plans import restrict_to_units
from archive.search.engines.whoosh.execution.spans import Spans
from archive.search.engines.whoosh.storage import doc_sets
from archive.search.query import nodes
from archive.search.query.budget import check_time
from archive.search.query.nodes import Node, TextUnit
from archive.text.messages import lazy_message

MAX_VERIFIED: Final = 5_000
"""Articles that are read and compared one by one for one search, at most."""
_SOURCES_PER_REQUEST: Final = 500
_DOC_SHIFT: Final = doc_sets.DOC_SHIFT
_BORDERS: Final = {TextUnit.SENTENCE: SENTENCE, TextUnit.PARAGRAPH: PARAGRAPH}


class CandidateTexts:
    """Positions of the words of a query in some articles, as (article, position) in one number, ascending."""

    def __init__(self, sources: Iterable[Mapping[str, Any]], terms: Iterable[str]) -> None:
        wanted = {*terms, SENTENCE, PARAGRAPH, QUOTE_START, QUOTE_END, LEAD_END}
        self._keys: dict[tuple[str, str], list[int]] = {}
        for number, source in enumerate(sources):
            check_time()
            for name in ("words", "title", "credit", "place"):
                self._read(number << _DOC_SHIFT, name, source.get(name, ()), wanted)

    def _read(self, start: int, name: str, values: Sequence[str] | str, wanted: set[str]) -> None:
        for value in [values] if isinstance(values, str) else values:
            items = value.split(" ")
            for index, item in enumerate(items):
                if item == EMPTY:
                    continue
                for term in item.split(JOINER):
                    if term in wanted:
                        shift = -1 if term == QUOTE_END else 0
                        self._keys.setdefault((name, term), []).append(start + index // 2 + shift)
            start += len(items) // 2 + PART_POSITION_GAP

    def find(self, field: str, terms: Iterable[str]) -> NDArray[np.int64]:
        """Return the positions of any of these terms."""
        keys = {key for term in terms for key in self._keys.get((field, term), ())}
        return np.array(sorted(keys), np.int64)


@dataclass(frozen=True, slots=True)
class SpanReader:
    """Reader of the spans of nodes in candidates that are all stemmed by one algorithm."""

    texts: CandidateTexts
    algorithm: str
    expand_forms: FormExpander

    def find_articles(self, node: Node) -> list[int]:
        """Return the numbers of the articles in which the node has a span."""
        found: list[int] = self._find(node).get_docs().tolist()
        return found

    def _find(self, node: Node) -> Spans:
        check_time()
        match node:
            case nodes.Window():
                return self._restrict(node, self._find_window(node))
            case nodes.Term() | nodes.Phrase() | nodes.Wildcard() | nodes.Fuzzy():
                leaves = SpanCompiler("", self.algorithm, self.expand_forms).list_leaves(node) or ()
                return self._restrict(node, spans.union_spans([self._find_leaf(leaf, node.field) for leaf in leaves]))
            case nodes.Or(parts):
                return spans.union_spans(list(map(self._find, parts)))
            case nodes.Near(parts, distance, ordered):
                return self._find_near(list(map(self._find, parts)), distance, ordered=ordered)
            case nodes.NotNear(wanted, unwanted, distance):
                return spans.exclude_near(self._find(wanted), self._find(unwanted), distance)
            case nodes.SameUnit(parts, unit):
                return self._find_in_unit(list(map(self._find, parts)), self.texts.find("words", [_BORDERS[unit]]))
            case nodes.AtLeast(part, count):
                return _select_repeated(self._find(part), count)
            case nodes.InQuotation(part):
                return self._select_quoted(self._find(part))
        raise TypeError(f"{type(node).__name__} has no places; it cannot stand near anything.")

    def _find_leaf(self, leaf: Leaf, field: str) -> Spans:
        name = _get_field(field)
        keys = [self.texts.find(name, slot) for slot in leaf]
        return spans.find_phrase(keys)

    def _find_window(self, window: nodes.Window) -> Spans:
        stems = [stem_query(word, self.algorithm) for word in window.words]
        counts = Counter(tuple((limit_term(stem),) for stem in word) for word in stems if word)
        if not counts:
            return spans.NO_SPANS
        parts = [(self._find_leaf(leaf, window.field), count) for leaf, count in counts.items()]
        return spans.find_windows(parts, window.distance)

    def _find_near(self, parts: list[Spans], distance: int, *, ordered: bool) -> Spans:
        if len(parts) > 2 and not ordered:
            return chains.find_chains(parts, lambda first, last: (first - distance, last + distance))
        return reduce(lambda left, right: spans.find_near(left, right, distance, ordered=ordered), parts)

    def _find_in_unit(self, parts: list[Spans], starts: NDArray[np.int64]) -> Spans:
        if len(parts) > 2:
            return chains.find_chains(*restrict_to_units(parts, starts))
        return spans.find_in_same_unit(parts[0], parts[1], starts)

    def _select_quoted(self, part: Spans) -> Spans:
        starts, ends = self.texts.find("words", [QUOTE_START]), self.texts.find("words", [QUOTE_END])
        if not len(starts):
            return spans.NO_SPANS
        number = np.searchsorted(starts, part.first, "right") - 1
        return part.select((number >= 0) & (part.last <= ends[np.maximum(number, 0)]))

    def _restrict(self, node: nodes.TermNode, part: Spans) -> Spans:
        """Return the spans of a word; of the field `about` those before the first paragraph ends."""
        if node.field != "about":
            return part
        limits = self.texts.find("words", [LEAD_END])
        docs = part.last >> _DOC_SHIFT
        limit = np.append(limits, spans.FAR)[np.searchsorted(limits, docs << _DOC_SHIFT)]
        return part.select((part.last < limit) | (limit >> _DOC_SHIFT != docs))


def _get_field(field: str) -> str:
    return "words" if field == "about" else TEXT_FIELDS[field]


def _select_repeated(part: Spans, count: int) -> Spans:
    docs, counts = np.unique(doc_sets.sort_unique(part.first) >> _DOC_SHIFT, return_counts=True)
    return part.select(doc_sets.isin_keys(docs[counts >= count], part.first >> _DOC_SHIFT))


def list_terms(node: Node, algorithm: str, expand_forms: FormExpander) -> set[str]:
    """Return all terms that the words of a node stand for."""
    compiler, terms = SpanCompiler("", algorithm, expand_forms), set()
    for part in nodes.walk_nodes(node):
        if isinstance(part, nodes.Window):
            terms |= {limit_term(stem) for word in part.words for stem in stem_query(word, algorithm)}
        elif isinstance(part, nodes.TermNode):
            terms |= {term for leaf in compiler.list_leaves(part) or () for slot in leaf for term in slot}
    return terms


class CandidateVerifier:
    """Finder of articles that match a node among its candidates."""

    def __init__(self, cluster: Cluster, expand_forms: FormExpander) -> None:
        self._cluster = cluster
        self._expand_forms = expand_forms

    def verify(
        self, node: Node, algorithm: str, candidates: Filter, pairs: set[tuple[Slot, Slot]] | None
    ) -> Filter | None:
        """Return the articles that match; None if there are no candidates, TooManyMatches where they are too many.

        Only those are compared in which words of one of these pairs stand at one place; None: all.
        """
        if pairs is not None:
            candidates = all_of([candidates, match_coincidences(find_field(node) or "words", pairs)])
        counted = self._cluster.search({"size": 0, "track_total_hits": MAX_VERIFIED + 1, "query": candidates})
        total = counted["hits"]["total"]["value"]
        if not total:
            return None
        if total > MAX_VERIFIED:
            raise TooManyMatches(
                lazy_message(
                    "Articles that may match this search must be compared one by one, and they are more than"
                    " {most}. Ask for rarer words, or put fewer operators inside each other.",
                    most=f"{MAX_VERIFIED:,}",
                )
            )
        hits = list(self._cluster.iter_hits(candidates, _SOURCES_PER_REQUEST, _source=True))
        texts = CandidateTexts((hit["_source"] for hit in hits), list_terms(node, algorithm, self._expand_forms))
        numbers = SpanReader(texts, algorithm, self._expand_forms).find_articles(node)
        return match_keys("pk", [int(hits[number]["_id"]) for number in numbers])
