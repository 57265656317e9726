"""Filters of a search as part of its query, where the two have to be one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from archive.errors import QuerySyntaxError
from archive.search.query.nodes import (
    And,
    DateClause,
    LanguageClause,
    MissingClause,
    NameClause,
    Node,
    Or,
    combine_with,
)
from archive.search.query.request import UNCERTAIN, UNDATED, UNKNOWN, FacetName
from archive.text.messages import lazy_message

_GAPS = {FacetName.OUTLET: "outlet", FacetName.AUTHOR: "author", FacetName.LANGUAGE: "lang"}


def combine_with_filters(node: Node | None, selected: Mapping[FacetName, tuple[str, ...]]) -> Node | None:
    """Return the query with its filters: values of one filter are alternatives, filters combine; None for neither.

    QuerySyntaxError for the filter that no query can express.
    """
    filters = [
        combine_with(Or, [_build_value_node(name, value) for value in values])
        for name, values in selected.items()
        if values
    ]
    parts: list[Node] = [*(node.parts if isinstance(node, And) else (node,) if node else ()), *filters]
    return combine_with(And, parts) if parts else None


def _build_value_node(name: FacetName, value: str) -> Node:
    if value == UNKNOWN and name in _GAPS:
        return MissingClause(_GAPS[name])
    if name is FacetName.YEAR:
        return _build_year_node(value)
    if name is FacetName.LANGUAGE:
        return LanguageClause(value)
    return NameClause(name.value, value)


def _build_year_node(value: str) -> Node:
    if value == UNDATED:
        return MissingClause("date")
    if value == UNCERTAIN or not (value.isascii() and value.isdigit() and 0 < int(value) <= date.max.year):
        raise QuerySyntaxError(
            lazy_message(
                "The filter of articles whose year is uncertain cannot be part of a query. Remove the filter."
            ),
            code="filter",
        )
    return DateClause(date(int(value), 1, 1), date(int(value), 12, 31))
