"""Whoosh query types for the array executor only: spans, groups of forms, missing terms."""

from __future__ import annotations

from archive.search.engines.whoosh.arrays.segments import TermKey
from archive.search.engines.whoosh.fields.filters import LeafQuery
from archive.search.engines.whoosh.running.places import SpanPlan


class SpanQuery(LeafQuery):
    """Articles in which a plan finds spans; scored by its terms."""

    def __init__(self, plan: SpanPlan) -> None:
        super().__init__(plan)

    @property
    def plan(self) -> SpanPlan:
        """The plan."""
        return self.args[0]


class FormsQuery(LeafQuery):
    """Articles that have a term of a field; a group of forms is scored as one term."""

    def __init__(self, field: str, key: TermKey) -> None:
        super().__init__(field, key)


class MissingTermQuery(LeafQuery):
    """Articles that lack a reserved term of a field."""

    def __init__(self, field: str, term: bytes) -> None:
        super().__init__(field, term)
