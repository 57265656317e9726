"""Saved searches inside a query: `saved:name` is written out as the saved search of the reader who asks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from django.http import QueryDict

from archive.errors import QuerySyntaxError
from archive.models import SavedSearch
from archive.search.query.filters import combine_with_filters
from archive.search.query.nodes import NameClause, Node, map_children, walk_nodes
from archive.search.query.parser import ParsedQuery, parse_query
from archive.search.query.request import FacetName, MatchMode, ScopeName
from archive.search.query.unparse import to_canonical
from archive.text.messages import Message, lazy_message
from archive.text.normalize import name_key

FIELD: Final = "saved"
MAX_DEPTH: Final = 8  # saved searches inside each other
MAX_SAVED: Final = 30  # saved searches written out for one query
_MAX_NAMES: Final = 5  # own names that an error lists


def write_out_saved(parsed: ParsedQuery, reader_key: int | None) -> ParsedQuery:
    """Return the query with its saved searches written out, and notes that say so; unchanged without any.

    QuerySyntaxError for a name that the reader has not saved, for a search that contains itself, and for who has not
    logged in (`reader_key` None).
    """
    if parsed.node is None or not _list_saved(parsed.node):
        return parsed
    writer = _Writer(parsed, reader_key)
    node = writer.write_out(parsed.node, ())
    try:
        written = parse_query(to_canonical(node, parsed.mode), mode=parsed.mode)
    except QuerySyntaxError as error:
        message = lazy_message(
            "With its saved searches written out, the query cannot be read: {fault}", fault=error.message
        )
        raise QuerySyntaxError(message, code=FIELD) from error
    return replace(written, notes=(*parsed.notes, *writer.notes), repairs=parsed.repairs)


@dataclass(slots=True)
class _Writer:
    parsed: ParsedQuery
    reader_key: int | None
    notes: list[str] = field(default_factory=list)
    count: int = 0

    def write_out(self, node: Node, trail: tuple[str, ...]) -> Node:
        """Return the node with the saved searches below it written out; `trail` are those it stands in."""
        if isinstance(node, NameClause) and node.field == FIELD:
            return self._read_saved(node, trail)
        return map_children(node, lambda child: self.write_out(child, trail))

    def _read_saved(self, clause: NameClause, trail: tuple[str, ...]) -> Node:
        key = name_key(clause.name)
        self.count += 1
        if self.reader_key is None:
            raise self._build_error(
                clause,
                lazy_message(
                    "saved: stands for a saved search of your own, so it needs a login. Log in, or write the search"
                    " out: feeds and programs cannot use it."
                ),
            )
        if key in trail:
            chain = " → ".join([*trail[trail.index(key) :], key])
            raise self._build_error(
                clause,
                lazy_message("The saved search “{name}” contains itself: {chain}.", name=clause.name, chain=chain),
            )
        if len(trail) >= MAX_DEPTH or self.count > MAX_SAVED:
            raise self._build_error(clause, lazy_message("Too many saved searches stand inside each other."))
        row = SavedSearch.objects.filter(reader=self.reader_key, key=key).first() if key else None
        if row is None:
            raise self._build_error(clause, self._describe_missing(clause))
        node = self._parse_row(clause, row)
        written = self.write_out(node, (*trail, key))
        if not trail:
            self.notes.append(
                lazy_message("saved:“{name}” stands for {query}", name=row.name, query=to_canonical(written))
            )
        return written

    def _parse_row(self, clause: NameClause, row: SavedSearch) -> Node:
        """Return the node of a saved search, its filters included."""
        filters = QueryDict(row.narrowed)
        mode = MatchMode.ANY if filters.get("match") == MatchMode.ANY else MatchMode.ALL
        selected = {name: tuple(filters.getlist(name)) for name in FacetName if name in filters}
        if scope := next((name for name in ScopeName if name in filters), None):
            message = lazy_message(
                "The saved search “{name}” looks in one {scope} alone, so it cannot be part of a query.",
                name=row.name,
                scope=lazy_message(scope),
            )
            raise self._build_error(clause, message)
        try:
            node = combine_with_filters(parse_query(row.query, mode=mode).node, selected)
        except QuerySyntaxError as error:
            message = lazy_message(
                "The saved search “{name}” cannot be part of a query: {fault}", name=row.name, fault=error.message
            )
            raise self._build_error(clause, message) from error
        if node is None:
            raise self._build_error(
                clause, lazy_message("The saved search “{name}” finds everything. Leave it out.", name=row.name)
            )
        return node

    def _describe_missing(self, clause: NameClause) -> Message:
        own = SavedSearch.objects.filter(reader=self.reader_key).exclude(key="").order_by("key")
        names = list(own.values_list("name", flat=True)[:_MAX_NAMES])
        if names:
            listed = ", ".join(f"saved:“{name}”" for name in names)
            return lazy_message(
                "You have no saved search called “{name}”. You have {listed}.", name=clause.name, listed=listed
            )
        return lazy_message(
            "You have no saved search called “{name}”. Save a search and give it a name on the page of your saved"
            " searches.",
            name=clause.name,
        )

    def _build_error(self, clause: NameClause, message: Message) -> QuerySyntaxError:
        """Return an error that points to where the saved search stands in the query, where it stands there itself."""
        part = next((part for part in self.parsed.parts if part.node == clause), None)
        offset, length = (part.offset, part.length) if part else (0, 0)
        return QuerySyntaxError(message, code=FIELD, offset=offset, length=length)


def _list_saved(node: Node) -> list[NameClause]:
    return [part for part in walk_nodes(node) if isinstance(part, NameClause) and part.field == FIELD]
