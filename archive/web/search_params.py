"""The parameters of a search: parsed from a URL, changed, and written back."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from archive.db.addresses import reverse_cached
from archive.errors import QuerySyntaxError
from archive.search.query.nodes import Node
from archive.search.query.parser import MAX_QUERY_LENGTH, ParsedQuery, parse_query, to_canonical
from archive.search.query.request import (
    PAGE_SIZE,
    FacetName,
    MatchMode,
    ReprintGroups,
    ScopeName,
    SearchRequest,
    SortOrder,
)
from archive.search.saved_queries import write_out_saved
from archive.web.page_errors import InvalidParameter
from archive.web.params import QueryParams, build_url, quote_cached, truncate

_FACET_VALUE = re.compile(r"[\w.-]{1,100}")
_SAVED = re.compile(r"\bsaved(?:search)?\s*:", re.IGNORECASE)
_ANY_VALUE = "\0"  # in no value: filters and what follows them in a URL hold no control characters
_MAX_QUERY_LENGTH = 20_000  # the parser has a lower limit and reports it beside the box


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchParams:
    """A search: query, filters, match mode, sort and page. `sort` None: the default.

    `scopes` are a collection or story searched alone, `as_typed` the words that are not expanded;
    `are_reprints_separate`: reprints are not folded into one hit.
    Methods that change a parameter return a copy, on the first page.
    """

    text: str = ""
    selected: Mapping[FacetName, tuple[str, ...]] = field(default_factory=dict)
    scopes: Mapping[ScopeName, str] = field(default_factory=dict)
    match: MatchMode = MatchMode.ALL
    as_typed: tuple[str, ...] = ()
    sort: SortOrder | None = None
    are_reprints_separate: bool = False
    page: int = 1
    reader_key: int | None = None  # of who asks, where the query names a saved search

    @classmethod
    def from_text(cls, request: HttpRequest, text: str) -> "SearchParams":
        """Return the search of a text alone, asked by who sent the request."""
        return cls(text=text, reader_key=_find_reader_key(request, text))

    @classmethod
    def from_request(cls, request: HttpRequest, values: QueryDict | None = None) -> "SearchParams":
        """Parse the query parameters, or those among the values of a form; InvalidParameter where one is invalid."""
        params = QueryParams(request) if values is None else QueryParams(request, values, reverse_cached("search"))
        selected = {name: params.get_list(name) for name in FacetName}
        scopes = {name: value for name in ScopeName if (value := params.get_text(name))}
        for name, value in [(name, value) for name, values in selected.items() for value in values] + [*scopes.items()]:
            if not _FACET_VALUE.fullmatch(value):
                raise InvalidParameter(
                    gettext("‘%(value)s’ is not a valid value of the filter ‘%(facet)s’. Choose one from the filters.")
                    % {"value": truncate(value), "facet": name},
                    params.build_url_without(name),
                )
        sort = params.get_choice("sort", ("", *SortOrder), "")
        text = params.get_raw_text("q", _MAX_QUERY_LENGTH)
        return cls(
            text=text,
            reader_key=_find_reader_key(request, text),
            selected={name: values for name, values in selected.items() if values},
            scopes=scopes,
            match=MatchMode(params.get_choice("match", tuple(MatchMode), MatchMode.ALL)),
            as_typed=params.get_list("as_typed"),
            sort=SortOrder(sort) if sort else None,
            are_reprints_separate=params.get_choice("printings", ("", "apart"), "") == "apart",
            page=params.get_page_number(),
        )

    @property
    def display_text(self) -> str:
        """The query for display, with control characters replaced."""
        return mask_control_characters(self.text)

    def __str__(self) -> str:
        return build_url(reverse_cached("search"), dict(self.list_params()))

    @classmethod
    def from_request_leniently(cls, request: HttpRequest) -> "SearchParams":
        """Parse the search that led to another page, from that page's URL.

        Where it is invalid, only the query is used.
        """
        try:
            return cls.from_request(request)
        except InvalidParameter:
            return cls.from_text(request, QueryParams(request).get_text("q", MAX_QUERY_LENGTH))

    @property
    def query_string(self) -> str:
        """The query string of the search; empty for the first page of everything."""
        return str(self).partition("?")[2]

    @property
    def form_fields(self) -> list[tuple[str, str]]:
        """All parameters as name and value pairs, for hidden form fields."""
        pairs = ((name, value if isinstance(value, tuple) else (value,)) for name, value in self.list_params())
        return [(name, str(item)) for name, values in pairs for item in values]

    def list_params(self) -> list[tuple[str, object]]:
        """Return the parameters that differ from the defaults, in a fixed order."""
        pairs: list[tuple[str, object]] = [
            ("q", self.text),
            *self.scopes.items(),
            *self.selected.items(),
            ("match", self.match if self.match is MatchMode.ANY else None),
            ("as_typed", self.as_typed),
            ("sort", self.sort),
            ("printings", "apart" if self.are_reprints_separate else None),
            ("page", self.page if self.page > 1 else None),
        ]
        return [(name, value) for name, value in pairs if value]

    def get_filter_fields(self) -> list[tuple[str, str]]:
        """Return the parameters that a new query keeps: filters, match mode, sort."""
        return [(name, value) for name, value in self.form_fields if name not in ("q", "as_typed", "page")]

    def parse_query(self) -> ParsedQuery:
        """Parse the query in this match mode, saved searches written out; may raise QuerySyntaxError."""
        return write_out_saved(parse_query(self.text, mode=self.match), self.reader_key)

    def parse_node(self) -> Node | None:
        """Return the parsed query; InvalidParameter with a link to the search where it cannot be parsed."""
        try:
            return self.parse_query().node
        except QuerySyntaxError as error:
            raise InvalidParameter(error.message, str(self)) from error

    def get_sort(self, node: Node | None) -> SortOrder:
        """Return the sort; by default relevance, and newest first for an empty query."""
        return self.sort or (SortOrder.NEWEST if node is None else SortOrder.RELEVANCE)

    def build_search_request(self, node: Node | None, reprints: ReprintGroups | None = None) -> SearchRequest:
        """Build the request for the search service; `reprints` are groups to collapse."""
        return SearchRequest(
            query=node,
            text=to_canonical(node, self.match) if node and _SAVED.search(self.text) else self.text,
            selected=self.selected,
            scopes=self.scopes,
            match=self.match,
            disabled_expansions=frozenset(self.as_typed),
            sort=self.get_sort(node),
            offset=(self.page - 1) * PAGE_SIZE,
            reprints=reprints,
        )

    def replace_params(self, **changes: Any) -> "SearchParams":
        """Return a copy with some parameters changed, on the first page unless another is given."""
        return replace(self, **{"page": 1, **changes})

    def toggle_filter(self, name: FacetName, value: str) -> "SearchParams":
        """Add or remove one facet value."""
        values = self.selected.get(name, ())
        changed = tuple(each for each in values if each != value) if value in values else (*values, value)
        selected = {**self.selected, name: changed}
        return self.replace_params(selected={facet: active for facet, active in selected.items() if active})

    def build_filter_urls(self, name: FacetName, values: Sequence[str]) -> list[str]:
        """Return the URLs that add or remove each value of a facet; all that add one differ in it alone."""
        before, _, after = str(self.toggle_filter(name, _ANY_VALUE)).rpartition(quote_cached(_ANY_VALUE))
        selected = self.selected.get(name, ())
        return [
            str(self.toggle_filter(name, value)) if value in selected else f"{before}{quote_cached(value)}{after}"
            for value in values
        ]

    def remove_scope(self, name: ScopeName) -> "SearchParams":
        """Search the whole archive instead of one collection or story."""
        return self.replace_params(scopes={each: value for each, value in self.scopes.items() if each != name})

    def set_exact_spelling(self, key: str, *, as_typed: bool) -> "SearchParams":
        """Switch the expansion of one word off (`as_typed`) or on."""
        others = tuple(other for other in self.as_typed if other != key)
        return self.replace_params(as_typed=(*others, key) if as_typed else others)


def _find_reader_key(request: HttpRequest, text: str) -> int | None:
    """Return the key of the reader who asks, looked up only where the query may name a saved search."""
    if not _SAVED.search(text) or not request.user.is_authenticated:
        return None
    return request.user.pk


def mask_control_characters(text: str) -> str:
    """Replace control characters by U+FFFD."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) == "Cc" and char not in "\t\n\r" else char
        for char in text
    )
