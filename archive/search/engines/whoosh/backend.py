# ruff: noqa: ARG002, FBT001, FBT002 -- Haystack's signatures
"""Haystack backend of the Whoosh engine.

The search service calls `find`. Haystack's own API (`SearchQuerySet`, `update_object`, …) works
too, on the same index and executor; what the index does not support raises an error.
"""

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

from archive.search.engines.contract import Answer, Question
from archive.search.engines.whoosh.arrays.columns import Coded
from archive.search.engines.whoosh.engine import WhooshArchive
from archive.search.engines.whoosh.fields.schema import schema
from archive.search.engines.whoosh.generations.snapshot import Snapshot
from archive.search.engines.whoosh.running.execute import Matches
from archive.search.engines.whoosh.running.facets import counted
from archive.search.engines.whoosh.shared import engine_at
from archive.search.index import entries
from archive.search.request import FacetName

_CACHE_BYTES = 256_000_000
_MODEL = "archive.article"
_FACETS: Mapping[str, FacetName] = {
    "outlet": FacetName.OUTLET,
    "authors": FacetName.AUTHOR,
    "language": FacetName.LANGUAGE,
}
_ORDERS: Mapping[str, str] = {
    "id": "pks", "pk": "pks", "django_id": "pks",
    "earliest": "earliest", "latest": "latest", "outlet": "outlets",
}  # fmt: skip


class WhooshBackend(WhooshSearchBackend):
    """One backend per thread, one engine per process."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.engine: WhooshArchive = engine_at(
            Path(self.path), options.get("CACHE_BYTES", _CACHE_BYTES)
        )

    # For the search service

    def find(self, question: Question) -> Answer:
        """Run a query of the search service."""
        return self.engine.find(question)

    # Haystack's API

    def setup(self) -> None:
        """Prepare the parser; the index is opened when it is first needed."""
        self.content_field_name, self.schema = self.build_schema({})
        self.parser = QueryParser(self.content_field_name, schema=self.schema)
        self.setup_complete = True

    def build_schema(self, fields: Mapping[str, Any]) -> tuple[str, Schema]:
        """Return the archive's own schema."""
        return "text", schema()

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Index rows, replacing older documents."""
        self.engine.write(entries(row.pk for row in iterable))

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
    def search(self, query_string: str, **asked: Any) -> dict[str, Any]:
        """Run a SearchQuerySet's query; results in Haystack's form."""
        self._refuse(asked)
        if not self.setup_complete:
            self.setup()
        models = asked.get("models")
        if not query_string or (models and _MODEL not in map(get_model_ct, models)):
            return {"results": [], "hits": 0}
        queries = [
            self._parsed(text) for text in [query_string, *(asked.get("narrow_queries") or ())]
        ]
        snapshot = self.engine.snapshot()
        found = Matches(snapshot, And(queries) if len(queries) > 1 else queries[0])
        return {
            "results": self._results(snapshot, found, asked),
            "hits": len(found.docs),
            "facets": {
                "fields": self._facets(snapshot, found, asked.get("facets") or {}),
                "dates": {},
                "queries": {},
            },
            "spelling_suggestion": None,
        }

    def more_like_this(self, *asked: Any, **options: Any) -> dict[str, Any]:
        """Not supported."""
        raise SearchBackendError(
            "This index keeps no texts to compare. It offers no ‘more like this’."
        )

    def create_spelling_suggestion(self, query_string: str) -> None:
        """Not supported."""

    def _refuse(self, asked: Mapping[str, Any]) -> None:
        """Raise for options that would silently be ignored."""
        for name in ("highlight", "date_facets", "query_facets", "within", "dwithin"):
            if asked.get(name):
                raise SearchBackendError(
                    f"This index offers no {name}. archive.search.service does: ask there."
                )

    def _parsed(self, text: str) -> Query:
        """Parse without Whoosh's normal form, which turns `everything AND x` into everything."""
        return Every() if text in ("*", "*:*") else self.parser.parse(text, normalize=False)

    def _results(
        self, snapshot: Snapshot, found: Matches, asked: Mapping[str, Any]
    ) -> list[SearchResult]:
        scores = found.scores
        columns = snapshot.columns
        keys: list[NDArray[Any]] = [columns.pks[found.docs]]
        for name in reversed(asked.get("sort_by") or ["-score"]):
            values = scores if name == "-score" else _order(columns, name.lstrip("-"))[found.docs]
            keys.append(-values.astype(np.float64) if name.startswith("-") else values)
        places = np.lexsort(keys)[asked.get("start_offset") or 0 : asked.get("end_offset")]
        make = asked.get("result_class") or SearchResult
        app, model = _MODEL.split(".")
        return [
            make(app, model, str(pk), score)
            for pk, score in zip(
                columns.pks[found.docs[places]].tolist(), scores[places].tolist(), strict=True
            )
        ]

    def _facets(
        self, snapshot: Snapshot, found: Matches, names: Iterable[str]
    ) -> dict[str, list[Any]]:
        if unknown := set(names) - set(_FACETS):
            raise SearchBackendError(
                f"There is no facet {', '.join(sorted(unknown))}. There are {', '.join(_FACETS)}."
            )
        return {
            name: list(counted(snapshot.columns, _FACETS[name], found.docs, frozenset()))
            for name in names
        }


class WhooshEngine(StockEngine):
    """The engine that HAYSTACK_CONNECTIONS names."""

    backend = WhooshBackend


def _order(columns: Any, name: str) -> Any:
    if name not in _ORDERS:
        raise SearchBackendError(
            f"Nothing can be ordered by {name}. There are {', '.join(_ORDERS)}."
        )
    column = getattr(columns, _ORDERS[name])
    return column.codes if isinstance(column, Coded) else column
