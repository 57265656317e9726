"""Haystack backend of the OpenSearch engine.

The search service asks its `engine`. Haystack's own API (`SearchQuerySet`, `update_object`, …) works too, on the same
index: words are read as the archive's query language, fields are those of `_FIELDS`; anything else raises an error.
"""

# ruff: noqa: ARG002, D102, FBT001, FBT002 -- Haystack's signatures

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from haystack.backends import BaseEngine, BaseSearchBackend, BaseSearchQuery, SearchNode, log_query
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct

from archive.errors import QuerySyntaxError
from archive.search.analysis.analyzer import has_words
from archive.search.engines.base import EngineQuery
from archive.search.engines.opensearch.address import parse_address
from archive.search.engines.opensearch.compile_nodes import EVERYTHING, NOTHING, Filter, all_of, any_of, none_of
from archive.search.engines.opensearch.engine import OpenSearchEngine, get_engine
from archive.search.engines.opensearch.index_body import MAX_PAGE
from archive.search.query.nodes import Node, Phrase
from archive.search.query.parser import parse_query

_MODEL: Final = "archive.article"
_FACETS: Final = ("outlet", "authors", "language")
_FIELDS: Final = (*_FACETS, "earliest", "latest", "pk")
_KEYS: Final = ("id", "django_id")
_RANGES: Final = ("gt", "gte", "lt", "lte")
_MAX_FACET_VALUES: Final = 10_000


class OpenSearchBackend(BaseSearchBackend):
    """One backend per thread, one engine per process."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.engine: OpenSearchEngine = get_engine(parse_address(options["URL"]))

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Index rows, replacing older documents."""
        self.engine.write(index.iter_documents(row.pk for row in iterable))

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Remove one row, or what `archive.article.7` names."""
        self.engine.write((), [int(get_identifier(obj_or_string).rpartition(".")[2])])

    def clear(self, models: Iterable[Any] | None = None, commit: bool = True) -> None:
        if models is None or _MODEL in map(get_model_ct, models):
            self.engine.clear()

    @log_query
    def search(self, query_string: str, **params: Any) -> dict[str, Any]:
        """Run a SearchQuerySet's query; results in Haystack's form."""
        for name in ("highlight", "date_facets", "query_facets", "within", "dwithin"):
            if params.get(name):
                raise SearchBackendError(f"This index offers no {name}. archive.search.service does: ask there.")
        models = params.get("models")
        if not query_string or (models and _MODEL not in map(get_model_ct, models)):
            return {"results": [], "hits": 0}
        narrowed = [_match_field(*text.partition(":")[::2]) for text in params.get("narrow_queries") or ()]
        matching = all_of([self._compile(json.loads(query_string)), *narrowed])
        first = params.get("start_offset") or 0
        last = MAX_PAGE if params.get("end_offset") is None else params["end_offset"]
        answer = self.engine.cluster.search(_build_body(matching, first, last, params))
        result_class = params.get("result_class") or SearchResult
        app, model = _MODEL.split(".")
        return {
            "results": [
                result_class(app, model, hit["_id"], hit.get("_score") or 0.0) for hit in answer["hits"]["hits"]
            ],
            "hits": answer["hits"]["total"]["value"],
            "facets": {"fields": _read_facets(answer), "dates": {}, "queries": {}},
            "spelling_suggestion": None,
        }

    def _compile(self, part: Any) -> Filter:
        match part:
            case {"all": parts}:
                return all_of(map(self._compile, parts))
            case {"any": parts}:
                return any_of(map(self._compile, parts))
            case {"not": negated}:
                return none_of([self._compile(negated)])
            case {"words": words}:
                return self._compile_words(words)
            case {"field": field, "kind": kind, "value": value}:
                return _match_field(field, value, kind)
        return EVERYTHING

    def _compile_words(self, text: str) -> Filter:
        node: Node | None = None
        if text not in ("*", "*:*"):
            try:
                node = parse_query(text).node
            except QuerySyntaxError:
                if not has_words(text):
                    return NOTHING
                node = Phrase(text)
        return self.engine.compile(EngineQuery(query=node))

    def more_like_this(self, *args: Any, **options: Any) -> dict[str, Any]:
        raise SearchBackendError("This index keeps no texts to compare. It offers no ‘more like this’.")


class ArchiveSearchQuery(BaseSearchQuery):
    """A SearchQuerySet's conditions as one value for the backend."""

    def build_query(self) -> str:
        """Return the conditions as JSON."""
        conditions = _describe_node(self.query_filter) if self.query_filter else {"words": "*"}
        return json.dumps(conditions, default=str)

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        raise SearchBackendError("Conditions are not built one by one here.")

    def clean(self, query_fragment: str) -> str:
        return query_fragment


class OpenSearchHaystackEngine(BaseEngine):
    """The engine that HAYSTACK_CONNECTIONS names."""

    backend = OpenSearchBackend
    query = ArchiveSearchQuery


def _describe_node(node: SearchNode) -> dict[str, Any]:
    parts = [
        _describe_node(child) if isinstance(child, SearchNode) else _describe_condition(*child)
        for child in node.children
    ]
    joined = {"any" if node.connector == "OR" else "all": parts}
    return {"not": joined} if node.negated else joined


def _describe_condition(expression: str, value: Any) -> dict[str, Any]:
    field, _, kind = expression.partition("__")
    if hasattr(value, "query_string"):
        value = value.query_string
    if field in ("content", "text"):
        return {"words": str(value)}
    values = list(value) if isinstance(value, list | tuple | set) else [value]
    return {"field": field, "kind": kind or "content", "value": values}


def _match_field(field: str, value: Any, kind: str = "content") -> Filter:
    name = "pk" if field in _KEYS else field
    if name not in _FIELDS:
        raise SearchBackendError(f"Nothing can be found by {field}. There are {', '.join(_FIELDS)}.")
    values = [_to_number(one) if name != "language" else one for one in (value if isinstance(value, list) else [value])]
    if kind in _RANGES:
        return {"range": {name: {kind: values[0]}}}
    if kind == "range":
        return {"range": {name: {"gte": values[0], "lte": values[-1]}}}
    return {"terms": {name: values}}


def _to_number(value: Any) -> int:
    """Return a key, or the ordinal of a day."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    try:
        return int(text) if text.isdecimal() else date.fromisoformat(text[:10]).toordinal()
    except ValueError as error:
        raise SearchBackendError(f"‘{text}’ is neither a number nor a day.") from error


def _build_body(matching: Filter, first: int, last: int, params: Mapping[str, Any]) -> dict[str, Any]:
    if last > MAX_PAGE:
        raise SearchBackendError(
            f"Haystack's interface shows the first {MAX_PAGE:,} hits. archive.search.service: all."
        )
    sort = []
    for name in params.get("sort_by") or ():
        field = "pk" if name.lstrip("-") in _KEYS else name.lstrip("-")
        if field not in _FIELDS:
            raise SearchBackendError(f"Nothing can be ordered by {field}. There are {', '.join(_FIELDS)}.")
        sort.append({field: {"order": "desc" if name.startswith("-") else "asc"}})
    return {
        "query": {"bool": {"filter": [matching]}},
        "from": first,
        "size": max(last - first, 0),
        "sort": [*sort, {"pk": "asc"}],
        "track_total_hits": True,
        "_source": False,
        "aggs": {name: _build_facet(name) for name in params.get("facets") or ()},
    }


def _build_facet(name: str) -> dict[str, Any]:
    if name not in _FACETS:
        raise SearchBackendError(f"There is no facet {name}. There are {', '.join(_FACETS)}.")
    values = {"terms": {"field": name, "size": _MAX_FACET_VALUES}}
    missing = {"missing": {"field": name}}
    return {"filter": {"match_all": {}}, "aggs": {"values": values, "none": missing}}


def _read_facets(answer: Mapping[str, Any]) -> dict[str, list[tuple[Any, int]]]:
    facets = {}
    for name, counted in answer.get("aggregations", {}).items():
        facets[name] = [(bucket["key"], bucket["doc_count"]) for bucket in counted["values"]["buckets"]]
        if counted["none"]["doc_count"]:
            facets[name].append((None, counted["none"]["doc_count"]))
    return facets
