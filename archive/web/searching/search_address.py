"""The parameters of a search: parsed from a URL, changed, and written back."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from django.http import HttpRequest
from django.utils.translation import gettext

from archive.models.addresses import address_of
from archive.search.query import Node
from archive.search.request import PAGE_SIZE, FacetName, Match, Printings, SearchRequest, Sort
from archive.search.syntax import MAX_LENGTH, Parsed, parse
from archive.web.address import Asked, BadAddress, address, shortened

_VALUE = re.compile(r"[\w.-]{1,100}")
_TYPED = 20_000  # the parser has a lower limit and reports it beside the box


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAddress:
    """A search: query, filters, match mode, sort and page. `sort` None: the default.

    `as_typed` are the words that are not expanded; `is_unfolded`: near-identical articles are
    listed separately. Methods that change a parameter return a copy.
    """

    text: str = ""
    selected: Mapping[FacetName, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    match: Match = Match.ALL
    as_typed: tuple[str, ...] = ()
    sort: Sort | None = None
    apart: bool = False
    page: int = 1

    @classmethod
    def read(cls, request: HttpRequest) -> "SearchAddress":
        """Parse the query parameters; InvalidParameter where one is invalid."""
        asked = Asked(request)
        chosen = {name: asked.several(name) for name in FacetName}
        for name, values in chosen.items():
            _check(asked, name, values)
        sort = asked.choice("sort", ("", *Sort), "")
        return cls(
            text=asked.typed("q", _TYPED),
            selected=MappingProxyType({name: values for name, values in chosen.items() if values}),
            match=Match(asked.choice("match", tuple(Match), Match.ALL)),
            as_typed=asked.several("as_typed"),
            sort=Sort(sort) if sort else None,
            apart=asked.choice("printings", ("", "apart"), "") == "apart",
            page=asked.page(),
        )

    @property
    def shown(self) -> str:
        """The query for display, with control characters replaced."""
        return visible(self.text)

    def __str__(self) -> str:
        return address(address_of("search"), dict(self.parameters()))

    @classmethod
    def behind(cls, request: HttpRequest) -> "SearchAddress":
        """Parse the search that led to another page, from that page's URL.

        Where it is invalid, only the query is used.
        """
        try:
            return cls.read(request)
        except BadAddress:
            return cls(text=Asked(request).text("q", MAX_LENGTH))

    @property
    def query_string(self) -> str:
        """The query string of the search; empty for the first page of everything."""
        return str(self).partition("?")[2]

    @property
    def fields(self) -> list[tuple[str, str]]:
        """All parameters as name and value pairs, for hidden form fields."""
        pairs = (
            (name, value if isinstance(value, tuple) else (value,))
            for name, value in self.parameters()
        )
        return [(name, str(one)) for name, values in pairs for one in values]

    def parameters(self) -> list[tuple[str, object]]:
        """Return the parameters that differ from the defaults, in a fixed order."""
        parts: list[tuple[str, object]] = [("q", self.text), *self.selected.items()]
        parts += [("match", self.match if self.match is Match.ANY else None)]
        parts += [("as_typed", self.as_typed), ("sort", self.sort)]
        parts += [("printings", "apart" if self.apart else None)]
        parts += [("page", self.page if self.page > 1 else None)]
        return [(name, value) for name, value in parts if value]

    def kept(self) -> list[tuple[str, str]]:
        """Return the parameters that a new query keeps: filters, match mode, sort."""
        narrowed = [(name, value) for name, values in self.selected.items() for value in values]
        match = [("match", str(self.match))] if self.match is Match.ANY else []
        apart = [("printings", "apart")] if self.apart else []
        return [*narrowed, *match, *([("sort", str(self.sort))] if self.sort else []), *apart]

    def parsed(self) -> Parsed:
        """Parse the query in this match mode; may raise QuerySyntaxError."""
        return parse(self.text, mode=self.match)

    def order(self, node: Node | None) -> Sort:
        """Return the sort; by default relevance, and newest first for an empty query."""
        return self.sort or (Sort.NEWEST if node is None else Sort.RELEVANCE)

    def request(self, node: Node | None, printings: Printings | None = None) -> SearchRequest:
        """Build the request for the search service; `printings` are groups to fold."""
        return SearchRequest(
            query=node,
            text=self.text,
            selected=self.selected,
            match=self.match,
            as_typed=frozenset(self.as_typed),
            sort=self.order(node),
            offset=(self.page - 1) * PAGE_SIZE,
            printings=printings,
        )

    def narrowed_to(self, selected: Mapping[FacetName, tuple[str, ...]]) -> "SearchAddress":
        """Replace all filters, on the same page."""
        return replace(self, selected=MappingProxyType(dict(selected)))

    def toggled(self, name: FacetName, value: str) -> "SearchAddress":
        """Add or remove one facet value."""
        values = self.selected.get(name, ())
        changed = (
            tuple(each for each in values if each != value) if value in values else (*values, value)
        )
        selected = {**self.selected, name: changed}
        kept = {each: chosen for each, chosen in selected.items() if chosen}
        return replace(self, selected=MappingProxyType(kept), page=1)

    def only(self, name: FacetName, value: str) -> "SearchAddress":
        """Select one value of a facet in place of its others."""
        return replace(self, selected=MappingProxyType({**self.selected, name: (value,)}), page=1)

    def asking(self, text: str) -> "SearchAddress":
        """Replace the query, keeping the filters."""
        return replace(self, text=text, page=1)

    def unnarrowed(self) -> "SearchAddress":
        """Remove all filters."""
        return replace(self, selected=MappingProxyType({}), page=1)

    def matching(self, match: Match) -> "SearchAddress":
        """Match all words, or any of them."""
        return replace(self, match=match, page=1)

    def spelt(self, key: str, *, as_typed: bool) -> "SearchAddress":
        """Switch the expansion of one word off (`as_typed`) or on."""
        others = tuple(one for one in self.as_typed if one != key)
        return replace(self, as_typed=(*others, key) if as_typed else others, page=1)

    def sorted_by(self, sort: Sort) -> "SearchAddress":
        """Replace the sort."""
        return replace(self, sort=sort, page=1)

    def at_page(self, page: int) -> str:
        """Return the URL of another page."""
        return str(replace(self, page=page))


def visible(text: str) -> str:
    """Replace control characters by U+FFFD."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(char) == "Cc" and char not in "\t\n\r"
        else char
        for char in text
    )


def _check(asked: Asked, name: FacetName, values: tuple[str, ...]) -> None:
    for value in values:
        if not _VALUE.fullmatch(value):
            raise BadAddress(
                gettext(
                    "‘%(value)s’ cannot be the %(facet)s of anything. Choose from the list beside"
                    " the results."
                )
                % {"value": shortened(value), "facet": name},
                asked.without(name),
            )
