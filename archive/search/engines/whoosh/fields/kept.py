# ruff: noqa: ARG002, FBT001 -- Whoosh's signatures
"""Field types of columns: values stored in rows and never indexed as terms.

They answer Whoosh's query parser (and so Haystack's `filter(outlet=3)`) with column filters.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from whoosh.columns import Column
from whoosh.fields import FieldType
from whoosh.query import NullQuery, Query

from archive.search.engines.whoosh.fields.filters import (
    AuthorFilter,
    LanguageFilter,
    OutletFilter,
    PeriodFilter,
)


class ColumnField(FieldType):
    """A column of the row."""

    indexed = False
    spellable = False
    stored = False  # type: ignore[assignment]

    def __init__(self) -> None:
        """Create a field without analyzer and format."""

    def self_parsing(self) -> bool:
        """Return True: no analyzer splits these values."""
        return True

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Query:
        """Return the query for `field:value`; by default nothing."""
        return NullQuery


class RowField(ColumnField):
    """All columns of an article as one value, an `IndexRow`."""

    def __init__(self) -> None:
        self.set_sortable(Column())

    def to_column_value(self, value: Any) -> Any:
        """Return the value as it is."""
        return value

    def from_column_value(self, value: Any) -> Any:
        """Return the value as it is."""
        return value


class OutletField(ColumnField):
    """The primary key of an outlet."""

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Query:
        """Parse `outlet:3`."""
        return OutletFilter([int(qstring)]) if qstring.isdecimal() else NullQuery


class AuthorsField(ColumnField):
    """Primary keys of authors."""

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Query:
        """Parse `authors:3`."""
        return AuthorFilter([int(qstring)]) if qstring.isdecimal() else NullQuery


class LanguageField(ColumnField):
    """A BCP 47 tag."""

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Query:
        """Parse `language:fr`, the whole tag."""
        return LanguageFilter([qstring])


class DayField(ColumnField):
    """A day. Haystack writes it as 20160204000000."""

    def parse_query(self, fieldname: str, qstring: str, boost: float = 1.0) -> Query:
        """Return a filter for articles certainly of that day."""
        day = _parse_ordinal(qstring)
        return NullQuery if day is None else PeriodFilter(day, day)

    def parse_range(
        self,
        fieldname: str,
        start: Any,
        end: Any,
        startexcl: bool,
        endexcl: bool,
        boost: float = 1.0,
    ) -> Query:
        """Return a filter for articles certainly within a period."""
        first, last = _parse_ordinal(start), _parse_ordinal(end)
        first = first + 1 if first is not None and startexcl else first
        last = last - 1 if last is not None and endexcl else last
        return PeriodFilter(first, last)


def _parse_ordinal(text: str | None) -> int | None:
    if not text:
        return None
    digits = text.replace("-", "")[:8]
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).toordinal()
