"""Whoosh query types for the array executor only: spans, groups of forms, missing terms."""

from __future__ import annotations

from archive.search.engines.whoosh.arrays.segments import Key
from archive.search.engines.whoosh.fields.filters import Leaf
from archive.search.engines.whoosh.running.places import Plan


class Placed(Leaf):
    """Articles in which a plan finds spans; scored by its terms."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.given[0]


class AnyForm(Leaf):
    """Articles that have a term of a field; a group of forms is scored as one term."""

    def __init__(self, field: str, key: Key) -> None:
        super().__init__(field, key)


class Lacking(Leaf):
    """Articles that lack a reserved term of a field."""

    def __init__(self, field: str, term: bytes) -> None:
        super().__init__(field, term)
