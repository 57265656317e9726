"""Haystack backend of the Whoosh engine.

The search service calls `find`. Haystack's own API (`SearchQuerySet`, `update_object`, …) works
too, on the same index and executor; what the index does not support raises an error.
"""

# ruff: noqa: ARG002, FBT001, FBT002 -- Haystack's signatures

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from haystack.backends import log_query
from haystack.backends.whoosh_backend import WhooshEngine as StockEngine
from haystack.backends.whoosh_backend import WhooshSearchBackend
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct
from numpy.typing import NDArray
from whoosh.fields import Schema
from whoosh.qparser import QueryParser
from whoosh.query import And, Every, Query

from archive.search.engines.base import EngineQuery, EngineResult
from archive.search.engines.whoosh.engine import WhooshSearchEngine, get_engine
from archive.search.engines.whoosh.execution.facets import count_facet
from archive.search.engines.whoosh.execution.plans import Matches
from archive.search.engines.whoosh.execution.whoosh_queries import plan_whoosh_query
from archive.search.engines.whoosh.storage.columns import CategoricalColumn
from archive.search.engines.whoosh.storage.schema import create_schema
from archive.search.engines.whoosh.storage.snapshot import Snapshot
from archive.search.query.request import FacetName

_DEFAULT_CACHE_BYTES = 256_000_000
_MODEL = "archive.article"
_FACETS: Mapping[str, FacetName] = {
    "outlet": FacetName.OUTLET,
    "authors": FacetName.AUTHOR,
    "language": FacetName.LANGUAGE,
}
_SORT_COLUMNS: Mapping[str, str] = {
    "id": "pks", "pk": "pks", "django_id": "pks",
    "earliest": "earliest", "latest": "latest", "outlet": "outlets",
}  # fmt: skip


class WhooshBackend(WhooshSearchBackend):
    """One backend per thread, one engine per process."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.engine: WhooshSearchEngine = get_engine(Path(self.path), options.get("CACHE_BYTES", _DEFAULT_CACHE_BYTES))

    # For the search service

    def find(self, query: EngineQuery) -> EngineResult:
        """Run a query of the search service."""
        return self.engine.find(query)

    # Haystack's API

    def setup(self) -> None:
        """Prepare the parser; the index is opened when it is first needed."""
        self.content_field_name, self.schema = self.build_schema({})
        self.parser = QueryParser(self.content_field_name, schema=self.schema)
        self.setup_complete = True

    def build_schema(self, fields: Mapping[str, Any]) -> tuple[str, Schema]:
        """Return the archive's own schema."""
        return "text", create_schema()

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Index rows, replacing older documents."""
        self.engine.write(index.iter_documents(row.pk for row in iterable))

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Remove one row, or what `archive.article.7` names."""
        self.engine.write((), [int(get_identifier(obj_or_string).rpartition(".")[2])])

    def clear(self, models: Iterable[Any] | None = None, commit: bool = True) -> None:
        """Empty the index, if articles are among `models`."""
        if models is None or _MODEL in map(get_model_ct, models):
            self.engine.clear()

    def delete_index(self) -> None:
        """Empty the index."""
        self.engine.clear()

    def optimize(self) -> None:
        """Merge all segments into one."""
        self.engine.optimize()

    @log_query
    def search(self, query_string: str, **params: Any) -> dict[str, Any]:
        """Run a SearchQuerySet's query; results in Haystack's form."""
        self._reject_unsupported(params)
        if not self.setup_complete:
            self.setup()
        models = params.get("models")
        if not query_string or (models and _MODEL not in map(get_model_ct, models)):
            return {"results": [], "hits": 0}
        queries = [self._parse_query(text) for text in [query_string, *(params.get("narrow_queries") or ())]]
        snapshot = self.engine.get_snapshot()
        matches = Matches(snapshot, plan_whoosh_query(And(queries) if len(queries) > 1 else queries[0]))
        return {
            "results": self._build_results(snapshot, matches, params),
            "hits": len(matches.docs),
            "facets": {
                "fields": self._count_facets(snapshot, matches, params.get("facets") or {}),
                "dates": {},
                "queries": {},
            },
            "spelling_suggestion": None,
        }

    def more_like_this(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Not supported."""
        raise SearchBackendError("This index keeps no texts to compare. It offers no ‘more like this’.")

    def create_spelling_suggestion(self, query_string: str) -> None:
        """Not supported."""

    def _reject_unsupported(self, params: Mapping[str, Any]) -> None:
        """Raise for options that would silently be ignored."""
        for name in ("highlight", "date_facets", "query_facets", "within", "dwithin"):
            if params.get(name):
                raise SearchBackendError(f"This index offers no {name}. archive.search.service does: ask there.")

    def _parse_query(self, text: str) -> Query:
        """Parse without Whoosh's normal form, which turns `everything AND x` into everything."""
        return Every() if text in ("*", "*:*") else self.parser.parse(text, normalize=False)

    def _build_results(self, snapshot: Snapshot, matches: Matches, params: Mapping[str, Any]) -> list[SearchResult]:
        scores = matches.scores
        columns = snapshot.columns
        keys: list[NDArray[Any]] = [columns.pks[matches.docs]]
        for name in reversed(params.get("sort_by") or ["-score"]):
            values = scores if name == "-score" else _get_sort_values(columns, name.lstrip("-"))[matches.docs]
            keys.append(-values.astype(np.float64) if name.startswith("-") else values)
        rows = np.lexsort(keys)[params.get("start_offset") or 0 : params.get("end_offset")]
        result_class = params.get("result_class") or SearchResult
        app, model = _MODEL.split(".")
        return [
            result_class(app, model, str(pk), score)
            for pk, score in zip(columns.pks[matches.docs[rows]].tolist(), scores[rows].tolist(), strict=True)
        ]

    def _count_facets(self, snapshot: Snapshot, matches: Matches, names: Iterable[str]) -> dict[str, list[Any]]:
        if unknown := set(names) - set(_FACETS):
            raise SearchBackendError(f"There is no facet {', '.join(sorted(unknown))}. There are {', '.join(_FACETS)}.")
        return {name: list(count_facet(snapshot.columns, _FACETS[name], matches.docs, frozenset())) for name in names}


class WhooshEngine(StockEngine):
    """The engine that HAYSTACK_CONNECTIONS names."""

    backend = WhooshBackend


def _get_sort_values(columns: Any, name: str) -> Any:
    if name not in _SORT_COLUMNS:
        raise SearchBackendError(f"Nothing can be ordered by {name}. There are {', '.join(_SORT_COLUMNS)}.")
    column = getattr(columns, _SORT_COLUMNS[name])
    return column.codes if isinstance(column, CategoricalColumn) else column
