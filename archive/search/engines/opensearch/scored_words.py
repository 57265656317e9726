"""Words that articles are ranked by, and their scores taken apart.

A query filters, and its words score beside it: BM25 of the server with the archive's constants, a word of the text by
the title as well. Words that stand close together add to the score of the best articles.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from archive.search.analysis.stemming import STEMMING_ALGORITHMS
from archive.search.engines.base import K1, TermScore
from archive.search.engines.opensearch.compile_nodes import NodeCompiler, match_algorithms
from archive.search.engines.opensearch.index_body import TEXT_FIELDS
from archive.search.engines.opensearch.span_compiler import FormExpander, SpanCompiler
from archive.search.engines.whoosh.execution.compile import find_stop_word_languages
from archive.search.query import nodes
from archive.search.query.nodes import Node

TITLE_WEIGHT: Final = 0.5
RERANK_COUNT: Final = 100
"""Number of articles reranked, the best by the scores of their words."""
MAX_WORDS: Final = 32  # words that scores are computed of
_MAX_FORMS: Final = 20  # forms of a pattern that score
_NEAR: Final = 10  # words between two that still count as close
_SCALE: Final = K1 + 1
"""The server leaves this constant factor of BM25 out."""
_FIELDS: Final = {field: name for name, field in TEXT_FIELDS.items()}
_LANGUAGES: Final = {algorithm: language for language, algorithm in STEMMING_ALGORITHMS.items()}
_PARTS = {"idf, ": "idf", "tf, ": "tf", "freq, ": "freq", "dl, ": "dl", "avgdl, ": "avgdl", "n, ": "n"}


def build_scores(node: Node | None, compiler: NodeCompiler, expand_forms: FormExpander) -> list[dict[str, Any]]:
    """Build the queries that score the words of a node."""
    if node is None:
        return []
    scores = []
    for algorithm, group in _split_by_stop_words(node, compiler):
        queries = list(_iter_scores(node, SpanCompiler("", algorithm, expand_forms)))[:MAX_WORDS]
        if queries and group is not None:
            queries = [{"bool": {"filter": [match_algorithms(group)], "should": queries}}]
        scores += queries
    return scores


def _split_by_stop_words(node: Node, compiler: NodeCompiler) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    """Yield the groups of algorithms by which words are stemmed alike and stop words are the same."""
    disjunctions = [part.parts for part in nodes.walk_nodes(node) if isinstance(part, nodes.Or)]
    for algorithm, group in compiler.group_algorithms(node):
        groups: dict[tuple[tuple[bool, ...], ...], list[str]] = {}
        for member in compiler.algorithms if group is None else group:
            groups.setdefault(tuple(find_stop_words(parts, member) for parts in disjunctions), []).append(member)
        if group is None and len(groups) == 1:
            yield algorithm, None
        else:
            yield from ((members[0], tuple(members)) for members in groups.values())


def find_stop_words(parts: Sequence[Node], algorithm: str) -> tuple[bool, ...]:
    """Return for each part of a disjunction whether it is a stop word, beside others that are not."""
    languages = find_stop_word_languages(parts, [_LANGUAGES.get(algorithm, "en")])
    return tuple(map(bool, languages))


def _iter_scores(node: Node, words: SpanCompiler) -> Iterator[dict[str, Any]]:
    match node:
        case nodes.Not():
            return
        case nodes.Spellings(parts):
            parts_scores = [list(_iter_scores(part, words)) for part in parts]
            best = [{"bool": {"should": scores}} for scores in parts_scores if scores]
            if best:
                yield {"dis_max": {"queries": best}}
        case nodes.Window(window_words, _, field):
            for word in dict.fromkeys(window_words):
                yield from _iter_scores(nodes.Term(word, field), words)
        case nodes.Term() | nodes.Phrase() | nodes.Wildcard() | nodes.Fuzzy():
            for leaf in words.list_leaves(node) or ():
                for slot in leaf:
                    yield from _score_slot(slot[:_MAX_FORMS], node.field)
        case _:
            yield from _iter_part_scores(node, words)


def _iter_part_scores(node: Node, words: SpanCompiler) -> Iterator[dict[str, Any]]:
    """Yield the scores of the parts of a node; of words near each other each once, of what is unwanted there none."""
    seen: list[dict[str, Any]] = []
    parts = (node.wanted,) if isinstance(node, nodes.NotNear) else nodes.get_children(node)
    if isinstance(node, nodes.Or):
        is_light = find_stop_words(parts, words.algorithm)
        parts = tuple(part for part, light in zip(parts, is_light, strict=True) if not light)
    for score in (score for part in parts for score in _iter_scores(part, words)):
        if isinstance(node, nodes.And | nodes.Or) or score not in seen:
            seen.append(score)
            yield score


def _score_slot(slot: Sequence[str], field: str) -> Iterator[dict[str, Any]]:
    weights = {TEXT_FIELDS[field]: 1.0} | ({"title": TITLE_WEIGHT} if field == "text" else {})
    for name, weight in weights.items():
        terms: list[dict[str, Any]] = [{"term": {name: {"value": term, "boost": weight * _SCALE}}} for term in slot]
        yield terms[0] if len(terms) == 1 else {"dis_max": {"queries": terms}}


def list_close_words(scores: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the words of the text among scores, each once."""
    return tuple(dict.fromkeys(_iter_terms(scores)))[:MAX_WORDS]


def _iter_terms(queries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for query in queries:
        if "words" in query.get("term", {}):
            yield query["term"]["words"]["value"]
        elif "bool" in query:
            yield from _iter_terms(query["bool"]["should"])


def build_proximity(words: Sequence[str], keys: Sequence[int]) -> dict[str, Any]:
    """Build the search that scores words close together in these articles."""
    pairs = list(pairwise(words)) if len(words) > 4 else [(a, b) for n, a in enumerate(words) for b in words[n + 1 :]]
    near = [
        {
            "span_near": {
                "clauses": [{"span_term": {"words": term}} for term in order],
                "slop": 2 * _NEAR - 1,
                "in_order": True,
            }
        }
        for a, b in pairs
        for order in ((a, b), (b, a))
    ]
    return {
        "size": len(keys),
        "_source": False,
        "track_total_hits": False,
        "query": {"bool": {"filter": [{"terms": {"pk": list(keys)}}], "must": [{"bool": {"should": near}}]}},
        "sort": ["_score", {"pk": "asc"}],
    }


def read_term_scores(explanation: Mapping[str, Any]) -> Iterator[TermScore]:
    """Read the words that a score is made of from the server's explanation."""
    description = explanation["description"]
    if description.startswith("weight("):
        field, _, term = description.removeprefix("weight(").partition(" in ")[0].partition(":")
        numbers = dict(_iter_numbers(explanation))
        yield TermScore(
            term=term,
            field=_FIELDS[field],
            count=round(numbers.get("freq", 0)),
            document_frequency=round(numbers.get("n", 0)),
            idf=numbers.get("idf", 0.0),
            field_length=round(numbers.get("dl", 0)),
            average_length=numbers.get("avgdl", 0.0),
            score=explanation["value"],
        )
        return
    for part in explanation["details"]:
        yield from read_term_scores(part)


def _iter_numbers(explanation: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for beginning, name in _PARTS.items():
        if explanation["description"].startswith(beginning):
            yield name, explanation["value"]
    for part in explanation["details"]:
        yield from _iter_numbers(part)
