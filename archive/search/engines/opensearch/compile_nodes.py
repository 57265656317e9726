"""Queries compiled to filters in the server's form."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from archive.search.analysis.analyzer import stem_query
from archive.search.engines.opensearch.cut_text import limit_term
from archive.search.engines.opensearch.index_body import TEXT_FIELDS
from archive.search.engines.opensearch.span_compiler import MAX_CLAUSES, FormExpander, SpanCompiler, UncertainSpans
from archive.search.engines.opensearch.span_queries import Slot, count_clauses
from archive.search.query import nodes
from archive.search.query.nodes import Node

Filter = dict[str, Any]
EVERYTHING: Final[Filter] = {"match_all": {}}
NOTHING: Final[Filter] = {"match_none": {}}
_KEYS_PER_FILTER: Final = 50_000  # the server takes 65,536 values
_KEY_FIELDS: Final = {"outlet": "outlet", "author": "authors", "speaker": "pk", "saved": "pk", "id": "pk"}
_MISSING: Final[Mapping[str, Filter]] = {
    **{name: {"exists": {"field": field}} for name, field in {
        "outlet": "outlet", "author": "authors", "lang": "language", "credit": "credit", "place": "place",
        "quote": "quoted",
    }.items()},
    "date": {"term": {"is_dated": True}},
}  # fmt: skip
Verifier = Callable[[Node, str, Filter, "set[tuple[Slot, Slot]] | None"], "Filter | None"]
"""(node, algorithm, its candidates, pairs of words: only articles in which such a pair stands at one place; None: all)
→ the articles that match; None where there is no such article."""


def all_of(parts: Iterable[Filter]) -> Filter:
    """Return what all of these filters match."""
    listed = [part for part in parts if part != EVERYTHING]
    return _simplify({"bool": {"filter": listed}}, listed, EVERYTHING)


def any_of(parts: Iterable[Filter]) -> Filter:
    """Return what any of these filters matches."""
    listed = list(parts)
    return _simplify({"bool": {"should": listed, "minimum_should_match": 1}}, listed, NOTHING)


def none_of(parts: Iterable[Filter]) -> Filter:
    """Return what none of these filters matches."""
    return {"bool": {"must_not": list(parts)}}


def _simplify(whole: Filter, parts: Sequence[Filter], empty: Filter) -> Filter:
    if len(parts) > 1:
        return whole
    return parts[0] if parts else empty


def match_keys(field: str, keys: Iterable[int]) -> Filter:
    """Return a filter of these keys, of any number."""
    listed = sorted(keys)
    return any_of(
        {"terms": {field: listed[start : start + _KEYS_PER_FILTER]}}
        for start in range(0, len(listed), _KEYS_PER_FILTER)
    )


def match_period(first: date | None, last: date | None, *, possible: bool = False) -> Filter:
    """Return a filter of articles certainly, or possibly, of a period."""
    begins, ends = ("latest", "earliest") if possible else ("earliest", "latest")
    parts: list[Filter] = [{"term": {"is_dated": True}}]
    if first is not None:
        parts.append({"range": {begins: {"gte": first.toordinal()}}})
    if last is not None:
        parts.append({"range": {ends: {"lte": last.toordinal()}}})
    return all_of(parts)


class NodeCompiler:
    """Compiler of nodes for an index whose articles are stemmed by these algorithms."""

    def __init__(
        self,
        name_keys: Mapping[nodes.NameClause, tuple[int, ...]],
        algorithms: Sequence[str],
        expand_forms: FormExpander,
        verify: Verifier,
    ) -> None:
        self._name_keys = name_keys
        self.algorithms = tuple(algorithms) or ("english",)
        self._expand_forms = expand_forms
        self._verify = verify
        self._clauses_left = MAX_CLAUSES

    def compile(self, node: Node | None) -> Filter:
        """Compile a node."""
        match node:
            case None:
                return EVERYTHING
            case nodes.Not(part):
                return none_of([self.compile(part)])
            case nodes.And(parts):
                return all_of(map(self.compile, parts))
            case nodes.Or(parts):
                return any_of(map(self.compile, parts))
            case nodes.NameClause(field):
                return match_keys(_KEY_FIELDS[field], self._name_keys.get(node, ()))
        return _match_metadata(node) or self._compile_spans(node)

    def group_algorithms(self, node: Node) -> list[tuple[str, tuple[str, ...] | None]]:
        """Return one algorithm for each way to stem the words of a node, and those that do so; None: all."""
        words = [
            text
            for part in nodes.walk_nodes(node)
            for text in (part.words if isinstance(part, nodes.Window) else [getattr(part, "text", "")])
            if isinstance(part, nodes.Term | nodes.Phrase | nodes.Window) and not getattr(part, "exact", False)
        ]
        groups: dict[tuple[tuple[str, ...], ...], list[str]] = {}
        for algorithm in self.algorithms:
            groups.setdefault(tuple(stem_query(word, algorithm) for word in words), []).append(algorithm)
        if len(groups) == 1:
            return [(self.algorithms[0], None)]
        return [(group[0], tuple(group)) for group in groups.values()]

    def _compile_spans(self, node: Node) -> Filter:
        """Compile a node of words for each way to stem them."""
        parts = []
        for algorithm, group in self.group_algorithms(node):
            compiled = self._compile_for(node, algorithm, group)
            parts.append(compiled if group is None else all_of([match_algorithms(group), compiled]))
        return any_of(parts)

    def _compile_for(self, node: Node, algorithm: str, group: tuple[str, ...] | None) -> Filter:
        candidates = self._find_candidates(node, algorithm)
        if group is not None:
            candidates = all_of([match_algorithms(group), candidates])
        field = find_field(node)
        compiler = SpanCompiler(field or "", algorithm, self._expand_forms, self._clauses_left)
        leaves = compiler.list_leaves(node)
        if leaves is not None and all(len(leaf) == 1 for leaf in leaves):
            return candidates
        try:
            if field is None:
                raise UncertainSpans
            queries = compiler.compile(node)
            at_one_place = match_coincidences(field, compiler.shared)
            self._take_clauses([*queries, at_one_place])
        except UncertainSpans:
            return self._verify(node, algorithm, candidates, None) or NOTHING
        exact = all_of([candidates, any_of(queries)])
        if compiler.shared and queries:
            verified = self._verify(node, algorithm, candidates, compiler.shared)
            if verified is not None:
                return any_of([all_of([exact, none_of([at_one_place])]), verified])
        return exact

    def _take_clauses(self, queries: Sequence[Filter]) -> None:
        """Count the clauses of queries against the limit of a search."""
        clauses = sum(map(count_clauses, queries))
        if clauses > self._clauses_left:
            raise UncertainSpans
        self._clauses_left -= clauses

    def _find_candidates(self, node: Node, algorithm: str) -> Filter:
        """Return a filter of all articles that may match, by their words alone."""
        part_filter = lambda part: self._find_candidates(part, algorithm)  # noqa: E731
        match node:
            case nodes.Near(parts) | nodes.SameUnit(parts):
                return all_of(map(part_filter, parts))
            case nodes.Or(parts):
                return any_of(map(part_filter, parts))
            case nodes.NotNear(part) | nodes.AtLeast(part) | nodes.InQuotation(part):
                return part_filter(part)
            case nodes.Window(words, _, field):
                stems = dict.fromkeys(stem for word in words for stem in stem_query(word, algorithm))
                return all_of({"term": {TEXT_FIELDS[field]: limit_term(stem)}} for stem in stems)
        leaves = SpanCompiler("", algorithm, self._expand_forms).list_leaves(node) or ()
        field = find_field(node) or "words"
        return any_of(all_of({"terms": {field: list(slot)}} for slot in leaf) for leaf in leaves)


def match_algorithms(algorithms: Iterable[str]) -> Filter:
    """Return a filter of articles stemmed by one of these algorithms."""
    return {"terms": {"algorithm": list(algorithms)}}


def match_coincidences(field: str, pairs: Iterable[tuple[Slot, Slot]]) -> Filter:
    """Return a filter of articles in which words of a pair stand at one place of a field."""

    def write_slot(slot: Slot) -> Filter:
        terms: list[Filter] = [{"span_term": {field: term}} for term in slot]
        return terms[0] if len(terms) == 1 else {"span_or": {"clauses": terms}}

    return any_of({"span_within": {"little": write_slot(a), "big": write_slot(b)}} for a, b in sorted(pairs))


def find_field(node: Node) -> str | None:
    """Return the field of the index that holds the words of a node; None where they are of several."""
    fields = {TEXT_FIELDS[part.field] for part in nodes.walk_nodes(node) if isinstance(part, nodes.TermNode)}
    return fields.pop() if len(fields) == 1 else None


def _match_metadata(node: Node) -> Filter | None:
    """Return a filter of what is known of an article; None for nodes of words."""
    match node:
        case nodes.MissingClause(field):
            return none_of([_MISSING[field]])
        case nodes.LanguageClause(language):
            exact = {"value": language, "case_insensitive": True}
            region = {"value": f"{language}-", "case_insensitive": True}
            return any_of([{"term": {"language": exact}}, {"prefix": {"language": region}}])
        case nodes.DateClause(first, last, possible):
            return match_period(first, last, possible=possible)
        case nodes.AddedClause(first, last):
            return _match_added(first, last)
        case nodes.StatusClause(status):
            return {"term": {"status": status}}
    return None


def _match_added(first: date | None, last: date | None) -> Filter:
    bounds = {name: day.toordinal() for name, day in (("gte", first), ("lte", last)) if day}
    return {"range": {"added": bounds}} if bounds else {"exists": {"field": "added"}}
